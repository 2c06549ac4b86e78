#include "core/broker/config_description.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "core/cluster/config_value.h"

namespace barnabas::broker {
namespace {

using cluster::BrokerSettings;
using cluster::ConfigFacts;
using cluster::ConfigScope;
using cluster::ConfigSettings;
using cluster::ConfigType;
using cluster::ConfigUse;
using protocol::ConfigSource;
using protocol::ConfigValueType;
using Entry = protocol::DescribeConfigsResponse::Entry;
using Synonym = protocol::DescribeConfigsResponse::Synonym;

ConfigValueType value_type(ConfigType type) {
  switch (type) {
    case ConfigType::Boolean:
      return ConfigValueType::Boolean;
    case ConfigType::Short:
      return ConfigValueType::Short;
    case ConfigType::Int:
      return ConfigValueType::Int;
    case ConfigType::Long:
      return ConfigValueType::Long;
    case ConfigType::Double:
      return ConfigValueType::Double;
    case ConfigType::String:
      return ConfigValueType::String;
    case ConfigType::List:
      return ConfigValueType::List;
    case ConfigType::Class:
      return ConfigValueType::Class;
    case ConfigType::Password:
      return ConfigValueType::Password;
  }
  return ConfigValueType::Unknown;
}

// What Kafka keeps to itself: it takes these, and tells nobody (ConfigDef.defineInternal).
constexpr std::string_view kInternal[] = {
    "group.consumer.migration.policy",
    "group.coordinator.new.enable",
    "group.share.enable",
    "log.initial.task.delay.ms",
    "metadata.log.segment.min.bytes",
    "producer.id.expiration.check.interval.ms",
    "remote.log.manager.task.retry.backoff.max.ms",
    "remote.log.manager.task.retry.backoff.ms",
    "remote.log.manager.task.retry.jitter",
    "server.max.startup.time.ms",
    "unclean.leader.election.interval.ms",
    "unstable.api.versions.enable",
    "unstable.feature.versions.enable",
    "zookeeper.metadata.migration.min.batch.size",
};

// Does this era know it, can it be set here, and does Kafka tell it?
bool is_listed(const ConfigFacts& facts, Profile profile) {
  if (std::find(std::begin(kInternal), std::end(kInternal), facts.name) != std::end(kInternal))
    return false;
  const auto other =
      profile == Profile::Classic ? cluster::ConfigEra::Kafka3 : cluster::ConfigEra::Classic;
  return facts.use != ConfigUse::Refused && facts.era != other;
}

void add_stated(const ConfigSettings& layer, ConfigSource source,
                const std::vector<std::string_view>& names, std::vector<Synonym>& synonyms) {
  for (const std::string_view name : names) {
    const auto stated = layer.find(std::string(name));
    if (stated != layer.end()) synonyms.push_back({stated->first, stated->second, source});
  }
}

// All values that count for a broker's setting, the strongest first. Kafka leaves out what stands
// in front of the first that has the name itself: log.retention.ms, when log.retention.hours is
// asked for; and with it all when only another name is known.
std::vector<Synonym> synonyms_of(const BrokerSettings& broker, std::string_view name) {
  const std::vector<std::string_view> names = cluster::names_of_same(name);
  std::vector<Synonym> all;
  add_stated(broker.own, ConfigSource::DynamicBroker, names, all);
  add_stated(broker.cluster_default, ConfigSource::DynamicDefaultBroker, names, all);
  add_stated(broker.stated, ConfigSource::StaticBroker, names, all);
  for (const std::string_view same : names) {
    if (cluster::find(ConfigScope::Broker, same) == nullptr) continue;
    const auto text = cluster::default_text(ConfigScope::Broker, same, broker.profile);
    if (text) all.push_back({std::string(same), std::string(*text), ConfigSource::Default});
  }
  const auto first = std::find_if(all.begin(), all.end(),
                                  [name](const Synonym& synonym) { return synonym.name == name; });
  all.erase(all.begin(), first);
  return all;
}

// A name that nobody knows might be a password.
Entry entry_of(const ConfigFacts* facts, const std::string& name,
               const std::optional<std::string>& text, std::vector<Synonym> synonyms) {
  Entry entry;
  entry.name = name;
  entry.is_sensitive = facts == nullptr || facts->type == ConfigType::Password;
  if (facts != nullptr) entry.type = value_type(facts->type);
  if (text && !entry.is_sensitive) entry.value = cluster::printed_value(*facts, *text);
  entry.source = synonyms.empty() ? ConfigSource::Default : synonyms.front().source;
  entry.synonyms = std::move(synonyms);
  if (entry.is_sensitive) {
    for (Synonym& synonym : entry.synonyms) synonym.value.reset();
  }
  return entry;
}

std::optional<std::string> text_of(const ConfigFacts& facts, const ConfigSettings& in_force,
                                   Profile profile) {
  const auto stated = in_force.find(std::string(facts.name));
  if (stated != in_force.end()) return stated->second;
  const auto text = cluster::default_text(ConfigScope::Broker, facts.name, profile);
  return text ? std::optional<std::string>(*text) : std::nullopt;
}

Entry identity_entry(const char* name, ConfigValueType type, const std::string& value) {
  Entry entry;
  entry.name = name;
  entry.value = value;
  entry.read_only = true;
  entry.source = ConfigSource::StaticBroker;
  entry.synonyms = {{name, value, ConfigSource::StaticBroker}};
  entry.type = type;
  return entry;
}

void sort_by_name(ConfigEntries& entries) {
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.name < b.name; });
}

}  // namespace

