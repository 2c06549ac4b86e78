// The little-endian numbers of compressed frames.
#pragma once

#include <cstdint>

#include "core/base/bytes.h"

namespace barnabas::sim {

inline void put_le(ByteVector& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

// REQUIRES: at + count <= bytes.size(), count <= 4.
inline std::uint32_t get_le(ByteSpan bytes, std::size_t at, int count) {
  std::uint32_t value = 0;
  for (int i = 0; i < count; ++i) {
    value |= static_cast<std::uint32_t>(bytes[at + static_cast<std::size_t>(i)]) << (8 * i);
  }
  return value;
}

inline void put_part(ByteVector& out, ByteSpan from, std::size_t at, std::size_t size) {
  const ByteSpan part = from.subspan(at, size);
  out.insert(out.end(), part.begin(), part.end());
}

}  // namespace barnabas::sim
