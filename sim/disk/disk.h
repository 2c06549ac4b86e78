// The storage of one node, as a value: files, names, open handles, settings and armed faults.
//
// A copy shares everything and costs a few counted references. A node reaches its disk through a
// SimFileSystem that the host makes for each step; the host itself kills, cuts the power, corrupts,
// and resolves slices here; checkers read it.
//
// State:      running -> kill() -> handles closed, page cache kept -> power_loss() -> durable state
// only Invariants: those of FileTree; every handle refers to a file that has a current name. Not
// modelled: device cache beyond sync (a sync is honest), permissions, links, memory-mapped writes.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/hash.h"
#include "core/base/prng.h"
#include "core/base/result.h"
#include "core/base/rope.h"
#include "core/ports/file_system.h"
#include "core/record/file_slice.h"
#include "sim/disk/disk_settings.h"
#include "sim/disk/file_tree.h"
#include "sim/disk/page_cache.h"
#include "sim/disk/power_loss.h"

namespace barnabas::sim {

class Disk {
 public:
  Disk() = default;
  explicit Disk(const DiskSettings& settings) : settings_(settings) {
    cache_.set_limit(settings.page_cache_bytes);
  }

  // --- the device
  const DiskSettings& settings() const { return settings_; }
  DiskSettings& settings() { return settings_; }
  void arm(DiskFault fault) { faults_.push_back(std::move(fault)); }
  void disarm() { faults_.clear(); }
  void disarm(std::uint64_t id);  // what was armed under this id
  const std::vector<DiskFault>& faults() const { return faults_; }
  // While stalled, whoever changes a file is `blocked`; a sync is accepted, but nothing becomes
  // durable before the device comes back.
  void set_stalled(bool stalled);
  bool is_stalled() const { return stalled_; }
  std::uint64_t used_bytes() const { return tree_.used_bytes(); }

  // --- the host
  // The bytes of a slice, shared with the file and immutable from here on.
  Result<Rope> resolve(const record::FileSlice& slice) const;
  // What reading a slice costs: nothing while it is in memory.
  Duration read_cost(const record::FileSlice& slice);
  // What a sync of this file would cost now.
  Duration sync_cost(FileId file) const;
  // The end of an asynchronous flush: the first `position` bytes are durable. NotFound when it is
  // closed.
  Result<void> sync_up_to(FileId file, std::uint64_t position);
  // The process ends: its handles close. The page cache stays.
  void kill() { handles_.write().clear(); }
  // The power goes: only what is durable stays, and what `options` spare.
  PowerLossReport power_loss(Prng& prng, const PowerLossOptions& options = {});
  Result<void> flip_bit(std::string_view path, std::uint64_t position, std::uint32_t bit);
  void wipe();  // A new, empty device; settings and faults stay.

  // --- looking, for checkers
  std::vector<std::string> paths() const;  // of files, sorted
  std::vector<std::string> durable_paths() const;
  std::vector<std::string> directories() const { return tree_.directories(); }
  Result<Rope> content(std::string_view path) const { return content_from(path, 0); }
  // What stands at and behind `position`: for watchers of a growing file.
  Result<Rope> content_from(std::string_view path, std::uint64_t position) const;
  Result<Rope> durable_content(std::string_view path) const;  // under its durable name
  // Differs whenever what is at this path has changed; zero when nothing is.
  std::uint64_t version(std::string_view path) const;
  Result<std::string> path_of(FileId file) const;
  std::uint64_t open_files() const { return handles_->size(); }

  void check_invariants() const;
  void fold_into(Hasher& hasher) const;
  friend bool operator==(const Disk& a, const Disk& b);

 private:
  friend class SimFileSystem;
  struct Handle {
    FileNodeId node;
    FileUse use = FileUse::Log;
    friend bool operator==(const Handle&, const Handle&) = default;
  };

  const Handle* find_handle(FileId file) const;
  FileId open_handle(FileNodeId node, FileUse use);
  // Pieces for a log, flat for a view; flat serves both, so it stays while another handle may need
  // it.
  void lay_out_for(FileNodeId node, FileUse use);
  void forget(FileNodeId node);  // It has lost its name: its handles close, its syncs are off.
  void sync_or_wait(FileNodeId node);
  // Bytes that the device moves, beginning at this place.
  Duration device_cost(FileNodeId node, std::uint64_t position, std::uint64_t size,
                       std::int64_t ns_per_kib) const;
  void move_head(FileNodeId node, std::uint64_t position);
  // What reading takes that is not in memory.
  Duration miss_cost(FileNodeId node, std::uint64_t position, std::uint64_t size);

  FileTree tree_;
  Cow<std::map<FileId, Handle>> handles_;
  std::uint32_t next_file_ = 0;  // never reused, also not by the next process
  DiskSettings settings_;
  std::vector<DiskFault> faults_;
  bool stalled_ = false;
  std::vector<FileNodeId> waiting_;  // for the stalled device: files and directories to sync
  PageCache cache_;
  std::optional<FileNodeId> head_file_;  // where the device stands
  std::uint64_t head_position_ = 0;
};

}  // namespace barnabas::sim
