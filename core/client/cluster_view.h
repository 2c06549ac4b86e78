// What a client knows of the cluster, and when it asks again.
//
// Refreshed when metadata.max.age.ms has passed, and at once when an error says that it is stale,
// but not within retry.backoff.ms of the last time. That pause grows up to retry.backoff.max.ms
// with every failure in a row, and with every answer in a row that told no news (KIP-580). A
// partition's leader is taken over only from a leader epoch that is not older than the known one
// (KIP-320), unless the topic was deleted and made again (KAFKA-12257).
//
// Effects: those of Network; SetTimer (MetadataRefresh).
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
  Duration backoff_max = milliseconds(1000);
  std::set<std::string> topics;  // of interest
  std::map<TopicPartition, Partition> partitions;
  std::map<std::string, std::int32_t> partition_counts;
  std::set<NodeId> brokers;  // alive, as the last answer named them
  CreatesTopics creates_topics = CreatesTopics::Always;
  NodeId controller{-1};
  bool wanted = true;
  Instant expires{};
  Instant backs_off_until{};     // after the last refresh, the longer the more have failed
  Instant stands_still_until{};  // the same, by answers without news; an age that is over ends it
  std::int32_t failures = 0;
  std::int32_t answers_without_news = 0;
  std::size_t topics_asked = 0;  // how many of `topics` the request in flight names
  CorrelationId in_flight{0};    // 0: none

  static ClusterView of(const CommonConfig& config);
  void want();      // the view is stale
  void want_new();  // the same, for something that answers so far may well not have told
  void want_topic(const std::string& topic);
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
  Instant due() const;
  void on_failure(Network& network, Context& context);
  void on_answer(const protocol::MetadataResponse& response, Network& network, Context& context);
  void take(const protocol::MetadataResponse::Topic& topic);
  bool take(const protocol::MetadataResponse::Partition& partition, const TopicId& topic,
            Partition& known);
};

}  // namespace barnabas::client
