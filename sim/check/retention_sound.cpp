#include "sim/check/retention_sound.h"

#include "core/replica/partition.h"

namespace barnabas::sim::check {

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
  if (segment.end <= state->high_watermark.value) return;
  violate(scene, partition.tp, key,
          what + " with a high watermark of " + std::to_string(state->high_watermark.value));
}

}  // namespace barnabas::sim::check
