#include "sim/check/consistent_read.h"

#include <algorithm>

namespace barnabas::sim::check {
namespace {

bool is_same(const DeliveredBatch& a, const DeliveredBatch& b) {
  return a.base == b.base && a.last_delta == b.last_delta && a.digest == b.digest;
}

RecordWalk records_of(const DeliveredBatch& batch) {
  return {batch.base, batch.is_control() ? 0 : batch.count, batch.attributes, batch.body.span()};
}

std::string quoted(const RecordFacts& record) {
  return record.has_value ? "'" + std::string(as_text(record.value)) + "'" : std::string("null");
}

}  // namespace

void ConsistentRead::compare(const Scene& scene, const TopicPartition& tp, const Seen& earlier,
                             const Seen& later) {
  RecordWalk walk = records_of(later.batch);
  while (const auto now = walk.next()) {
    if (now->offset < std::max(earlier.from, later.from)) continue;
    RecordWalk before = records_of(earlier.batch);
    while (const auto then = before.next()) {
      if (then->offset != now->offset || then->value_digest == now->value_digest) continue;
      const auto name = [&](const Seen& seen) {
        return name_of(scene.world,
                       scene.history.consumers()[static_cast<std::size_t>(seen.consumer)].node);
      };
      violate_at(later.event, later.at, tp, std::to_string(now->offset),
                 "offset " + std::to_string(now->offset) + " was " + quoted(*then) + " to " +
                     name(earlier) + " (event " + std::to_string(earlier.event) + ") and " +
                     quoted(*now) + " to " + name(later),
                 {{kNoIndex, -1, std::string(as_text(then->value)), Offset{then->offset}},
                  {kNoIndex, -1, std::string(as_text(now->value)), Offset{now->offset}}});
    }
  }
}

void ConsistentRead::on_delivery(const Scene& scene, PartitionEvidence& partition,
                                 const Delivery& delivery) {
  std::vector<Seen>& seen = seen_[partition.tp];
  const ConsumerHistory& reader =
      scene.history.consumers()[static_cast<std::size_t>(delivery.consumer)];
  for (std::uint32_t i = 0; i < delivery.batch_count; ++i) {
    Seen now{reader.batches[delivery.first_batch + i], delivery.from.value, delivery.consumer,
             delivery.event, delivery.at};
    if (seen.empty() || seen.back().batch.last() < now.batch.base) {
      seen.push_back(std::move(now));
      continue;
    }
    auto at = std::lower_bound(
        seen.begin(), seen.end(), now.batch.base,
        [](const Seen& s, std::int64_t offset) { return s.batch.last() < offset; });
    bool overlaps = false;
    for (auto other = at; other != seen.end() && other->batch.base <= now.batch.last(); ++other) {
      overlaps = true;
      if (is_same(other->batch, now.batch)) {
        other->from = std::min(other->from, now.from);
      } else {
        compare(scene, partition.tp, *other, now);
      }
    }
    if (!overlaps) seen.insert(at, std::move(now));
  }
}

void ConsistentRead::finish(const Scene& scene, FinalLogs& logs) {
  for (const auto& [tp, seen] : seen_) {
    const FinalLog& log = logs.of(tp);
    if (!log.exists) continue;
    const PartitionEvidence* partition = scene.evidence.find(tp);
    const ReplicaEvidence* replica =
        partition == nullptr ? nullptr : partition->find_replica(log.node);
    for (const Seen& one : seen) {
      const LogEntry* entry = replica == nullptr ? nullptr : replica->log.find(one.batch.base);
      const bool is_there = entry != nullptr && entry->base == one.batch.base &&
                            !entry->is_corrupt && entry->last_delta == one.batch.last_delta &&
                            entry->digest == one.batch.digest;
      if (is_there && one.batch.base >= log.start) continue;
      RecordWalk walk = records_of(one.batch);
      while (const auto record = walk.next()) {
        if (record->offset < std::max(one.from, log.deleted_to)) continue;
        const std::uint64_t found = log.at(record->offset);
        if (found == record->value_digest) continue;
        violate_at(one.event, one.at, tp, std::to_string(record->offset),
                   quoted(*record) + " was delivered from offset " +
                       std::to_string(record->offset) +
                       (found == 0 ? ", but at the end nothing is there"
                                   : ", but at the end another value is there"),
                   {{kNoIndex, -1, std::string(as_text(record->value)), Offset{record->offset}}});
      }
    }
  }
}

}  // namespace barnabas::sim::check
