#include "sim/check/poll_order.h"

#include <algorithm>

namespace barnabas::sim::check {

void PollOrder::compare(const Scene& scene, const ConsumerHistory& reader, const Delivery& delivery,
                        std::int64_t last, std::int64_t first) {
  const std::string name = name_of(scene.world, reader.node);
  const TopicPartition& tp = scene.history.partition(delivery.partition);
  const std::string key = name + std::to_string(first);
  const std::string where = is_internal_ ? " in one poll" : "";
  if (!finds_skips_) {
    if (first > last) return;
    violate_at(delivery.event, delivery.at, tp, key,
               name + " got offset " + std::to_string(first) + " after offset " +
                   std::to_string(last) + where,
               {});
    return;
  }
  const VersionOrder& order = scene.versions->of(delivery.partition);
  std::int64_t missed = last + 1;
  while (missed < first && missed < order.end() && order.any(missed) == 0) ++missed;
  if (missed >= first || missed >= order.end()) return;
  violate_at(delivery.event, delivery.at, tp, key,
             name + " went from offset " + std::to_string(last) + " to " + std::to_string(first) +
                 where + ", over a record at " + std::to_string(missed),
             {});
}

void PollOrder::check_batches(const Scene& scene, const ConsumerHistory& reader,
                              const Delivery& delivery) {
  for (std::uint32_t i = 1; i < delivery.batch_count; ++i) {
    const DeliveredBatch& before = reader.batches[delivery.first_batch + i - 1];
    const DeliveredBatch& batch = reader.batches[delivery.first_batch + i];
    if (batch.base != before.last() + 1)
      compare(scene, reader, delivery, before.last(), batch.base);
  }
}

void PollOrder::check_reader(const Scene& scene, const ConsumerHistory& reader) {
  constexpr std::int64_t kAnywhere = -1;  // the next poll may begin where it likes
  std::vector<std::int64_t> last(scene.history.partitions().size(), kAnywhere);
  auto change = reader.changes.begin();
  for (const Delivery& delivery : reader.deliveries) {
    for (; change != reader.changes.end() && change->event <= delivery.event; ++change) {
      if (change->kind == PositionChange::Kind::Restart) {
        std::fill(last.begin(), last.end(), kAnywhere);
      } else {
        last[static_cast<std::size_t>(change->partition)] = kAnywhere;
      }
    }
    if (!scene.versions->counts(delivery)) continue;
    if (is_internal_) {
      check_batches(scene, reader, delivery);
      continue;
    }
    std::int64_t& before = last[static_cast<std::size_t>(delivery.partition)];
    const std::int64_t first =
        std::max(delivery.from.value, reader.batches[delivery.first_batch].base);
    if (before != kAnywhere && first != before + 1) compare(scene, reader, delivery, before, first);
    before = delivery.next.value - 1;
  }
}

void PollOrder::finish(const Scene& scene, FinalLogs&) {
  for (const ConsumerHistory& reader : scene.history.consumers()) check_reader(scene, reader);
}

}  // namespace barnabas::sim::check
