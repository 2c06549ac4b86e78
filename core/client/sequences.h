// What makes a producer idempotent: its id and epoch, and per partition which sequence number comes
// next, which was confirmed, and which batches stand between the two.
//
// A batch gets its number when it first leaves and keeps it over retries, so that the broker knows
// it again. Where the numbers have a gap that nobody can close (the broker lost what it had
// confirmed, or a batch expired and nobody knows whether it was appended), the epoch is bumped: the
// numbers of that partition start again at 0 and those of its batches under way are rewritten for
// their next attempt. Before KIP-360 (`bumps_epoch` false) the producer asked for a new id instead,
// and the gap became an error that the application saw; only where retention had removed all that
// it ever wrote, so that the broker does not know it, it began again under the same id.
//
// State:      None → Asking → Ready; Ready → None when the id must be given up; any → Fatal.
// Invariants: a partition's `under_way` is sorted by id, epoch and sequence, and holds every batch
//             that has a sequence number and no outcome; new batches of a partition wait while
//             batches of an earlier epoch are under way, and while an expired one is unresolved.
// Differs:    when the epoch is used up (32767) the rewriting waits for the new id.
//
// Kafka: TransactionManager, TxnPartitionEntry (3.9), without transactions.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "core/base/ids.h"
#include "core/client/producer_batch.h"
#include "core/protocol/error_code.h"

namespace barnabas::client {

struct Sequences {
  enum class State : std::uint8_t { None, Asking, Ready, Fatal };
  struct Partition {
    ProducerId id{-1};
    ProducerEpoch epoch{-1};
    Sequence next{0};
    Sequence last_acked{-1};
    Offset last_acked_offset{-1};
    std::vector<std::int64_t> under_way;  // numbers of batches
    friend bool operator==(const Partition&, const Partition&) = default;
  };

  bool bumps_epoch = true;
  State state = State::None;
  ErrorCode fatal_error = ErrorCode::None;
  ProducerId id{-1};
  ProducerEpoch epoch{-1};
  bool bump_wanted = false;
  std::set<TopicPartition> to_rewrite;            // when the epoch is bumped
  std::map<TopicPartition, Sequence> unresolved;  // what follows the last batch that expired
  std::map<TopicPartition, Partition> partitions;

  void take_id(ProducerId new_id, ProducerEpoch new_epoch);
  bool has_id() const { return id != kNoProducerId; }
  bool has_under_way(const TopicPartition& tp) const;

  // Whether the first batch of a queue must wait for others.
  bool holds_back(const ProducerBatch& first, const Batches& batches) const;
  // Gives a batch that leaves for the first time its number, and follows it from now on.
  void assign(std::int64_t number, Batches& batches);
  void follow(std::int64_t number, const Batches& batches);
  void forget(std::int64_t number, const TopicPartition& tp);

  // What an answer means for a batch.
  bool may_retry(const ProducerBatch& batch, ErrorCode error, Offset log_start, Batches& batches);
  void on_completed(std::int64_t number, const ProducerBatch& batch, Offset base_offset);
  // `is_refused`: the batch failed for good before its retries were used up.
  void on_failed(std::int64_t number, const ProducerBatch& batch, ErrorCode error, bool is_refused,
                 Batches& batches);
  // It may have been appended, and nobody asks for it any more.
  void on_expired_in_retry(const ProducerBatch& batch);

  // Between two sends: what expired is resolved, or the epoch is bumped. True when it was.
  bool settle(Batches& batches);

  friend bool operator==(const Sequences&, const Sequences&) = default;

 private:
  bool may_retry_unknown(const ProducerBatch& batch, Offset log_start, Batches& batches);
  bool is_next(const TopicPartition& tp, Sequence sequence) const;
  bool is_behind_unresolved(const ProducerBatch& batch) const;
  void want_bump(const TopicPartition& tp);
  void start_again(const TopicPartition& tp, Batches& batches);
  void shift_back(const ProducerBatch& failed, Batches& batches);
  void give_up_id();
  void resolve();
};

}  // namespace barnabas::client
