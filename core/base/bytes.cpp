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

std::int32_t ByteReader::get_varint() {
  const std::int64_t wide = get_varlong();
  if (wide < INT32_MIN || wide > INT32_MAX) {
    ok_ = false;
    return 0;
  }
  return static_cast<std::int32_t>(wide);
}

std::int64_t ByteReader::get_varlong() {
  std::uint64_t bits = 0;
  for (unsigned shift = 0; shift < 70; shift += 7) {
    const auto byte = get<std::uint8_t>();
    if (!ok_) return 0;
    if (shift == 63 && byte > 1) break;
    bits |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return zigzag_decode(bits);
  }
  ok_ = false;
  return 0;
}

}  // namespace barnabas
