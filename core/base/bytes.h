// Bytes that are shared and never change, and readers and writers of Kafka's big-endian fields.
//
// SharedBytes is a view into a reference-counted block: a record batch travels from the producer
// through three logs to a consumer without being copied. The count is not atomic (one thread per
// world).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/cow.h"
#include "core/base/varint.h"

namespace barnabas {

using ByteSpan = std::span<const std::uint8_t>;
using ByteVector = std::vector<std::uint8_t>;

inline ByteSpan as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteSpan bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class SharedBytes {
 public:
  SharedBytes() = default;
  explicit SharedBytes(ByteVector bytes)
      : size_(static_cast<std::uint32_t>(bytes.size())), block_(std::move(bytes)) {}

  std::uint32_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  ByteSpan span() const { return block_ ? ByteSpan(block_->data() + offset_, size_) : ByteSpan(); }
  // A view of a part; shares the block. REQUIRES: offset + size <= this->size().
  SharedBytes slice(std::uint32_t offset, std::uint32_t size) const {
    SharedBytes part(*this);
    part.offset_ += offset;
    part.size_ = size;
    return part;
  }
  friend bool operator==(const SharedBytes& a, const SharedBytes& b) {
    return a.size_ == b.size_ &&
           (a.size_ == 0 || std::memcmp(a.span().data(), b.span().data(), a.size_) == 0);
  }

 private:
  std::uint32_t offset_ = 0;
  std::uint32_t size_ = 0;
  Ref<ByteVector> block_;
};

inline SharedBytes shared_text(std::string_view text) {
  const ByteSpan bytes = as_bytes(text);
  return SharedBytes(ByteVector(bytes.begin(), bytes.end()));
}

// Big-endian stores and loads at a place that the caller has checked.
template <class Int>
void store_be(std::uint8_t* at, Int value) {
  auto bits = static_cast<std::make_unsigned_t<Int>>(value);
  for (std::size_t i = sizeof(Int); i-- > 0;) {
    at[i] = static_cast<std::uint8_t>(bits & 0xff);
    if constexpr (sizeof(Int) > 1) bits = static_cast<decltype(bits)>(bits >> 8);
  }
}
template <class Int>
Int load_be(const std::uint8_t* at) {
  std::make_unsigned_t<Int> bits = 0;
  for (std::size_t i = 0; i < sizeof(Int); ++i) {
    if constexpr (sizeof(Int) > 1) bits = static_cast<decltype(bits)>(bits << 8);
    bits = static_cast<decltype(bits)>(bits | at[i]);
  }
  return static_cast<Int>(bits);
}

// Appends big-endian fields to a vector.
class ByteWriter {
 public:
  explicit ByteWriter(ByteVector& out) : out_(out) {}
  template <class Int>
  void put(Int value) {
    const std::size_t at = out_.size();
    out_.resize(at + sizeof(Int));
    store_be(out_.data() + at, value);
  }
  void put_bytes(ByteSpan bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }
  void put_varint(std::int32_t value);
  void put_varlong(std::int64_t value);

 private:
  ByteVector& out_;
};

// Reads big-endian fields; after a read past the end, `ok()` is false and every value is zero.
class ByteReader {
 public:
  explicit ByteReader(ByteSpan bytes) : bytes_(bytes) {}
  template <class Int>
  Int get() {
    if (!take(sizeof(Int))) return Int{};
    return load_be<Int>(bytes_.data() + position_ - sizeof(Int));
  }
  ByteSpan get_bytes(std::size_t count) {
    if (!take(count)) return {};
    return bytes_.subspan(position_ - count, count);
  }
  // Most varints are one byte.
  std::int32_t get_varint() {
    if (ok_ && position_ < bytes_.size() && bytes_[position_] < 0x80) {
      return static_cast<std::int32_t>(zigzag_decode(bytes_[position_++]));
    }
    return get_long_varint();
  }
  std::int64_t get_varlong() {
    if (ok_ && position_ < bytes_.size() && bytes_[position_] < 0x80) {
      return zigzag_decode(bytes_[position_++]);
    }
    return get_long_varlong();
  }
  std::size_t position() const { return position_; }
  std::size_t remaining() const { return bytes_.size() - position_; }
  bool ok() const { return ok_; }

 private:
  std::int32_t get_long_varint();
  std::int64_t get_long_varlong();
  bool take(std::size_t count) {
    if (!ok_ || count > bytes_.size() - position_) {
      ok_ = false;
      return false;
    }
    position_ += count;
    return true;
  }
  ByteSpan bytes_;
  std::size_t position_ = 0;
  bool ok_ = true;
};

}  // namespace barnabas
