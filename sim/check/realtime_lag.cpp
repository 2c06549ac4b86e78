#include "sim/check/realtime_lag.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "sim/check/version_order.h"

namespace barnabas::sim::check {
namespace {

// Per partition, by rising end: when at the latest somebody knew that the log reaches so far, and
// readers could have it.
using Ends = std::vector<std::pair<std::int64_t, Instant>>;

// When the record at an offset was committed; nothing: it never was, and no reader may have it.
std::optional<Instant> committed_at(const PartitionEvidence& partition, std::int64_t offset) {
  const auto& committed = partition.committed;
  const auto batch = std::lower_bound(
      committed.begin(), committed.end(), offset,
      [](const CommittedBatch& one, std::int64_t o) { return one.base + one.last_delta < o; });
  if (batch == committed.end() || offset < batch->base) return std::nullopt;
  return batch->at;
}

// From when on a reader that has not got the batch is behind; nothing: the batch is lost or
// deleted, or was never served.
std::optional<Instant> due_from(const Scene& scene, const ProducerHistory& producer,
                                const SentBatch& batch, FinalLogs& logs) {
  if (!scene.versions->counts(producer, batch)) return std::nullopt;
  const TopicPartition& tp = scene.history.partition(batch.partition);
  const std::uint64_t digest = producer.record(batch, 0).value_digest;
  const PartitionEvidence* partition = scene.evidence.find(tp);
  if (partition == nullptr || digest == 0 || logs.of(tp).at(batch.base.value) != digest)
    return std::nullopt;
  const auto committed = committed_at(*partition, batch.base.value);
  if (!committed) return std::nullopt;
  return std::max(batch.settled_at, *committed);
}

std::vector<Ends> known_ends(const Scene& scene, FinalLogs& logs) {
  std::vector<Ends> all(scene.history.partitions().size());
  for (const ProducerHistory& producer : scene.history.producers()) {
    for (const SentBatch& batch : producer.batches) {
      const auto due = due_from(scene, producer, batch, logs);
      if (!due) continue;
      all[static_cast<std::size_t>(batch.partition)].emplace_back(batch.base.value + batch.count,
                                                                  *due);
    }
  }
  for (Ends& ends : all) {
    std::sort(ends.begin(), ends.end());
    for (std::size_t i = ends.size(); i-- > 1;)
      ends[i - 1].second = std::min(ends[i - 1].second, ends[i].second);
  }
  return all;
}

void measure(const Ends& ends, std::int64_t position, Instant now, ReaderLag& lag) {
  const auto beyond =
      std::upper_bound(ends.begin(), ends.end(), position,
                       [](std::int64_t p, const auto& end) { return p < end.first; });
  if (beyond == ends.end() || beyond->second >= now) return;
  const Duration behind = now - beyond->second;
  if (behind <= lag.longest) return;
  lag.longest = behind;
  lag.at = now;
}

}  // namespace

std::vector<ReaderLag> reader_lags(const Scene& scene, FinalLogs& logs) {
  const std::vector<Ends> ends = known_ends(scene, logs);
  std::vector<ReaderLag> lags;
  for (const ConsumerHistory& reader : scene.history.consumers()) {
    const std::size_t first = lags.size();
    std::vector<std::size_t> places(ends.size(), SIZE_MAX);
    std::vector<std::int64_t> positions;
    for (const Delivery& delivery : reader.deliveries) {
      if (!scene.versions->counts(delivery)) continue;
      const auto partition = static_cast<std::size_t>(delivery.partition);
      if (places[partition] == SIZE_MAX) {
        places[partition] = positions.size();
        positions.push_back(0);
        lags.push_back({reader.node, scene.history.partition(delivery.partition), {}, {}});
      }
      ReaderLag& lag = lags[first + places[partition]];
      measure(ends[partition], delivery.from.value, delivery.at, lag);
      positions[places[partition]] = delivery.next.value;
    }
    for (std::size_t partition = 0; partition < ends.size(); ++partition) {
      if (places[partition] == SIZE_MAX) continue;
      measure(ends[partition], positions[places[partition]], scene.at,
              lags[first + places[partition]]);
    }
  }
  return lags;
}

}  // namespace barnabas::sim::check
