// Everything that the command writes: to standard output, to standard error, to files; no failure
// is lost.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace barnabas::sim {

// Before anything is opened: a closed standard stream must not become the number of another file,
// and a reader that goes away must be an error of write(), not a signal.
void prepare_streams();

// Standard output. After the first failure nothing more is written.
class Output {
 public:
  void write(std::string_view text);
  // The exit code of a command that would end with `code`: 2 when its output was not written, with
  // an error on standard error; a reader that went away (as `head` does) is no error and needs no
  // message.
  int finish(int code);
  bool failed() const { return error_ != 0; }

 private:
  int error_ = 0;
};

void write_error(std::string_view text);  // "barnabas: " and the text, on standard error

// A file that is written piece by piece.
class OutputFile {
 public:
  OutputFile() = default;
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile();

  Result<void> open(const std::string& path);
  bool write(std::string_view text);  // false: see error()
  Result<void> close();  // what was written is in the file, or an error says that it is not
  bool is_open() const { return descriptor_ >= 0; }

 private:
  bool flush();

  std::string path_;
  std::string buffer_;
  int descriptor_ = -1;
  int error_ = 0;
};

}  // namespace barnabas::sim
