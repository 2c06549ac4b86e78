// Kafka's settings in a scenario: known by name, of the right type, and not in conflict.
#include <algorithm>
#include <cstddef>

#include "sim/scenario/readers.h"

namespace barnabas::sim {
namespace {

using cluster::ConfigFacts;
using cluster::ConfigScope;
using cluster::ConfigView;

constexpr ConfigScope kScopes[] = {ConfigScope::Broker, ConfigScope::Topic, ConfigScope::Producer,
                                   ConfigScope::Consumer, ConfigScope::Admin};

// Brokers and topics call the same thing by different names.
std::string_view other_name(ConfigScope scope, const std::string& name) {
  if (scope == ConfigScope::Broker) {
    const auto synonyms = cluster::broker_synonyms(name);
    return synonyms.empty() ? std::string_view() : synonyms.front().broker_name;
  }
  if (scope != ConfigScope::Topic) return {};
  for (const ConfigFacts* facts : cluster::all_settings(ConfigScope::Topic)) {
    for (const auto& synonym : cluster::broker_synonyms(facts->name)) {
      if (synonym.broker_name == name) return facts->name;
    }
  }
  return {};
}

void report_unknown(Context& context, ConfigScope scope, const std::string& name,
                    const std::string& path) {
  std::string what = "unknown " + std::string(name_of(scope)) + " setting '" + name + "'";
  std::string_view meant = other_name(scope, name);
  for (const ConfigScope other : kScopes) {
    if (other == scope || cluster::find(other, name) == nullptr) continue;
    what = "'" + name + "' is a " + std::string(name_of(other)) + " setting, not a " +
           std::string(name_of(scope)) + " setting";
    return context.error_at_key(path, what, "", meant);
  }
  if (meant.empty()) meant = cluster::nearest(scope, name);
  context.error_at_key(path, what, meant.empty() ? "a name of Kafka's" : "", meant);
}

// JSON to the text that Kafka would read; nothing when it cannot be one.
std::optional<std::string> text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean() || value.is_number()) return value.dump();
  if (!value.is_array()) return std::nullopt;
  std::string list;
  for (const Json& item : value) {
    if (!item.is_string() && !item.is_number() && !item.is_boolean()) return std::nullopt;
    if (!list.empty()) list += ",";
    list += item.is_string() ? item.get<std::string>() : item.dump();
  }
  return list;
}

}  // namespace

std::optional<std::string> read_setting(Context& context, ConfigScope scope,
                                        const std::string& name, const Json& value,
                                        const std::string& path) {
  const ConfigFacts* facts = cluster::find(scope, name);
  if (facts == nullptr) {
    report_unknown(context, scope, name, path);
    return std::nullopt;
  }
  if (facts->use == cluster::ConfigUse::Refused) {
    context.error_at_key(path, name + " cannot be set: " + std::string(facts->note));
    return std::nullopt;
  }
  const bool is_classic = context.profile == Profile::Classic;
  if (facts->era == (is_classic ? cluster::ConfigEra::Kafka3 : cluster::ConfigEra::Classic)) {
    context.error_at_key(
        path, name + " is not known to the profile " + (is_classic ? "classic" : "kafka-3"));
    return std::nullopt;
  }
  const std::optional<std::string> text = text_of(value);
  if (!text || !cluster::validate(scope, name, *text)) {
    context.error(path, describe(value), cluster::describe_expected(*facts));
    return std::nullopt;
  }
  if (facts->use == cluster::ConfigUse::Accepted) {
    context.note(path, name + " has no effect in the simulator");
  }
  const bool is_policy = name == "cleanup.policy" || name == "log.cleanup.policy";
  if (is_policy && text->find("compact") != std::string::npos) {
    context.note(path, "compaction is not modelled: a compacted log keeps everything");
  }
  return text;
}

Settings read_settings(Context& context, ConfigScope scope, const Json& value,
                       const std::string& path) {
  Settings result;
  if (!value.is_object()) {
    context.error(path, describe(value),
                  "an object of " + std::string(name_of(scope)) + " settings");
    return result;
  }
  for (const auto& item : value.items()) {
    const auto text =
        read_setting(context, scope, item.key(), item.value(), child_path(path, item.key()));
    if (text) result[item.key()] = *text;
  }
  return result;
}

