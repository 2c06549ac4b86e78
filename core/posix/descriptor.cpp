#include "core/posix/descriptor.h"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace barnabas::posix {

namespace {

Errc code_of(int number) {
  switch (number) {
    case ENOENT:
    case ENOTDIR:
      return Errc::NotFound;
    case EEXIST:
      return Errc::AlreadyExists;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:  // The limit of a file's size: no room, either.
      return Errc::NoSpace;
    case EISDIR:
    case ENOTEMPTY:
    case EINVAL:
    case ENAMETOOLONG:
      return Errc::Invalid;
    default:
      return Errc::Io;
  }
}

}  // namespace

Descriptor::~Descriptor() {
  // Linux closes the descriptor even when it reports an error, so there is nothing to repeat.
  if (fd_ >= 0) ::close(fd_);
}

Error system_error(int number, std::string_view what, std::string_view path) {
  return {code_of(number), std::string(what) + " " + std::string(path) + ": " +
                               std::generic_category().message(number)};
}

bool is_interrupted() { return errno == EINTR; }

}  // namespace barnabas::posix
