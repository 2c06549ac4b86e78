// Copy-on-write values: a Cow<T> copies by counting, and clones its T only when a shared one is
// written.
//
// This is what makes a snapshot of a world cost microseconds: untouched nodes, files and images are
// shared between the copies. The count is not atomic: a world and its snapshots belong to one
// thread.
//
// Invariant: a T reached through two Cows is never written; `write()` gives the only owner.
#pragma once

#include <cstdint>
#include <utility>

#include "core/base/check.h"

namespace barnabas {

template <class T>
class Cow {
 public:
  Cow() : cell_(new Cell{1, T{}}) {}
  explicit Cow(T value) : cell_(new Cell{1, std::move(value)}) {}
  Cow(const Cow& other) : cell_(other.cell_) { ++cell_->count; }
  Cow(Cow&& other) noexcept : cell_(std::exchange(other.cell_, nullptr)) {}
  Cow& operator=(const Cow& other) {
    Cow copy(other);
    std::swap(cell_, copy.cell_);
    return *this;
  }
  Cow& operator=(Cow&& other) noexcept {
    std::swap(cell_, other.cell_);
    return *this;
  }
  ~Cow() { release(); }

  const T& read() const { return cell_->value; }
  const T& operator*() const { return cell_->value; }
  const T* operator->() const { return &cell_->value; }

  // The value for writing: cloned first if anybody else holds it.
  T& write() {
    if (cell_->count > 1) {
      Cell* own = new Cell{1, cell_->value};
      --cell_->count;
      cell_ = own;
    }
    return cell_->value;
  }

  bool is_shared() const { return cell_->count > 1; }
  bool same_as(const Cow& other) const { return cell_ == other.cell_; }
  friend bool operator==(const Cow& a, const Cow& b) {
    return a.cell_ == b.cell_ || a.cell_->value == b.cell_->value;
  }

 private:
  struct Cell {
    std::uint32_t count;
    T value;
  };
  void release() {
    if (cell_ != nullptr && --cell_->count == 0) delete cell_;
  }
  Cell* cell_;
};

// An immutable shared value that may be absent: a message body that many queues and histories hold.
template <class T>
class Ref {
 public:
  Ref() = default;
  explicit Ref(T value) : cell_(new Cell{1, std::move(value)}) {}
  Ref(const Ref& other) : cell_(other.cell_) {
    if (cell_ != nullptr) ++cell_->count;
  }
  Ref(Ref&& other) noexcept : cell_(std::exchange(other.cell_, nullptr)) {}
  Ref& operator=(Ref other) noexcept {
    std::swap(cell_, other.cell_);
    return *this;
  }
  ~Ref() {
    if (cell_ != nullptr && --cell_->count == 0) delete cell_;
  }

  explicit operator bool() const { return cell_ != nullptr; }
  const T& operator*() const { return cell_->value; }
  const T* operator->() const { return &cell_->value; }
  friend bool operator==(const Ref& a, const Ref& b) {
    if (a.cell_ == b.cell_) return true;
    return a.cell_ != nullptr && b.cell_ != nullptr && a.cell_->value == b.cell_->value;
  }

 private:
  struct Cell {
    std::uint32_t count;
    T value;
  };
  Cell* cell_ = nullptr;
};

}  // namespace barnabas
