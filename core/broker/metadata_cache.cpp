#include "core/broker/metadata_cache.h"

#include <algorithm>
#include <set>

namespace barnabas::broker {

void MetadataCache::update(const protocol::UpdateMetadataRequest& request) {
  controller = request.controller_id;
  brokers.clear();
  alive.clear();
  for (const auto& broker : request.live_brokers) {
    brokers[broker.id] = Broker{{broker.host, broker.port}, broker.rack};
  }
  for (const auto& [id, broker] : brokers) alive.push_back(id);
  for (const auto& [topic, id] : request.topic_ids) topic_ids[topic] = id;
  for (const auto& state : request.partitions) partitions[{state.topic, state.partition}] = state;
  for (const auto& gone : request.deleted) {
    partitions.erase({gone.name, gone.partition});
    const auto next = partitions.lower_bound({gone.name, 0});
    if (next == partitions.end() || next->first.topic != gone.name) topic_ids.erase(gone.name);
  }
}

const Endpoint* MetadataCache::endpoint_of(NodeId broker) const {
  const auto found = brokers.find(broker);
  return found == brokers.end() ? nullptr : &found->second.endpoint;
}

protocol::MetadataResponse::Topic MetadataCache::describe(const std::string& name) const {
  protocol::MetadataResponse::Topic topic;
  topic.name = name;
  const auto id = topic_ids.find(name);
  if (id != topic_ids.end()) topic.id = id->second;
  for (auto at = partitions.lower_bound({name, 0});
       at != partitions.end() && at->first.topic == name; ++at) {
    const protocol::PartitionState& state = at->second;
    protocol::MetadataResponse::Partition partition;
    partition.partition = state.partition;
    partition.leader = state.leader;
    partition.leader_epoch = state.leader_epoch;
    partition.replicas = state.replicas;
    partition.isr = state.isr;
    for (const NodeId replica : state.replicas) {
      if (brokers.count(replica) == 0) partition.offline_replicas.push_back(replica);
    }
    if (brokers.count(state.leader) == 0) {  // none, or one that is gone
      partition.error = ErrorCode::LeaderNotAvailable;
      partition.leader = kNoNode;
    }
    topic.partitions.push_back(std::move(partition));
  }
  if (topic.partitions.empty()) topic.error = ErrorCode::UnknownTopicOrPartition;
  return topic;
}

protocol::MetadataResponse MetadataCache::answer(const protocol::MetadataRequest& request,
                                                 const std::string& cluster_id) const {
  protocol::MetadataResponse response;
  response.cluster_id = cluster_id;
  response.controller_id = brokers.count(controller) != 0 ? controller : kNoNode;
  for (const auto& [id, broker] : brokers) {
    response.brokers.push_back({id, broker.endpoint.host, broker.endpoint.port, broker.rack});
  }
  if (request.topics) {
    for (const std::string& topic : *request.topics) response.topics.push_back(describe(topic));
    return response;
  }
  std::set<std::string> names;
  for (const auto& [tp, state] : partitions) names.insert(tp.topic);
  for (const std::string& topic : names) response.topics.push_back(describe(topic));
  return response;
}

}  // namespace barnabas::broker
