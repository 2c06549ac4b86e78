#include <algorithm>
#include <array>
#include <cstdint>

#include "sim/process/literal_frames.h"

namespace barnabas::sim {
namespace {

constexpr std::array<std::uint8_t, 16> kMagic{0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0,
                                              0,    0,   0,   1,   0,   0,   0,   1};
constexpr std::size_t kBlockMax = 32768;
constexpr std::size_t kShortLiteral = 60;  // lengths up to here stand in the tag

void put_be32(ByteVector& out, std::size_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

// One block: its plain length as a varint, and one literal of it all.
ByteVector block_of(ByteSpan plain) {
  ByteVector out;
  for (std::size_t left = plain.size(); true; left >>= 7) {
    const bool is_last = left < 0x80;
    out.push_back(static_cast<std::uint8_t>((left & 0x7f) | (is_last ? 0u : 0x80u)));
    if (is_last) break;
  }
  if (plain.empty()) return out;
  const std::size_t coded = plain.size() - 1;
  if (coded < kShortLiteral) {
    out.push_back(static_cast<std::uint8_t>(coded << 2));
  } else {
    out.push_back(61u << 2);  // the length follows in two bytes
    out.push_back(static_cast<std::uint8_t>(coded));
    out.push_back(static_cast<std::uint8_t>(coded >> 8));
  }
  out.insert(out.end(), plain.begin(), plain.end());
  return out;
}

bool append_block(ByteVector& plain, ByteSpan block) {
  std::size_t size = 0;
  std::size_t at = 0;
  for (std::uint32_t shift = 0; true; shift += 7) {
    if (at == block.size() || shift > 14) return false;
    const std::uint8_t byte = block[at++];
    size |= static_cast<std::size_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) break;
  }
  if (size == 0) return at == block.size();
  if (at == block.size()) return false;
  const std::uint8_t tag = block[at++];
  std::size_t coded = tag >> 2;
  if ((tag & 3) != 0) return false;
  if (coded == 61) {
    if (block.size() - at < 2) return false;
    coded = block[at] | static_cast<std::size_t>(block[at + 1]) << 8;
    at += 2;
  }
  if (coded + 1 != size || block.size() - at != size) return false;
  plain.insert(plain.end(), block.begin() + static_cast<std::ptrdiff_t>(at), block.end());
  return true;
}

}  // namespace

ByteVector to_snappy(ByteSpan plain) {
  ByteVector out(kMagic.begin(), kMagic.end());
  for (std::size_t at = 0; at < plain.size(); at += kBlockMax) {
    const ByteVector block = block_of(plain.subspan(at, std::min(kBlockMax, plain.size() - at)));
    put_be32(out, block.size());
    out.insert(out.end(), block.begin(), block.end());
  }
  return out;
}

std::optional<ByteVector> from_snappy(ByteSpan frame) {
  if (frame.size() < kMagic.size() || !std::equal(kMagic.begin(), kMagic.end(), frame.begin())) {
    return std::nullopt;
  }
  ByteVector plain;
  std::size_t at = kMagic.size();
  while (at < frame.size()) {
    if (frame.size() - at < 4) return std::nullopt;
    const std::size_t size = load_be<std::uint32_t>(frame.data() + at);
    at += 4;
    if (frame.size() - at < size || !append_block(plain, frame.subspan(at, size))) {
      return std::nullopt;
    }
    at += size;
  }
  return plain;
}

}  // namespace barnabas::sim
