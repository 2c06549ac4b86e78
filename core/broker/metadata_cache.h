// What this broker believes of the cluster, from UpdateMetadata: it answers Metadata requests from
// here.
//
// Kafka: ZkMetadataCache (3.9). May be stale; every consequence is caught by leader epochs.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/ports/effect.h"
#include "core/protocol/03_metadata.h"
#include "core/protocol/06_update_metadata.h"

namespace barnabas::broker {

struct MetadataCache {
  struct Broker {
    Endpoint endpoint;
    std::string rack;
    friend bool operator==(const Broker&, const Broker&) = default;
  };
  std::map<NodeId, Broker> brokers;
  std::map<TopicPartition, protocol::PartitionState> partitions;
  std::map<std::string, TopicId> topic_ids;
  std::vector<NodeId> alive;  // the keys of `brokers`
  NodeId controller{-1};

  void update(const protocol::UpdateMetadataRequest& request);
  const Endpoint* endpoint_of(NodeId broker) const;
  protocol::MetadataResponse answer(const protocol::MetadataRequest& request,
                                    const std::string& cluster_id) const;
  friend bool operator==(const MetadataCache&, const MetadataCache&) = default;

 private:
  protocol::MetadataResponse::Topic describe(const std::string& topic) const;
};

}  // namespace barnabas::broker
