#include "sim/check/realtime_lag.h"

#include <algorithm>
#include <utility>

#include "sim/check/version_order.h"

namespace barnabas::sim::check {
namespace {

// Per partition, by rising end: when at the latest somebody knew that the log reaches so far.
using Ends = std::vector<std::pair<std::int64_t, Instant>>;

std::vector<Ends> known_ends(const Scene& scene) {
  std::vector<Ends> all(scene.history.partitions().size());
  for (const ProducerHistory& producer : scene.history.producers()) {
    for (const SentBatch& batch : producer.batches) {
      if (!scene.versions->counts(producer, batch)) continue;
      all[static_cast<std::size_t>(batch.partition)].emplace_back(batch.base.value + batch.count,
                                                                  batch.settled_at);
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

std::vector<ReaderLag> reader_lags(const Scene& scene) {
  const std::vector<Ends> ends = known_ends(scene);
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
