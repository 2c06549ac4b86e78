// A consumer without a group: reads assigned partitions from chosen places, below the high
// watermark, for an application that polls.
//
// Positions are looked up at the leader (consumer_offsets.cpp), records are fetched ahead, one
// fetch in flight per node and only for partitions of which nothing waits to be polled
// (consumer_fetch.cpp), and a poll hands over at most max.poll.records of them (consumer_poll.cpp).
// An application without a pace polls again at once; then what arrives is handed over as it
// arrives.
//
// Other than Kafka's classic consumer, this one serves its network between polls, too, and waits
// retry.backoff.ms after an error where Kafka fetches again at once.
//
// State:   per partition see consumer_partition.h; a deque of fetched records; one session per
// node. Effects: those of Network and ClusterView; SetTimer (Poll); Notes Delivered, PositionReset,
//          ReadFailed.
//
// Kafka: ClassicKafkaConsumer with assign(), AbstractFetch, FetchCollector, OffsetFetcher (3.9).
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/base/hash.h"
#include "core/client/client_config.h"
#include "core/client/cluster_view.h"
#include "core/client/consumer_partition.h"
#include "core/protocol/fetch_session_handler.h"

namespace barnabas::client {

struct Consumer {
  Consumer() = default;
  Consumer(ConsumerConfig config, Prng random);

  // A ListOffsets or OffsetForLeaderEpoch in flight, with the positions that it speaks of.
  struct Lookup {
    std::map<TopicPartition, ReadPosition> positions;
    friend bool operator==(const Lookup&, const Lookup&) = default;
  };
  struct Fetch {
    CorrelationId correlation{0};
    std::map<TopicPartition, Offset> offsets;
    friend bool operator==(const Fetch&, const Fetch&) = default;
  };

  ConsumerConfig config;
  Network network;
  ClusterView view;
  std::map<TopicPartition, ConsumerPartition> partitions;
  std::int64_t next_turn = 1;
  std::map<CorrelationId, Lookup> lookups;
  std::map<NodeId, Fetch> fetches;
  std::map<NodeId, protocol::ClientSession> sessions;
  std::deque<FetchedRecords> buffer;
  Instant next_poll{};  // the application works until then

  void step(const Event& event, Context& context);
  friend bool operator==(const Consumer&, const Consumer&) = default;
  void fold_into(Hasher& hasher) const;

 private:
  // consumer.cpp
  void assign(const std::vector<TopicPartition>& wanted);
  void on_command(const command::Body& body);
  void on_outcome(const Outcome& outcome, Context& context);
  void settle_positions(Context& context);
  void fail(const TopicPartition& tp, ConsumerPartition& state, ErrorCode error,
            const std::string& exception, Context& context, Offset diverges_at = kNoOffset);
  void set_alarm(Context& context);
  void move_to_end(ConsumerPartition& state) { state.turn = next_turn++; }

  // consumer_offsets.cpp
  void reset(const TopicPartition& tp, ConsumerPartition& state, ErrorCode error,
             const std::string& exception, Context& context);
  void look_up(Context& context);
  void validate(Context& context);
  void on_lookup(const Lookup& lookup, const Outcome& outcome, Context& context);
  void on_offset(const TopicPartition& tp, ConsumerPartition& state,
                 const protocol::ListOffsetsResponse::Partition& answer, Context& context);
  void on_epoch_end(const TopicPartition& tp, ConsumerPartition& state,
                    const protocol::OffsetForLeaderEpochResponse::Partition& answer,
                    Context& context);

  // consumer_fetch.cpp
  NodeId read_from(ConsumerPartition& state, Context& context);
  using Entry = std::map<TopicPartition, ConsumerPartition>::value_type;
  std::vector<Entry*> by_turn();
  void fetch(Context& context);
  void on_fetched(const Fetch& asked, const Outcome& outcome, Context& context);
  void on_fetched(const TopicPartition& tp, ConsumerPartition& state, NodeId node,
                  const protocol::FetchResponse::Partition& answer, Context& context);

  // consumer_poll.cpp
  void poll(Context& context);
  std::int64_t hand_over(FetchedRecords& fetched, ConsumerPartition& state, std::int64_t most,
                         Context& context);
};

}  // namespace barnabas::client
