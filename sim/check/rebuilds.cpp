#include "sim/check/rebuilds.h"

#include <algorithm>

#include "core/replica/partition.h"

namespace barnabas::sim::check {

bool Rebuild::is_new(const Scene& scene, const PartitionEvidence& partition,
                     const ReplicaEvidence& replica) {
  if (seen_.size() <= partition.number) seen_.resize(partition.number + 1);
  std::vector<Seen>& list = seen_[partition.number];
  const Seen now{replica.node, scene.world.node(replica.node).incarnation,
                 replica.state->leader_epoch.value};
  for (Seen& seen : list) {
    if (seen.node != now.node) continue;
    if (seen.incarnation == now.incarnation && seen.epoch == now.epoch) return false;
    seen = now;
    return true;
  }
  list.push_back(now);
  return true;
}

void Rebuild::on_partition(const Scene& scene, PartitionEvidence& partition) {
  for (const auto& [node, replica] : partition.replicas) {
    const replica::Partition* state = replica.state;
    if (state == nullptr || !state->log || state->log->has_failed()) continue;
    if (is_new(scene, partition, replica)) check(scene, partition, replica, *state);
  }
}

void Rebuild::finish(const Scene& scene, FinalLogs&) {
  for (const auto& [tp, partition] : scene.evidence.partitions) {
    for (const auto& [node, replica] : partition.replicas) {
      const replica::Partition* state = find_state(scene.world, node, tp);
      if (state == nullptr || !state->log || state->log->has_failed()) continue;
      check(scene, partition, replica, *state);
    }
  }
}

// --- leader epochs

namespace {

struct EpochStart {
  std::int32_t epoch = -1;
  std::int64_t offset = -1;
  friend bool operator==(const EpochStart&, const EpochStart&) = default;
};

// False when the log's epochs fall, or a batch cannot be trusted: others report that.
bool epochs_of(const LogView& log, std::int64_t start, std::vector<EpochStart>& epochs) {
  for (const LogSegment& segment : log.segments()) {
    for (const LogEntry& entry : segment.entries) {
      if (entry.is_corrupt) return false;
      if (entry.next() <= start || entry.epoch < 0) continue;
      if (!epochs.empty() && entry.epoch < epochs.back().epoch) return false;
      if (epochs.empty() || entry.epoch > epochs.back().epoch)
        epochs.push_back({entry.epoch, std::max(entry.base, start)});
    }
  }
  return true;
}

std::string epochs_text(const std::vector<EpochStart>& epochs) {
  std::string text;
  for (const EpochStart& one : epochs) {
    text += (text.empty() ? "" : ", ") + std::to_string(one.epoch) + " at " +
            std::to_string(one.offset);
  }
  return text.empty() ? "none" : text;
}

}  // namespace

void EpochCacheRebuild::check(const Scene& scene, const PartitionEvidence& partition,
                              const ReplicaEvidence& replica, const replica::Partition& state) {
  std::vector<EpochStart> cached;
  for (const log::EpochEntry& entry : state.log->epochs().entries())
    cached.push_back({entry.epoch.value, entry.start_offset.value});
  // Written with each deletion, where the log start is only from time to time: after a crash the
  // cache may begin where the log began before it (Kafka: LogManager.checkpointLogStartOffsets).
  std::int64_t start = state.log_start().value;
  const std::int64_t deleted = std::max(partition.deleted_to, partition.asked_to_delete_to);
  if (!cached.empty() && cached.front().offset <= deleted)
    start = std::max(start, cached.front().offset);
  std::vector<EpochStart> rebuilt;
  if (!epochs_of(replica.log, start, rebuilt)) return;
  const bool has_empty_epoch = !cached.empty() && cached.back().offset >= replica.log.end();
  if (has_empty_epoch) cached.pop_back();
  if (cached == rebuilt) return;
  const std::string name = name_of(scene.world, replica.node);
  violate(scene, partition.tp, name,
          name + " remembers the leader epochs " + epochs_text(cached) + "; its log has " +
              epochs_text(rebuilt));
}

// --- producers

namespace {

struct Remembered {
  std::int32_t last_sequence = -1;
  std::int64_t last_offset = -1;
  std::int32_t delta = 0;
  friend bool operator==(const Remembered&, const Remembered&) = default;
};

struct Producer {
  std::int64_t id = -1;
  std::int16_t epoch = -1;
  std::int64_t last_timestamp = -1;
  std::vector<Remembered> batches;  // of this epoch, the last five
};

constexpr std::size_t kBatchesKept = 5;

Producer& producer_of(std::vector<Producer>& producers, std::int64_t id) {
  const auto place = std::lower_bound(producers.begin(), producers.end(), id,
                                      [](const Producer& p, std::int64_t i) { return p.id < i; });
  if (place != producers.end() && place->id == id) return *place;
  return *producers.insert(place, {id, -1, -1, {}});
}

bool producers_of(const LogView& log, std::int64_t start, std::vector<Producer>& producers) {
  for (const LogSegment& segment : log.segments()) {
    for (const LogEntry& entry : segment.entries) {
      if (entry.is_corrupt || entry.is_control) return false;
      if (entry.producer_id < 0 || entry.last() < start) continue;
      Producer& producer = producer_of(producers, entry.producer_id);
      if (producer.epoch != entry.producer_epoch) producer.batches.clear();
      producer.epoch = entry.producer_epoch;
      producer.last_timestamp = entry.max_timestamp;
      const std::int32_t next = next_sequence(entry);
      producer.batches.push_back(
          {next == 0 ? INT32_MAX : next - 1, entry.last(), entry.last_delta});
      if (producer.batches.size() > kBatchesKept) producer.batches.erase(producer.batches.begin());
    }
  }
  return true;
}

// Whether the broker's entry ends with what the log has. It may know less than five batches, since
// a snapshot keeps the last one only; and more than the log only from below its start.
bool is_same(const log::ProducerEntry& entry, const Producer& rebuilt, std::int64_t start) {
  const std::size_t kept = entry.batch_count;
  const std::size_t known = rebuilt.batches.size();
  const std::size_t shared = std::min(kept, known);
  if (entry.epoch.value != rebuilt.epoch || shared == 0) return false;
  for (std::size_t i = 1; i <= shared; ++i) {
    const log::ProducerBatch& batch = entry.batches[kept - i];
    const Remembered own{batch.last_sequence.value, batch.last_offset.value, batch.offset_delta};
    if (!(own == rebuilt.batches[known - i])) return false;
  }
  return kept <= known || entry.batches[kept - known - 1].last_offset.value < start;
}

}  // namespace

void StateRebuild::check(const Scene& scene, const PartitionEvidence& partition,
                         const ReplicaEvidence& replica, const replica::Partition& state) {
  const auto& entries = state.log->producers().entries();
  const std::int64_t start = state.log_start().value;
  std::vector<Producer> rebuilt;
  if (entries.empty() && replica.sequences.is_empty()) return;
  if (!producers_of(replica.log, start, rebuilt)) return;
  const std::string name = name_of(scene.world, replica.node);
  const std::int64_t now = scene.world.wall(replica.node).ms;
  for (const Producer& producer : rebuilt) {
    const log::ProducerEntry* entry = state.log->producers().find(ProducerId{producer.id});
    const bool may_be_gone =
        now - producer.last_timestamp >= state.log->config().producer_id_expiration_ms;
    if (entry == nullptr ? may_be_gone : is_same(*entry, producer, start)) continue;
    violate(scene, partition.tp, name + std::to_string(producer.id),
            name + (entry == nullptr ? " has forgotten producer " : " misremembers producer ") +
                std::to_string(producer.id) + ", whose last batch in its log ends at offset " +
                std::to_string(producer.batches.back().last_offset) + " with sequence " +
                std::to_string(producer.batches.back().last_sequence));
  }
  if (start != 0) return;
  for (const log::ProducerEntry& entry : entries) {
    if (producer_of(rebuilt, entry.id.value).epoch >= 0) continue;
    violate(scene, partition.tp, name + std::to_string(entry.id.value),
            name + " remembers producer " + std::to_string(entry.id.value) +
                ", of which its log has nothing");
  }
}

}  // namespace barnabas::sim::check
