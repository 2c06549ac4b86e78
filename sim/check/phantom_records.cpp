#include "sim/check/phantom_records.h"

#include <algorithm>
#include <utility>

namespace barnabas::sim::check {
namespace {

// A value in a log that no acknowledgement explains.
struct Stray {
  std::uint64_t digest = 0;
  std::int64_t offset = 0;
  bool is_explained = false;
};

bool comes_before(const Stray& a, const Stray& b) {
  return std::pair(a.digest, a.offset) < std::pair(b.digest, b.offset);
}

void mark_acknowledged(const ProducerHistory& producer, const SentBatch& batch, const FinalLog& log,
                       std::vector<bool>& is_known) {
  for (std::uint32_t place = 0; place < batch.count; ++place) {
    const std::int64_t offset = batch.base.value + place;
    const std::uint64_t digest = producer.record(batch, place).value_digest;
    if (digest != 0 && log.at(offset) == digest)
      is_known[static_cast<std::size_t>(offset - log.start)] = true;
  }
}

std::vector<Stray> strays_of(const FinalLog& log, const std::vector<bool>& is_known) {
  std::vector<Stray> strays;
  for (std::size_t i = 0; i < log.values.size(); ++i) {
    if (log.values[i] == 0 || is_known[i]) continue;
    strays.push_back({log.values[i], log.start + static_cast<std::int64_t>(i), false});
  }
  std::sort(strays.begin(), strays.end(), comes_before);
  return strays;
}

void explain(std::vector<Stray>& strays, std::uint64_t digest) {
  auto stray =
      std::lower_bound(strays.begin(), strays.end(), Stray{digest, INT64_MIN, false}, comes_before);
  for (; stray != strays.end() && stray->digest == digest && !stray->is_explained; ++stray)
    stray->is_explained = true;
}

}  // namespace

void NoPhantomRecords::check_partition(const Scene& scene, const TopicPartition& tp,
                                       FinalLogs& logs) {
  const FinalLog& log = logs.of(tp);
  const auto& partitions = scene.history.partitions();
  const auto place = std::find(partitions.begin(), partitions.end(), tp);
  const auto index = place == partitions.end()
                         ? PartitionIndex{-1}
                         : static_cast<PartitionIndex>(place - partitions.begin());
  std::vector<bool> is_known(log.values.size());
  for (const ProducerHistory& producer : scene.history.producers()) {
    for (const SentBatch& batch : producer.batches) {
      if (batch.partition == index && batch.outcome == Outcome::Acked)
        mark_acknowledged(producer, batch, log, is_known);
    }
  }
  std::vector<Stray> strays = strays_of(log, is_known);
  if (strays.empty()) return;
  for (const ProducerHistory& producer : scene.history.producers()) {
    for (const SentBatch& batch : producer.batches) {
      if (batch.partition != index) continue;
      for (std::uint32_t i = 0; i < batch.count; ++i)
        explain(strays, producer.record(batch, i).value_digest);
    }
  }
  for (const Stray& stray : strays) {
    if (stray.is_explained) continue;
    const std::string value = logs.value_at(tp, stray.offset).value_or("");
    violate_at(0, scene.at, tp, std::to_string(stray.offset),
               "the log of " + name_of(scene.world, log.node) + " has '" + value + "' at offset " +
                   std::to_string(stray.offset) + ", which nobody handed over for " + to_string(tp),
               {{kNoIndex, -1, value, Offset{stray.offset}}});
  }
}

void NoPhantomRecords::finish(const Scene& scene, FinalLogs& logs) {
  for (const auto& [tp, partition] : scene.evidence.partitions) {
    if (logs.of(tp).exists) check_partition(scene, tp, logs);
  }
}

}  // namespace barnabas::sim::check
