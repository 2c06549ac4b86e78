#include "tests/support/log_world.h"

#include <cstdlib>
#include <filesystem>

#include "core/base/check.h"

namespace barnabas::test {

PosixLogWorld::PosixLogWorld() {
  std::string pattern = (std::filesystem::temp_directory_path() / "barnabas-log-XXXXXX").string();
  BARNABAS_CHECK(mkdtemp(pattern.data()) != nullptr);
  root_ = pattern;
  files_ = std::move(*posix::PosixFileSystem::open_root(root_));
}

PosixLogWorld::~PosixLogWorld() {
  files_.reset();
  std::filesystem::remove_all(root_);
}

void PosixLogWorld::kill() {
  files_.reset();
  files_ = std::move(*posix::PosixFileSystem::open_root(root_));
}

}  // namespace barnabas::test
