// A batch of a producer: the records of one partition that travel together.
//
// Open while the application may still add to it; closed by the next batch, by its size, or when it
// leaves. Its bytes are made at its first departure (seal) and carry producer id, epoch and first
// sequence where the producer is idempotent; a bump of the epoch may rewrite these for the next
// attempt (stamp).
//
// Kafka: ProducerBatch, MemoryRecordsBuilder (3.9).
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/ports/command.h"
#include "core/ports/compressor.h"
#include "core/ports/context.h"
#include "core/record/record.h"

namespace barnabas::client {

struct ProducerBatch {
  TopicPartition tp;
  std::vector<std::int32_t> ids;
  std::vector<command::AppRecord> records;
  std::vector<std::int64_t> timestamps;
  std::uint32_t size = record::kHeaderSize;
  std::uint32_t capacity = 0;   // batch.size, or what its first record needs
  std::int64_t reserved = 0;    // of buffer.memory
  record::Batch sealed;         // as it travels; empty before its first departure
  Instant created{};            // delivery.timeout.ms counts from here, also for a split batch
  Instant last_attempt{};       // when it was created, or came back
  Instant not_before{};         // of the next attempt
  std::int32_t departures = 0;  // attempts
  std::int32_t retries = 0;     // how often it came back
  LeaderEpoch leader_epoch{-1};
  std::int32_t retries_at_leader_change = 0;
  ProducerId producer_id{-1};
  ProducerEpoch producer_epoch{-1};
  Sequence base_sequence{-1};
  bool is_closed = false;
  bool is_split = false;
  bool sequence_was_reset = false;  // since it last left
  bool may_be_appended = false;     // an attempt ended without a definite answer
  bool is_settled = false;          // its outcome was told while it was under way

  std::int32_t count() const { return static_cast<std::int32_t>(ids.size()); }
  bool has_sequence() const { return base_sequence != kNoSequence; }
  bool is_full() const { return is_closed || size >= capacity; }
  bool has_room_for(std::uint32_t bytes) const {
    return !is_closed && (ids.empty() || capacity >= size + bytes);
  }
  // The sequence number of its last record.
  Sequence last_sequence() const;
  // Bytes that the record would add.
  std::uint32_t size_of(const command::AppRecord& record, std::int64_t timestamp) const;
  void add(const command::AppRecord& record, std::int64_t timestamp);
  // Notes the leader's epoch; a new one ends the pause of a retry.
  void see_leader_epoch(LeaderEpoch epoch);
  bool is_backing_off(Instant now) const;
  friend bool operator==(const ProducerBatch&, const ProducerBatch&) = default;
};

// All batches of a producer, by the order of their making: those that wait and those under way.
using Batches = std::map<std::int64_t, ProducerBatch>;

// Sequence numbers wrap from 2^31-1 to 0.
Sequence sequence_after(Sequence sequence, std::int32_t steps);

// The most that a record may need, alone in its batch (estimateSizeInBytesUpperBound).
std::int64_t size_bound(const command::AppRecord& record);

// Makes the bytes of a batch that leaves for the first time. Kafka's producer compresses while it
// collects, and closes a batch by what it hopes to save; here it is compressed as a whole.
void seal(ProducerBatch& batch, const CompressionChoice& compression, const Context& context);
// Puts producer id, epoch and sequence into the bytes, where they are not what the batch says.
void stamp(ProducerBatch& batch);

// The same records in batches of at most `limit` bytes (one record always fits), in their order,
// not yet tried. The sequence numbers of the batch are dealt to them.
std::vector<ProducerBatch> split(const ProducerBatch& batch, std::uint32_t limit);

}  // namespace barnabas::client
