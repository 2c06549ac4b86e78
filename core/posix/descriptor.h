// A file descriptor with one owner, and the operating system's errors in our words.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "core/base/result.h"

namespace barnabas::posix {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor();

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// The error for an errno: "append orders-0/x.log: No space left on device".
Error system_error(int number, std::string_view what, std::string_view path);

bool is_interrupted();  // Did the last failed system call of this thread fail with EINTR?

// Repeats a system call for as long as a signal interrupts it.
template <class Call>
auto retry_interrupted(Call call) {
  auto result = call();
  while (result < 0 && is_interrupted()) result = call();
  return result;
}

}  // namespace barnabas::posix
