#include "tests/support/two_worlds.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/ports/file_path.h"

namespace barnabas::test {

namespace {

namespace fs = std::filesystem;

ByteVector read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return ByteVector(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

}  // namespace

TwoWorlds::TwoWorlds() { restart(); }

void TwoWorlds::restart() {
  disk_.kill();
  simulated_ = std::make_unique<sim::SimFileSystem>(disk_, false);
  real_.reset();  // The old one lets go of the lock first.
  real_ = std::move(*posix::PosixFileSystem::open_root(directory_.path()));
}

FilesByPath TwoWorlds::simulated_files() const {
  FilesByPath files;
  for (const std::string& path : disk_.paths()) files[path] = disk_.content(path)->flatten();
  return files;
}

FilesByPath TwoWorlds::real_files() const {
  FilesByPath files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(directory_.path())) {
    const std::string path = fs::relative(entry.path(), directory_.path()).generic_string();
    if (entry.is_regular_file() && path != kLockFileName) files[path] = read_file(entry.path());
  }
  return files;
}

std::vector<std::string> TwoWorlds::real_directories() const {
  std::vector<std::string> found;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(directory_.path())) {
    if (!entry.is_directory()) continue;
    found.push_back(fs::relative(entry.path(), directory_.path()).generic_string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace barnabas::test
