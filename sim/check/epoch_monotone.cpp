#include "sim/check/epoch_monotone.h"

#include "sim/check/checkpoint_scan.h"
#include "sim/check/json_scan.h"

namespace barnabas::sim::check {
void EpochMonotone::on_batches(const Scene& scene, PartitionEvidence& partition,
                               const ReplicaEvidence& replica, std::span<const LogEntry> fresh,
                               const LogEntry* previous, LogCause) {
  for (const LogEntry& entry : fresh) {
    if (entry.is_corrupt) continue;
    if (previous != nullptr && !previous->is_corrupt && entry.epoch < previous->epoch) {
      const std::string name = name_of(scene.world, replica.node);
      violate(
          scene, partition.tp, name + "@" + std::to_string(entry.base),
          "in the log of " + name + ", " + text_of(&entry) + " stands behind " + text_of(previous));
    }
    previous = &entry;
  }
}

void EpochMonotone::on_checkpoint(const Scene& scene, const CheckpointFile& file) {
  if (file.tp.topic.empty()) return;
  std::string_view content = file.content;
  take_line(content);  // the version
  take_line(content);  // the number of lines
  std::int64_t last_epoch = -1;
  std::int64_t last_offset = -1;
  while (!content.empty()) {
    const std::string_view line = take_line(content);
    const std::size_t space = line.find(' ');
    const std::int64_t epoch = scan_number(line.substr(0, space), -1);
    const std::int64_t offset =
        space == std::string_view::npos ? -1 : scan_number(line.substr(space + 1), -1);
    if (epoch <= last_epoch || offset <= last_offset) {
      const std::string name = name_of(scene.world, file.node);
      violate(scene, file.tp, name + " cache",
              "in the leader-epoch-checkpoint of " + name + ", '" + std::string(line) +
                  "' stands behind epoch " + std::to_string(last_epoch) + " at " +
                  std::to_string(last_offset));
      return;
    }
    last_epoch = epoch;
    last_offset = offset;
  }
}

}  // namespace barnabas::sim::check
