// Metadata: what this broker believes of the cluster; topics that are not there may be made.
//
// Kafka: KafkaApis.handleTopicMetadataRequest, AutoTopicCreationManager (3.9).
#include <algorithm>
#include <utility>

#include "core/broker/broker.h"
#include "core/broker/topic_config_lookup.h"
#include "core/cluster/znodes.h"
#include "core/controller/topic_rules.h"

namespace barnabas::broker {
namespace {

using protocol::CreateTopicsRequest;
using protocol::CreateTopicsResponse;
using protocol::MetadataRequest;
using protocol::MetadataResponse;
using Names = std::vector<std::string>;

// Sets the errors of topics that are not there; returns those that are to be made.
Names settle_unknown(const Broker& broker, bool may_create, MetadataResponse& response) {
  Names names;
  for (MetadataResponse::Topic& topic : response.topics) {
    if (topic.error != ErrorCode::UnknownTopicOrPartition) continue;
    if (controller::validate_topic_name(topic.name)) {
      topic.error = ErrorCode::InvalidTopicException;
    } else if (may_create && !broker.creations.is_under_way(topic.name) &&
               std::find(names.begin(), names.end(), topic.name) == names.end()) {
      names.push_back(topic.name);
    }
  }
  return names;
}

// This broker may just have started, and have been told of no topic yet.
void read_topic_names(Broker& broker, std::int64_t token, Context& context) {
  protocol::zk::Op op;
  op.code = protocol::zk::OpCode::GetChildren;
  op.path = std::string(cluster::znodes::kTopics);
  broker.zookeeper.submit(context, kCreationTokens + token, std::move(op));
}

void ask_controller(Broker& broker, std::int64_t token, const Names& names, Context& context) {
  const controller::ControllerConfig& defaults = broker.config.controller;
  CreateTopicsRequest request;
  request.timeout_ms = 0;  // made is enough: the client asks again for the leaders
  for (const std::string& name : names) {
    CreateTopicsRequest::Topic topic;
    topic.name = name;
    topic.partition_count = defaults.num_partitions;
    topic.replication_factor = defaults.default_replication_factor;
    request.topics.push_back(std::move(topic));
  }
  context.probe("metadata.creates-topic");
  broker.channel.send(token, protocol::RequestRef(std::move(request)), 7);
}

void set_error(MetadataResponse& response, const std::string& name, ErrorCode error) {
  for (MetadataResponse::Topic& topic : response.topics) {
    if (topic.name == name) topic.error = error;
  }
}

void finish(Broker& broker, std::int64_t token, Context& context) {
  auto node = broker.creations.under_way.extract(token);
  if (!node.mapped().waiting) return;
  answer(context, *node.mapped().waiting, std::move(node.mapped().answer));
}

// What a client is told whose topic the controller has made, or not.
ErrorCode told_error(ErrorCode error) {
  const bool is_made = error == ErrorCode::None || error == ErrorCode::RequestTimedOut ||
                       error == ErrorCode::TopicAlreadyExists;
  if (is_made) return ErrorCode::LeaderNotAvailable;
  return error == ErrorCode::NotController ? ErrorCode::UnknownTopicOrPartition : error;
}

}  // namespace

bool TopicCreations::is_under_way(const std::string& topic) const {
  return std::any_of(under_way.begin(), under_way.end(), [&topic](const auto& creation) {
    const Names& names = creation.second.topics;
    return std::find(names.begin(), names.end(), topic) != names.end();
  });
}

void TopicCreations::fold_into(Hasher& hasher) const {
  if (next == kFirstCreationToken) return;
  fold_value(hasher, under_way);
  fold_value(hasher, next);
}

void on_metadata(Broker& broker, const Caller& caller, const MetadataRequest& request,
                 Context& context) {
  MetadataResponse response = broker.metadata.answer(request, broker.config.cluster_id);
  const bool may_create = broker.config.auto_create_topics && request.allow_auto_topic_creation;
  const Names names = settle_unknown(broker, may_create, response);
  if (names.empty()) return answer(context, caller, std::move(response));
  const std::int64_t token = broker.creations.next++;
  broker.creations.under_way[token] = {names, caller, std::move(response)};
  read_topic_names(broker, token, context);
}

void on_topic_names(Broker& broker, std::int64_t token, const protocol::zk::Response& response,
                    Context& context) {
  using protocol::zk::Error;
  if (response.error == Error::ConnectionLoss || response.error == Error::SessionExpired)
    return read_topic_names(broker, token, context);  // asked again when connected
  const auto found = broker.creations.under_way.find(token);
  if (found == broker.creations.under_way.end()) return;
  TopicCreations::Creation& creation = found->second;
  const Names asked = std::exchange(creation.topics, {});
  for (const std::string& name : asked) {
    const bool exists = std::find(response.children.begin(), response.children.end(), name) !=
                        response.children.end();
    if (exists) {
      set_error(creation.answer, name, ErrorCode::LeaderNotAvailable);
    } else {
      creation.topics.push_back(name);
    }
  }
  if (creation.topics.empty()) return finish(broker, token, context);
  ask_controller(broker, token, creation.topics, context);
}

void on_topics_created(Broker& broker, std::int64_t token, const CreateTopicsResponse& created,
                       Context& context) {
  const auto found = broker.creations.under_way.find(token);
  if (found == broker.creations.under_way.end()) return;
  for (const CreateTopicsResponse::Topic& made : created.topics)
    set_error(found->second.answer, made.name, told_error(made.error));
  finish(broker, token, context);
}

void forget_topic_creation_callers(Broker& broker, ConnectionId connection) {
  for (auto& [token, creation] : broker.creations.under_way) {
    if (creation.waiting && creation.waiting->connection == connection) creation.waiting.reset();
  }
}

}  // namespace barnabas::broker
