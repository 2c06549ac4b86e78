#include "sim/check/index_sound.h"

#include <algorithm>

#include "core/replica/partition.h"

namespace barnabas::sim::check {
namespace {

constexpr std::size_t kOffsetEntry = 8;
constexpr std::size_t kTimeEntry = 12;

std::string sibling(const std::string& path, const char* suffix) {
  return path.substr(0, path.rfind('.')) + suffix;
}

ByteVector bytes_of(const Scene& scene, NodeIndex node, const std::string& path) {
  const Result<Rope> content = scene.world.node(node).disk.content(path);
  return content ? content->flatten() : ByteVector();
}

const LogEntry* at_position(const LogSegment& segment, std::int64_t position) {
  const auto found = std::lower_bound(
      segment.entries.begin(), segment.entries.end(), position,
      [](const LogEntry& entry, std::int64_t p) { return std::int64_t{entry.position} < p; });
  return found == segment.entries.end() || std::int64_t{found->position} != position ? nullptr
                                                                                     : &*found;
}

}  // namespace

void IndexSound::wrong(const Scene& scene, const PartitionEvidence& partition, NodeIndex node,
                       const std::string& path, std::size_t entry, const std::string& why) {
  const std::string name = name_of(scene.world, node);
  violate(scene, partition.tp, name + path,
          "entry " + std::to_string(entry) + " of " + path + " on " + name + " " + why);
}

void IndexSound::check_offsets(const Scene& scene, const PartitionEvidence& partition,
                               NodeIndex node, const LogSegment& segment) {
  const std::string path = sibling(segment.path, ".index");
  const ByteVector bytes = bytes_of(scene, node, path);
  std::int64_t last = segment.named - 1;
  for (std::size_t i = 0; (i + 1) * kOffsetEntry <= bytes.size(); ++i) {
    const std::uint8_t* raw = bytes.data() + i * kOffsetEntry;
    const std::int64_t offset = segment.named + load_be<std::int32_t>(raw);
    const std::int64_t position = load_be<std::int32_t>(raw + 4);
    const LogEntry* batch = at_position(segment, position);
    const std::string says =
        "says offset " + std::to_string(offset) + " at position " + std::to_string(position);
    if (offset <= last)
      return wrong(scene, partition, node, path, i, says + ", which is not behind the one before");
    if (batch == nullptr)
      return wrong(scene, partition, node, path, i, says + ", where no batch begins");
    if (batch->last() != offset)
      return wrong(scene, partition, node, path, i, says + ", where " + text_of(batch) + " stands");
    last = offset;
  }
}

void IndexSound::check_times(const Scene& scene, const PartitionEvidence& partition, NodeIndex node,
                             const LogSegment& segment) {
  const std::string path = sibling(segment.path, ".timeindex");
  const ByteVector bytes = bytes_of(scene, node, path);
  std::int64_t last_time = INT64_MIN;
  std::int64_t largest = INT64_MIN;  // of the batches so far
  auto batch = segment.entries.begin();
  for (std::size_t i = 0; (i + 1) * kTimeEntry <= bytes.size(); ++i) {
    const std::uint8_t* raw = bytes.data() + i * kTimeEntry;
    const auto time = load_be<std::int64_t>(raw);
    const std::int64_t offset = segment.named + load_be<std::int32_t>(raw + 8);
    const std::string says =
        "says time " + std::to_string(time) + " at offset " + std::to_string(offset);
    if (time <= last_time)
      return wrong(scene, partition, node, path, i, says + ", which is not behind the one before");
    for (; batch != segment.entries.end() && batch->last() < offset; ++batch)
      largest = std::max(largest, batch->max_timestamp);
    if (batch == segment.entries.end() || batch->last() != offset)
      return wrong(scene, partition, node, path, i, says + ", where no batch ends");
    if (batch->max_timestamp != time || largest >= time) {
      return wrong(scene, partition, node, path, i,
                   says + ", but the largest time up to there is " +
                       std::to_string(std::max(largest, batch->max_timestamp)) +
                       (largest >= time ? ", and older" : ""));
    }
    last_time = time;
  }
}

void IndexSound::check(const Scene& scene, const PartitionEvidence& partition,
                       const ReplicaEvidence& replica) {
  for (const LogSegment& segment : replica.log.segments()) {
    check_offsets(scene, partition, replica.node, segment);
    check_times(scene, partition, replica.node, segment);
  }
}

void IndexSound::on_partition(const Scene& scene, PartitionEvidence& partition) {
  if (seen_.size() <= partition.number) seen_.resize(partition.number + 1);
  std::vector<Seen>& list = seen_[partition.number];
  for (const auto& [node, replica] : partition.replicas) {
    const replica::Partition* state = replica.state;
    if (state == nullptr || !state->log || state->log->has_failed()) continue;
    const std::uint32_t incarnation = scene.world.node(node).incarnation;
    auto seen = std::find_if(list.begin(), list.end(),
                             [node = node](const Seen& s) { return s.node == node; });
    if (seen == list.end()) seen = list.insert(list.end(), {node, 0});
    if (seen->incarnation == incarnation) continue;
    seen->incarnation = incarnation;
    check(scene, partition, replica);
  }
}

void IndexSound::finish(const Scene& scene, FinalLogs&) {
  for (const auto& [tp, partition] : scene.evidence.partitions) {
    for (const auto& [node, replica] : partition.replicas) {
      const replica::Partition* state = find_state(scene.world, node, tp);
      if (state == nullptr || !state->log || state->log->has_failed()) continue;
      check(scene, partition, replica);
    }
  }
}

}  // namespace barnabas::sim::check
