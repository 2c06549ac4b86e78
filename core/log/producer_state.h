// What a partition knows of each idempotent or transactional producer: enough to tell a retry from
// a new batch.
//
// A batch of a known producer must continue its sequence numbers; one that equals one of the last
// five is a duplicate and is answered with the offsets it got the first time. A producer that is
// not known may begin at any sequence (its state may have expired); in the 1.x era only at 0.
// Followers and recovery take what the leader took.
//
// Invariants: entries are sorted by producer id; an entry's batches have its epoch and rise in
// offset. Not modelled here: transaction verification (KIP-890), the transaction index, the last
// stable offset.
//
// Kafka: ProducerStateManager, ProducerStateEntry, ProducerAppendInfo (3.9).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/log/log_results.h"
#include "core/record/batch.h"

namespace barnabas {
class Hasher;
}

namespace barnabas::log {

// One batch that a producer has in the log.
struct ProducerBatch {
  Sequence last_sequence{-1};
  Offset last_offset{-1};
  std::int32_t offset_delta = 0;  // last offset minus first
  std::int64_t timestamp = record::kNoTimestamp;

  Sequence first_sequence() const;
  Offset first_offset() const { return last_offset.plus(-offset_delta); }
  friend bool operator==(const ProducerBatch&, const ProducerBatch&) = default;
};

// The sequence number `delta` (not negative) behind another; they wrap from 2^31-1 to 0.
Sequence sequence_after(Sequence sequence, std::int32_t delta);

struct ProducerEntry {
  static constexpr std::uint32_t kBatchesMax = 5;

  ProducerId id{-1};
  ProducerEpoch epoch{-1};
  std::int32_t coordinator_epoch = -1;
  std::int64_t last_timestamp = record::kNoTimestamp;
  Offset txn_first_offset{-1};  // -1: no transaction is open
  std::uint32_t batch_count = 0;
  std::array<ProducerBatch, kBatchesMax> batches;  // oldest first

  const ProducerBatch* last_batch() const {
    return batch_count == 0 ? nullptr : &batches[batch_count - 1];
  }
  void set_epoch(ProducerEpoch next);  // A change forgets the batches.
  void add_batch(const ProducerBatch& batch);
  friend bool operator==(const ProducerEntry&, const ProducerEntry&) = default;
};

// The content of an end-of-transaction marker.
struct TxnMarker {
  bool is_commit = false;
  std::int32_t coordinator_epoch = -1;
  std::int64_t timestamp = record::kNoTimestamp;
};
// Nothing when the batch is no control batch, or a control batch of another kind.
std::optional<TxnMarker> decode_txn_marker(const record::Batch& batch);

struct ProducerRefusal {
  ErrorCode error = ErrorCode::None;
  std::string message;
};

// Where a producer of whom nothing is known may begin.
enum class UnknownProducer : std::uint8_t { BeginsAnywhere, BeginsAtZero };

class ProducerState {
 public:
  const std::vector<ProducerEntry>& entries() const { return entries_; }
  bool empty() const { return entries_.empty(); }
  const ProducerEntry* find(ProducerId id) const;

  // The batch's first appearance, when it is one of the producer's last five.
  const ProducerBatch* find_duplicate(const record::BatchHeader& header) const;
  // Whether a leader may append the batch. REQUIRES: it has a producer, and is no duplicate.
  ProducerRefusal validate(const record::Batch& batch, AppendOrigin origin,
                           UnknownProducer unknown) const;
  // Notes a batch that is in the log. REQUIRES: it has a producer and its offsets.
  void apply(const record::Batch& batch);

  void insert(const ProducerEntry& entry);  // From a snapshot.
  // Producers without an open transaction that have been silent for so long are forgotten.
  void remove_expired(std::int64_t now_ms, std::int64_t expiration_ms);
  // So are those of whom the log has no record any more (before 2.5).
  void remove_before(Offset log_start);
  void clear() { entries_.clear(); }

  friend bool operator==(const ProducerState&, const ProducerState&) = default;
  void fold_into(Hasher& hasher) const;

 private:
  ProducerEntry& entry_of(ProducerId id);
  std::vector<ProducerEntry> entries_;
};

}  // namespace barnabas::log
