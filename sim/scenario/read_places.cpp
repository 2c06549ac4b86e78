// Selectors, partitions, replicas, latencies: each checked against the names of the scenario.
#include <algorithm>
#include <cstddef>

#include "core/base/nearest.h"
#include "sim/fault/selector_text.h"
#include "sim/scenario/readers.h"

namespace barnabas::sim {
namespace {

const char* const kSelectorExpected =
    "\"leader of <partition>\", \"followers of ...\", \"replicas of ...\", \"isr of ...\", "
    "\"controller\", "
    "\"brokers\", \"clients\", \"everyone\", \"one of ...\", a node's name, \"$name\", or a list";

std::vector<std::string_view> views(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

template <class Keys>
std::string_view nearest_key(std::string_view name, const Keys& keys) {
  std::vector<std::string_view> candidates;
  for (const auto& key : keys) candidates.emplace_back(key);
  return nearest_name(name, candidates);
}

constexpr const char* kKnownTopic =
    "a topic under /topics, or auto.create.topics.enable in the cluster's config";

std::string_view nearest_topic(const Context& context, std::string_view name) {
  std::vector<std::string_view> topics;
  for (const auto& [topic, count] : context.names.topics) topics.emplace_back(topic);
  return nearest_name(name, topics);
}

bool check_partition(Context& context, const TopicPartition& tp, const std::string& path) {
  const auto topic = context.names.topics.find(tp.topic);
  if (topic == context.names.topics.end()) {
    const std::string meant(nearest_topic(context, tp.topic));
    context.error(path, "there is no topic '" + tp.topic + "'", kKnownTopic,
                  meant.empty() ? "" : meant + "-" + std::to_string(tp.partition));
    return false;
  }
  if (tp.partition < topic->second) return true;
  context.error(path, "topic '" + tp.topic + "' has no partition " + std::to_string(tp.partition),
                topic->second == 0 ? "a topic that has partitions"
                                   : "a partition from 0 to " + std::to_string(topic->second - 1));
  return false;
}

// A misspelt role: "leeder of orders-0".
std::string nearest_role(std::string_view text) {
  constexpr std::string_view kOneOf = "one of ";
  if (text.substr(0, kOneOf.size()) == kOneOf) {
    const std::string inner = nearest_role(text.substr(kOneOf.size()));
    return inner.empty() ? "" : std::string(kOneOf) + inner;
  }
  const std::size_t of = text.find(" of ");
  if (of == std::string_view::npos) return "";
  const std::string_view role = nearest_name(text.substr(0, of + 3), selector_roles());
  return role.empty() ? "" : std::string(role) + std::string(text.substr(of + 3));
}

void check_node(Context& context, const Selector& selector, const std::string& path) {
  if (context.names.has_node(selector.text)) return;
  const std::vector<std::string> nodes = context.names.nodes();
  std::vector<std::string_view> candidates = views(nodes);
  for (const std::string_view word : selector_words()) candidates.push_back(word);
  const bool is_broker = broker_id(selector.text) != kNoNode;
  context.error(path, "there is no node '" + selector.text + "'", one_of(views(nodes)),
                is_broker ? "" : nearest_name(selector.text, candidates));
}

void check_selector(Context& context, const Selector& selector, const std::string& path) {
  switch (selector.kind) {
    case Selector::Kind::Node:
      check_node(context, selector, path);
      break;
    case Selector::Kind::Remembered:
      if (context.names.remembered.count(selector.text) == 0) {
        context.error(path, "no action remembers a node as '" + selector.text + "'",
                      "a name that an action gives by \"as\"",
                      nearest_key(selector.text, context.names.remembered));
      }
      break;
    case Selector::Kind::LeaderOf:
    case Selector::Kind::FollowersOf:
    case Selector::Kind::ReplicasOf:
    case Selector::Kind::IsrOf:
      check_partition(context, selector.partition, path);
      break;
    case Selector::Kind::Controller:
    case Selector::Kind::Brokers:
    case Selector::Kind::Clients:
    case Selector::Kind::Everyone:
    case Selector::Kind::List:
      break;
    case Selector::Kind::OneOf:
      check_selector(context, selector.list.front(), path);
      break;
  }
}

std::optional<Selector> read_selector_list(Context& context, const Json& value,
                                           const std::string& path) {
  Selector list;
  list.kind = Selector::Kind::List;
  if (value.empty()) context.error(path, "an empty list", kSelectorExpected);
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string own = path + "/" + std::to_string(i);
    if (value[i].is_array()) {
      context.error(own, "a list inside a list", "one selector");
      continue;
    }
    std::optional<Selector> item = read_selector(context, value[i], own);
    if (item) list.list.push_back(*item);
  }
  return list;
}

}  // namespace

std::optional<Selector> read_selector(Context& context, const Json& value,
                                      const std::string& path) {
  if (value.is_array()) return read_selector_list(context, value, path);
  const auto text = read_text(context, value, path, kSelectorExpected);
  if (!text) return std::nullopt;
  const Result<Selector> selector = parse_selector(*text);
  if (!selector) {
    context.error(path, selector.error().what, kSelectorExpected, nearest_role(*text));
    return std::nullopt;
  }
  check_selector(context, *selector, path);
  return *selector;
}

bool check_steady(Context& context, const Selector& selector, const std::string& path) {
  if (selector.kind == Selector::Kind::OneOf) {
    context.error(path, "'" + to_text(selector) + "' where nobody draws",
                  "a selector without chance; \"one of\" is for actions");
    return false;
  }
  for (const Selector& item : selector.list) {
    if (!check_steady(context, item, path)) return false;
  }
  return true;
}

std::optional<TopicPartition> read_partition(Context& context, const Json& value,
                                             const std::string& path) {
  const auto text = read_text(context, value, path, "a partition like \"orders-0\"");
  if (!text) return std::nullopt;
  const std::optional<TopicPartition> partition = parse_partition(*text);
  if (!partition) {
    context.error(path, "'" + *text + "' is no partition", "topic and number, as in \"orders-0\"");
    return std::nullopt;
  }
  if (!check_partition(context, *partition, path)) return std::nullopt;
  return partition;
}

std::vector<TopicPartition> read_partitions(Context& context, const Json& value,
                                            const std::string& path) {
  std::vector<TopicPartition> result;
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string own = path + "/" + std::to_string(i);
      if (value[i].is_array()) {
        context.error(own, "a list inside a list", "a partition like \"orders-0\"");
        continue;
      }
      const auto some = read_partitions(context, value[i], own);
      result.insert(result.end(), some.begin(), some.end());
    }
    return result;
  }
  const auto target = read_topic_or_partition(context, value, path);
  if (!target) return result;
  if (target->partition >= 0) return {*target};
  const std::int32_t count = context.names.topics.at(target->topic);
  for (std::int32_t i = 0; i < count; ++i) result.push_back({target->topic, i});
  return result;
}

