// A place where a log lives, in either world: it hands out the file system of the running process,
// and kills it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/prng.h"
#include "core/ports/file_system.h"
#include "core/posix/posix_file_system.h"
#include "sim/disk/disk.h"
#include "sim/disk/sim_file_system.h"

namespace barnabas::test {

class LogWorld {
 public:
  virtual ~LogWorld() = default;
  virtual FileSystem& files() = 0;
  // The process ends and another starts: all open files are closed, the page cache stays.
  virtual void kill() = 0;
  // While a judge looks, no fault strikes and no operation is counted.
  virtual void set_judged(bool) {}
};

class SimLogWorld final : public LogWorld {
 public:
  SimLogWorld() { start(); }
  FileSystem& files() override { return *files_; }
  void kill() override {
    disk_.kill();
    start();
  }
  void set_judged(bool judged) override {
    if (judged) {
      spared_ = disk_.faults();
      disk_.disarm();
      return;
    }
    for (const sim::DiskFault& fault : spared_) disk_.arm(fault);
    spared_.clear();
  }
  sim::PowerLossReport power_loss(Prng& prng, const sim::PowerLossOptions& options = {}) {
    sim::PowerLossReport report = disk_.power_loss(prng, options);
    start();
    return report;
  }
  sim::Disk& disk() { return disk_; }
  sim::SimFileSystem& sim_files() { return *files_; }

 private:
  void start() { files_ = std::make_unique<sim::SimFileSystem>(disk_, false); }
  sim::Disk disk_;
  std::vector<sim::DiskFault> spared_;
  std::unique_ptr<sim::SimFileSystem> files_;
};

// Below a temporary directory that goes with it.
class PosixLogWorld final : public LogWorld {
 public:
  PosixLogWorld();
  ~PosixLogWorld() override;
  PosixLogWorld(const PosixLogWorld&) = delete;
  PosixLogWorld& operator=(const PosixLogWorld&) = delete;
  FileSystem& files() override { return *files_; }
  void kill() override;

 private:
  std::string root_;
  std::unique_ptr<posix::PosixFileSystem> files_;
};

}  // namespace barnabas::test
