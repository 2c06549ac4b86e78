// A fast 64-bit digest of bytes, for telling contents apart within one run. Never printed, never
// stored.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/base/bytes.h"

namespace barnabas::sim {

// Never zero, so that zero can stand for "nothing here".
std::uint64_t digest_bytes(ByteSpan bytes);

// Of a record's value, where absence (a tombstone) differs from emptiness.
inline constexpr std::uint64_t kDigestOfNull = 0x9e3779b97f4a7c15u;

// What is known of the bodies of batches, remembered while they are young: a body is the same block
// in all logs. A slot is found by the batch's checksum field, and believed only for the very same
// block.
class DigestCache {
 public:
  std::uint64_t digest(std::uint32_t checksum, const SharedBytes& body);
  // Whether the batch's checksum fits. REQUIRES: 61 bytes at `header`.
  bool is_true(const std::uint8_t* header, const SharedBytes& body);

 private:
  static constexpr std::size_t kCoveredSize = 44;  // of the header: the checksum and what it covers
  struct Slot {
    SharedBytes body;
    std::uint64_t digest = 0;
    std::array<std::uint8_t, kCoveredSize> covered{};
    bool is_verified = false;
  };
  Slot& slot_for(std::uint32_t checksum, const SharedBytes& body);
  std::vector<Slot> slots_;
};

}  // namespace barnabas::sim
