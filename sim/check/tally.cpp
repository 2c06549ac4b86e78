#include "sim/check/tally.h"

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
    const FinalLog& log = logs.of(tp);
    tally.final_records += log.records;
    for (const std::int64_t offset : log.find_repeated()) {
      tally.duplicates.push_back(
          {kNoIndex, -1, logs.value_at(tp, offset).value_or(""), Offset{offset}});
    }
  }
  return tally;
}

}  // namespace barnabas::sim::check
