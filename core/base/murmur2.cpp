#include "core/base/murmur2.h"

namespace barnabas {

std::int32_t murmur2(ByteSpan bytes) {
  constexpr std::uint32_t kSeed = 0x9747b28c;
  constexpr std::uint32_t kMultiplier = 0x5bd1e995;
  constexpr int kShift = 24;
  const std::size_t size = bytes.size();
  std::uint32_t hash = kSeed ^ static_cast<std::uint32_t>(size);
  std::size_t at = 0;
  for (; at + 4 <= size; at += 4) {
    std::uint32_t word = static_cast<std::uint32_t>(bytes[at]) |
                         static_cast<std::uint32_t>(bytes[at + 1]) << 8 |
                         static_cast<std::uint32_t>(bytes[at + 2]) << 16 |
                         static_cast<std::uint32_t>(bytes[at + 3]) << 24;
    word *= kMultiplier;
    word ^= word >> kShift;
    word *= kMultiplier;
    hash = hash * kMultiplier ^ word;
  }
  for (std::size_t i = size - at; i-- > 0;) {
    hash ^= static_cast<std::uint32_t>(bytes[at + i]) << (8 * i);
    if (i == 0) hash *= kMultiplier;
  }
  hash ^= hash >> 13;
  hash *= kMultiplier;
  hash ^= hash >> 15;
  return static_cast<std::int32_t>(hash);
}

}  // namespace barnabas
