// What the clients did and what they were told: the raw material of every judgement over a run.
//
// Outcomes follow Jepsen's discipline: ok (Acked), fail (Failed) and info (Unknown). An attempt
// that ended in a timeout, a disconnect or one of the codes that prove nothing (-1, 7, 13, 20)
// leaves the outcome open; it can only be closed by a later acknowledgement. A record sent with
// acks=0 is Unconfirmed: nobody ever says more. What is pending when its producer dies is Unknown:
// the application that could have been told is gone.
//
// Records are held per producer in the order of their sending, grouped by the batch they travelled
// in; notes are folded in per batch, so that a record costs a few dozen bytes and no allocation of
// its own.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/protocol/error_code.h"
#include "sim/workload/digest.h"
#include "sim/world/observer.h"

namespace barnabas::sim {

using PartitionIndex = std::int32_t;

enum class Outcome : std::uint8_t { Pending, Acked, Unconfirmed, Failed, Unknown };
std::string_view name_of(Outcome outcome);

struct SentRecord {
  std::uint64_t value_digest = 0;  // 0: the value was not seen
  std::int32_t id = 0;
  std::int32_t batch = -1;    // -1: still without one
  std::int32_t place = 0;     // within the batch
  std::uint32_t text_at = 0;  // of the value's first bytes, in the producer's texts
  std::uint8_t text_size = 0;
  bool is_cut = false;     // the value is longer than what was kept
  bool opens_op = false;   // the first of what an application handed over at once
  bool is_orphan = false;  // its producer died before it had a batch
};

struct Attempt {
  std::uint64_t event = 0;
  Instant at{};
  NodeId broker{-1};
  std::int32_t previous = -1;  // of the same batch
  std::int32_t batch = -1;
};

struct SentBatch {
  PartitionIndex partition = -1;
  std::uint32_t first_slot = 0;  // its records: a run of the producer's `slots`
  std::uint32_t count = 0;
  Outcome outcome = Outcome::Pending;
  bool is_under_way = false;     // an attempt without an answer so far
  bool may_be_appended = false;  // an attempt that nobody can tell the end of
  std::int16_t acks = 0;
  std::int16_t producer_epoch = -1;  // as the request said; -1: not idempotent
  std::int64_t producer_id = -1;
  std::int32_t base_sequence = -1;
  ErrorCode error = ErrorCode::None;
  Offset base{-1};
  std::int32_t attempts = 0;
  std::int32_t last_attempt = -1;
  std::uint64_t settled_event = 0;
  Instant settled_at{};
  NodeId broker{-1};  // who answered
};

struct ProducerHistory {
  NodeIndex node = kNoIndex;
  std::vector<SentRecord> records;
  std::vector<SentBatch> batches;
  std::vector<Attempt> attempts;
  std::vector<std::uint32_t> slots;  // record numbers, batch by batch
  std::string texts;

  const SentRecord& record(const SentBatch& batch, std::uint32_t place) const {
    return records[slots[batch.first_slot + place]];
  }
  Outcome outcome_of(const SentRecord& record) const {
    if (record.batch >= 0) return batches[static_cast<std::size_t>(record.batch)].outcome;
    return record.is_orphan ? Outcome::Unknown : Outcome::Pending;
  }
  std::int64_t find(std::int32_t id) const;  // the record's number, or -1

 private:
  friend class History;
  std::vector<std::int32_t> by_id_;  // dense: number + 1, 0 for none
  std::map<std::int32_t, std::int32_t> far_ids_;
};

// A batch as an application got it.
struct DeliveredBatch {
  std::int64_t base = 0;
  std::int32_t last_delta = 0;
  std::int32_t epoch = -1;
  std::int32_t count = 0;
  std::int16_t attributes = 0;
  std::uint64_t digest = 0;
  SharedBytes body;  // the log's own block, shared

