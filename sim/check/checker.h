// One guarantee, watched over a run. Checkers are told where to look and read what is there; notes
// never decide.
//
// A checker reports each violation once per partition and record (or pair, or epoch): what is
// broken stays broken, and a list of ten thousand lines helps nobody.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/check/evidence.h"
#include "sim/check/final_log.h"
#include "sim/workload/history.h"

namespace barnabas::sim::check {

// A client's record, named as histories and stories name it.
struct RecordRef {
  NodeIndex client = kNoIndex;
  std::int32_t id = -1;
  std::string value;
  Offset offset{-1};
};

struct Violation {
  std::string checker;
  std::uint64_t event = 0;  // when it was seen; for a lost record, the event of its acknowledgement
  Instant at{};
  TopicPartition tp;  // an empty topic: not about a partition
  std::string text;
  std::vector<RecordRef> records;
};

// Why a log's content changed.
enum class LogCause : std::uint8_t {
  Append,    // the process wrote, or cut, in a step of its own
  Recovery,  // the same, while it started
  Outside,   // a fault did it, or it was found so
};

// The event in hand and everything that is known.
struct Scene {
  const World& world;
  Evidence& evidence;
  const History& history;
  std::uint64_t event = 0;
  Instant at{};
};

class Checker {
 public:
  explicit Checker(std::string_view id) : id_(id) {}
  virtual ~Checker() = default;
  Checker(const Checker&) = delete;
  Checker& operator=(const Checker&) = delete;
  std::string_view id() const { return id_; }
  const std::vector<Violation>& violations() const { return violations_; }

  // New batches stand at the end of a replica's log, or were read anew; `previous` stands before
  // them.
  virtual void on_batches(const Scene&, PartitionEvidence&, const ReplicaEvidence&,
                          std::span<const LogEntry> /*fresh*/, const LogEntry* /*previous*/,
                          LogCause) {}
  // A broker has written its leader-epoch-checkpoint.
  virtual void on_epoch_file(const Scene&, const TopicPartition&, NodeIndex,
                             std::string_view /*content*/) {}
  // Something about the partition may have changed: logs, znodes, roles, high watermarks.
  virtual void on_partition(const Scene&, PartitionEvidence&) {}
  virtual void on_recreated(const PartitionEvidence&) {}
  virtual void on_delivery(const Scene&, PartitionEvidence&, const Delivery&) {}
  virtual void on_event(const Scene&, const EventRecord&) {}
  virtual void on_sending(const Scene&, const Sending&) {}
  virtual void after_event(const Scene&, const EventRecord&) {}
  virtual void finish(const Scene&, FinalLogs&) {}

 protected:
  // Once per (partition, key).
  void violate(const Scene& scene, const TopicPartition& tp, const std::string& key,
               std::string text, std::vector<RecordRef> records = {});
  void violate_at(std::uint64_t event, Instant at, const TopicPartition& tp, const std::string& key,
                  std::string text, std::vector<RecordRef> records);

 private:
  std::string id_;
  std::vector<Violation> violations_;
  std::set<std::pair<TopicPartition, std::string>> reported_;
};

// Words for reports.
std::string name_of(const World& world, NodeIndex node);
std::string text_of(const LogEntry* entry);  // "offsets 4..7 of epoch 2", "nothing"

}  // namespace barnabas::sim::check
