#include "sim/check/global_loss.h"

namespace barnabas::sim::check {
namespace {

bool is_anywhere(const Scene& scene, const TopicPartition& tp, std::uint64_t digest,
                 FinalLogs& logs) {
  if (logs.of(tp).contains(digest)) return true;
  const PartitionEvidence* partition = scene.evidence.find(tp);
  if (partition == nullptr) return false;
  for (const auto& [node, replica] : partition->replicas) {
    if (scene.world.node(node).up && logs.of_replica(tp, node).contains(digest)) return true;
  }
  return false;
}

}  // namespace

void NoGlobalLoss::check_batch(const Scene& scene, const ProducerHistory& producer,
                               const SentBatch& batch, FinalLogs& logs) {
  const TopicPartition& tp = scene.history.partition(batch.partition);
  const FinalLog& log = logs.of(tp);
  if (!log.exists || batch.settled_event < log.since_event) return;
  for (std::uint32_t place = 0; place < batch.count; ++place) {
    const std::int64_t offset = batch.base.value + place;
    const SentRecord& record = producer.record(batch, place);
    if (offset < log.deleted_to || record.value_digest == 0) continue;
    if (log.at(offset) == record.value_digest) continue;
    if (is_anywhere(scene, tp, record.value_digest, logs)) continue;
    const std::string value = scene.history.value_of(scene.world, producer, record);
    const std::string client = name_of(scene.world, producer.node);
    violate_at(batch.settled_event, batch.settled_at, tp, client + "#" + std::to_string(record.id),
               "'" + value + "' of " + client + " was acknowledged, and no broker that runs has it",
               {{producer.node, record.id, value, Offset{offset}}});
  }
}

void NoGlobalLoss::finish(const Scene& scene, FinalLogs& logs) {
  for (const ProducerHistory& producer : scene.history.producers()) {
    for (const SentBatch& batch : producer.batches) {
      if (batch.outcome == Outcome::Acked) check_batch(scene, producer, batch, logs);
    }
  }
}

}  // namespace barnabas::sim::check
