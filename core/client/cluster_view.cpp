#include "core/client/cluster_view.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "core/base/backoff.h"

namespace barnabas::client {
namespace {

constexpr TimerId kRefresh{TimerKind::MetadataRefresh, 0};

}  // namespace

ClusterView ClusterView::of(const CommonConfig& config) {
  ClusterView view;
  view.max_age = config.metadata_max_age;
  view.backoff = config.retry_backoff;
  view.backoff_max = config.retry_backoff_max;
  view.creates_topics = config.creates_topics;
  return view;
}

void ClusterView::want() { wanted = true; }

void ClusterView::want_new() {
  wanted = true;
  answers_without_news = 0;
  stands_still_until = Instant{};
}

void ClusterView::want_topic(const std::string& topic) {
  if (!topics.insert(topic).second) return;
  want_new();
  backs_off_until = Instant{};
}

Instant ClusterView::due() const {
  const Instant asked = wanted ? Instant{} : expires;
  return std::max({asked, backs_off_until, std::min(stands_still_until, expires)});
}

void ClusterView::advance(Network& network, Context& context) {
  // What we know may be why it ended; and when it was just about to be asked, that has failed, too
  // (NetworkClient.DefaultMetadataUpdater.handleServerDisconnect).
  if (std::exchange(network.has_lost, false)) {
    if (in_flight.value == 0 && context.now >= due()) on_failure(network, context);
    want();
  }
  if (in_flight.value != 0) return;  // one request at a time
  if (context.now < due()) {         // not yet
    context.set_timer(kRefresh, due() - context.now);
    return;
  }
  const NodeId node = network.any_ready(context);
  if (node == kNoNode) return;  // a connection is being made
  if (context.now >= expires) answers_without_news = 0;
  protocol::MetadataRequest request;
  request.topics.emplace(topics.begin(), topics.end());
  request.allow_auto_topic_creation = may_create();
  topics_asked = topics.size();
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
  const auto* response =
      outcome.response ? std::get_if<protocol::MetadataResponse>(&*outcome.response) : nullptr;
  if (response == nullptr || response->brokers.empty()) {  // a broker that starts knows nobody
    on_failure(network, context);
  } else {
    on_answer(*response, network, context);
  }
  return true;
}

void ClusterView::on_failure(Network& network, Context& context) {
  backs_off_until =
      context.now + exponential_backoff(backoff, backoff_max, failures++, network.random);
  answers_without_news = 0;
  stands_still_until = Instant{};
}

void ClusterView::on_answer(const protocol::MetadataResponse& response, Network& network,
                            Context& context) {
  failures = 0;
  backs_off_until = context.now + exponential_backoff(backoff, backoff_max, 0, network.random);
  expires = context.now + max_age;
  wanted = topics.size() > topics_asked;
  ++answers_without_news;
  controller = response.controller_id;
  brokers.clear();
  for (const auto& broker : response.brokers) brokers.insert(broker.id);
  network.meet(response.brokers, context);
  for (const auto& topic : response.topics) take(topic);
  stands_still_until = Instant{};
  if (answers_without_news == 0) return;
  const std::int32_t doublings = answers_without_news - 1;
  stands_still_until =
      context.now + exponential_backoff(backoff, backoff_max, doublings, network.random);
}

void ClusterView::take(const protocol::MetadataResponse::Topic& topic) {
  partition_counts[topic.name] = static_cast<std::int32_t>(topic.partitions.size());
  if (facts_of(topic.error).refreshes_metadata) want();
  for (const auto& partition : topic.partitions) {
    if (take(partition, topic.id, partitions[{topic.name, partition.partition}]))
      answers_without_news = 0;
    if (partition.leader == kNoNode) want();
  }
}

// True when it was news.
bool ClusterView::take(const protocol::MetadataResponse::Partition& partition, const TopicId& topic,
                       Partition& known) {
  const bool is_another = !topic.is_zero() && topic != known.topic;
  const bool is_news = is_another || partition.leader_epoch > known.leader_epoch;
  if (!is_another && partition.leader_epoch < known.leader_epoch) return false;  // it is older
  if (is_another) known.topic = topic;
  known.leader = partition.leader;
  known.leader_epoch = partition.leader_epoch;
  known.replicas = partition.replicas;
  return is_news;
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
