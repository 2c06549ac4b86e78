#include "core/controller/request_batch.h"

namespace barnabas::controller {
namespace {

using cluster::Image;
using TopicIdentity = protocol::LeaderAndIsrRequest::TopicIdentity;

template <class Request>
Request addressed(const Image& image, NodeId target, NodeId controller, ControllerEpoch epoch) {
  Request request;
  request.controller_id = controller;
  request.controller_epoch = epoch;
  request.broker_epoch = image.find_broker(target)->epoch;
  return request;
}

std::vector<TopicIdentity> topic_ids(const Image& image,
                                     const std::vector<protocol::PartitionState>& states) {
  std::vector<TopicIdentity> ids;
  for (const protocol::PartitionState& state : states) {
    const bool is_known =
        !ids.empty() && ids.back().name == state.topic;  // states are sorted by topic
    const cluster::Topic* topic = image.find_topic(state.topic);
    if (!is_known && topic != nullptr) ids.push_back({state.topic, topic->id});
  }
  return ids;
}

protocol::RequestBody build_leader_and_isr(
    const Image& image, protocol::LeaderAndIsrRequest request,
    const std::map<TopicPartition, protocol::PartitionState>& states) {
  std::set<NodeId> leaders;
  for (const auto& entry : states) {
    request.partitions.push_back(entry.second);
    leaders.insert(entry.second.leader);
  }
  request.topic_ids = topic_ids(image, request.partitions);
  for (const NodeId leader : leaders) {
    const cluster::BrokerRegistration* broker = image.find_broker(leader);
    if (broker != nullptr) request.live_leaders.push_back({leader, broker->host, broker->port});
  }
  return request;
}

protocol::UpdateMetadataRequest build_metadata(const Image& image,
                                               const std::set<TopicPartition>& tps) {
  protocol::UpdateMetadataRequest request;
  for (const TopicPartition& tp : tps) {
    const cluster::Topic* topic = image.find_topic(tp.topic);
    const cluster::Partition* partition = image.find_partition(tp);
    if (partition == nullptr || topic->is_being_deleted) {
      request.deleted.push_back({tp.topic, tp.partition});
    } else if (partition->has_state()) {
      request.partitions.push_back(build_partition_state(tp, *partition, false));
    }
  }
  request.topic_ids = topic_ids(image, request.partitions);
  for (const auto& entry : image.brokers()) {
    const cluster::BrokerRegistration& broker = entry.second;
    request.live_brokers.push_back({broker.id, broker.host, broker.port, broker.rack});
  }
  return request;
}

}  // namespace

protocol::PartitionState build_partition_state(const TopicPartition& tp,
                                               const cluster::Partition& partition, bool is_new) {
  protocol::PartitionState state;
  state.topic = tp.topic;
  state.partition = tp.partition;
  state.controller_epoch = partition.leadership.controller_epoch;
  state.leader = partition.leadership.leader;
  state.leader_epoch = partition.leadership.leader_epoch;
  state.isr = partition.leadership.isr;
  state.partition_epoch = partition.leadership.partition_epoch;
  state.replicas = partition.assignment.replicas;
  state.adding_replicas = partition.assignment.adding;
  state.removing_replicas = partition.assignment.removing;
  state.is_new = is_new;
  state.leader_recovering = partition.leadership.is_recovering;
  return state;
}

void RequestBatch::add_leader_and_isr(const Image& image, const std::vector<NodeId>& brokers,
                                      const TopicPartition& tp, bool is_new) {
  const cluster::Partition* partition = image.find_partition(tp);
  if (partition == nullptr || !partition->has_state()) return;
  for (const NodeId broker : brokers) {
    auto& states = leader_and_isr_[broker];
    const auto known = states.find(tp);
    const bool was_new = known != states.end() && known->second.is_new;
    states[tp] = build_partition_state(tp, *partition, is_new || was_new);
  }
  add_update_metadata(image.registered_brokers(), {tp});
}

void RequestBatch::add_stop_replica(const Image& image, NodeId broker, const TopicPartition& tp,
                                    bool delete_partition) {
  Stop stop;
  stop.topic = tp.topic;
  stop.partition = tp.partition;
  const cluster::Topic* topic = image.find_topic(tp.topic);
  const cluster::Partition* partition = image.find_partition(tp);
  if (topic != nullptr && topic->is_being_deleted) {
    stop.leader_epoch = kEpochDuringDelete;
  } else if (partition != nullptr) {
    stop.leader_epoch = partition->leadership.leader_epoch;
  }
  // A pending deletion is not taken back by a later plain stop.
  const auto known = stop_replica_[broker].find(tp);
  const bool was_deletion = known != stop_replica_[broker].end() && known->second.delete_partition;
  stop.delete_partition = delete_partition || was_deletion;
  stop_replica_[broker][tp] = stop;
}

void RequestBatch::add_update_metadata(const std::vector<NodeId>& brokers,
                                       const std::vector<TopicPartition>& tps) {
  told_.insert(brokers.begin(), brokers.end());
  metadata_.insert(tps.begin(), tps.end());
}

std::vector<std::pair<NodeId, protocol::RequestBody>> RequestBatch::take(const Image& image,
                                                                         NodeId controller,
                                                                         ControllerEpoch epoch) {
  std::vector<std::pair<NodeId, protocol::RequestBody>> requests;
  for (const auto& entry : leader_and_isr_) {
    if (!image.is_registered(entry.first)) continue;
    auto request = addressed<protocol::LeaderAndIsrRequest>(image, entry.first, controller, epoch);
    requests.emplace_back(entry.first,
                          build_leader_and_isr(image, std::move(request), entry.second));
  }
  if (!told_.empty()) {
    protocol::UpdateMetadataRequest metadata = build_metadata(image, metadata_);
    metadata.controller_id = controller;
    metadata.controller_epoch = epoch;
    for (const NodeId broker : told_) {
      if (!image.is_registered(broker)) continue;
      metadata.broker_epoch = image.find_broker(broker)->epoch;
      requests.emplace_back(broker, metadata);
    }
  }
  for (const auto& entry : stop_replica_) {
    if (!image.is_registered(entry.first)) continue;
    auto request = addressed<protocol::StopReplicaRequest>(image, entry.first, controller, epoch);
    for (const auto& stop : entry.second) request.partitions.push_back(stop.second);
    requests.emplace_back(entry.first, std::move(request));
  }
  clear();
  return requests;
}

}  // namespace barnabas::controller
