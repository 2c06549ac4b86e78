#include "sim/check/client_values.h"

#include <algorithm>
#include <map>

#include "core/client/consumer.h"
#include "sim/check/reader_place.h"
#include "sim/check/repeats.h"

namespace barnabas::sim::check {
namespace {

// What was acknowledged so shortly before the end may still be on its way to the readers.
constexpr Duration kDrain = seconds(5);

struct Handed {
  const ProducerHistory* producer = nullptr;
  const SentRecord* record = nullptr;
  std::uint32_t times = 0;
};

// Who handed over the values with these digests, and how often, to one partition.
std::map<std::uint64_t, Handed> handed_over(const Scene& scene, PartitionIndex partition,
                                            std::map<std::uint64_t, Handed> wanted) {
  for (const ProducerHistory& producer : scene.history.producers()) {
    for (const SentRecord& record : producer.records) {
      const auto found = wanted.find(record.value_digest);
      if (found == wanted.end()) continue;
      const bool is_here =
          record.batch >= 0 &&
          producer.batches[static_cast<std::size_t>(record.batch)].partition == partition;
      if (!is_here) continue;
      if (found->second.times++ == 0) found->second = {&producer, &record, 1};
    }
  }
  return wanted;
}

RecordRef ref_of(const Scene& scene, const Handed& handed, std::int64_t offset) {
  RecordRef ref;
  ref.offset = Offset{offset};
  if (handed.producer == nullptr) return ref;
  ref.client = handed.producer->node;
  ref.id = handed.record->id;
  ref.value = scene.history.value_of(scene.world, *handed.producer, *handed.record);
  return ref;
}

std::string quoted(const RecordRef& ref) {
  return ref.client == kNoIndex ? std::string("a value that nobody handed over")
                                : "'" + ref.value + "'";
}

std::string often(std::uint32_t times) {
  return times == 1 ? std::string("once") : std::to_string(times) + " times";
}

// An application that is slow has fetched records before it that it has not polled yet.
bool is_slow(const client::Consumer& consumer, const TopicPartition& tp) {
  return std::any_of(consumer.buffer.begin(), consumer.buffer.end(),
                     [&tp](const auto& fetched) { return fetched.tp == tp; });
}

// The lowest place of a reader of the partition that lives at the end and has had the time;
// INT64_MAX: none.
std::int64_t lowest_place(const Scene& scene, const TopicPartition& tp) {
  using State = client::ConsumerPartition::State;
  std::int64_t lowest = INT64_MAX;
  for (std::size_t i = 0; i < scene.world.nodes.size(); ++i) {
    const Node& node = *scene.world.nodes[i];
    const client::Consumer* consumer = node.up && !node.paused ? node.state.consumer() : nullptr;
    if (consumer == nullptr || is_slow(*consumer, tp)) continue;
    const auto reading = consumer->partitions.find(tp);
    if (reading == consumer->partitions.end() || reading->second.is_paused ||
        reading->second.state == State::Failed)
      continue;
    const auto place = place_of(scene, node, static_cast<NodeIndex>(i), tp);
    lowest = std::min(lowest, place.value_or(INT64_MAX));
  }
  return lowest;
}

// Calls `report` for each acknowledged record that nobody read.
template <class Report>
void for_each_unread(const Scene& scene, Report report) {
  VersionOrders& orders = *scene.versions;
  for (const ProducerHistory& producer : scene.history.producers()) {
    for (const SentBatch& batch : producer.batches) {
      if (!orders.counts(producer, batch)) continue;
      VersionOrder& order = orders.of(batch.partition);
      for (std::uint32_t place = 0; place < batch.count; ++place) {
        const SentRecord& record = producer.record(batch, place);
        const std::int64_t offset = batch.base.value + place;
        if (record.value_digest == 0 || order.read(offset) == record.value_digest) continue;
        if (order.was_read_anywhere(record.value_digest)) continue;
        report(producer, batch, record, offset, order);
      }
    }
  }
}

}  // namespace

void InconsistentOffsets::finish(const Scene& scene, FinalLogs&) {
  for (std::size_t i = 0; i < scene.versions->size(); ++i) {
    const auto partition = static_cast<PartitionIndex>(i);
    const auto& conflicts = scene.versions->of(partition).conflicts();
    if (conflicts.empty()) continue;
    std::map<std::uint64_t, Handed> wanted;
    for (const ValueConflict& one : conflicts) {
      wanted[one.earlier];
      wanted[one.later];
    }
    wanted = handed_over(scene, partition, std::move(wanted));
    for (const ValueConflict& one : conflicts) {
      const RecordRef earlier = ref_of(scene, wanted[one.earlier], one.offset);
      const RecordRef later = ref_of(scene, wanted[one.later], one.offset);
      violate_at(one.event, one.at, scene.history.partition(partition), std::to_string(one.offset),
                 "offset " + std::to_string(one.offset) + " was " +
                     (one.earlier_was_told ? "acknowledged for " : "delivered with ") +
                     quoted(earlier) + ", and " +
                     (one.later_was_told ? "acknowledged for " : "delivered with ") + quoted(later),
                 {earlier, later});
    }
  }
}

void Duplicate::finish(const Scene& scene, FinalLogs&) {
  for (std::size_t i = 0; i < scene.versions->size(); ++i) {
    const auto partition = static_cast<PartitionIndex>(i);
    const VersionOrder& order = scene.versions->of(partition);
    const auto repeats = find_repeats(order.merged(), order.start());
    if (repeats.empty()) continue;
    std::map<std::uint64_t, Handed> wanted;
    for (const auto& repeat : repeats) wanted[repeat.first];
    wanted = handed_over(scene, partition, std::move(wanted));
    for (std::size_t from = 0; from < repeats.size();) {
      std::size_t to = from;
      std::string places;
      while (to < repeats.size() && repeats[to].first == repeats[from].first)
        places += (places.empty() ? "" : ", ") + std::to_string(repeats[to++].second);
      const Handed& handed = wanted[repeats[from].first];
      if (to - from > std::max<std::uint32_t>(handed.times, 1)) {
        const RecordRef ref = ref_of(scene, handed, repeats[to - 1].second);
        violate_at(0, scene.at, scene.history.partition(partition), places,
                   quoted(ref) + " was handed over " + often(handed.times) +
                       " and stands at offsets " + places,
                   {ref});
      }
      from = to;
    }
  }
}

void LostWrite::finish(const Scene& scene, FinalLogs&) {
  for_each_unread(scene, [&](const ProducerHistory& producer, const SentBatch& batch,
                             const SentRecord& record, std::int64_t offset, VersionOrder& order) {
    if (!order.is_covered(offset)) return;
    const std::string value = scene.history.value_of(scene.world, producer, record);
    const std::string client = name_of(scene.world, producer.node);
    violate_at(batch.settled_event, batch.settled_at, scene.history.partition(batch.partition),
               client + "#" + std::to_string(record.id),
               "'" + value + "' of " + client + " was acknowledged at offset " +
                   std::to_string(offset) + "; polls went over it, and nobody ever read it",
               {{producer.node, record.id, value, Offset{offset}}});
  });
}

void Unseen::finish(const Scene& scene, FinalLogs&) {
  std::map<PartitionIndex, std::int64_t> places;
  for_each_unread(scene, [&](const ProducerHistory& producer, const SentBatch& batch,
                             const SentRecord& record, std::int64_t offset, VersionOrder& order) {
    if (batch.settled_at + kDrain > scene.at || order.is_covered(offset)) return;
    const TopicPartition& tp = scene.history.partition(batch.partition);
    const auto [place, is_new] = places.try_emplace(batch.partition, 0);
    if (is_new) place->second = lowest_place(scene, tp);
    if (offset < place->second) return;
    const std::string value = scene.history.value_of(scene.world, producer, record);
    const std::string client = name_of(scene.world, producer.node);
    violate_at(batch.settled_event, batch.settled_at, tp, client + "#" + std::to_string(record.id),
               "'" + value + "' of " + client + " was acknowledged at offset " +
                   std::to_string(offset) + ", and at the end nobody has read it",
               {{producer.node, record.id, value, Offset{offset}}});
  });
}

}  // namespace barnabas::sim::check
