// DescribeConfigs: the settings in force, and where each comes from.
//
// A topic's own settings are read from ZooKeeper for each request, one resource after the other:
// this broker may never have met the topic. Its own are at hand.
//
// Kafka: ConfigHelper.describeConfigs, ZkConfigRepository (3.9).
#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "core/broker/broker.h"
#include "core/broker/config_description.h"
#include "core/broker/topic_config_lookup.h"
#include "core/cluster/znodes.h"
#include "core/controller/topic_rules.h"

namespace barnabas::broker {
namespace {

using protocol::ConfigResource;
using protocol::DescribeConfigsRequest;
using protocol::DescribeConfigsResponse;
using Result = DescribeConfigsResponse::Resource;

Result result_for(const DescribeConfigsRequest::Resource& resource) {
  Result result;
  result.type = resource.type;
  result.name = resource.name;
  return result;
}

void refuse(Result& result, ErrorCode error, std::string message) {
  result.error = error;
  result.message = std::move(message);
}

bool is_known_topic(const Broker& broker, const std::string& topic) {
  const auto first = broker.metadata.partitions.lower_bound({topic, 0});
  return first != broker.metadata.partitions.end() && first->first.topic == topic;
}

void describe_broker(const Broker& broker, Result& result) {
  if (result.name.empty()) {
    result.entries = describe_cluster_default(broker.controller.settings());
    return;
  }
  std::int32_t id = -1;
  const char* end = result.name.data() + result.name.size();
  const auto parsed = std::from_chars(result.name.data(), end, id);
  if (parsed.ec != std::errc{} || parsed.ptr != end) {
    return refuse(result, ErrorCode::InvalidRequest,
                  "Broker id must be an integer, but it is: " + result.name);
  }
  if (id != broker.config.id.value) {
    return refuse(result, ErrorCode::InvalidRequest,
                  "Unexpected broker id, expected " + std::to_string(broker.config.id.value) +
                      " or empty string, but received " + result.name);
  }
  result.entries =
      describe_broker_settings(broker.controller.settings(), broker.config.id, broker.config.rack);
}

void keep_only_wanted(const DescribeConfigsRequest& request,
                      const DescribeConfigsRequest::Resource& resource, Result& result) {
  if (resource.keys && !resource.keys->empty()) {
    const auto is_unwanted = [&resource](const DescribeConfigsResponse::Entry& entry) {
      return std::find(resource.keys->begin(), resource.keys->end(), entry.name) ==
             resource.keys->end();
    };
    result.entries.erase(std::remove_if(result.entries.begin(), result.entries.end(), is_unwanted),
                         result.entries.end());
  }
  if (request.include_synonyms) return;
  for (DescribeConfigsResponse::Entry& entry : result.entries) entry.synonyms.clear();
}

const DescribeConfigsRequest& request_of(const Description& description) {
  return std::get<DescribeConfigsRequest>(*description.request);
}

void take_result(Description& description, Result result) {
  const DescribeConfigsRequest& request = request_of(description);
  keep_only_wanted(request, request.resources[description.results.size()], result);
  description.results.push_back(std::move(result));
}

void read_topic(Broker& broker, std::int64_t number, const std::string& topic, Context& context) {
  protocol::zk::Op op;
  op.code = protocol::zk::OpCode::GetData;
  op.path = cluster::znodes::topic_config_path(topic);
  broker.zookeeper.submit(context, kDescribeTokens + number, std::move(op));
}

// True when ZooKeeper has been asked, which goes on with it.
bool is_asked_for(Broker& broker, std::int64_t number, Result& result, Context& context) {
  if (const controller::Refusable wrong = controller::validate_topic_name(result.name)) {
    refuse(result, wrong->error, wrong->message);
    return false;
  }
  if (!is_known_topic(broker, result.name)) {
    result.error = ErrorCode::UnknownTopicOrPartition;
    return false;
  }
  read_topic(broker, number, result.name, context);
  return true;
}

void go_on(Broker& broker, std::int64_t number, Context& context) {
  Description& description = broker.descriptions.at(number);
  const DescribeConfigsRequest& request = request_of(description);
  while (description.results.size() < request.resources.size()) {
    Result result = result_for(request.resources[description.results.size()]);
    if (result.type == ConfigResource::Topic) {
      if (is_asked_for(broker, number, result, context)) return;
    } else if (result.type == ConfigResource::Broker) {
      describe_broker(broker, result);
    } else {
      refuse(result, ErrorCode::InvalidRequest, "Unsupported resource type");
    }
    take_result(description, std::move(result));
  }
  DescribeConfigsResponse response;
  response.results = std::move(description.results);
  answer(context, description.caller, std::move(response));
  broker.descriptions.erase(number);
}

}  // namespace

void on_describe_configs(Broker& broker, const Caller& caller, const protocol::RequestRef& request,
                         Context& context) {
  std::int64_t number = 0;
  while (broker.descriptions.count(number) != 0) ++number;
  broker.descriptions[number] = {caller, request, {}};
  go_on(broker, number, context);
}

void on_described_topic(Broker& broker, std::int64_t number, const protocol::zk::Response& response,
                        Context& context) {
  const auto found = broker.descriptions.find(number);
  if (found == broker.descriptions.end()) return;
  Description& description = found->second;
  Result result = result_for(request_of(description).resources[description.results.size()]);
  using protocol::zk::Error;
  if (response.error == Error::ConnectionLoss || response.error == Error::SessionExpired)
    return read_topic(broker, number, result.name, context);  // asked again when connected
  const bool exists = response.error == Error::Ok;
  result.entries = describe_topic_settings(
      broker.controller.settings(),
      exists ? cluster::znodes::decode_configs(response.data) : TopicConfig{});
  take_result(description, std::move(result));
  go_on(broker, number, context);
}

void on_api_versions(Broker&, const Caller& caller, Context& context) {
  protocol::ApiVersionsResponse response;
  for (std::size_t i = 0; i < protocol::kApiCount; ++i) {
    const protocol::ApiFacts& facts = protocol::facts_of_api(i);
    if (facts.key >= 0) response.keys.push_back({facts.key, facts.min_version, facts.max_version});
  }
  answer(context, caller, std::move(response));
}

}  // namespace barnabas::broker