// Kafka: ProducerConfig.postProcessAndValidateIdempotenceConfigs,
// KafkaProducer.configureDeliveryTimeout.
void check_producer_conflicts(Context& context, const Settings& settings, const std::string& path) {
  const ConfigView view(ConfigScope::Producer, settings, context.profile);
  const auto at = [&](std::string_view name) { return child_path(path, name); };
  const std::string acks = view.text("acks");
  // The 1.x era turns acks and retries up by itself when idempotence is asked for.
  const bool raised = context.profile == Profile::Classic && !view.is_set("acks");
  const bool acks_all = acks == "all" || acks == "-1" || raised;
  const bool retries = view.integer("retries") != 0 || context.profile == Profile::Classic;
  const bool few_in_flight = view.integer("max.in.flight.requests.per.connection") <= 5;
  bool idempotent = view.boolean("enable.idempotence");
  if (idempotent && view.is_set("enable.idempotence")) {
    const std::string what = "enable.idempotence is true, but ";
    const std::string where = at("enable.idempotence");
    if (!acks_all && view.is_set("acks"))
      context.error(where, what + "acks is " + acks, "acks all");
    if (view.is_set("retries") && view.integer("retries") == 0) {
      context.error(where, what + "retries is 0", "retries >= 1");
    }
    if (!few_in_flight) {
      context.error(where, what + "max.in.flight.requests.per.connection is more than 5",
                    "at most 5");
    }
  }
  idempotent = idempotent && acks_all && retries && few_in_flight;
  if (view.is_set("transactional.id") && !idempotent) {
    context.error(at("transactional.id"), "transactional.id is set without idempotence",
                  "enable.idempotence true, acks all, retries >= 1, at most 5 requests in flight");
  }
  const std::int64_t linger = std::min<std::int64_t>(view.integer("linger.ms"), INT32_MAX);
  const std::int64_t least =
      std::min<std::int64_t>(linger + view.integer("request.timeout.ms"), INT32_MAX);
  if (view.is_set("delivery.timeout.ms") && view.integer("delivery.timeout.ms") < least) {
    context.error(at("delivery.timeout.ms"),
                  "delivery.timeout.ms is less than linger.ms + request.timeout.ms",
                  "at least " + std::to_string(least));
  }
}

// Kafka: Heartbeat, KafkaConsumer.maybeOverrideEnableAutoCommit; the last one only in 1.x.
void check_consumer_conflicts(Context& context, const Settings& settings, const std::string& path) {
  const ConfigView view(ConfigScope::Consumer, settings, context.profile);
  const auto at = [&](std::string_view name) { return child_path(path, name); };
  const bool has_group = !view.text("group.id").empty();
  if (has_group && view.integer("heartbeat.interval.ms") >= view.integer("session.timeout.ms")) {
    const bool own = view.is_set("heartbeat.interval.ms");
    context.error(at(own ? "heartbeat.interval.ms" : "session.timeout.ms"),
                  "heartbeat.interval.ms is not less than session.timeout.ms");
  }
  const bool commits = view.is_set("enable.auto.commit") && view.boolean("enable.auto.commit");
  if (!has_group && commits && context.profile != Profile::Classic) {
    context.error(at("enable.auto.commit"), "enable.auto.commit is true without a group.id",
                  "a group.id, or false");
  }
  if (context.profile != Profile::Classic) return;
  const std::int64_t timeout = view.integer("request.timeout.ms");
  if (timeout <= view.integer("session.timeout.ms") ||
      timeout <= view.integer("fetch.max.wait.ms")) {
    context.error(
        view.is_set("request.timeout.ms") ? at("request.timeout.ms") : path,
        "request.timeout.ms is not greater than session.timeout.ms and fetch.max.wait.ms");
  }
}

// Kafka: KafkaConfig.validateValues.
void check_broker_conflicts(Context& context, const Settings& settings, const std::string& path) {
  const ConfigView view(ConfigScope::Broker, settings, context.profile);
  const auto place = [&](std::string_view first, std::string_view second) {
    return child_path(path, view.is_set(first) ? first : second);
  };
  const std::int64_t wait = view.integer("replica.fetch.wait.max.ms");
  if (wait > view.integer("replica.socket.timeout.ms")) {
    context.error(place("replica.fetch.wait.max.ms", "replica.socket.timeout.ms"),
                  "replica.fetch.wait.max.ms is more than replica.socket.timeout.ms");
  }
  if (wait > view.integer("replica.lag.time.max.ms")) {
    context.error(place("replica.fetch.wait.max.ms", "replica.lag.time.max.ms"),
                  "replica.fetch.wait.max.ms is more than replica.lag.time.max.ms");
  }
  for (const std::string_view name :
       {"log.retention.ms", "log.retention.minutes", "log.retention.hours"}) {
    if (view.is_set(name) && view.integer(name) == 0) {
      context.error(child_path(path, name), std::string(name) + " is 0",
                    "-1 (no limit), or at least 1");
    }
  }
}

// Kafka: LogConfig.validateValues.
void check_topic_conflicts(Context& context, const Settings& settings, const std::string& path) {
  const ConfigView view(ConfigScope::Topic, settings, context.profile);
  const std::int64_t least = view.integer("min.compaction.lag.ms");
  const std::int64_t most = view.integer("max.compaction.lag.ms");
  if (least > most) {
    context.error(path, "min.compaction.lag.ms is more than max.compaction.lag.ms");
  }
}

}  // namespace barnabas::sim
