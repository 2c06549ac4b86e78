#include "sim/check/type_ok.h"

#include <algorithm>

#include "core/replica/partition.h"

namespace barnabas::sim::check {
namespace {

template <class T>
bool has_repeated(const std::vector<T>& list) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (std::find(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(i), list[i]) !=
        list.begin() + static_cast<std::ptrdiff_t>(i))
      return true;
  }
  return false;
}

std::string range_text(const char* what, std::int64_t value, std::int64_t low, std::int64_t high) {
  return std::string(what) + " " + std::to_string(value) + " outside of " + std::to_string(low) +
         ".." + std::to_string(high);
}

}  // namespace

void TypeOk::wrong(const Scene& scene, const PartitionEvidence& partition, NodeIndex node,
                   const std::string& what) {
  const std::string name = name_of(scene.world, node);
  violate(scene, partition.tp, name + what.substr(0, what.find(' ')), name + " has " + what);
}

void TypeOk::on_batches(const Scene& scene, PartitionEvidence& partition,
                        const ReplicaEvidence& replica, std::span<const LogEntry> fresh,
                        const LogEntry*, LogCause) {
  for (const LogEntry& entry : fresh) {
    // Nothing here compacts logs, so a batch has a record for every offset.
    if (entry.is_corrupt || entry.count == entry.last_delta + 1) continue;
    wrong(scene, partition, replica.node,
          "batch with " + std::to_string(entry.count) + " records under " + text_of(&entry));
  }
}

void TypeOk::check_log(const Scene& scene, const PartitionEvidence& partition,
                       const ReplicaEvidence& replica) {
  const log::Log& log = *replica.state->log;
  const std::int64_t start = log.log_start_offset().value;
  const std::int64_t end = log.log_end_offset().value;
  const std::int64_t mark = replica.state->high_watermark.value;
  const std::int64_t flushed = log.recovery_point().value;
  if (start < 0 || start > end)
    wrong(scene, partition, replica.node, range_text("log-start", start, 0, end));
  if (mark < 0 || mark > end)
    wrong(scene, partition, replica.node, range_text("high-watermark", mark, 0, end));
  if (flushed < start || flushed > end)
    wrong(scene, partition, replica.node, range_text("recovery-point", flushed, start, end));
  if (replica.log.end() != end) {
    wrong(scene, partition, replica.node,
          "log-end " + std::to_string(end) + " in memory, but records below " +
              std::to_string(replica.log.end()) + " in its files");
  }
}

void TypeOk::check_epoch(const Scene& scene, const PartitionEvidence& partition) {
  if (!partition.znodes.has_state) return;
  if (epochs_.size() <= partition.number) epochs_.resize(partition.number + 1, -1);
  std::int32_t& highest = epochs_[partition.number];
  const std::int32_t now = partition.znodes.leader_epoch;
  if (now < highest) {
    violate(scene, partition.tp, "leader epoch " + std::to_string(now),
            "the leader epoch of " + to_string(partition.tp) + " in ZooKeeper was " +
                std::to_string(highest) + ", and is " + std::to_string(now));
  }
  highest = std::max(highest, now);
}

void TypeOk::on_recreated(const PartitionEvidence& partition) {
  if (partition.number < epochs_.size()) epochs_[partition.number] = -1;
}

void TypeOk::on_partition(const Scene& scene, PartitionEvidence& partition) {
  check_epoch(scene, partition);
  for (const auto& [node, replica] : partition.replicas) {
    const replica::Partition* state = replica.state;
    if (state == nullptr) continue;
    if (state->pending && state->role != replica::Role::Leader)
      wrong(scene, partition, node, "pending ISR although it does not lead");
    if (has_repeated(state->isr)) wrong(scene, partition, node, "in-sync set with a name twice");
    if (state->log && !state->log->has_failed()) check_log(scene, partition, replica);
  }
}

void TypeOk::finish(const Scene& scene, FinalLogs&) {
  for (const auto& [tp, partition] : scene.evidence.partitions) {
    const PartitionZnodes& znodes = partition.znodes;
    if (!znodes.exists || !znodes.has_state) continue;
    const auto is_replica = [&znodes](std::int32_t id) {
      return std::find(znodes.replicas.begin(), znodes.replicas.end(), id) != znodes.replicas.end();
    };
    const bool is_within = std::all_of(znodes.isr.begin(), znodes.isr.end(), is_replica);
    if (is_within && !has_repeated(znodes.isr) && znodes.leader_epoch >= 0) continue;
    violate(scene, tp, "znode",
            "the state of " + to_string(tp) +
                " in ZooKeeper is none: its in-sync set must be a "
                "part of its replicas, its leader epoch not negative");
  }
}

}  // namespace barnabas::sim::check
