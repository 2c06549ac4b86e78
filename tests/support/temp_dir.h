// A directory of the test's own in the real file system, gone with everything in it when the test
// ends.
#pragma once

#include <string>

namespace barnabas::test {

class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace barnabas::test
