// The same script in both worlds: a simulated file system over a disk, a real one over a temporary
// directory.
//
// Use:   TwoWorlds worlds;
//        const auto [simulated, real] = worlds.in_both([&](FileSystem& files) { return run(files);
//        }); CHECK(simulated == real); CHECK(worlds.simulated_files() == worlds.real_files());
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/bytes.h"
#include "core/posix/posix_file_system.h"
#include "sim/disk/disk.h"
#include "sim/disk/sim_file_system.h"
#include "tests/support/temp_dir.h"

namespace barnabas::test {

using FilesByPath = std::map<std::string, ByteVector>;

class TwoWorlds {
 public:
  TwoWorlds();

  sim::Disk& disk() { return disk_; }
  sim::SimFileSystem& simulated() { return *simulated_; }
  posix::PosixFileSystem& real() { return *real_; }
  // The process ends and starts again in both: every FileId is void, the page cache stays.
  void restart();

  // All files with their bytes. The real ones are read past our own code.
  FilesByPath simulated_files() const;
  FilesByPath real_files() const;
  std::vector<std::string> simulated_directories() const { return disk_.directories(); }
  std::vector<std::string> real_directories() const;

  // The script's two results, the simulated one first.
  template <class Script>
  auto in_both(Script script) {
    auto simulated = script(static_cast<FileSystem&>(*simulated_));
    auto real = script(static_cast<FileSystem&>(*real_));
    return std::make_pair(std::move(simulated), std::move(real));
  }

 private:
  sim::Disk disk_;
  std::unique_ptr<sim::SimFileSystem> simulated_;
  TempDir directory_;
  std::unique_ptr<posix::PosixFileSystem> real_;
};

}  // namespace barnabas::test
