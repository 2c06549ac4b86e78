// The file port over a simulated disk, for one step of one node.
//
// Counts the operations, lets armed faults strike them, adds up what they cost, and records what
// changed for the observers. When a fault kills the process, the struck operation and all later
// ones of the step change nothing; they fail with Io, and the host ends the process after the step.
//
// Effects on the host: cost() is the time the node was busy; killed() and blocked() say that the
// step must not take effect as planned: the process is dead, or hangs in a sync until the device
// comes back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ports/file_system.h"
#include "sim/disk/disk.h"

namespace barnabas::sim {

// One change of the step. Position and size are those of the bytes written, for Truncated of the
// bytes cut, for Synced of the bytes that became durable. `to` is a rename's new name.
struct FileChange {
  enum class Kind : std::uint8_t {
    Created,
    Appended,
    Written,
    Truncated,
    Removed,
    Renamed,
    Synced
  };
  Kind kind = Kind::Created;
  std::string path;
  std::string to;
  std::uint64_t position = 0;
  std::uint64_t size = 0;
  friend bool operator==(const FileChange&, const FileChange&) = default;
};

class SimFileSystem final : public FileSystem {
 public:
  // The disk outlives the file system. Without observers, recording can be left out.
  explicit SimFileSystem(Disk& disk, bool records_changes = true);
  SimFileSystem(const SimFileSystem&) = delete;
  SimFileSystem& operator=(const SimFileSystem&) = delete;

  Result<void> make_directory(std::string_view path) override;
  Result<void> remove_directory(std::string_view path) override;
  bool exists(std::string_view path) const override;
  Result<std::vector<std::string>> list(std::string_view directory) const override;
  Result<FileId> open(std::string_view path, FileUse use, bool create) override;
  void close(FileId file) override;
  std::uint64_t size(FileId file) const override;
  Result<void> append(FileId file, ByteSpan prefix, const SharedBytes& tail) override;
  Result<void> write_at(FileId file, std::uint64_t position, ByteSpan bytes) override;
  Result<void> read_at(FileId file, std::uint64_t position,
                       std::span<std::uint8_t> out) const override;
  ByteSpan view(FileId file) const override;
  Result<void> truncate(FileId file, std::uint64_t size) override;
  Result<void> sync(FileId file) override;
  Result<void> rename(std::string_view from, std::string_view to) override;
  Result<void> remove(std::string_view path) override;
  Result<void> sync_directory(std::string_view path) override;

  std::uint64_t operations() const { return operations_; }
  Duration cost() const { return cost_; }
  bool killed() const { return killed_; }
  bool lost_power() const { return lost_power_; }         // killed by a power cut
  std::uint64_t killed_by() const { return killed_by_; }  // the id of the fault that did it
  bool blocked() const { return blocked_; }
  const std::vector<FileChange>& changes() const { return changes_; }

 private:
  // What awaits an operation: nothing (no error), or a fault.
  struct Strike {
    std::optional<Error> error;
    std::uint64_t partial_bytes = 0;
  };
  // Counts an operation, charges its fixed cost, and looks for a fault.
  Strike begin(FileOperation operation, std::string_view path) const;
  Strike begin(FileOperation operation, FileId file) const;
  Strike strike_with(const DiskFault& fault) const;
  void charge(Duration cost) const;
  void charge_bytes(std::uint64_t size, std::int64_t ns_per_kib) const;
  void record(FileChange::Kind kind, FileNodeId node, std::uint64_t position, std::uint64_t size);
  void append_part(FileNodeId node, ByteSpan prefix, const SharedBytes& tail, std::uint64_t size);
  std::uint64_t free_bytes() const;

  Disk& disk_;
  bool records_changes_;
  std::vector<FileChange> changes_;
  // Reading is counted and charged, too, although it changes no file.
  mutable std::uint64_t operations_ = 0;
  mutable Duration cost_;
  mutable bool killed_ = false;
  mutable bool lost_power_ = false;
  mutable std::uint64_t killed_by_ = 0;
  mutable bool blocked_ = false;
};

}  // namespace barnabas::sim
