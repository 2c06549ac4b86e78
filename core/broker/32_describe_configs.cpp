// DescribeConfigs: the settings in force, and where each comes from.
// Kafka: ConfigHelper (3.9). Simplified: only what was set on the topic (source 1) is listed.
#include <algorithm>

#include "core/broker/broker.h"

namespace barnabas::broker {
namespace {

constexpr std::int8_t kTopicSource = 1;

void describe_topic(const Broker& broker, protocol::DescribeConfigsResponse::Resource& result,
                    const std::optional<std::vector<std::string>>& keys) {
  const auto own = broker.topic_configs.find(result.name);
  bool known = own != broker.topic_configs.end();
  const auto first = broker.metadata.partitions.lower_bound({result.name, 0});
  known = known || (first != broker.metadata.partitions.end() && first->first.topic == result.name);
  if (!known) {
    result.error = ErrorCode::UnknownTopicOrPartition;
    result.message = "no such topic";
    return;
  }
  if (own == broker.topic_configs.end()) return;
  for (const auto& [name, value] : own->second) {
    if (keys && std::find(keys->begin(), keys->end(), name) == keys->end()) continue;
    result.entries.push_back({name, value, kTopicSource, false});
  }
}

}  // namespace

void on_describe_configs(Broker& broker, const Caller& caller,
                         const protocol::DescribeConfigsRequest& request, Context& context) {
  protocol::DescribeConfigsResponse response;
  for (const auto& resource : request.resources) {
    protocol::DescribeConfigsResponse::Resource result;
    result.type = resource.type;
    result.name = resource.name;
    if (resource.type == protocol::ConfigResource::Topic) {
      describe_topic(broker, result, resource.keys);
    } else {
      result.error = ErrorCode::InvalidRequest;
      result.message = "only topics are described";
    }
    response.results.push_back(std::move(result));
  }
  answer(context, caller, std::move(response));
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
