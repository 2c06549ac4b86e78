// Value or error: how operating errors (a full disk, a bad byte) travel. Member names are
// std::expected's.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include "core/base/check.h"

namespace barnabas {

// What kind of thing went wrong, for code that decides; the text is for people.
enum class Errc : std::int16_t {
  Ok = 0,
  NotFound,
  AlreadyExists,
  Io,       // the device said no (EIO)
  NoSpace,  // the device is full (ENOSPC)
  Corrupt,  // bytes that do not decode or do not match their checksum
  Invalid,  // an argument or a text that is not allowed
  OutOfRange,
};

struct Error {
  Errc code = Errc::Invalid;
  std::string what;
  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit on purpose
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  T& value() {
    BARNABAS_CHECK_MSG(has_value(), std::get<1>(state_).what);
    return std::get<0>(state_);
  }
  const T& value() const {
    BARNABAS_CHECK_MSG(has_value(), std::get<1>(state_).what);
    return std::get<0>(state_);
  }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const {
    BARNABAS_CHECK(!has_value());
    return std::get<1>(state_);
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)), ok_(false) {}  // NOLINT: implicit on purpose

  bool has_value() const { return ok_; }
  explicit operator bool() const { return ok_; }
  const Error& error() const {
    BARNABAS_CHECK(!ok_);
    return error_;
  }

 private:
  Error error_;
  bool ok_ = true;
};

}  // namespace barnabas
