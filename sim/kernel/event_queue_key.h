// The small key by which the event queue orders: 16 bytes (time, sequence, slot), payload
// elsewhere.
//
// The sequence and the slot share one word, the sequence on top, so that comparing two keys is one
// comparison of 128-bit numbers, and a key says exactly which payload it belongs to even after its
// slot was used again.
#pragma once

#include <cstdint>

#include "core/base/time.h"

namespace barnabas::sim {

inline constexpr std::uint32_t kSlotBits = 26;
// Most events that may be pending in one queue, and most that may be pushed in its life.
inline constexpr std::uint64_t kPendingMax = std::uint64_t{1} << kSlotBits;
inline constexpr std::uint64_t kSequenceMax = std::uint64_t{1} << (64 - kSlotBits);

struct QueueKey {
  std::int64_t at = 0;
  std::uint64_t tag = 0;  // sequence << kSlotBits | slot

  static QueueKey make(Instant at, std::uint64_t sequence, std::uint32_t slot) {
    return {at.ns, sequence << kSlotBits | slot};
  }
  std::uint64_t sequence() const { return tag >> kSlotBits; }
  std::uint32_t slot() const { return static_cast<std::uint32_t>(tag & (kPendingMax - 1)); }

  friend bool operator<(const QueueKey& a, const QueueKey& b) { return a.wide() < b.wide(); }

 private:
  __extension__ using Wide = __int128;
  Wide wide() const {
    return static_cast<Wide>(at) * (static_cast<Wide>(1) << 64) + static_cast<Wide>(tag);
  }
};

}  // namespace barnabas::sim
