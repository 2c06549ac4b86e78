#include "core/client/sequences.h"

#include <algorithm>

namespace barnabas::client {
namespace {

// How far ahead of another a sequence number can be; more is behind it.
constexpr std::int64_t kHalf = std::int64_t{1} << 30;

bool is_later(Sequence a, Sequence b) {
  if (b == kNoSequence) return true;
  const std::int64_t ahead = (std::int64_t{a.value} - b.value) & 0x7fffffff;
  return ahead != 0 && ahead < kHalf;
}

bool goes_before(const ProducerBatch& a, const ProducerBatch& b) {
  if (a.producer_id != b.producer_id) return a.producer_id < b.producer_id;
  if (a.producer_epoch != b.producer_epoch) return a.producer_epoch < b.producer_epoch;
  return is_later(b.base_sequence, a.base_sequence);
}

}  // namespace

void Sequences::take_id(ProducerId new_id, ProducerEpoch new_epoch) {
  id = new_id;
  epoch = new_epoch;
  state = State::Ready;
}

bool Sequences::has_under_way(const TopicPartition& tp) const {
  const auto found = partitions.find(tp);
  return found != partitions.end() && !found->second.under_way.empty();
}

bool Sequences::is_next(const TopicPartition& tp, Sequence sequence) const {
  const auto found = partitions.find(tp);
  const Sequence last = found == partitions.end() ? kNoSequence : found->second.last_acked;
  return sequence == (last == kNoSequence ? Sequence{0} : sequence_after(last, 1));
}

// Whether it is the very batch that follows the expired one: then the gap is certain.
bool Sequences::is_behind_unresolved(const ProducerBatch& batch) const {
  const auto found = unresolved.find(batch.tp);
  return found != unresolved.end() && found->second == batch.base_sequence;
}

bool Sequences::holds_back(const ProducerBatch& first, const Batches& batches) const {
  const auto found = partitions.find(first.tp);
  const bool is_known = found != partitions.end();
  const bool has_others = is_known && !found->second.under_way.empty();
  if (!first.has_sequence()) {
    const bool is_stale = !is_known || found->second.id != id || found->second.epoch != epoch;
    if (has_others && is_stale) return true;
    return unresolved.count(first.tp) != 0;
  }
  // Retried batches leave one by one, each when those before it are done.
  if (!has_others) return false;
  return batches.at(found->second.under_way.front()).base_sequence != first.base_sequence;
}

void Sequences::assign(std::int64_t number, Batches& batches) {
  ProducerBatch& batch = batches.at(number);
  Partition& partition = partitions[batch.tp];
  const bool is_stale = partition.id != id || partition.epoch != epoch;
  if (is_stale && partition.under_way.empty()) start_again(batch.tp, batches);
  batch.producer_id = id;
  batch.producer_epoch = epoch;
  batch.base_sequence = partition.next;
  partition.next = sequence_after(partition.next, batch.count());
  follow(number, batches);
}

void Sequences::follow(std::int64_t number, const Batches& batches) {
  const ProducerBatch& batch = batches.at(number);
  std::vector<std::int64_t>& under_way = partitions[batch.tp].under_way;
  auto place = under_way.end();
  while (place != under_way.begin() && goes_before(batch, batches.at(*(place - 1)))) --place;
  under_way.insert(place, number);
}

void Sequences::forget(std::int64_t number, const TopicPartition& tp) {
  const auto found = partitions.find(tp);
  if (found == partitions.end()) return;
  std::vector<std::int64_t>& under_way = found->second.under_way;
  under_way.erase(std::remove(under_way.begin(), under_way.end(), number), under_way.end());
}

void Sequences::want_bump(const TopicPartition& tp) {
  bump_wanted = true;
  to_rewrite.insert(tp);
}

bool Sequences::may_retry(const ProducerBatch& batch, ErrorCode error, Offset log_start,
                          Batches& batches) {
  if (is_retriable(error)) return true;
  if (!bumps_epoch && batch.producer_id != id) return false;
  if (error == ErrorCode::UnknownProducerId) return may_retry_unknown(batch, log_start, batches);
  if (error != ErrorCode::OutOfOrderSequenceNumber) return false;
  const bool is_open = unresolved.count(batch.tp) != 0;
  if (!is_open && (batch.sequence_was_reset || !is_next(batch.tp, batch.base_sequence))) {
    return true;  // an earlier batch is on its way back, too: wait for it
  }
  if (!bumps_epoch) return false;
  if (!is_open || is_behind_unresolved(batch)) want_bump(batch.tp);
  return true;
}

bool Sequences::may_retry_unknown(const ProducerBatch& batch, Offset log_start, Batches& batches) {
  if (log_start == kNoOffset || batch.sequence_was_reset) return true;
  if (bumps_epoch) {
    want_bump(batch.tp);
    return true;
  }
  const auto found = partitions.find(batch.tp);
  if (found == partitions.end() || found->second.last_acked_offset >= log_start) return false;
  start_again(batch.tp, batches);
  return true;
}

void Sequences::on_completed(std::int64_t number, const ProducerBatch& batch, Offset base_offset) {
  const auto found = partitions.find(batch.tp);
  if (found == partitions.end()) return;
  Partition& partition = found->second;
  if (is_later(batch.last_sequence(), partition.last_acked)) {
    partition.last_acked = batch.last_sequence();
  }
  if (base_offset != kNoOffset) {
    partition.last_acked_offset =
        std::max(partition.last_acked_offset, base_offset.plus(batch.count() - 1));
  }
  forget(number, batch.tp);
}

void Sequences::on_failed(std::int64_t number, const ProducerBatch& batch, ErrorCode error,
                          bool is_refused, Batches& batches) {
  forget(number, batch.tp);
  if (error == ErrorCode::UnsupportedVersion || error == ErrorCode::ProducerFenced ||
      error == ErrorCode::ClusterAuthorizationFailed) {
    state = State::Fatal;
    fatal_error = error;
  } else if (error == ErrorCode::OutOfOrderSequenceNumber) {
    if (bumps_epoch) return want_bump(batch.tp);
    if (batch.producer_id == id) give_up_id();
  } else if (error == ErrorCode::UnknownProducerId) {
    // A special kind of the one above in Kafka 1.x.
    if (!bumps_epoch && batch.producer_id == id) return give_up_id();
    partitions.erase(batch.tp);
    unresolved.erase(batch.tp);
  } else if (is_refused) {
    if (bumps_epoch) return want_bump(batch.tp);
    if (batch.producer_id == id) shift_back(batch, batches);
  }
}

void Sequences::on_expired_in_retry(const ProducerBatch& batch) {
  if (!batch.has_sequence()) return;
  const Sequence follows = sequence_after(batch.base_sequence, batch.count());
  const auto found = unresolved.find(batch.tp);
  if (found == unresolved.end() || is_later(follows, found->second)) unresolved[batch.tp] = follows;
}

// What the broker refused for good leaves no gap behind (before KIP-360).
void Sequences::shift_back(const ProducerBatch& failed, Batches& batches) {
  const auto found = partitions.find(failed.tp);
  if (found == partitions.end()) return;
  const auto back = [&failed](Sequence sequence) {
    return Sequence{(sequence.value - failed.count()) & 0x7fffffff};
  };
  found->second.next = back(found->second.next);
  for (const std::int64_t number : found->second.under_way) {
    ProducerBatch& batch = batches.at(number);
    if (!is_later(batch.base_sequence, failed.base_sequence)) continue;
    batch.base_sequence = back(batch.base_sequence);
    batch.sequence_was_reset = true;
  }
}

void Sequences::start_again(const TopicPartition& tp, Batches& batches) {
  Partition& partition = partitions[tp];
  partition.id = id;
  partition.epoch = epoch;
  partition.next = Sequence{0};
  partition.last_acked = kNoSequence;
  for (const std::int64_t number : partition.under_way) {
    ProducerBatch& batch = batches.at(number);
    batch.producer_id = id;
    batch.producer_epoch = epoch;
    batch.base_sequence = partition.next;
    batch.sequence_was_reset = true;
    partition.next = sequence_after(partition.next, batch.count());
  }
}

void Sequences::give_up_id() {
  id = kNoProducerId;
  epoch = kNoProducerEpoch;
  state = State::None;
  if (bumps_epoch) return;
  partitions.clear();
  unresolved.clear();
}

// Once nothing of the partition is under way, the last confirmed number tells whether what expired
// had been appended after all.
void Sequences::resolve() {
  for (auto at = unresolved.begin(); at != unresolved.end();) {
    const TopicPartition tp = at->first;
    if (has_under_way(tp)) {
      ++at;
      continue;
    }
    const bool is_whole = is_next(tp, partitions[tp].next);
    at = unresolved.erase(at);
    if (is_whole) continue;
    if (!bumps_epoch) return give_up_id();  // and with it all that is unresolved
    want_bump(tp);
  }
}

bool Sequences::settle(Batches& batches) {
  resolve();
  if (!bump_wanted || !has_id()) return false;
  if (epoch.value == INT16_MAX) {
    give_up_id();
    return false;
  }
  epoch = ProducerEpoch{static_cast<std::int16_t>(epoch.value + 1)};
  for (const TopicPartition& tp : to_rewrite) {
    start_again(tp, batches);
    unresolved.erase(tp);
  }
  to_rewrite.clear();
  bump_wanted = false;
  return true;
}

}  // namespace barnabas::client
