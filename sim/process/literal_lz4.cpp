#include <algorithm>
#include <array>
#include <cstdint>

#include "sim/process/literal_bytes.h"
#include "sim/process/literal_frames.h"

namespace barnabas::sim {
namespace {

constexpr std::size_t kBlockMax = 65536;
constexpr std::uint32_t kStored = 0x80000000u;
constexpr std::uint8_t kFlags = 0x60;       // version 1, independent blocks, no checksums
constexpr std::uint8_t kBlockSizes = 0x40;  // at most 64 KiB
constexpr std::size_t kHeaderSize = 7;

std::uint32_t rotate(std::uint32_t value, int by) { return value << by | value >> (32 - by); }

// xxHash32 of two bytes with seed 0; the header's checksum is its second byte.
std::uint8_t header_checksum(std::uint8_t first, std::uint8_t second) {
  constexpr std::uint32_t kPrime1 = 2654435761u;
  constexpr std::uint32_t kPrime2 = 2246822519u;
  constexpr std::uint32_t kPrime3 = 3266489917u;
  constexpr std::uint32_t kPrime5 = 374761393u;
  std::uint32_t hash = kPrime5 + 2;
  hash = rotate(hash + first * kPrime5, 11) * kPrime1;
  hash = rotate(hash + second * kPrime5, 11) * kPrime1;
  hash = (hash ^ hash >> 15) * kPrime2;
  hash = (hash ^ hash >> 13) * kPrime3;
  hash ^= hash >> 16;
  return static_cast<std::uint8_t>(hash >> 8);
}

std::array<std::uint8_t, kHeaderSize> header() {
  return {0x04, 0x22, 0x4d, 0x18, kFlags, kBlockSizes, header_checksum(kFlags, kBlockSizes)};
}

}  // namespace

ByteVector to_lz4(ByteSpan plain) {
  const auto start = header();
  ByteVector out(start.begin(), start.end());
  for (std::size_t at = 0; at < plain.size(); at += kBlockMax) {
    const ByteSpan block = plain.subspan(at, std::min(kBlockMax, plain.size() - at));
    put_le(out, kStored | static_cast<std::uint32_t>(block.size()), 4);
    out.insert(out.end(), block.begin(), block.end());
  }
  put_le(out, 0, 4);
  return out;
}

std::optional<ByteVector> from_lz4(ByteSpan frame) {
  const auto start = header();
  if (frame.size() < kHeaderSize + 4 || !std::equal(start.begin(), start.end(), frame.begin())) {
    return std::nullopt;
  }
  ByteVector plain;
  std::size_t at = kHeaderSize;
  while (frame.size() - at >= 4) {
    const std::uint32_t word = get_le(frame, at, 4);
    at += 4;
    if (word == 0) return at == frame.size() ? std::optional(std::move(plain)) : std::nullopt;
    const std::uint32_t size = word & ~kStored;
    if ((word & kStored) == 0 || size > kBlockMax || frame.size() - at < size) return std::nullopt;
    put_part(plain, frame, at, size);
    at += size;
  }
  return std::nullopt;
}

}  // namespace barnabas::sim
