#include "core/log/producer_state.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/hash.h"
#include "core/record/record.h"

namespace barnabas::log {
namespace {

bool is_before(const ProducerEntry& entry, ProducerId id) { return entry.id < id; }

std::string describe(const record::BatchHeader& header) {
  return "producer " + std::to_string(header.producer_id.value) + " at epoch " +
         std::to_string(header.producer_epoch.value);
}

ProducerRefusal refuse_sequence(const record::BatchHeader& header, Sequence last) {
  return {ErrorCode::OutOfOrderSequenceNumber,
          "Out of order sequence number for " + describe(header) + ": " +
              std::to_string(header.base_sequence.value) + " (incoming seq. number), " +
              std::to_string(last.value) + " (current end sequence number)"};
}

ProducerRefusal check_beginning(const record::BatchHeader& header, UnknownProducer unknown) {
  if (unknown == UnknownProducer::BeginsAnywhere || header.base_sequence == Sequence{0}) return {};
  return {ErrorCode::UnknownProducerId, "Found no record of " + describe(header) +
                                            "; its last record may have been removed by retention"};
}

ProducerRefusal check_sequence(const ProducerEntry* entry, const record::BatchHeader& header,
                               UnknownProducer unknown) {
  if (entry == nullptr || entry->epoch == kNoProducerEpoch) return check_beginning(header, unknown);
  const ProducerBatch* last = entry->last_batch();
  const Sequence last_sequence = last == nullptr ? kNoSequence : last->last_sequence;
  if (header.producer_epoch != entry->epoch) {
    if (header.base_sequence.value != 0) return refuse_sequence(header, last_sequence);
    return {};
  }
  if (header.base_sequence != sequence_after(last_sequence, 1)) {
    return refuse_sequence(header, last_sequence);
  }
  return {};
}

bool is_expired(const ProducerEntry& entry, std::int64_t now_ms, std::int64_t expiration_ms) {
  return entry.txn_first_offset == kNoOffset && now_ms - entry.last_timestamp >= expiration_ms;
}

}  // namespace

Sequence sequence_after(Sequence sequence, std::int32_t delta) {
  constexpr std::int64_t kCount = std::int64_t{1} << 31;
  const std::int64_t next = std::int64_t{sequence.value} + delta;
  return Sequence{static_cast<std::int32_t>(next >= kCount ? next - kCount : next)};
}

Sequence ProducerBatch::first_sequence() const {
  const std::int64_t first = std::int64_t{last_sequence.value} - offset_delta;
  return Sequence{static_cast<std::int32_t>(first < 0 ? first + (std::int64_t{1} << 31) : first)};
}

void ProducerEntry::set_epoch(ProducerEpoch next) {
  if (epoch == next) return;
  epoch = next;
  batch_count = 0;
  batches = {};
}

void ProducerEntry::add_batch(const ProducerBatch& batch) {
  if (batch_count == kBatchesMax) {
    std::copy(batches.begin() + 1, batches.end(), batches.begin());
    --batch_count;
  }
  batches[batch_count++] = batch;
}

std::optional<TxnMarker> decode_txn_marker(const record::Batch& batch) {
  if (!batch.header.is_control()) return std::nullopt;
  record::RecordReader reader(batch);
  const auto view = reader.next();
  if (!view || !view->key || !view->value) return std::nullopt;
  ByteReader key(*view->key);
  key.get<std::int16_t>();  // version
  const auto type = key.get<std::int16_t>();
  ByteReader value(*view->value);
  value.get<std::int16_t>();  // version
  TxnMarker marker;
  marker.coordinator_epoch = value.get<std::int32_t>();
  marker.is_commit = type == 1;
  marker.timestamp = reader.timestamp_of(*view);
  if (!key.ok() || !value.ok() || type < 0 || type > 1) return std::nullopt;
  return marker;
}

const ProducerEntry* ProducerState::find(ProducerId id) const {
  const auto at = std::lower_bound(entries_.begin(), entries_.end(), id, is_before);
  return at == entries_.end() || at->id != id ? nullptr : &*at;
}

ProducerEntry& ProducerState::entry_of(ProducerId id) {
  const auto at = std::lower_bound(entries_.begin(), entries_.end(), id, is_before);
  if (at != entries_.end() && at->id == id) return *at;
  ProducerEntry entry;
  entry.id = id;
  return *entries_.insert(at, entry);
}

const ProducerBatch* ProducerState::find_duplicate(const record::BatchHeader& header) const {
  const ProducerEntry* entry = find(header.producer_id);
  if (entry == nullptr || entry->epoch != header.producer_epoch) return nullptr;
  const Sequence last = sequence_after(header.base_sequence, header.last_offset_delta);
  for (std::uint32_t i = 0; i < entry->batch_count; ++i) {
    const ProducerBatch& batch = entry->batches[i];
    if (batch.first_sequence() == header.base_sequence && batch.last_sequence == last)
      return &batch;
  }
  return nullptr;
}

ProducerRefusal ProducerState::validate(const record::Batch& batch, AppendOrigin origin,
                                        UnknownProducer unknown) const {
  const record::BatchHeader& header = batch.header;
  const ProducerEntry* entry = find(header.producer_id);
  if (entry != nullptr && header.producer_epoch < entry->epoch) {
    return {ErrorCode::InvalidProducerEpoch, describe(header) +
                                                 " is older than the last seen epoch " +
                                                 std::to_string(entry->epoch.value)};
  }
  if (header.is_control()) {
    const auto marker = decode_txn_marker(batch);
    if (entry != nullptr && marker && entry->coordinator_epoch > marker->coordinator_epoch) {
      return {ErrorCode::TransactionCoordinatorFenced,
              "Coordinator epoch " + std::to_string(marker->coordinator_epoch) + " (zombie) for " +
                  describe(header) + ", " + std::to_string(entry->coordinator_epoch) +
                  " (current)"};
    }
    return {};
  }
  if (origin == AppendOrigin::Client) {
    ProducerRefusal refusal = check_sequence(entry, header, unknown);
    if (refusal.error != ErrorCode::None) return refusal;
  }
  if (entry != nullptr && entry->txn_first_offset != kNoOffset && !header.is_transactional()) {
    return {ErrorCode::InvalidTxnState, "Expected transactional write from " + describe(header)};
  }
  return {};
}

void ProducerState::apply(const record::Batch& batch) {
  const record::BatchHeader& header = batch.header;
  BARNABAS_CHECK(header.has_producer());
  if (header.is_control()) {
    const auto marker = decode_txn_marker(batch);
    if (!marker) return;
    ProducerEntry& entry = entry_of(header.producer_id);
    entry.set_epoch(header.producer_epoch);
    entry.coordinator_epoch = marker->coordinator_epoch;
    entry.last_timestamp = marker->timestamp;
    entry.txn_first_offset = kNoOffset;
    return;
  }
  ProducerEntry& entry = entry_of(header.producer_id);
  entry.set_epoch(header.producer_epoch);
  entry.add_batch({sequence_after(header.base_sequence, header.last_offset_delta),
                   header.last_offset(), header.last_offset_delta, header.max_timestamp});
  entry.last_timestamp = header.max_timestamp;
  if (header.is_transactional() && entry.txn_first_offset == kNoOffset) {
    entry.txn_first_offset = header.base_offset;
  }
}

void ProducerState::insert(const ProducerEntry& entry) { entry_of(entry.id) = entry; }

void ProducerState::remove_expired(std::int64_t now_ms, std::int64_t expiration_ms) {
  entries_.erase(std::remove_if(entries_.begin(), entries_.end(),
                                [=](const ProducerEntry& entry) {
                                  return is_expired(entry, now_ms, expiration_ms);
                                }),
                 entries_.end());
}

void ProducerState::remove_before(Offset log_start) {
  const auto is_gone = [log_start](const ProducerEntry& entry) {
    const ProducerBatch* last = entry.last_batch();
    return last == nullptr || last->last_offset < log_start;
  };
  entries_.erase(std::remove_if(entries_.begin(), entries_.end(), is_gone), entries_.end());
}

void ProducerState::fold_into(Hasher& hasher) const { fold_value(hasher, entries_); }

}  // namespace barnabas::log
