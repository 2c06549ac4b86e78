#include <algorithm>
#include <array>
#include <cstdint>

#include "sim/process/literal_bytes.h"
#include "sim/process/literal_frames.h"

namespace barnabas::sim {
namespace {

constexpr std::size_t kBlockMax = 131072;
// The magic number, and a descriptor that says: one segment, its size in four bytes.
constexpr std::array<std::uint8_t, 5> kStart{0x28, 0xb5, 0x2f, 0xfd, 0xa0};
constexpr std::size_t kHeaderSize = 9;
constexpr std::size_t kBlockHeaderSize = 3;

}  // namespace

ByteVector to_zstd(ByteSpan plain) {
  ByteVector out(kStart.begin(), kStart.end());
  put_le(out, static_cast<std::uint32_t>(plain.size()), 4);
  std::size_t at = 0;
  do {
    const std::size_t size = std::min(kBlockMax, plain.size() - at);
    const bool is_last = at + size == plain.size();
    put_le(out, static_cast<std::uint32_t>(size << 3) | (is_last ? 1u : 0u), 3);
    put_part(out, plain, at, size);
    at += size;
  } while (at < plain.size());
  return out;
}

std::optional<ByteVector> from_zstd(ByteSpan frame) {
  if (frame.size() < kHeaderSize + kBlockHeaderSize ||
      !std::equal(kStart.begin(), kStart.end(), frame.begin())) {
    return std::nullopt;
  }
  ByteVector plain;
  std::size_t at = kHeaderSize;
  for (bool is_last = false; !is_last;) {
    if (frame.size() - at < kBlockHeaderSize) return std::nullopt;
    const std::uint32_t word = get_le(frame, at, 3);
    at += kBlockHeaderSize;
    is_last = (word & 1) != 0;
    const std::uint32_t size = word >> 3;
    if ((word >> 1 & 3) != 0 || size > kBlockMax || frame.size() - at < size) return std::nullopt;
    put_part(plain, frame, at, size);
    at += size;
  }
  if (at != frame.size() || plain.size() != get_le(frame, 5, 4)) return std::nullopt;
  return plain;
}

}  // namespace barnabas::sim