std::optional<TopicPartition> read_topic_or_partition(Context& context, const Json& value,
                                                      const std::string& path) {
  if (value.is_string()) {
    const auto text = value.get<std::string>();
    if (context.names.topics.count(text) != 0) return TopicPartition{text, -1};
    if (!parse_partition(text)) {
      read_topic_name(context, value, path);
      return std::nullopt;
    }
  }
  return read_partition(context, value, path);
}

void check_fault(Context& context, const std::string& id, const std::string& path) {
  const std::set<std::string>& faults = context.names.faults;
  if (faults.count(id) != 0) return;
  const std::vector<std::string_view> ids(faults.begin(), faults.end());
  const std::string expected =
      ids.size() == 1 ? "'" + *faults.begin() + "', the only one" : one_of(ids);
  context.error(path, "there is no fault '" + id + "'", expected, nearest_name(id, ids));
}

std::optional<std::string> read_topic_name(Context& context, const Json& value,
                                           const std::string& path) {
  const auto text = read_text(context, value, path, "a topic's name");
  if (!text) return std::nullopt;
  if (context.names.topics.count(*text) != 0) return text;
  context.error(path, "there is no topic '" + *text + "'", kKnownTopic,
                nearest_topic(context, *text));
  return std::nullopt;
}

std::vector<NodeId> read_replicas(Context& context, const Json& value, const std::string& path) {
  std::vector<NodeId> result;
  const std::string expected = "a list of different broker ids, the preferred leader first";
  if (!value.is_array() || value.empty()) {
    context.error(path, value.is_array() ? "an empty list" : describe(value), expected);
    return result;
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string own = path + "/" + std::to_string(i);
    NodeId id = kNoNode;
    if (value[i].is_string()) {
      id = broker_id(value[i].get<std::string>());
    } else if (value[i].is_number_integer()) {
      const auto number = read_integer(context, value[i], own, 0, INT32_MAX);
      if (!number) continue;
      id = NodeId(static_cast<std::int32_t>(*number));
    }
    if (id == kNoNode || context.names.brokers.count(id.value) == 0) {
      context.error(
          own, "there is no broker " + value[i].dump(-1, ' ', true, Json::error_handler_t::replace),
          "one of the " + std::to_string(context.names.brokers.size()) + " brokers");
    } else if (std::find(result.begin(), result.end(), id) != result.end()) {
      context.error(own, "broker " + std::to_string(id.value) + " stands twice", expected);
    } else {
      result.push_back(id);
    }
  }
  return result;
}

std::optional<LatencySpec> read_latency(Context& context, const Json& value,
                                        const std::string& path) {
  LatencySpec latency;
  if (value.is_string()) {
    const auto fixed = read_duration(context, value, path);
    if (!fixed) return std::nullopt;
    return LatencySpec{*fixed, *fixed};
  }
  const std::string expected = "\"2ms\" or {\"uniform\": [\"1ms\", \"3ms\"]}";
  if (!value.is_object()) {
    context.error(path, describe(value), expected);
    return std::nullopt;
  }
  ObjectReader reader(context, value, path, "a latency");
  const Json* uniform = reader.require("uniform", expected);
  reader.finish();
  if (uniform == nullptr) return std::nullopt;
  const std::string own = reader.path_of("uniform");
  if (!uniform->is_array() || uniform->size() != 2) {
    context.error(own, describe(*uniform), "a list of two durations");
    return std::nullopt;
  }
  const auto low = read_duration(context, (*uniform)[0], own + "/0");
  const auto high = read_duration(context, (*uniform)[1], own + "/1");
  if (!low || !high) return std::nullopt;
  if (*high < *low) {
    context.error(own, "the second duration is less than the first", "the lower one first");
    return std::nullopt;
  }
  latency.low = *low;
  latency.high = *high;
  return latency;
}

}  // namespace barnabas::sim
