// Murmur2 as Kafka's partitioner computes it (Kafka: Utils.murmur2, seed 0x9747b28c).
#pragma once

#include <cstdint>

#include "core/base/bytes.h"

namespace barnabas {

std::int32_t murmur2(ByteSpan bytes);

// The partition of a key: the hash without its sign bit, modulo all partitions, also leaderless
// ones.
inline std::int32_t partition_of_key(ByteSpan key, std::int32_t partition_count) {
  return (murmur2(key) & 0x7fffffff) % partition_count;
}

}  // namespace barnabas
