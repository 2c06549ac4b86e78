#include "sim/disk/file_content.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/hash.h"

namespace barnabas::sim {

namespace {

constexpr std::uint64_t kPieceSizeMax = 1u << 30;

SharedBytes shared_copy(ByteSpan bytes) {
  return SharedBytes(ByteVector(bytes.begin(), bytes.end()));
}

std::ptrdiff_t signed_index(std::uint64_t position) {
  return static_cast<std::ptrdiff_t>(position);
}

void copy_piece(const RopePiece& piece, std::uint32_t from, std::span<std::uint8_t> out) {
  const std::uint32_t prefix_left = from < piece.prefix_size ? piece.prefix_size - from : 0;
  const std::size_t from_prefix = std::min<std::size_t>(prefix_left, out.size());
  std::copy_n(piece.prefix.begin() + (from_prefix > 0 ? from : 0), from_prefix, out.begin());
  if (from_prefix == out.size()) return;
  const std::uint32_t tail_from = from > piece.prefix_size ? from - piece.prefix_size : 0;
  const std::size_t from_tail = out.size() - from_prefix;
  const ByteSpan tail = piece.tail.span().subspan(tail_from, from_tail);
  std::copy(tail.begin(), tail.end(), out.begin() + signed_index(from_prefix));
}

}  // namespace

void FileContent::set_layout(bool in_pieces) {
  if (in_pieces == in_pieces_) return;
  FileContent other(in_pieces);
  if (size_ > 0) other.append({}, SharedBytes(rope(0, size_).flatten()));
  *this = other;
}

void FileContent::push(RopePiece piece) {
  if (piece.size() == 0) return;
  Extent extent;
  extent.position = size_;
  extent.piece = std::move(piece);
  size_ += extent.piece.size();
  extents_.push_back(std::move(extent));
}

void FileContent::append(ByteSpan prefix, const SharedBytes& tail) {
  digest_ = 0;
  if (!in_pieces_) {
    ByteVector& bytes = flat_.write();
    bytes.insert(bytes.end(), prefix.begin(), prefix.end());
    const ByteSpan rest = tail.span();
    bytes.insert(bytes.end(), rest.begin(), rest.end());
    size_ = bytes.size();
    return;
  }
  RopePiece piece;
  if (prefix.size() <= kPrefixSizeMax) {
    std::copy(prefix.begin(), prefix.end(), piece.prefix.begin());
    piece.prefix_size = static_cast<std::uint8_t>(prefix.size());
  } else {
    BARNABAS_CHECK(prefix.size() <= kPieceSizeMax);
    RopePiece head;
    head.tail = shared_copy(prefix);
    push(std::move(head));
  }
  piece.tail = tail;
  push(std::move(piece));
}

void FileContent::write_at(std::uint64_t position, ByteSpan bytes) {
  BARNABAS_CHECK(position <= size_);
  digest_ = 0;
  if (!in_pieces_) {
    ByteVector& flat = flat_.write();
    flat.resize(std::max<std::uint64_t>(flat.size(), position + bytes.size()));
    std::copy(bytes.begin(), bytes.end(), flat.begin() + signed_index(position));
    size_ = flat.size();
    return;
  }
  const std::uint64_t end = position + bytes.size();
  const Rope rest = end < size_ ? rope(end, size_ - end) : Rope();
  truncate(position);
  if (!bytes.empty()) append({}, shared_copy(bytes));
  for (const RopePiece& piece : rest.pieces) push(piece);
}

void FileContent::truncate(std::uint64_t size) {
  BARNABAS_CHECK(size <= size_);
  if (size == size_) return;
  digest_ = 0;
  if (!in_pieces_) {
    flat_.write().resize(size);
  } else {
    const std::uint32_t index = find_extent(size);
    const Extent whole = extents_.at(index);
    extents_.cut(index);
    size_ = whole.position;
    if (size > size_) push(whole.piece.cut(0, static_cast<std::uint32_t>(size - size_)));
  }
  size_ = size;
}

void FileContent::flip_bit(std::uint64_t position, std::uint32_t bit) {
  BARNABAS_CHECK(position < size_ && bit < 8);
  const auto mask = static_cast<std::uint8_t>(1u << bit);
  digest_ = 0;
  if (!in_pieces_) {
    flat_.write()[position] ^= mask;
    return;
  }
  const std::uint32_t index = find_extent(position);
  Extent& extent = extents_.write(index);
  extent.digest = 0;
  const std::uint64_t offset = position - extent.position;
  if (offset < extent.piece.prefix_size) {
    extent.piece.prefix[offset] ^= mask;
    return;
  }
  // Other replicas, and replies on their way, share this body: this file gets its own.
  const ByteSpan shared = extent.piece.tail.span();
  ByteVector own(shared.begin(), shared.end());
  own[offset - extent.piece.prefix_size] ^= mask;
  extent.piece.tail = SharedBytes(std::move(own));
}

std::uint32_t FileContent::find_extent(std::uint64_t position) const {
  BARNABAS_CHECK(position < size_);
  std::uint32_t low =
      0;  // The extent of `low` begins at or below the position, that of `high` above it.
  std::uint32_t high = extents_.size();
  while (high - low > 1) {
    const std::uint32_t middle = low + (high - low) / 2;
    (extents_.at(middle).position <= position ? low : high) = middle;
  }
  return low;
}

void FileContent::read(std::uint64_t position, std::span<std::uint8_t> out) const {
  BARNABAS_CHECK(position <= size_ && out.size() <= size_ - position);
  if (out.empty()) return;
  if (!in_pieces_) {
    std::copy_n(flat_->begin() + signed_index(position), out.size(), out.begin());
    return;
  }
  for (std::uint32_t index = find_extent(position); !out.empty(); ++index) {
    const Extent& extent = extents_.at(index);
    const auto from = static_cast<std::uint32_t>(position - extent.position);
    const std::size_t count = std::min<std::size_t>(out.size(), extent.piece.size() - from);
    copy_piece(extent.piece, from, out.first(count));
    out = out.subspan(count);
    position += count;
  }
}

Rope FileContent::rope(std::uint64_t position, std::uint64_t size) const {
  BARNABAS_CHECK(position <= size_ && size <= size_ - position);
  Rope out;
  if (size == 0) return out;
  if (!in_pieces_) {
    return rope_of(shared_copy(ByteSpan(*flat_).subspan(position, size)));
  }
  for (std::uint32_t index = find_extent(position); size > 0; ++index) {
    const Extent& extent = extents_.at(index);
    const auto from = static_cast<std::uint32_t>(position - extent.position);
    const std::uint64_t count = std::min<std::uint64_t>(size, extent.piece.size() - from);
    out.pieces.push_back(count == extent.piece.size()
                             ? extent.piece
                             : extent.piece.cut(from, static_cast<std::uint32_t>(count)));
    size -= count;
    position += count;
  }
  return out;
}

ByteSpan FileContent::view() const {
  BARNABAS_CHECK(!in_pieces_);
  return ByteSpan(*flat_);
}

std::uint64_t FileContent::write_boundary(std::uint64_t position) const {
  if (!in_pieces_ || position >= size_) return std::min(position, size_);
  return extents_.at(find_extent(position)).position;
}

std::uint64_t FileContent::digest() const {
  if (digest_ != 0) return digest_;
  Hasher hasher;
  hasher.fold(in_pieces_ ? 1 : 0);
  if (!in_pieces_) hasher.fold_bytes(ByteSpan(*flat_));
  for (std::uint32_t i = 0; i < extents_.size(); ++i) {
    const Extent& extent = extents_.at(i);
    if (extent.digest == 0) {
      Hasher own;
      own.fold_bytes(ByteSpan(extent.piece.prefix.data(), extent.piece.prefix_size));
      own.fold_bytes(extent.piece.tail.span());
      extent.digest = own.digest() | 1;
    }
    hasher.fold(extent.digest);
  }
  digest_ = hasher.digest() | 1;
  return digest_;
}

}  // namespace barnabas::sim
