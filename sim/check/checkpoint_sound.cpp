#include "sim/check/checkpoint_sound.h"

#include <algorithm>

#include "core/replica/partition.h"
#include "sim/check/checkpoint_scan.h"

namespace barnabas::sim::check {
namespace {

constexpr std::string_view kMarks = "replication-offset-checkpoint";
constexpr std::string_view kRecoveryPoints = "recovery-point-offset-checkpoint";
constexpr std::string_view kStarts = "log-start-offset-checkpoint";

// How many bytes of the segment hold everything below `offset`.
std::uint64_t bytes_below(const LogSegment& segment, std::int64_t offset) {
  std::uint64_t bytes = 0;
  for (auto entry = segment.entries.rbegin(); entry != segment.entries.rend(); ++entry) {
    if (entry->next() > offset) continue;
    bytes = std::uint64_t{entry->position} + entry->size;
    break;
  }
  return bytes;
}

std::uint64_t durable_bytes(const Disk& disk, const std::string& path) {
  const Result<Rope> content = disk.durable_content(path);
  return content ? content->size() : 0;
}

// A broker that raises its log start raises its recovery point with it, and flushes nothing: what
// is deleted need not be durable (Kafka: UnifiedLog.updateLogStartOffset).
std::int64_t deleted_below(const Scene& scene, const PartitionEvidence& partition,
                           const ReplicaEvidence& replica) {
  const replica::Partition* state = find_state(scene.world, replica.node, partition.tp);
  const std::int64_t deleted = std::max(partition.deleted_to, partition.asked_to_delete_to);
  return state == nullptr ? 0 : std::min(deleted, state->log_start().value);
}

}  // namespace

void CheckpointSound::check_mark(const Scene& scene, const PartitionEvidence& partition,
                                 const ReplicaEvidence& replica, std::int64_t mark) {
  const std::string name = name_of(scene.world, replica.node);
  const std::string what =
      name + " wrote the high watermark " + std::to_string(mark) + " to its checkpoint, with ";
  if (mark > replica.log.end()) {
    violate(scene, partition.tp, name + " mark",
            what + "a log that ends at " + std::to_string(replica.log.end()));
    return;
  }
  // A log that is not assigned again yet keeps the mark of the life before.
  const replica::Partition* state = find_state(scene.world, replica.node, partition.tp);
  if (state == nullptr || !state->log || mark <= state->high_watermark.value) return;
  violate(scene, partition.tp, name + " mark",
          what + "one of " + std::to_string(state->high_watermark.value));
}

void CheckpointSound::check_flushed(const Scene& scene, const PartitionEvidence& partition,
                                    const ReplicaEvidence& replica, std::int64_t point) {
  const std::string name = name_of(scene.world, replica.node);
  if (point > replica.log.end()) {
    violate(scene, partition.tp, name + " end",
            name + " wrote the recovery point " + std::to_string(point) +
                ", with a log that ends at " + std::to_string(replica.log.end()));
    return;
  }
  if (point <= deleted_below(scene, partition, replica)) return;
  const auto& segments = replica.log.segments();
  for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment) {
    if (segment->named >= point) continue;
    const std::uint64_t needed = bytes_below(*segment, point);
    const std::uint64_t durable =
        needed == 0 ? 0 : durable_bytes(scene.world.node(replica.node).disk, segment->path);
    if (durable < needed) {
      violate(scene, partition.tp, name + " flushed",
              name + " wrote the recovery point " + std::to_string(point) + ", but only " +
                  std::to_string(durable) + " of the " + std::to_string(needed) +
                  " bytes below it in " + segment->path + " are durable");
    }
    return;  // older segments were flushed before, or the same would have been seen then
  }
}

void CheckpointSound::check_start(const Scene& scene, const PartitionEvidence& partition,
                                  const ReplicaEvidence& replica, std::int64_t start) {
  const replica::Partition* state = find_state(scene.world, replica.node, partition.tp);
  if (state == nullptr || start <= state->high_watermark.value) return;
  const std::string name = name_of(scene.world, replica.node);
  violate(scene, partition.tp, name + " start",
          name + " wrote the log start " + std::to_string(start) +
              " to its checkpoint, above its high watermark " +
              std::to_string(state->high_watermark.value));
}

void CheckpointSound::on_checkpoint(const Scene& scene, const CheckpointFile& file) {
  const bool is_mark = file.name == kMarks;
  const bool is_point = file.name == kRecoveryPoints;
  if (!file.tp.topic.empty() || !(is_mark || is_point || file.name == kStarts)) return;
  for (const auto& [tp, offset] : scan_offsets(file.content)) {
    const PartitionEvidence* partition = scene.evidence.find(tp);
    const ReplicaEvidence* replica =
        partition == nullptr ? nullptr : partition->find_replica(file.node);
    if (replica == nullptr || replica->log.is_empty()) continue;
    if (is_mark) {
      check_mark(scene, *partition, *replica, offset);
    } else if (is_point) {
      check_flushed(scene, *partition, *replica, offset);
    } else {
      check_start(scene, *partition, *replica, offset);
    }
  }
}

}  // namespace barnabas::sim::check
