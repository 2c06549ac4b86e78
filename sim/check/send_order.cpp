#include "sim/check/send_order.h"

#include "sim/check/version_order.h"

namespace barnabas::sim::check {
namespace {

// The highest offset of a partition so far, in the call in hand and before it.
struct Highest {
  std::int64_t in_call = -1;
  std::int64_t before = -1;
  const SentRecord* in_call_of = nullptr;
  const SentRecord* before_of = nullptr;
  std::uint64_t call = 0;
};

}  // namespace

void SendOrder::check_producer(const Scene& scene, const ProducerHistory& producer) {
  std::vector<Highest> partitions(scene.history.partitions().size());
  std::uint64_t call = 0;
  for (const SentRecord& record : producer.records) {
    if (record.opens_op) ++call;
    if (record.batch < 0) continue;
    const SentBatch& batch = producer.batches[static_cast<std::size_t>(record.batch)];
    if (!scene.versions->counts(producer, batch)) continue;
    const std::int64_t offset = batch.base.value + record.place;
    Highest& highest = partitions[static_cast<std::size_t>(batch.partition)];
    if (highest.call != call) {
      highest.call = call;
      if (highest.in_call > highest.before) {
        highest.before = highest.in_call;
        highest.before_of = highest.in_call_of;
      }
      highest.in_call = -1;
    }
    const std::int64_t bound = is_internal_ ? highest.in_call : highest.before;
    if (offset <= bound) {
      const SentRecord& other = is_internal_ ? *highest.in_call_of : *highest.before_of;
      const std::string name = name_of(scene.world, producer.node);
      const std::string value = scene.history.value_of(scene.world, producer, record);
      violate_at(batch.settled_event, batch.settled_at, scene.history.partition(batch.partition),
                 name + "#" + std::to_string(record.id),
                 name + " handed over '" + value + "' after '" +
                     scene.history.value_of(scene.world, producer, other) + "'" +
                     (is_internal_ ? " in one call" : "") + "; they stand at offsets " +
                     std::to_string(offset) + " and " + std::to_string(bound),
                 {{producer.node, record.id, value, Offset{offset}},
                  {producer.node, other.id, scene.history.value_of(scene.world, producer, other),
                   Offset{bound}}});
    }
    if (offset > highest.in_call) {
      highest.in_call = offset;
      highest.in_call_of = &record;
    }
  }
}

void SendOrder::finish(const Scene& scene, FinalLogs&) {
  for (const ProducerHistory& producer : scene.history.producers()) check_producer(scene, producer);
}

}  // namespace barnabas::sim::check
