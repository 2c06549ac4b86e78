// A sequence of bytes held in pieces that are shared, not copied.
//
// A piece is a short prefix held by value and a tail that is shared. The shape fits a record batch:
// every replica writes its own 61-byte header (offset and epoch are the leader's) in front of a
// body that all replicas share. Bytes read from a socket are one piece with an empty prefix.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/base/bytes.h"

namespace barnabas {

inline constexpr std::uint32_t kPrefixSizeMax = 61;

struct RopePiece {
  std::array<std::uint8_t, kPrefixSizeMax> prefix{};
  std::uint8_t prefix_size = 0;
  SharedBytes tail;

  std::uint32_t size() const { return prefix_size + tail.size(); }
  // The bytes [offset, offset + size) of this piece. REQUIRES: they lie within it.
  RopePiece cut(std::uint32_t offset, std::uint32_t size) const;
  friend bool operator==(const RopePiece&, const RopePiece&) = default;
};

struct Rope {
  std::vector<RopePiece> pieces;

  std::uint64_t size() const;
  bool empty() const { return pieces.empty(); }
  ByteVector flatten() const;
  void append(ByteSpan prefix, SharedBytes tail);  // REQUIRES: prefix.size() <= kPrefixSizeMax
  friend bool operator==(const Rope& a, const Rope& b) { return a.pieces == b.pieces; }
};

Rope rope_of(SharedBytes bytes);

}  // namespace barnabas
