#include "sim/check/leader_completeness.h"

#include <algorithm>

#include "core/replica/partition.h"

namespace barnabas::sim::check {

void LeaderCompleteness::compare_content(const Scene& scene, const PartitionEvidence& partition,
                                         const ReplicaEvidence& leader) {
  const std::int64_t from =
      std::max({leader.log.start(), partition.deleted_to, leader.state->log_start().value});
  const auto& committed = partition.committed;
  auto batch = std::lower_bound(
      committed.begin(), committed.end(), from,
      [](const CommittedBatch& b, std::int64_t offset) { return b.base < offset; });
  LogCursor cursor = leader.log.seek(from);
  for (; batch != committed.end(); ++batch) {
    const LogEntry* entry = leader.log.at(cursor);
    while (entry != nullptr && entry->last() < batch->base) {
      ++cursor.entry;
      entry = leader.log.at(cursor);
    }
    const bool is_same = entry != nullptr && entry->base == batch->base &&
                         entry->last_delta == batch->last_delta && entry->digest == batch->digest &&
                         entry->epoch == batch->epoch;
    if (is_same) continue;
    violate(scene, partition.tp, "content " + std::to_string(partition.znodes.leader_epoch),
            name_of(scene.world, leader.node) + " leads epoch " +
                std::to_string(partition.znodes.leader_epoch) + " with " +
                text_of(entry == nullptr || entry->base > batch->base ? nullptr : entry) +
                " where offset " + std::to_string(batch->base) + " of epoch " +
                std::to_string(batch->epoch) + " was committed");
    return;
  }
}

void LeaderCompleteness::on_partition(const Scene& scene, PartitionEvidence& partition) {
  const ReplicaEvidence* leader = find_true_leader(scene.world, scene.evidence, partition);
  if (leader == nullptr) return;
  const std::string epoch = std::to_string(partition.znodes.leader_epoch);
  if (leader->log.end() < partition.true_mark) {
    violate(scene, partition.tp, "end " + epoch,
            name_of(scene.world, leader->node) + " leads epoch " + epoch +
                " with a log that ends at " + std::to_string(leader->log.end()) +
                ", but everything below " + std::to_string(partition.true_mark) + " was committed");
  }
  if (epochs_.size() <= partition.number) epochs_.resize(partition.number + 1, -1);
  if (epochs_[partition.number] >= partition.znodes.leader_epoch) return;
  epochs_[partition.number] = partition.znodes.leader_epoch;
  compare_content(scene, partition, *leader);
}

void LeaderCompleteness::on_recreated(const PartitionEvidence& partition) {
  if (partition.number < epochs_.size()) epochs_[partition.number] = -1;
}

void LeaderCompleteness::on_acknowledgement(const Scene& scene, PartitionEvidence& partition,
                                            const ProducerHistory& producer,
                                            const SentBatch& batch) {
  const std::int64_t end = batch.base.value + batch.count;
  if (batch.acks != -1 || end <= partition.true_mark || batch.last_attempt < 0) return;
  const Attempt& attempt = producer.attempts[static_cast<std::size_t>(batch.last_attempt)];
  if (attempt.event < partition.since_event) return;  // of a topic that is gone
  violate(scene, partition.tp, "ack " + std::to_string(batch.base.value),
          name_of(scene.world, producer.node) + " was told by acks=all of offset " +
              std::to_string(end - 1) + ", but only what is below " +
              std::to_string(partition.true_mark) + " is committed");
}

void LeaderCandidateCompleteness::on_partition(const Scene& scene, PartitionEvidence& partition) {
  if (!partition.znodes.exists) return;
  for (const std::int32_t id : partition.znodes.isr) {
    if (!scene.evidence.is_electable(scene.world, partition, id)) continue;
    const NodeIndex node = scene.evidence.index_of(scene.world, id);
    const ReplicaEvidence* member = partition.find_replica(node);
    const std::int64_t end = member == nullptr ? 0 : member->log.end();
    if (end >= partition.true_mark) continue;
    violate(scene, partition.tp,
            std::to_string(partition.znodes.leader_epoch) + "/" + std::to_string(id),
            name_of(scene.world, node) + " may be elected with a log that ends at " +
                std::to_string(end) + ", but everything below " +
                std::to_string(partition.true_mark) + " was committed");
  }
}

}  // namespace barnabas::sim::check
