// A producer: collects records into batches, sends each to its partition's leader, and tells of
// every record what became of it.
//
// Records wait in one queue of batches per partition. A batch may leave when it is full, when
// linger.ms is over, or when another stands behind it; a request takes the first ready batch of
// each partition that its broker leads. A failed batch goes back to the front of its queue, so that
// with one request in flight order is kept, and with more it may break.
//
// Every record ends in exactly one note: Acked or Failed. Failed with a=1 says that the outcome is
// unknown: the records may be in the log.
//
// Effects: those of Network and ClusterView; SetTimer (Linger); Notes Send, Dispatch, Acked,
// Failed, Retry. Kafka:   KafkaProducer, RecordAccumulator, Sender (3.9).
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <vector>

#include "core/base/hash.h"
#include "core/base/prng.h"
#include "core/client/client_config.h"
#include "core/client/cluster_view.h"
#include "core/record/record.h"

namespace barnabas::client {

struct ProducerBatch {
  std::vector<std::int32_t> ids;
  std::vector<command::AppRecord> records;  // until the batch is sealed
  std::vector<std::int64_t> timestamps;
  std::uint32_t size = record::kHeaderSize;
  record::Batch sealed;  // as it travels, from the first attempt on
  Instant created{};
  Instant not_before{};  // of the next attempt
  std::int32_t attempts = 0;
  bool may_be_appended = false;  // an attempt ended without a definite answer
  bool is_full = false;
  friend bool operator==(const ProducerBatch&, const ProducerBatch&) = default;
};

struct Producer {
  Producer() = default;
  Producer(ProducerConfig config, Prng random);

  ProducerConfig config;
  Prng random;
  Network network;
  ClusterView view;
  std::deque<command::Send> unrouted;  // waits for the topic's metadata
  std::map<TopicPartition, std::deque<ProducerBatch>> queues;
  using Sent = std::vector<std::pair<TopicPartition, ProducerBatch>>;
  std::map<CorrelationId, Sent> in_flight;
  std::uint32_t round_robin = 0;

  void step(const Event& event, Context& context);
  friend bool operator==(const Producer&, const Producer&) = default;
  void fold_into(Hasher& hasher) const;

 private:
  void on_send(const command::Send& send, Context& context);
  bool route(const command::Send& send, Context& context);
  std::int32_t choose_partition(const command::AppRecord& record, std::int32_t count);
  void append(const TopicPartition& tp, const command::AppRecord& record, Context& context);
  void on_outcome(const Outcome& outcome, Context& context);
  void on_answer(TopicPartition tp, ProducerBatch batch,
                 const protocol::ProduceResponse::Partition& answer, NodeId node, Context& context);
  void on_error(const TopicPartition& tp, ProducerBatch batch, ErrorCode error, NodeId node,
                Context& context);
  void expire(Context& context);
  void send_ready(Context& context);
  bool may_leave(const std::deque<ProducerBatch>& queue, Instant now) const;
  void dispatch(NodeId node, Sent batches, Context& context);
  void arm_wake(Context& context);
};

// The broker's answer to one partition's batch.
const protocol::ProduceResponse::Partition* find_answer(const protocol::ProduceResponse& response,
                                                        const TopicPartition& tp);

}  // namespace barnabas::client
