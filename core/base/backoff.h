// Pauses that grow with every failure in a row and differ from client to client, so that not all
// come back in the same moment.
//
// Kafka: ExponentialBackoff (3.9); KIP-144, KIP-580, KIP-601.
#pragma once

#include <cstdint>

#include "core/base/prng.h"
#include "core/base/time.h"

namespace barnabas {

// The pause before attempt number `attempts` (0: the first one again): doubles up to `most`, give
// or take a fifth, and is never longer than `most`. Where `first` is not below `most`, it is always
// `most`.
Duration exponential_backoff(Duration first, Duration most, std::int32_t attempts, Prng& random);

}  // namespace barnabas
