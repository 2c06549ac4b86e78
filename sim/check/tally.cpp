#include "sim/check/tally.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "sim/check/repeats.h"

namespace barnabas::sim::check {
namespace {

std::vector<NodeIndex> holders_of(const Scene& scene, const TopicPartition& tp,
                                  std::uint64_t digest, FinalLogs& logs) {
  std::vector<NodeIndex> holders;
  const PartitionEvidence* partition = scene.evidence.find(tp);
  if (partition == nullptr) return holders;
  for (const auto& [node, replica] : partition->replicas) {
    if (logs.of_replica(tp, node).contains(digest)) holders.push_back(node);
  }
  return holders;
}

void count_batch(const Scene& scene, const ProducerHistory& producer, const SentBatch& batch,
                 FinalLogs& logs, Tally& tally) {
  const bool is_acked = batch.outcome == Outcome::Acked;
  if (!is_acked && batch.outcome != Outcome::Unconfirmed) return;
  const TopicPartition& tp = scene.history.partition(batch.partition);
  const FinalLog& log = logs.of(tp);
  if (!log.exists || batch.settled_event < log.since_event) return;
  for (std::uint32_t place = 0; place < batch.count; ++place) {
    const SentRecord& record = producer.record(batch, place);
    const std::int64_t offset = is_acked ? batch.base.value + place : -1;
    if (record.value_digest == 0) continue;
    if (is_acked && (offset < log.deleted_to || log.at(offset) == record.value_digest)) continue;
    if (log.contains(record.value_digest)) continue;
    // Where the beginning was deleted, nobody can tell whether it was there.
    if (!is_acked && log.deleted_to > 0) continue;
    (is_acked ? tally.lost : tally.missing)
        .push_back({producer.node, record.id, scene.history.value_of(scene.world, producer, record),
                    Offset{offset}});
    (is_acked ? tally.lost_stands_on : tally.missing_stands_on)
        .push_back(holders_of(scene, tp, record.value_digest, logs));
  }
}

void count_outcomes(const ProducerHistory& producer, Tally& tally) {
  for (const SentRecord& record : producer.records) {
    ++tally.sent;
    switch (producer.outcome_of(record)) {
      case Outcome::Pending:
        ++tally.pending;
        break;
      case Outcome::Acked:
        ++tally.acked;
        break;
      case Outcome::Unconfirmed:
        ++tally.unconfirmed;
        break;
      case Outcome::Failed:
        ++tally.failed;
        break;
      case Outcome::Unknown:
        ++tally.unknown;
        break;
    }
  }
}

using Producers = std::map<std::uint64_t, std::set<NodeIndex>>;

// Which producers handed over the values with these digests, to this partition.
Producers producers_of(const Scene& scene, const TopicPartition& tp, Producers wanted) {
  for (const ProducerHistory& producer : scene.history.producers()) {
    for (const SentRecord& record : producer.records) {
      const auto found = wanted.find(record.value_digest);
      if (found == wanted.end() || record.batch < 0) continue;
      const SentBatch& batch = producer.batches[static_cast<std::size_t>(record.batch)];
      if (scene.history.partition(batch.partition) == tp) found->second.insert(producer.node);
    }
  }
  return wanted;
}

void count_duplicates(const Scene& scene, const TopicPartition& tp, FinalLogs& logs, Tally& tally) {
  const FinalLog& log = logs.of(tp);
  const auto repeats = find_repeats(log.values, log.start);
  if (repeats.empty()) return;
  Producers handed;
  for (const auto& [digest, offset] : repeats) handed[digest];
  handed = producers_of(scene, tp, std::move(handed));
  std::vector<std::int64_t> further;
  std::size_t first = 0;  // of the same value
  for (std::size_t i = 0; i < repeats.size(); ++i) {
    if (repeats[i].first != repeats[first].first) first = i;
    const std::size_t due = std::max<std::size_t>(handed[repeats[i].first].size(), 1);
    if (i - first >= due) further.push_back(repeats[i].second);
  }
  std::sort(further.begin(), further.end());
  for (const std::int64_t offset : further) {
    tally.duplicates.push_back(
        {kNoIndex, -1, logs.value_at(tp, offset).value_or(""), Offset{offset}});
  }
}

}  // namespace

Tally count(const Scene& scene, FinalLogs& logs) {
  Tally tally;
  for (const ProducerHistory& producer : scene.history.producers()) {
    count_outcomes(producer, tally);
    for (const SentBatch& batch : producer.batches)
      count_batch(scene, producer, batch, logs, tally);
  }
  for (const ConsumerHistory& consumer : scene.history.consumers())
    tally.delivered += consumer.delivered;
  for (const auto& [tp, partition] : scene.evidence.partitions) {
    tally.final_records += logs.of(tp).records;
    count_duplicates(scene, tp, logs, tally);
  }
  return tally;
}

}  // namespace barnabas::sim::check
