#include "core/base/rope.h"

#include <algorithm>

#include "core/base/check.h"

namespace barnabas {

RopePiece RopePiece::cut(std::uint32_t offset, std::uint32_t size) const {
  BARNABAS_CHECK(offset + size <= this->size());
  RopePiece part;
  const std::uint32_t from_prefix =
      offset < prefix_size ? std::min<std::uint32_t>(size, prefix_size - offset) : 0;
  std::copy_n(prefix.begin() + offset * (from_prefix > 0 ? 1 : 0), from_prefix,
              part.prefix.begin());
  part.prefix_size = static_cast<std::uint8_t>(from_prefix);
  const std::uint32_t tail_offset = offset > prefix_size ? offset - prefix_size : 0;
  if (size > from_prefix) part.tail = tail.slice(tail_offset, size - from_prefix);
  return part;
}

std::uint64_t Rope::size() const {
  std::uint64_t total = 0;
  for (const RopePiece& piece : pieces) total += piece.size();
  return total;
}

ByteVector Rope::flatten() const {
  ByteVector out;
  out.reserve(size());
  for (const RopePiece& piece : pieces) {
    out.insert(out.end(), piece.prefix.begin(), piece.prefix.begin() + piece.prefix_size);
    const ByteSpan tail = piece.tail.span();
    out.insert(out.end(), tail.begin(), tail.end());
  }
  return out;
}

void Rope::append(ByteSpan prefix, SharedBytes tail) {
  BARNABAS_CHECK(prefix.size() <= kPrefixSizeMax);
  RopePiece& piece = pieces.emplace_back();
  std::copy(prefix.begin(), prefix.end(), piece.prefix.begin());
  piece.prefix_size = static_cast<std::uint8_t>(prefix.size());
  piece.tail = std::move(tail);
}

Rope rope_of(SharedBytes bytes) {
  Rope rope;
  if (!bytes.empty()) rope.append({}, std::move(bytes));
  return rope;
}

}  // namespace barnabas
