// What a client knows of the cluster, and when it asks again.
//
// Refreshed when metadata.max.age.ms has passed, and at once (not more often than retry.backoff.ms)
// when an error says that it is stale. A partition's leader is taken over only from a leader epoch
// that is not older than the known one (KIP-320), unless the topic was deleted and made again
// (KAFKA-12257).
//
// Kafka: Metadata, MetadataCache of the clients (3.9).
#pragma once

#include <map>
#include <set>
#include <string>

#include "core/client/client_config.h"
#include "core/client/network.h"
#include "core/protocol/03_metadata.h"

namespace barnabas::client {

struct ClusterView {
  struct Partition {
    NodeId leader{-1};
    LeaderEpoch leader_epoch{-1};
    std::vector<NodeId> replicas;
    TopicId topic;  // whose partition: another topic of the same name begins anew
    friend bool operator==(const Partition&, const Partition&) = default;
  };
  Duration max_age = milliseconds(300000);
  Duration backoff = milliseconds(100);
  std::set<std::string> topics;  // of interest
  std::map<TopicPartition, Partition> partitions;
  std::map<std::string, std::int32_t> partition_counts;
  std::set<NodeId> brokers;  // alive, as the last answer named them
  CreatesTopics creates_topics = CreatesTopics::Always;
  NodeId controller{-1};
  Instant next_refresh{};
  bool wanted = true;
  CorrelationId in_flight{0};  // 0: none
  std::int64_t answers = 0;    // so far: who found the view stale can wait for the next

  void want(Context& context);  // the view is stale
  void want_topic(const std::string& topic, Context& context);
  // Sends a request when one is due and a broker can be reached.
  void advance(Network& network, Context& context);
  // True when the outcome was the view's.
  bool on_outcome(const Outcome& outcome, Network& network, Context& context);
  const Partition* find(const TopicPartition& tp) const;
  // The leader that a refusing broker named (KIP-951), when it is newer and can be reached.
  void take_leader(const TopicPartition& tp, NodeId leader, LeaderEpoch epoch,
                   const Network& network);
  friend bool operator==(const ClusterView&, const ClusterView&) = default;

 private:
  bool may_create() const;
  void take(const protocol::MetadataResponse& response, Network& network, Context& context);
};

}  // namespace barnabas::client
