#include "core/base/bytes.h"

#include "core/base/varint.h"

namespace barnabas {

void ByteWriter::put_varint(std::int32_t value) {
  std::uint8_t buffer[kVarlongSizeMax];
  const std::size_t size = encode_varint(value, buffer);
  put_bytes({buffer, size});
}

void ByteWriter::put_varlong(std::int64_t value) {
  std::uint8_t buffer[kVarlongSizeMax];
  const std::size_t size = encode_varlong(value, buffer);
  put_bytes({buffer, size});
}

// As Kafka's ByteUtils: at most five bytes; bits beyond the 32nd are dropped.
std::int32_t ByteReader::get_long_varint() {
  std::uint32_t bits = 0;
  for (unsigned shift = 0; shift < 35; shift += 7) {
    const auto byte = get<std::uint8_t>();
    if (!ok_) return 0;
    bits |= static_cast<std::uint32_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return static_cast<std::int32_t>((bits >> 1) ^ (~(bits & 1) + 1));
  }
  ok_ = false;
  return 0;
}

// At most ten bytes; bits beyond the 64th are dropped.
std::int64_t ByteReader::get_long_varlong() {
  std::uint64_t bits = 0;
  for (unsigned shift = 0; shift < 70; shift += 7) {
    const auto byte = get<std::uint8_t>();
    if (!ok_) return 0;
    bits |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return zigzag_decode(bits);
  }
  ok_ = false;
  return 0;
}

}  // namespace barnabas
