#include "core/controller/broker_config_rules.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/cluster/config_value.h"

namespace barnabas::controller {
namespace {

using cluster::BrokerSettings;
using cluster::ConfigFacts;
using cluster::ConfigScope;

// Threads are added and taken away in steps.
constexpr std::string_view kThreadCounts[] = {"background.threads", "num.io.threads",
                                              "num.recovery.threads.per.data.dir",
                                              "num.replica.fetchers"};

Refusable refuse_names(const std::string& why, const std::string& names) {
  if (names.empty()) return std::nullopt;
  return Refused{ErrorCode::InvalidRequest, why + ": Set(" + names + ")"};
}

template <class Wrong>
std::string names_that(const cluster::Configs& configs, const Wrong& is_wrong) {
  std::string names;
  for (const auto& config : configs) {
    if (is_wrong(config.first)) names += (names.empty() ? "" : ", ") + config.first;
  }
  return names;
}

// Names that Kafka does not know may belong to somebody's plug-in.
bool is_fixed(const std::string& name) {
  return cluster::find(ConfigScope::Broker, name) != nullptr && !cluster::is_dynamic(name);
}

Refusable check_values(const cluster::Configs& configs) {
  for (const auto& [name, value] : configs) {
    if (cluster::find(ConfigScope::Broker, name) == nullptr) continue;
    const Result<void> valid = cluster::validate(ConfigScope::Broker, name, value);
    if (valid) continue;
    const ConfigFacts& facts = *cluster::find(ConfigScope::Broker, name);
    const bool is_absent_here = facts.use == cluster::ConfigUse::Refused;
    return Refused{ErrorCode::InvalidRequest,
                   "Invalid value " + value + " for configuration " + name + ": " +
                       (is_absent_here ? valid.error().what : cluster::refusal_of(facts, value))};
  }
  return std::nullopt;
}

std::int64_t count_of(const BrokerSettings& broker, std::string_view name) {
  const cluster::ConfigSettings in_force = cluster::settings_in_force(broker);
  return cluster::ConfigView(ConfigScope::Broker, in_force, broker.profile).integer(name);
}

Refusable check_thread_counts(const BrokerSettings& before, const BrokerSettings& after) {
  for (const std::string_view name : kThreadCounts) {
    const std::int64_t was = count_of(before, name);
    const std::int64_t wanted = count_of(after, name);
    if (wanted == was) continue;
    std::string why;
    if (wanted <= 0) why = "value should be at least 1";
    if (why.empty() && wanted < was / 2)
      why = "value should be at least half the current value " + std::to_string(was);
    if (why.empty() && wanted > was * 2)
      why = "value should not be greater than double the current value " + std::to_string(was);
    if (why.empty()) continue;
    return Refused{ErrorCode::InvalidRequest,
                   "Invalid value org.apache.kafka.common.config.ConfigException: Dynamic thread "
                   "count update validation failed for " +
                       std::string(name) + "=" + std::to_string(wanted) + ", " + why +
                       " for configuration Invalid dynamic configuration"};
  }
  return std::nullopt;
}

Refusable check_configs(const BrokerSettings& broker, bool is_everybodys,
                        const cluster::Configs& configs) {
  Refusable wrong =
      refuse_names("Cannot update these configs dynamically", names_that(configs, is_fixed));
  if (!wrong) wrong = check_values(configs);
  if (!wrong && is_everybodys) {
    wrong = refuse_names(
        "Cannot update these configs at default cluster level, broker id must be specified",
        names_that(configs, cluster::is_per_broker_only));
  }
  if (wrong) return wrong;
  BrokerSettings after = broker;
  (is_everybodys ? after.cluster_default : after.own) = configs;
  return check_thread_counts(broker, after);
}

}  // namespace

Refusable apply_broker_changes(const protocol::IncrementalAlterConfigsRequest::Resource& wish,
                               const BrokerSettings& broker, cluster::Configs& configs) {
  if (Refusable wrong = change_configs(wish, ConfigScope::Broker, configs)) return wrong;
  return check_configs(broker, wish.name.empty(), configs);
}

}  // namespace barnabas::controller
