#include "sim/check/sequences.h"

#include <algorithm>

namespace barnabas::sim::check {
namespace {

// Kafka's default of producer.id.expiration.ms: who was silent for so long is not remembered.
constexpr std::int64_t kExpirationMs = 86'400'000;

// The newest batch of the producer below `base` that `is_wanted`; null when there is none.
template <class IsWanted>
const LogEntry* find_back(const LogView& log, std::int64_t base, std::int64_t producer,
                          IsWanted is_wanted) {
  const std::vector<LogSegment>& segments = log.segments();
  for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment) {
    for (auto entry = segment->entries.rbegin(); entry != segment->entries.rend(); ++entry) {
      if (entry->base >= base || entry->producer_id != producer) continue;
      if (!entry->is_control && !entry->is_corrupt && is_wanted(*entry)) return &*entry;
    }
  }
  return nullptr;
}

const LogEntry* last_before(const LogView& log, std::int64_t base, std::int64_t producer) {
  return find_back(log, base, producer, [](const LogEntry&) { return true; });
}

std::optional<SequenceBreak> compare(const LogView& log, const LogEntry& entry,
                                     const LogEntry& earlier) {
  using Kind = SequenceBreak::Kind;
  if (entry.max_timestamp - earlier.max_timestamp >= kExpirationMs) return std::nullopt;
  if (entry.producer_epoch < earlier.producer_epoch)
    return SequenceBreak{Kind::OldEpoch, entry, earlier};
  if (entry.producer_epoch > earlier.producer_epoch) {
    if (entry.base_sequence == 0) return std::nullopt;
    return SequenceBreak{Kind::NotFromZero, entry, earlier};
  }
  if (entry.base_sequence == next_sequence(earlier)) return std::nullopt;
  const LogEntry* same = find_back(log, entry.base, entry.producer_id, [&](const LogEntry& e) {
    return e.producer_epoch == entry.producer_epoch && e.base_sequence == entry.base_sequence;
  });
  if (same != nullptr) return SequenceBreak{Kind::Repeated, entry, *same};
  return SequenceBreak{Kind::Gap, entry, earlier};
}

}  // namespace

std::int32_t next_sequence(const LogEntry& entry) {
  constexpr std::int64_t kCount = std::int64_t{1} << 31;
  return static_cast<std::int32_t>((std::int64_t{entry.base_sequence} + entry.last_delta + 1) %
                                   kCount);
}

std::optional<SequenceBreak> Sequences::follow(const LogView& log, const LogEntry& entry) {
  const auto place =
      std::lower_bound(tails_.begin(), tails_.end(), entry.producer_id,
                       [](const Tail& tail, std::int64_t id) { return tail.producer < id; });
  if (place == tails_.end() || place->producer != entry.producer_id) {
    tails_.insert(place, {entry.producer_id, entry.base});
    return std::nullopt;
  }
  const LogEntry* earlier = place->base < entry.base ? log.find(place->base) : nullptr;
  const bool is_it = earlier != nullptr && earlier->base == place->base &&
                     earlier->producer_id == entry.producer_id && !earlier->is_corrupt;
  if (!is_it) earlier = last_before(log, entry.base, entry.producer_id);
  place->base = entry.base;
  return earlier == nullptr ? std::nullopt : compare(log, entry, *earlier);
}

}  // namespace barnabas::sim::check
