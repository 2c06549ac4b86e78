#include "sim/scenario/configuration.h"

#include <algorithm>
#include <variant>

#include "core/broker/broker_config.h"
#include "core/client/client_config.h"
#include "core/replica/replica_config.h"

namespace barnabas::sim {
namespace {

constexpr const char* kUnclean = "unclean.leader.election.enable";

bool has_several_numbered_in_flight(const Scenario& scenario, const ClientSpec& spec) {
  if (spec.type != ClientSpec::Type::Producer) return false;
  const client::ProducerConfig config = client::producer_config(spec.config, scenario.profile, {});
  return config.idempotent && config.max_in_flight > 1;
}

bool is_rolling(const Action& action) {
  return action.kind == ActionKind::RollingRestart || action.kind == ActionKind::Upgrade;
}

bool restarts_brokers(const Action& action) {
  return action.kind == ActionKind::Crash || action.kind == ActionKind::PowerOff ||
         action.kind == ActionKind::Stop || is_rolling(action);
}

bool cuts_power(const Action& action) {
  return action.kind == ActionKind::PowerOff ||
         (is_rolling(action) && action.rolling.how == Rolling::How::PowerOff);
}

bool means_zookeeper(const Selector& who) {
  return who.kind == Selector::Kind::Everyone ||
         (who.kind == Selector::Kind::Node && who.text == "zookeeper") ||
         std::any_of(who.list.begin(), who.list.end(), means_zookeeper);
}

// The same, also by a name that an earlier action gave it.
bool may_mean_zookeeper(const Scenario& scenario, const Selector& who) {
  const auto is_named = [&who](const Action& action) {
    return action.as == who.text && means_zookeeper(action.target);
  };
  const auto names_it = [&](const Fault& fault) {
    return std::any_of(fault.actions.begin(), fault.actions.end(), is_named);
  };
  const auto may_mean = [&](const Selector& one) { return may_mean_zookeeper(scenario, one); };
  if (who.kind == Selector::Kind::Remembered)
    return std::any_of(scenario.faults.begin(), scenario.faults.end(), names_it);
  return means_zookeeper(who) || std::any_of(who.list.begin(), who.list.end(), may_mean);
}

void read_producer(const Scenario& scenario, const ClientSpec& spec,
                   check::Configuration& configuration) {
  const client::ProducerConfig config = client::producer_config(spec.config, scenario.profile, {});
  configuration.has_acks_0 = configuration.has_acks_0 || config.acks == 0;
  configuration.has_acks_1 = configuration.has_acks_1 || config.acks == 1;
  const bool may_come_again = (config.acks != 0 && config.retries > 0) || scenario.datagram;
  if (config.idempotent || !may_come_again) return;
  configuration.resends_unnumbered = true;
  configuration.reorders_unnumbered =
      configuration.reorders_unnumbered || config.max_in_flight > 1 || scenario.datagram;
}

// Which fences of replication are not as in Kafka 3.9.
bool is_old(const replica::Knobs& knobs) {
  const replica::Knobs safe;
  const bool cuts_safely = knobs.truncation == replica::TruncationPolicy::OnFetch ||
                           knobs.truncation == replica::TruncationPolicy::Kip320;
  return !cuts_safely || knobs.fetch_fence != safe.fetch_fence ||
         knobs.isr_expand != safe.isr_expand || knobs.hw_maximal_isr != safe.hw_maximal_isr ||
         knobs.isr_cas != safe.isr_cas || knobs.isr_eligibility != safe.isr_eligibility;
}

void read_broker(const Scenario& scenario, const BrokerSpec& spec, bool& flushes_all,
                 check::Configuration& configuration) {
  broker::BrokerConfig config = broker::broker_config(spec.id, spec.config, scenario.profile);
  for (const auto& [name, value] : scenario.knobs) broker::set_knob(config, name, value);
  const replica::Knobs& knobs = config.replica.knobs;
  configuration.has_old_replication = configuration.has_old_replication || is_old(knobs);
  configuration.obeys_old_controllers = configuration.obeys_old_controllers ||
                                        !knobs.controller_epoch_check || !knobs.broker_epoch_check;
  flushes_all = flushes_all && config.log.flush_messages == 1;
}

bool is_on(const Settings& settings, const char* name) {
  const auto found = settings.find(name);
  return found != settings.end() && found->second == "true";
}

// Unclean elections are a setting of the cluster, of a topic, or an administrator's order.
bool elects_uncleanly(const Scenario& scenario) {
  const auto of_topic = [](const TopicSpec& topic) { return is_on(topic.config, kUnclean); };
  const auto of_broker = [](const BrokerSpec& spec) { return is_on(spec.config, kUnclean); };
  return is_on(scenario.cluster_config, kUnclean) ||
         std::any_of(scenario.topics.begin(), scenario.topics.end(), of_topic) ||
         std::any_of(scenario.brokers.begin(), scenario.brokers.end(), of_broker);
}

bool orders_unclean_election(const Action& action) {
  const auto* admin = action.command ? std::get_if<command::Admin>(&*action.command) : nullptr;
  if (admin == nullptr) return false;
  if (const auto* elect = std::get_if<protocol::ElectLeadersRequest>(&admin->request))
    return elect->type == protocol::ElectionType::Unclean;
  const auto* alter = std::get_if<protocol::IncrementalAlterConfigsRequest>(&admin->request);
  if (alter == nullptr) return false;
  for (const auto& resource : alter->resources) {
    for (const auto& change : resource.changes) {
      if (change.name == kUnclean && change.value == "true") return true;
    }
  }
  return false;
}

bool flushes_every_record(const TopicSpec& topic, bool brokers_do) {
  const auto found = topic.config.find("flush.messages");
  return found == topic.config.end() ? brokers_do : found->second == "1";
}

}  // namespace

check::Configuration configuration_of(const Scenario& scenario) {
  check::Configuration configuration;
  for (const ClientSpec& spec : scenario.clients) {
    if (spec.type == ClientSpec::Type::Producer) read_producer(scenario, spec, configuration);
  }
  bool flushes_all = true;
  for (const BrokerSpec& spec : scenario.brokers)
    read_broker(scenario, spec, flushes_all, configuration);
  const bool all_topics_flush =
      std::all_of(scenario.topics.begin(), scenario.topics.end(),
                  [&](const TopicSpec& topic) { return flushes_every_record(topic, flushes_all); });
  const bool has_several = std::any_of(
      scenario.clients.begin(), scenario.clients.end(),
      [&](const ClientSpec& spec) { return has_several_numbered_in_flight(scenario, spec); });
  configuration.has_unclean_elections = elects_uncleanly(scenario);
  for (const Fault& fault : scenario.faults) {
    for (const Action& action : fault.actions) {
      if (cuts_power(action) && !all_topics_flush) configuration.loses_unflushed = true;
      if (restarts_brokers(action) && has_several) configuration.forgets_batches = true;
      if (action.kind == ActionKind::DiskWipe) configuration.loses_unflushed = true;
      if (action.kind == ActionKind::DiskWipe && may_mean_zookeeper(scenario, action.target))
        configuration.wipes_zookeeper = true;
      if (action.kind == ActionKind::DiskFlip) configuration.has_rotten_bits = true;
      if (orders_unclean_election(action)) configuration.has_unclean_elections = true;
    }
  }
  return configuration;
}

}  // namespace barnabas::sim
