// A long sequence that copies for free and is written in small parts: a three-level tree of shared
// chunks.
//
// A copy counts one reference. The first write after it clones the way down (at most 64 handles a
// level and one leaf of 64 items), so that a snapshot followed by one append costs the same for ten
// items as for a hundred thousand.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "core/base/cow.h"

namespace barnabas::sim {

template <class T>
class Chunked {
 public:
  std::uint32_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  const T& at(std::uint32_t index) const {
    BARNABAS_CHECK(index < size_);
    return (*(*(*top_)[index >> (2 * kBits)])[(index >> kBits) & kMask])[index & kMask];
  }
  T& write(std::uint32_t index) {
    BARNABAS_CHECK(index < size_);
    return write_leaf(index)[index & kMask];
  }
  void push_back(T item) {
    const std::uint32_t index = size_++;
    if ((index & (kSpan * kSpan - 1)) == 0) top_.write().emplace_back();
    if ((index & kMask) == 0) top_.write().back().write().emplace_back();
    write_leaf(index).push_back(std::move(item));
  }
  // Keeps the first `count` items.
  void cut(std::uint32_t count) {
    BARNABAS_CHECK(count <= size_);
    if (count == size_) return;
    if (count == 0) {
      *this = Chunked();
      return;
    }
    const std::uint32_t last = count - 1;
    std::vector<Cow<Branch>>& top = top_.write();
    top.erase(top.begin() + (last >> (2 * kBits)) + 1, top.end());
    Branch& branch = top.back().write();
    branch.erase(branch.begin() + ((last >> kBits) & kMask) + 1, branch.end());
    Leaf& leaf = branch.back().write();
    leaf.erase(leaf.begin() + (last & kMask) + 1, leaf.end());
    size_ = count;
  }

  friend bool operator==(const Chunked& a, const Chunked& b) {
    return a.size_ == b.size_ && a.top_ == b.top_;
  }

 private:
  static constexpr std::uint32_t kBits = 6;
  static constexpr std::uint32_t kSpan = 1u << kBits;
  static constexpr std::uint32_t kMask = kSpan - 1;
  using Leaf = std::vector<T>;
  using Branch = std::vector<Cow<Leaf>>;

  Leaf& write_leaf(std::uint32_t index) {
    Branch& branch = top_.write()[index >> (2 * kBits)].write();
    return branch[(index >> kBits) & kMask].write();
  }

  Cow<std::vector<Cow<Branch>>> top_;
  std::uint32_t size_ = 0;
};

}  // namespace barnabas::sim
