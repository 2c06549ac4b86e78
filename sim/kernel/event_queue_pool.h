// A pool of equal cells named by small numbers: freed cells are used again last in, first out.
//
// Cells live in pages, so growing moves none but the first page's and wastes at most one page. The
// cell freed last is the one handed out next: it is still in the cache. A pool is a value; a copy
// hands out the same numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace barnabas::sim {

inline constexpr std::uint32_t kNoCell = UINT32_MAX;

// Cell: default-constructible, with a member `std::uint32_t next_free` that is the pool's while the
// cell is free.
template <class Cell, std::uint32_t kPageBits>
class CellPool {
 public:
  Cell& operator[](std::uint32_t cell) { return pages_[cell >> kPageBits][cell & kPageMask]; }
  const Cell& operator[](std::uint32_t cell) const {
    return pages_[cell >> kPageBits][cell & kPageMask];
  }

  // Cells ever handed out, free ones included: valid numbers are below this.
  std::uint32_t extent() const { return extent_; }

  std::uint32_t acquire() {
    if (free_ == kNoCell) return grow();
    const std::uint32_t cell = free_;
    free_ = (*this)[cell].next_free;
    return cell;
  }
  void release(std::uint32_t cell) {
    (*this)[cell].next_free = free_;
    free_ = cell;
  }
  // Brings the cell's memory near, for a use that comes soon.
  void prefetch(std::uint32_t cell) const {
    const char* const at = reinterpret_cast<const char*>(&(*this)[cell]);
    __builtin_prefetch(at);
    if constexpr (sizeof(Cell) > kLine) __builtin_prefetch(at + kLine);
  }
  void clear() { *this = CellPool(); }

  // Bytes of the heap that the pool holds.
  std::uint64_t bytes() const {
    std::uint64_t sum = pages_.capacity() * sizeof(std::vector<Cell>);
    for (const std::vector<Cell>& page : pages_) sum += page.capacity() * sizeof(Cell);
    return sum;
  }

 private:
  static constexpr std::uint32_t kPageMask = (std::uint32_t{1} << kPageBits) - 1;
  static constexpr std::size_t kLine = 64;

  std::uint32_t grow() {
    const std::uint32_t cell = extent_++;
    if (cell >> kPageBits == pages_.size()) {
      pages_.emplace_back();
      // The first page grows as it is needed, so that a small queue stays small; later ones are
      // whole.
      if (cell != 0) pages_.back().reserve(std::size_t{kPageMask} + 1);
    }
    pages_.back().emplace_back();
    return cell;
  }

  std::vector<std::vector<Cell>> pages_;
  std::uint32_t free_ = kNoCell;
  std::uint32_t extent_ = 0;
};

}  // namespace barnabas::sim
