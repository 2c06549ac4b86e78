#include "sim/check/dup_answer.h"

namespace barnabas::sim::check {
namespace {

bool is_batch(const LogEntry& entry, const SentBatch& batch) {
  return entry.producer_id == batch.producer_id && entry.producer_epoch == batch.producer_epoch &&
         entry.base_sequence == batch.base_sequence && !entry.is_control && !entry.is_corrupt;
}

const LogEntry* find_batch(const LogView& log, const SentBatch& batch) {
  for (const LogSegment& segment : log.segments()) {
    for (const LogEntry& entry : segment.entries) {
      if (is_batch(entry, batch)) return &entry;
    }
  }
  return nullptr;
}

}  // namespace

void DupAnswersOriginal::on_acknowledgement(const Scene& scene, PartitionEvidence& partition,
                                            const ProducerHistory& producer,
                                            const SentBatch& batch) {
  if (batch.producer_id < 0 || batch.base_sequence < 0) return;
  for (const auto& [node, replica] : partition.replicas) {
    const LogEntry* entry = replica.log.find(batch.base.value);
    if (entry != nullptr && entry->base == batch.base.value && is_batch(*entry, batch)) return;
  }
  for (const auto& [node, replica] : partition.replicas) {
    const LogEntry* entry = find_batch(replica.log, batch);
    if (entry == nullptr) continue;
    violate(scene, partition.tp, std::to_string(batch.base.value),
            name_of(scene.world, producer.node) + " was told offset " +
                std::to_string(batch.base.value) + " for sequence " +
                std::to_string(batch.base_sequence) + ", which stands at offset " +
                std::to_string(entry->base) + " of the log of " + name_of(scene.world, node));
    return;
  }
}

}  // namespace barnabas::sim::check
