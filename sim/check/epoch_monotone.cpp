#include "sim/check/epoch_monotone.h"

#include "sim/check/json_scan.h"

namespace barnabas::sim::check {
namespace {

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return line;
}

}  // namespace

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

void EpochMonotone::on_epoch_file(const Scene& scene, const TopicPartition& tp, NodeIndex node,
                                  std::string_view content) {
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
      violate(scene, tp, name_of(scene.world, node) + " cache",
              "in the leader-epoch-checkpoint of " + name_of(scene.world, node) + ", '" +
                  std::string(line) + "' stands behind epoch " + std::to_string(last_epoch) +
                  " at " + std::to_string(last_offset));
      return;
    }
    last_epoch = epoch;
    last_offset = offset;
  }
}

}  // namespace barnabas::sim::check
