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

class VersionOrders;

// The event in hand and everything that is known.
struct Scene {
  const World& world;
  Evidence& evidence;
  const History& history;
  std::uint64_t event = 0;
  Instant at{};
  VersionOrders* versions = nullptr;  // what clients say of offsets; set in finish()
};

// What a checker wants to be told of: it is asked about nothing else, so that many checkers cost
// little.
enum class Hears : std::uint32_t {
  Batches = 1,
  Checkpoints = 2,
  Partitions = 4,
  Deliveries = 8,
  Acknowledgements = 16,
  Events = 32,
  Sendings = 64,
  AfterEvents = 128,
  SegmentsGone = 256,
  SequenceBreaks = 512,
  Starts = 1024,
};
constexpr Hears operator|(Hears a, Hears b) {
  return static_cast<Hears>(static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b));
}
inline constexpr Hears kHearsNothing{0};

// A file of a partition's directory, or (with an empty topic) of a broker's data root, as it was
// just written.
struct CheckpointFile {
  TopicPartition tp;
  NodeIndex node = kNoIndex;
  std::string_view name;
  std::string_view content;
};

// A segment that is no longer in a log.
struct SegmentGone {
  std::int64_t named = 0;
  std::int64_t end = 0;    // where the next one began
  bool was_first = false;  // others stood behind it
  bool was_last = false;
  bool is_set_aside = false;  // renamed to be deleted; otherwise its file was removed at once
  LogCause cause = LogCause::Append;
  std::int64_t newest = -1;  // the latest timestamp in it; -1: none
};

class Checker {
 public:
  explicit Checker(std::string_view id, Hears hears = kHearsNothing) : id_(id), hears_(hears) {}
  virtual ~Checker() = default;
  bool hears(Hears what) const {
    return (static_cast<std::uint32_t>(hears_) & static_cast<std::uint32_t>(what)) != 0;
  }
  Checker(const Checker&) = delete;
  Checker& operator=(const Checker&) = delete;
  std::string_view id() const { return id_; }
  const std::vector<Violation>& violations() const { return violations_; }

  // New batches stand at the end of a replica's log, or were read anew; `previous` stands before
  // them.
  virtual void on_batches(const Scene&, PartitionEvidence&, const ReplicaEvidence&,
                          std::span<const LogEntry> /*fresh*/, const LogEntry* /*previous*/,
                          LogCause) {}
  virtual void on_sequence_break(const Scene&, PartitionEvidence&, const ReplicaEvidence&,
                                 const SequenceBreak&) {}
  virtual void on_segment_gone(const Scene&, PartitionEvidence&, const ReplicaEvidence&,
                               const SegmentGone&) {}
  // A broker's process starts; it has not touched its disk yet.
  virtual void on_start(const Scene&, NodeIndex) {}
  // A broker has replaced one of its checkpoint files.
  virtual void on_checkpoint(const Scene&, const CheckpointFile&) {}
  // Something about the partition may have changed: logs, znodes, roles, high watermarks.
  virtual void on_partition(const Scene&, PartitionEvidence&) {}
  virtual void on_recreated(const PartitionEvidence&) {}
  virtual void on_delivery(const Scene&, PartitionEvidence&, const Delivery&) {}
  // A producer learnt that a batch of its records stands at an offset.
  virtual void on_acknowledgement(const Scene&, PartitionEvidence&, const ProducerHistory&,
                                  const SentBatch&) {}
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
  Hears hears_;
  std::vector<Violation> violations_;
  std::set<std::pair<TopicPartition, std::string>> reported_;
};

// Words for reports.
std::string name_of(const World& world, NodeIndex node);
std::string text_of(const LogEntry* entry);  // "offsets 4..7 of epoch 2", "nothing"

}  // namespace barnabas::sim::check
