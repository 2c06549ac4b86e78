// Zig-zag variable-length integers as record batches use them (Kafka: ByteUtils.writeVarint,
// writeVarlong).
#pragma once

#include <cstddef>
#include <cstdint>

namespace barnabas {

inline constexpr std::size_t kVarintSizeMax = 5;
inline constexpr std::size_t kVarlongSizeMax = 10;

constexpr std::uint64_t zigzag_encode(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
constexpr std::int64_t zigzag_decode(std::uint64_t bits) {
  return static_cast<std::int64_t>((bits >> 1) ^ (~(bits & 1) + 1));
}

// Writes to `out`, which holds at least kVarlongSizeMax bytes; returns the size written.
inline std::size_t encode_varlong(std::int64_t value, std::uint8_t* out) {
  std::uint64_t bits = zigzag_encode(value);
  std::size_t size = 0;
  while (bits >= 0x80) {
    out[size++] = static_cast<std::uint8_t>(bits | 0x80);
    bits >>= 7;
  }
  out[size++] = static_cast<std::uint8_t>(bits);
  return size;
}
inline std::size_t encode_varint(std::int32_t value, std::uint8_t* out) {
  return encode_varlong(value, out);
}

constexpr std::size_t varlong_size(std::int64_t value) {
  std::uint64_t bits = zigzag_encode(value);
  std::size_t size = 1;
  while (bits >= 0x80) {
    bits >>= 7;
    ++size;
  }
  return size;
}
constexpr std::size_t varint_size(std::int32_t value) { return varlong_size(value); }

}  // namespace barnabas
