#include "sim/check/retention_sound.h"

#include <algorithm>

#include "core/replica/partition.h"

namespace barnabas::sim::check {
namespace {

// Whether anything asks for the segment to go: an administrator or another replica, whose log start
// this one follows; or a log that is long enough without it; or its age.
bool is_due(const Scene& scene, const PartitionEvidence& partition, const ReplicaEvidence& replica,
            const SegmentGone& segment, const log::LogConfig& config) {
  if (segment.end <= std::max(partition.asked_to_delete_to, partition.deleted_to)) return true;
  if (!config.delete_policy) return false;
  const std::uint64_t left = replica.log.bytes();
  if (config.retention_bytes >= 0 && left >= static_cast<std::uint64_t>(config.retention_bytes))
    return true;
  if (config.retention_ms < 0) return false;
  const std::int64_t now = scene.world.wall(replica.node).ms;
  return segment.newest < 0 || now - segment.newest > config.retention_ms;
}

}  // namespace

void RetentionSound::on_segment_gone(const Scene& scene, PartitionEvidence& partition,
                                     const ReplicaEvidence& replica, const SegmentGone& segment) {
  // A file that is removed at once belongs to a log that goes as a whole.
  if (segment.cause != LogCause::Append || !segment.is_set_aside) return;
  const std::string name = name_of(scene.world, replica.node);
  const std::string key = name + std::to_string(segment.named);
  const std::string what = name + " deleted the segment of offsets " +
                           std::to_string(segment.named) + ".." + std::to_string(segment.end - 1);
  if (!segment.was_first && !segment.was_last) {
    violate(scene, partition.tp, key, what + " from the middle of its log");
    return;
  }
  const replica::Partition* state = find_state(scene.world, replica.node, partition.tp);
  if (!segment.was_first || state == nullptr) return;
  if (segment.end > state->high_watermark.value) {
    violate(scene, partition.tp, key,
            what + " with a high watermark of " + std::to_string(state->high_watermark.value));
  } else if (state->log && !is_due(scene, partition, replica, segment, state->log->config())) {
    violate(scene, partition.tp, key,
            what + ", which nobody asked for: " + std::to_string(replica.log.bytes()) +
                " bytes are left, and the segment was not too old");
  }
}

}  // namespace barnabas::sim::check
