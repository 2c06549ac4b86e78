// What a real broker of Kafka 3.9.1 tells of its settings, and what ours tells in its place.
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "core/broker/config_description.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace barnabas::broker {
namespace {

using cluster::BrokerSettings;
using cluster::ConfigScope;
using protocol::ConfigSource;
using protocol::ConfigValueType;
using Entry = protocol::DescribeConfigsResponse::Entry;

std::vector<std::string> lines_of(const std::string& name) {
  std::ifstream file(test::source_path("tests/data/kafka/configs/" + name));
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  REQUIRE(!lines.empty());
  return lines;
}

std::optional<std::string> value_of(const std::string& text) {
  if (text == "null") return std::nullopt;
  return text.substr(1);  // behind '='
}

Entry entry_of(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream text(line);
  for (std::string field; std::getline(text, field, '\t');) fields.push_back(field);
  REQUIRE(fields.size() >= 6);
  Entry entry;
  entry.name = fields[0];
  entry.type = static_cast<ConfigValueType>(std::stoi(fields[1]));
  entry.source = static_cast<ConfigSource>(std::stoi(fields[2]));
  entry.read_only = fields[3] == "1";
  entry.is_sensitive = fields[4] == "1";
  entry.value = value_of(fields[5]);
  for (std::size_t i = 6; i < fields.size(); ++i) {
    const std::size_t value = fields[i].find(' ', 2) + 1;
    entry.synonyms.push_back({fields[i].substr(2, value - 3), value_of(fields[i].substr(value)),
                              static_cast<ConfigSource>(fields[i][0] - '0')});
  }
  return entry;
}

ConfigEntries golden(const std::string& name) {
  ConfigEntries entries;
  for (const std::string& line : lines_of(name)) entries.push_back(entry_of(line));
  return entries;
}

// As the broker of the data was started and changed; only what can be stated here.
BrokerSettings settings_of_golden() {
  BrokerSettings settings;
  for (const Entry& entry : golden("broker.txt")) {
    for (const auto& synonym : entry.synonyms) {
      if (!synonym.value) continue;
      if (synonym.source == ConfigSource::StaticBroker)
        settings.stated[synonym.name] = *synonym.value;
      if (synonym.source == ConfigSource::DynamicDefaultBroker)
        settings.cluster_default[synonym.name] = *synonym.value;
      if (synonym.source == ConfigSource::DynamicBroker)
        settings.own[synonym.name] = *synonym.value;
    }
  }
  settings.own["foo.bar"] = "1";
  return settings;
}

// Ours equal the real ones; the real ones that we lack cannot be set here.
void compare(const ConfigEntries& real, const ConfigEntries& ours, ConfigScope scope) {
  std::map<std::string, Entry> by_name;
  for (const Entry& entry : real) by_name.emplace(entry.name, entry);
  for (const Entry& entry : ours) {
    CAPTURE(entry.name);
    REQUIRE(by_name.count(entry.name) == 1);
    const Entry& wanted = by_name.at(entry.name);
    CHECK(entry.value == wanted.value);
    CHECK(entry.source == wanted.source);
    CHECK(entry.read_only == wanted.read_only);
    CHECK(entry.is_sensitive == wanted.is_sensitive);
    CHECK(entry.type == wanted.type);
    // A scenario gives a broker its id, and so there is no default behind it.
    if (entry.name != "broker.id") CHECK(entry.synonyms == wanted.synonyms);
    by_name.erase(entry.name);
  }
  for (const auto& [name, entry] : by_name) {
    CAPTURE(name);
    const cluster::ConfigFacts* facts = cluster::find(scope, name);
    REQUIRE(facts != nullptr);
    CHECK(facts->use == cluster::ConfigUse::Refused);
  }
}

}  // namespace

TEST_CASE("a topic, a broker and all brokers are described as a real broker describes them") {
  const BrokerSettings settings = settings_of_golden();
  compare(golden("topic.txt"),
          describe_topic_settings(settings,
                                  {{"retention.ms", "86400000"}, {"cleanup.policy", "delete"}}),
          ConfigScope::Topic);
  compare(golden("broker.txt"), describe_broker_settings(settings, NodeId{0}, ""),
          ConfigScope::Broker);
  CHECK(describe_cluster_default(settings) == golden("all_brokers.txt"));
}

TEST_CASE("what a real broker lets be changed while it runs is what ours lets be changed") {
  for (const std::string& line : lines_of("dynamic.txt")) {
    std::istringstream text(line);
    std::string name;
    std::string own;
    std::string everybodys;
    text >> name >> own >> everybodys;
    if (cluster::find(ConfigScope::Broker, name) == nullptr) continue;  // foo.bar: anything goes
    CAPTURE(name);
    CHECK(cluster::is_dynamic(name) == (own != "fixed"));
    if (everybodys == "per-broker") CHECK(cluster::is_per_broker_only(name));
    if (everybodys == "ok") CHECK_FALSE(cluster::is_per_broker_only(name));
  }
}

}  // namespace barnabas::broker
