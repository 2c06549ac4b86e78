#include "sim/cli/output.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

#include "core/base/printable.h"

namespace barnabas::sim {
namespace {

constexpr std::size_t kBufferSize = 1 << 16;

// 0, or the errno that stopped it.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

Error file_error(const std::string& path, int error) {
  return Error{error == ENOSPC ? Errc::NoSpace : Errc::Io,
               "cannot write " + path + ": " + std::strerror(error)};
}

}  // namespace

void prepare_streams() {
  for (int descriptor = 0; descriptor <= 2; ++descriptor) {
    if (::fcntl(descriptor, F_GETFD) != -1) continue;
    // Takes the free number; writing to it fails, as writing to a closed stream should.
    if (::open("/dev/null", O_RDONLY) < 0) return;
  }
  ::signal(SIGPIPE, SIG_IGN);
}

void Output::write(std::string_view text) {
  if (error_ == 0) error_ = write_all(STDOUT_FILENO, text);
}

int Output::finish(int code) {
  if (error_ == 0) return code;
  if (error_ == EPIPE) return code;
  write_error(std::string("cannot write to standard output: ") + std::strerror(error_));
  return 2;
}

void write_error(std::string_view text) {
  std::string line = "barnabas: ";
  line += printable(text, true);
  if (line.back() != '\n') line += '\n';
  write_all(STDERR_FILENO, line);  // there is nowhere left to complain to
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> OutputFile::open(const std::string& path) {
  path_ = path;
  descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) return file_error(path_, errno);
  return {};
}

bool OutputFile::flush() {
  if (error_ == 0) error_ = write_all(descriptor_, buffer_);
  buffer_.clear();
  return error_ == 0;
}

bool OutputFile::write(std::string_view text) {
  buffer_ += text;
  return buffer_.size() < kBufferSize ? error_ == 0 : flush();
}

Result<void> OutputFile::close() {
  flush();
  if (::close(descriptor_) != 0 && error_ == 0) error_ = errno;
  descriptor_ = -1;
  if (error_ != 0) return file_error(path_, error_);
  return {};
}

}  // namespace barnabas::sim
