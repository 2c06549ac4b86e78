// A producer: collects records into batches, sends each to its partition's leader, and tells of
// every record what became of it.
//
// The application hands over its records one after the other, as one thread does: a record that
// waits for its topic's metadata or for buffer.memory makes the next ones wait, and after
// max.block.ms it fails without ever having left. Batches wait in one queue per partition. A broker
// is sent to when one of its partitions has a batch that is full, has lingered, or comes back; the
// request then takes the first batch of each partition that it leads. A failed batch goes back to
// the front of its queue, so that order may break with more than one request in flight; an
// idempotent producer puts it where its sequence number belongs (sequences.h).
//
// Every record ends in exactly one note: Acked or Failed. Failed with a=1 says that the outcome is
// unknown: the records may be in the log.
//
// Effects: those of Network and ClusterView; SetTimer (Linger); Notes Send, Dispatch, Acked,
//          Failed, Retry, Probe.
// Differs: a record larger than batch.size is alone in its batch (Kafka's has a few bytes to spare,
//          where tiny records find room); batches expire also while the producer waits for its id;
//          a batch that is due leaves after those that are over were expired, not before.
// Kafka:   KafkaProducer, RecordAccumulator, BufferPool, Sender (3.9).
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/base/hash.h"
#include "core/base/prng.h"
#include "core/client/client_config.h"
#include "core/client/cluster_view.h"
#include "core/client/partitioner.h"
#include "core/client/producer_batch.h"
#include "core/client/sequences.h"

namespace barnabas::client {

struct Producer {
  Producer() = default;
  Producer(ProducerConfig config, Prng random);

  // The record that the application is handing over, while it must wait.
  struct Blocked {
    Instant since{};
    std::int32_t partition = -1;  // where the partitioner sent it; -1: not asked yet
    bool for_memory = false;
    friend bool operator==(const Blocked&, const Blocked&) = default;
  };
  // When a broker was last asked to take batches, and when it could (KIP-794).
  struct Latency {
    Instant ready{};
    Instant drained{};
    friend bool operator==(const Latency&, const Latency&) = default;
  };
  using Sent = std::vector<std::int64_t>;  // numbers of batches

  ProducerConfig config;
  Prng random;
  Network network;
  ClusterView view;
  Sequences sequences;
  Partitioner partitioner;
  std::deque<command::Send> sends;  // not yet handed over: the first from `next_record` on
  std::size_t next_record = 0;
  std::optional<Blocked> blocked;
  Batches batches;
  std::int64_t next_batch = 1;
  std::int64_t memory_used = 0;
  std::map<TopicPartition, std::deque<std::int64_t>> queues;
  std::map<CorrelationId, Sent> in_flight;
  std::set<TopicPartition> muted;  // with one request in flight: partitions with a batch under way
  std::map<NodeId, TopicPartition> drained_last;  // where a broker's last request ended
  std::map<NodeId, Latency> latencies;
  CorrelationId asking_for_id{0};  // InitProducerId in flight; 0: none
  Instant ask_not_before{};
  Instant wake{};  // what the timer is set to; 0: not set

  void step(const Event& event, Context& context);
  friend bool operator==(const Producer&, const Producer&) = default;
  void fold_into(Hasher& hasher) const;

 private:
  // --- the application's half (producer.cpp)
  enum class Handed : std::uint8_t { Taken, NoMetadata, NoMemory };
  void on_send(const command::Send& send, Context& context);
  void admit(Context& context);
  Handed hand_over(const std::string& topic, const command::AppRecord& record, Context& context);
  bool refuse_if_too_large(const TopicPartition& tp, const command::AppRecord& record,
                           Context& context);
  Handed hand_over_stuck(const std::string& topic, const command::AppRecord& record,
                         Context& context);
  Handed append(const TopicPartition& tp, const command::AppRecord& record, bool may_think_again,
                Context& context);
  ProducerBatch* open_batch(const TopicPartition& tp, const command::AppRecord& record,
                            Context& context);
  void switch_partition(const std::string& topic);
  void count_sticky(const std::string& topic, std::uint64_t bytes);
  bool are_all_full(const TopicPartition& tp) const;
  bool is_slow(NodeId node) const;
  TopicChoices choices_of(const std::string& topic, const command::AppRecord& record) const;
  TopicChoices available_of(const std::string& topic) const;
  void fail_record(const TopicPartition& tp, const command::AppRecord& record, ErrorCode error,
                   std::string why, Context& context);

  // --- the sending half (producer_drain.cpp)
  struct Load;
  void expire(Context& context);
  bool send_ready(Context& context);
  std::map<NodeId, Load> find_ready(Context& context);
  Sent drain(NodeId node, const Load& load, Context& context);
  TopicPartition led_before(NodeId node, const TopicPartition& tp) const;
  void dispatch(NodeId node, const Sent& sent, Context& context);
  void arm_wake(const Event& event, Context& context);

  // --- answers (producer_answers.cpp)
  void on_outcome(const Outcome& outcome, Context& context);
  void on_answer(std::int64_t number, const protocol::ProduceResponse::Partition& answer,
                 NodeId node, Context& context);
  void complete(std::int64_t number, Offset base_offset, NodeId node, Context& context);
  void retry(std::int64_t number, ErrorCode error, NodeId node, Context& context);
  void split_and_retry(std::int64_t number, NodeId node, Context& context);
  void fail(std::int64_t number, ErrorCode error, NodeId node, std::string why, Context& context);
  void put_back(std::int64_t number);
  void drop(std::int64_t number);

  // --- identity (producer_identity.cpp)
  void settle_identity(Context& context);
  bool take_identity(const Outcome& outcome, Context& context);
  void fail_all(Context& context);
};

// The broker's answer to one partition's batch.
const protocol::ProduceResponse::Partition* find_answer(const protocol::ProduceResponse& response,
                                                        const TopicPartition& tp);

}  // namespace barnabas::client