ConfigEntries describe_topic_settings(const BrokerSettings& broker, const ConfigSettings& topic) {
  const ConfigSettings in_force = cluster::settings_in_force(broker);
  ConfigEntries entries;
  for (const ConfigFacts* facts : cluster::all_settings(ConfigScope::Topic)) {
    if (!is_listed(*facts, broker.profile)) continue;
    const std::string name(facts->name);
    std::optional<std::string> text = cluster::topic_default(name, in_force, broker.profile);
    std::vector<Synonym> synonyms;
    const auto own = topic.find(name);
    if (own != topic.end()) {
      text = cluster::printed_value(*facts, own->second);
      synonyms.push_back({name, text, ConfigSource::Topic});
    }
    const auto in_broker = cluster::broker_synonyms(name);
    if (!in_broker.empty()) {
      for (Synonym& synonym : synonyms_of(broker, in_broker.front().broker_name))
        synonyms.push_back(std::move(synonym));
    }
    entries.push_back(entry_of(facts, name, text, std::move(synonyms)));
  }
  return entries;
}

ConfigEntries describe_broker_settings(const BrokerSettings& broker, NodeId id,
                                       const std::string& rack) {
  const ConfigSettings in_force = cluster::settings_in_force(broker);
  ConfigEntries entries;
  entries.push_back(identity_entry("broker.id", ConfigValueType::Int, std::to_string(id.value)));
  if (!rack.empty())
    entries.push_back(identity_entry("broker.rack", ConfigValueType::String, rack));
  for (const ConfigFacts* facts : cluster::all_settings(ConfigScope::Broker)) {
    if (!is_listed(*facts, broker.profile)) continue;
    entries.push_back(entry_of(facts, std::string(facts->name),
                               text_of(*facts, in_force, broker.profile),
                               synonyms_of(broker, facts->name)));
    entries.back().read_only = !cluster::is_dynamic(facts->name);
  }
  for (const auto& [name, value] : in_force) {
    if (cluster::find(ConfigScope::Broker, name) != nullptr) continue;
    entries.push_back(entry_of(nullptr, name, value, synonyms_of(broker, name)));
    entries.back().read_only = true;
  }
  sort_by_name(entries);
  return entries;
}

ConfigEntries describe_cluster_default(const BrokerSettings& broker) {
  ConfigEntries entries;
  for (const auto& [name, value] : broker.cluster_default) {
    std::vector<Synonym> synonyms;
    for (Synonym& synonym : synonyms_of(broker, name)) {
      if (synonym.source == ConfigSource::DynamicDefaultBroker)
        synonyms.push_back(std::move(synonym));
    }
    entries.push_back(
        entry_of(cluster::find(ConfigScope::Broker, name), name, value, std::move(synonyms)));
    entries.back().read_only = !cluster::is_dynamic(name);
  }
  return entries;
}

}  // namespace barnabas::broker
