// A partition's log at the end of a run, record by record, as its final leader's disk holds it.
//
// The final leader is ZooKeeper's; where there is none, the member of the in-sync set, or any
// replica, whose log is the most advanced by (last epoch, end).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/check/evidence.h"

namespace barnabas::sim::check {

struct FinalLog {
  bool exists = false;  // the topic is there, and somebody has a log
  NodeIndex node = kNoIndex;
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::uint64_t since_event = 0;      // older acknowledgements were for a topic that is gone
  std::int64_t deleted_to = 0;        // what is missing below was deleted on purpose
  std::vector<std::uint64_t> values;  // digests from `start` on; 0: no record of an application
  std::uint64_t records = 0;

  std::uint64_t at(std::int64_t offset) const {
    return offset < start || offset >= end ? 0 : values[static_cast<std::size_t>(offset - start)];
  }
  bool contains(std::uint64_t digest) const;

 private:
  mutable std::vector<std::uint64_t> sorted_;  // made by the first question
};

class FinalLogs {
 public:
  FinalLogs(const World& world, Evidence& evidence) : world_(world), evidence_(evidence) {}
  const FinalLog& of(const TopicPartition& tp);
  // The same of one replica, whoever leads.
  const FinalLog& of_replica(const TopicPartition& tp, NodeIndex node);
  // The value at an offset of the final log, for people.
  std::optional<std::string> value_at(const TopicPartition& tp, std::int64_t offset);

 private:
  NodeIndex choose(const PartitionEvidence& partition);
  void load(FinalLog& log, const PartitionEvidence& partition,
            const ReplicaEvidence& replica) const;

  const World& world_;
  Evidence& evidence_;
  std::map<TopicPartition, FinalLog> logs_;
  std::map<std::pair<TopicPartition, NodeIndex>, FinalLog> replicas_;
};

}  // namespace barnabas::sim::check
