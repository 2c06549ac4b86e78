// A consumer without a group: reads assigned partitions from chosen offsets, below the high
// watermark.
//
// Each partition has a position, the next offset to read. A position that is not known yet, or that
// the broker refused, is looked up first. Per broker one fetch is in flight; what arrives is
// delivered at once, as to an application that always polls.
//
// State:   per partition: NeedsOffset → AskingOffset → Fetching → NeedsOffset (out of range).
// Effects: those of Network and ClusterView; SetTimer (Poll); Notes Delivered, PositionReset,
// Failed. Kafka:   KafkaConsumer with assign(), Fetcher, SubscriptionState (3.9).
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/base/hash.h"
#include "core/base/prng.h"
#include "core/client/client_config.h"
#include "core/client/cluster_view.h"

namespace barnabas::client {

struct ConsumerPartition {
  enum class State : std::uint8_t { NeedsOffset, AskingOffset, Fetching, Failed };
  State state = State::NeedsOffset;
  std::int64_t wanted = -2;  // offset, or ListOffsets' special timestamps
  Offset position{-1};
  Instant not_before{};
  friend bool operator==(const ConsumerPartition&, const ConsumerPartition&) = default;
};

struct Consumer {
  Consumer() = default;
  Consumer(ConsumerConfig config, Prng random);

  ConsumerConfig config;
  Prng random;
  Network network;
  ClusterView view;
  std::map<TopicPartition, ConsumerPartition> partitions;
  struct Asked {
    bool offsets = false;  // a ListOffsets; otherwise a Fetch
    NodeId node{-1};
    std::map<TopicPartition, Offset> positions;
    friend bool operator==(const Asked&, const Asked&) = default;
  };
  std::map<CorrelationId, Asked> in_flight;
  std::int64_t initial = -2;  // where new partitions start: beginning, end, or an offset

  void step(const Event& event, Context& context);
  friend bool operator==(const Consumer&, const Consumer&) = default;
  void fold_into(Hasher& hasher) const;

 private:
  void on_command(const command::Body& body, Context& context);
  void on_outcome(const Outcome& outcome, Context& context);
  void on_offsets(const protocol::ListOffsetsResponse& response, Context& context);
  void on_fetched(const Asked& asked, NodeId node, const protocol::FetchResponse& response,
                  Context& context);
  void on_records(const TopicPartition& tp, ConsumerPartition& state, NodeId node,
                  const protocol::FetchResponse::Partition& answer, Context& context);
  void on_out_of_range(const TopicPartition& tp, ConsumerPartition& state, Context& context);
  void ask_offsets(Context& context);
  void fetch(Context& context);
  bool is_asking(NodeId node) const;
};

}  // namespace barnabas::client
