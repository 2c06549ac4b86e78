#include <algorithm>
#include <cstdint>

#include "sim/process/literal_bytes.h"
#include "sim/process/literal_frames.h"

namespace barnabas::sim {
namespace {

constexpr std::size_t kHeaderSize = 10;
constexpr std::size_t kTrailerSize = 8;
constexpr std::size_t kBlockHeaderSize = 5;
constexpr std::size_t kBlockMax = 65535;

// CRC-32 of IEEE 802.3, bit by bit: frames are small and rare.
std::uint32_t crc32(ByteSpan bytes) {
  std::uint32_t crc = 0xffffffffu;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xedb88320u & (0u - (crc & 1u)));
  }
  return ~crc;
}

}  // namespace

ByteVector to_gzip(ByteSpan plain) {
  ByteVector out{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff};
  out.reserve(plain.size() + plain.size() / kBlockMax * kBlockHeaderSize + 32);
  std::size_t at = 0;
  do {
    const std::size_t size = std::min(kBlockMax, plain.size() - at);
    const bool is_last = at + size == plain.size();
    out.push_back(is_last ? 1 : 0);
    put_le(out, size, 2);
    put_le(out, ~size & 0xffffu, 2);
    put_part(out, plain, at, size);
    at += size;
  } while (at < plain.size());
  put_le(out, crc32(plain), 4);
  put_le(out, plain.size() & 0xffffffffu, 4);
  return out;
}

std::optional<ByteVector> from_gzip(ByteSpan frame) {
  if (frame.size() < kHeaderSize + kTrailerSize || frame[0] != 0x1f || frame[1] != 0x8b ||
      frame[2] != 8 || frame[3] != 0) {
    return std::nullopt;
  }
  ByteVector plain;
  const std::size_t end = frame.size() - kTrailerSize;
  std::size_t at = kHeaderSize;
  for (bool is_last = false; !is_last;) {
    if (end - at < kBlockHeaderSize || frame[at] > 1) return std::nullopt;
    is_last = frame[at] == 1;
    const std::uint32_t size = get_le(frame, at + 1, 2);
    if (size != (~get_le(frame, at + 3, 2) & 0xffffu)) return std::nullopt;
    at += kBlockHeaderSize;
    if (end - at < size) return std::nullopt;
    put_part(plain, frame, at, size);
    at += size;
  }
  if (at != end || get_le(frame, end, 4) != crc32(plain)) return std::nullopt;
  if (get_le(frame, end + 4, 4) != static_cast<std::uint32_t>(plain.size())) return std::nullopt;
  return plain;
}

}  // namespace barnabas::sim
