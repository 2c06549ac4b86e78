#include "core/client/cluster_view.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace barnabas::client {
namespace {

constexpr TimerId kRefresh{TimerKind::MetadataRefresh, 0};

}  // namespace

void ClusterView::want(Context& context) {
  if (!wanted) next_refresh = context.now + backoff;
  wanted = true;
}

void ClusterView::want_topic(const std::string& topic, Context& context) {
  if (!topics.insert(topic).second) return;
  wanted = true;
  next_refresh = context.now;
}

void ClusterView::advance(Network& network, Context& context) {
  // What we know may be why it ended (NetworkClient.DefaultMetadataUpdater.handleServerDisconnect).
  if (std::exchange(network.has_lost, false)) want(context);
  if (in_flight.value != 0) return;  // one request at a time
  if (context.now < next_refresh) {  // not yet
    context.set_timer(kRefresh, next_refresh - context.now);
    return;
  }
  const NodeId node = network.any_ready(context);
  if (node == kNoNode) return;  // a connection is being made
  protocol::MetadataRequest request;
  request.topics.emplace(topics.begin(), topics.end());
  request.allow_auto_topic_creation = may_create();
  in_flight = network.send(node, 12, protocol::RequestRef(std::move(request)), true, context);
}

bool ClusterView::may_create() const {
  if (creates_topics != CreatesTopics::OnceSeen) return creates_topics == CreatesTopics::Always;
  return std::all_of(topics.begin(), topics.end(), [this](const std::string& topic) {
    const auto first = partitions.lower_bound({topic, 0});
    return first != partitions.end() && first->first.topic == topic;
  });
}

bool ClusterView::on_outcome(const Outcome& outcome, Network& network, Context& context) {
  if (in_flight.value == 0 || outcome.correlation != in_flight) return false;
  in_flight = CorrelationId{0};
  next_refresh = context.now + backoff;
  if (!outcome.response) {
    wanted = true;
    return true;
  }
  take(std::get<protocol::MetadataResponse>(*outcome.response), network, context);
  if (!wanted) next_refresh = context.now + max_age;
  return true;
}

void ClusterView::take(const protocol::MetadataResponse& response, Network& network,
                       Context& context) {
  wanted = response.brokers.empty();
  ++answers;
  controller = response.controller_id;
  brokers.clear();
  for (const auto& broker : response.brokers) brokers.insert(broker.id);
  for (const auto& broker : response.brokers)
    network.learn(broker.id, {broker.host, broker.port}, context);
  for (const auto& topic : response.topics) {
    if (topic.error != ErrorCode::None) wanted = true;
    partition_counts[topic.name] = static_cast<std::int32_t>(topic.partitions.size());
    for (const auto& partition : topic.partitions) {
      Partition& known = partitions[{topic.name, partition.partition}];
      if (partition.leader == kNoNode) wanted = true;
      const bool is_another = !topic.id.is_zero() && topic.id != known.topic;
      if (!is_another && partition.leader_epoch < known.leader_epoch)
        continue;  // the answer is older than what we know
      if (is_another) known.topic = topic.id;
      known.leader = partition.leader;
      known.leader_epoch = partition.leader_epoch;
      known.replicas = partition.replicas;
    }
  }
}

void ClusterView::take_leader(const TopicPartition& tp, NodeId leader, LeaderEpoch epoch,
                              const Network& network) {
  const auto known = partitions.find(tp);
  if (leader == kNoNode || known == partitions.end() || epoch <= known->second.leader_epoch) return;
  if (network.links.count(leader) == 0) return;
  known->second.leader = leader;
  known->second.leader_epoch = epoch;
}

const ClusterView::Partition* ClusterView::find(const TopicPartition& tp) const {
  const auto found = partitions.find(tp);
  return found == partitions.end() ? nullptr : &found->second;
}

}  // namespace barnabas::client
