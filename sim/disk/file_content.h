// The bytes of one simulated file: pieces that are shared with other files, or one flat span.
//
// A log file is a sequence of pieces, each the prefix (by value) and tail (shared) of one append,
// so that a record body is held once for all replicas; a position is found in O(log n). Index and
// text files are flat, because they are read as one span. Copies share everything; a write clones
// only what it touches. Nothing ever changes bytes that were handed out as a Rope.
#pragma once

#include <cstdint>
#include <span>

#include "core/base/bytes.h"
#include "core/base/cow.h"
#include "core/base/rope.h"
#include "sim/disk/chunked.h"

namespace barnabas::sim {

class FileContent {
 public:
  explicit FileContent(bool in_pieces = false) : in_pieces_(in_pieces) {}

  std::uint64_t size() const { return size_; }
  bool is_in_pieces() const { return in_pieces_; }
  void set_layout(bool in_pieces);

  void append(ByteSpan prefix, const SharedBytes& tail);
  // REQUIRES: position <= size(); it may reach beyond the end.
  void write_at(std::uint64_t position, ByteSpan bytes);
  void truncate(std::uint64_t size);  // REQUIRES: size <= size()
  void flip_bit(std::uint64_t position, std::uint32_t bit);

  // REQUIRES for all: the range lies within the file.
  void read(std::uint64_t position, std::span<std::uint8_t> out) const;
  Rope rope(std::uint64_t position, std::uint64_t size) const;
  ByteSpan view() const;  // REQUIRES: flat
  // The largest end of an append that is not above `position`; `position` itself in a flat file.
  std::uint64_t write_boundary(std::uint64_t position) const;

  std::uint64_t digest() const;  // of the bytes and of how they are cut; cached
  friend bool operator==(const FileContent& a, const FileContent& b) {
    return a.in_pieces_ == b.in_pieces_ && a.size_ == b.size_ && a.extents_ == b.extents_ &&
           a.flat_ == b.flat_;
  }

 private:
  struct Extent {
    std::uint64_t position = 0;
    RopePiece piece;
    mutable std::uint64_t digest = 0;  // zero: not computed yet
    friend bool operator==(const Extent& a, const Extent& b) {
      return a.position == b.position && a.piece == b.piece;
    }
  };
  void push(RopePiece piece);
  std::uint32_t find_extent(std::uint64_t position) const;  // REQUIRES: position < size()

  Chunked<Extent> extents_;
  Cow<ByteVector> flat_;
  std::uint64_t size_ = 0;
  bool in_pieces_ = false;
  mutable std::uint64_t digest_ = 0;
};

}  // namespace barnabas::sim
