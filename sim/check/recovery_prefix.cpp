#include "sim/check/recovery_prefix.h"

#include <algorithm>

#include "core/replica/partition.h"
#include "sim/check/checkpoint_scan.h"

namespace barnabas::sim::check {
namespace {

constexpr const char* kCleanMarker = ".kafka_cleanshutdown";

// Where the whole and true batches end, looking from the segment that holds `point` on.
std::int64_t valid_end(const Disk& disk, const LogView& log, std::int64_t point) {
  const std::vector<LogSegment>& segments = log.segments();
  std::size_t first = 0;
  while (first + 1 < segments.size() && segments[first + 1].named <= point) ++first;
  std::int64_t end = segments[first].named;
  for (std::size_t i = first; i < segments.size(); ++i) {
    if (segments[i].named != end) return end;  // what stood between them is lost
    for (const LogEntry& entry : segments[i].entries) {
      if (entry.is_corrupt) return end;
      end = entry.next();
    }
    const Result<Rope> rest = disk.content_from(segments[i].path, segments[i].decoded);
    if (rest && rest->size() > 0) return end;  // bytes that make no batch
  }
  return end;
}

}  // namespace

void RecoveryPrefix::on_start(const Scene& scene, NodeIndex node) {
  const Disk& disk = scene.world.node(node).disk;
  const bool was_clean = disk.version(kCleanMarker) != 0;
  const auto points = read_offsets(scene.world, node, "recovery-point-offset-checkpoint");
  for (const auto& [tp, partition] : scene.evidence.partitions) {
    const ReplicaEvidence* replica = partition.find_replica(node);
    expected_.erase({partition.number, node});
    if (replica == nullptr || replica->log.is_empty()) continue;
    // A copy of a topic that went, or came back under its name, is thrown away at the start.
    if (!scene.evidence.stands(partition) || partition.since_event > 0) continue;
    const auto point = points.find(tp);
    const std::int64_t end =
        was_clean ? replica->log.end()
                  : valid_end(disk, replica->log, point == points.end() ? 0 : point->second);
    expected_[{partition.number, node}] = {scene.world.node(node).incarnation, end, was_clean};
  }
}

void RecoveryPrefix::on_partition(const Scene& scene, PartitionEvidence& partition) {
  if (expected_.empty()) return;
  for (const auto& [node, replica] : partition.replicas) {
    const replica::Partition* state = replica.state;
    if (state == nullptr || !state->log || state->log->has_failed()) continue;
    const auto found = expected_.find({partition.number, node});
    if (found == expected_.end()) continue;
    const Expectation expected = found->second;
    expected_.erase(found);
    const bool has_moved_on =
        state->log->truncation_count() > 0 || state->log_start().value >= expected.end;
    if (expected.incarnation != scene.world.node(node).incarnation || has_moved_on) continue;
    // On its disk, and as it believes: a batch that is trusted although it is damaged is on no
    // disk.
    const std::int64_t believed = state->log->log_end_offset().value;
    if (replica.log.end() == expected.end && believed == expected.end) continue;
    const std::string name = name_of(scene.world, node);
    violate(scene, partition.tp, name + std::to_string(expected.incarnation),
            name + " started after " + (expected.was_clean ? "a clean" : "an unclean") +
                " stop with whole batches up to offset " + std::to_string(expected.end) +
                ", and its log then ended at " +
                std::to_string(std::max(believed, replica.log.end())));
  }
}

}  // namespace barnabas::sim::check