  std::int64_t last() const { return base + last_delta; }
  bool is_control() const { return (attributes & 0x20) != 0; }
};

struct Delivery {
  std::int32_t consumer = 0;
  PartitionIndex partition = -1;
  std::uint64_t event = 0;
  Instant at{};
  NodeId broker{-1};
  Offset from{-1};
  Offset next{-1};
  Offset high_watermark_told{-1};
  std::uint32_t first_batch = 0;
  std::uint32_t batch_count = 0;
};

struct PositionChange {
  // A restarted process is another reader: it begins where it is told to begin. So does a partition
  // that comes back into the assignment after it was left out; those that stay keep their place.
  enum class Kind : std::uint8_t { Seek, Reset, LeftOut, Restart } kind = Kind::Seek;
  PartitionIndex partition = -1;  // Restart: -1, all of them
  std::uint64_t event = 0;
  Instant at{};
  std::int64_t from = -1;
  std::int64_t to = -1;  // of a seek also -2 the beginning, -1 the end, -3 a time
  std::string why;
};

struct ConsumerHistory {
  NodeIndex node = kNoIndex;
  std::vector<Delivery> deliveries;
  std::vector<DeliveredBatch> batches;
  std::vector<PositionChange> changes;
  std::uint64_t delivered = 0;  // records, as often as they were handed over
};

class History : public Observer {
 public:
  void on_note(const World& world, const EventRecord& during, NodeIndex node,
               const Note& note) override;
  void on_event(const World& world, const EventRecord& event) override;
  void on_sending(const World& world, const Sending& sending) override;

  const std::vector<ProducerHistory>& producers() const { return producers_; }
  const std::vector<ConsumerHistory>& consumers() const { return consumers_; }
  const TopicPartition& partition(PartitionIndex index) const {
    return partitions_[static_cast<std::size_t>(index)];
  }
  const std::vector<TopicPartition>& partitions() const { return partitions_; }
  // The newest delivery: what a Delivered note just added. Null before the first.
  const Delivery* last_delivery() const;
  // The batch that the newest Acked note closed, and whose it is. Null when it was no such note.
  const SentBatch* last_acknowledged() const;
  const ProducerHistory* last_acknowledger() const;
  const ProducerHistory* find_producer(NodeIndex node) const;
  // A record's value for people: as it was seen at the send, or from the application's plan.
  std::string value_of(const World& world, const ProducerHistory& producer,
                       const SentRecord& record) const;

 private:
  ProducerHistory& producer(NodeIndex node);
  std::int32_t consumer(NodeIndex node);
  PartitionIndex intern(const TopicPartition& tp);
  SentRecord& record_of(ProducerHistory& producer, std::int32_t id);
  void on_send(ProducerHistory& producer, const EventRecord& during, const Note& note);
  SentBatch& batch_of(ProducerHistory& producer, const Note& note);
  SentBatch* dispatched_to(ProducerHistory& producer, const TopicPartition& tp,
                           std::uint64_t during);
  void on_dispatch(ProducerHistory& producer, const EventRecord& during, const Note& note);
  void on_settled(ProducerHistory& producer, const EventRecord& during, const Note& note);
  void on_death(const EventRecord& during, NodeIndex node);
  void on_restart(const EventRecord& during, NodeIndex node);
  void on_delivered(const EventRecord& during, NodeIndex node, const Note& note);
  void on_assign(const EventRecord& during, const command::Assign& assign);

  std::vector<ProducerHistory> producers_;
  std::vector<ConsumerHistory> consumers_;
  std::vector<TopicPartition> partitions_;
  std::map<TopicPartition, PartitionIndex> partition_index_;
  PartitionIndex last_partition_ = -1;
  std::int32_t last_consumer_ = -1;
  std::int32_t last_acknowledger_ = -1;
  std::int32_t last_acknowledged_ = -1;
  DigestCache digests_;
};

// Codes after which nobody knows whether the records were appended.
bool leaves_outcome_open(ErrorCode error);

}  // namespace barnabas::sim
