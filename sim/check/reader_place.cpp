#include "sim/check/reader_place.h"

#include <algorithm>

#include "core/client/consumer.h"

namespace barnabas::sim::check {
namespace {

using State = client::ConsumerPartition::State;

// Where an application's own wish begins.
std::optional<std::int64_t> wished(const client::Consumer& consumer, command::Place::Kind wanted) {
  using Kind = command::Place::Kind;
  const bool from_beginning =
      wanted == Kind::Beginning ||
      (wanted == Kind::Reset && consumer.config.auto_offset_reset == client::OffsetReset::Earliest);
  return from_beginning ? std::optional<std::int64_t>(0) : std::nullopt;
}

}  // namespace

ResetsInARow resets_in_a_row(const History& history, NodeIndex reader, const TopicPartition& tp) {
  ResetsInARow resets;
  for (const ConsumerHistory& one : history.consumers()) {
    if (one.node != reader) continue;
    std::uint64_t last_delivery = 0;
    for (const Delivery& delivery : one.deliveries) {
      if (history.partition(delivery.partition) == tp) last_delivery = delivery.event;
    }
    for (const PositionChange& change : one.changes) {
      const bool is_restart = change.kind == PositionChange::Kind::Restart;
      if (!is_restart && !(history.partition(change.partition) == tp)) continue;
      if (change.kind != PositionChange::Kind::Reset) {
        resets = {};
      } else if (change.event > last_delivery && resets.count++ == 0) {
        resets.from = change.from;
      }
    }
  }
  return resets;
}

std::optional<std::int64_t> place_of(const Scene& scene, const Node& node, NodeIndex reader,
                                     const TopicPartition& tp) {
  const client::Consumer& consumer = *node.state.consumer();
  const client::ConsumerPartition& reading = consumer.partitions.at(tp);
  const ResetsInARow resets = resets_in_a_row(scene.history, reader, tp);
  const bool is_lost =
      resets.count >= kResetsOfALoop || (resets.count > 0 && reading.state != State::Fetching);
  if (is_lost) return std::max<std::int64_t>(resets.from, 0);
  if (reading.state == State::AwaitsLookup && reading.why.empty())
    return wished(consumer, reading.wanted.kind);
  return std::max<std::int64_t>(reading.position.offset.value, 0);
}

}  // namespace barnabas::sim::check
