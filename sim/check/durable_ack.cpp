#include "sim/check/durable_ack.h"

namespace barnabas::sim::check {
namespace {

std::string found_instead(const Scene& scene, const TopicPartition& tp, const FinalLog& log,
                          std::int64_t offset, FinalLogs& logs) {
  const std::string where =
      log.node == kNoIndex ? "nobody's log" : "the log of " + name_of(scene.world, log.node);
  if (log.node == kNoIndex) return "no replica has a log";
  if (offset >= log.end) return where + " ends at " + std::to_string(log.end);
  if (offset < log.start) return where + " starts at " + std::to_string(log.start);
  const auto value = logs.value_at(tp, offset);
  return where + (value ? " has '" + *value + "' there" : " has nothing there");
}

}  // namespace

void DurableAck::check_batch(const Scene& scene, const ProducerHistory& producer,
                             const SentBatch& batch, FinalLogs& logs) {
  const TopicPartition& tp = scene.history.partition(batch.partition);
  const FinalLog& log = logs.of(tp);
  if (!log.exists || batch.settled_event < log.since_event) return;
  for (std::uint32_t place = 0; place < batch.count; ++place) {
    const std::int64_t offset = batch.base.value + place;
    const SentRecord& record = producer.record(batch, place);
    const std::uint64_t found = log.at(offset);
    if (offset < log.deleted_to) continue;
    if (found != 0 && (record.value_digest == 0 || found == record.value_digest)) continue;
    const std::string value = scene.history.value_of(scene.world, producer, record);
    const std::string client = name_of(scene.world, producer.node);
    violate_at(batch.settled_event, batch.settled_at, tp, client + "#" + std::to_string(record.id),
               "'" + value + "' of " + client + " was acknowledged (acks=" +
                   (batch.acks == -1 ? std::string("all") : std::to_string(batch.acks)) +
                   ") at offset " + std::to_string(offset) + ", but " +
                   found_instead(scene, tp, log, offset, logs),
               {{producer.node, record.id, value, Offset{offset}}});
  }
}

void DurableAck::finish(const Scene& scene, FinalLogs& logs) {
  for (const ProducerHistory& producer : scene.history.producers()) {
    for (const SentBatch& batch : producer.batches) {
      if (batch.outcome == Outcome::Acked) check_batch(scene, producer, batch, logs);
    }
  }
}

}  // namespace barnabas::sim::check
