// Keeps the views of all logs up to date: from what steps changed, and from what faults changed
// behind them.
//
// A step's changes come with the files and positions that it touched, and only the bytes from there
// on are read. After a fault, versions tell which files are not what they were.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/check/checker.h"

namespace barnabas::sim::check {

// Who is told of new batches.
class LogListener {
 public:
  virtual ~LogListener() = default;
  virtual void on_batches(PartitionEvidence& partition, ReplicaEvidence& replica,
                          std::span<const LogEntry> fresh, const LogEntry* previous,
                          LogCause cause) = 0;
  virtual void on_segment_gone(PartitionEvidence& partition, const ReplicaEvidence& replica,
                               const SegmentGone& segment) = 0;
  virtual void on_checkpoint(const CheckpointFile& file) = 0;
};

class LogFollower {
 public:
  LogFollower(Evidence& evidence, LogListener& listener)
      : evidence_(evidence), listener_(listener) {}

  // `is_settled`: no fault has touched a disk since the last rescan. Otherwise what is read now
  // will be read again by the rescan that follows.
  void on_files(const World& world, NodeIndex node, const std::vector<FileChange>& changes,
                LogCause cause, bool is_settled);
  // Compares every file with what was read of it.
  void rescan(const World& world, NodeIndex node);

 private:
  struct File {
    PartitionEvidence* partition = nullptr;
    ReplicaEvidence* replica = nullptr;
    std::int64_t named = 0;
  };
  using Files = std::map<std::string, File, std::less<>>;
  struct Touched {
    const std::string* path = nullptr;
    File* file = nullptr;
    std::uint64_t from = 0;
  };

  File* find_or_add(NodeIndex node, const std::string& path);
  void touch(std::vector<Touched>& touched, NodeIndex node, const std::string& path,
             std::uint64_t from);
  void drop(NodeIndex node, const std::string& path, LogCause cause, bool is_set_aside);
  void refresh(const World& world, const Touched& touched, LogCause cause, bool is_settled);
  void cut(File& file, LogSegment& segment, std::uint64_t from, LogCause cause);
  void read_checkpoint(const World& world, NodeIndex node, const std::string& path);

  Evidence& evidence_;
  LogListener& listener_;
  std::vector<Files> files_;  // per node
  DigestCache digests_;
};

// "orders-0/00000000000000000042.log" in parts; false when it is no such path.
bool parse_log_path(std::string_view path, TopicPartition& tp, std::int64_t& base);

}  // namespace barnabas::sim::check
