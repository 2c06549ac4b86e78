// What DescribeConfigs tells: values, sources and synonyms.
#include "core/broker/config_description.h"

#include <algorithm>

#include "tests/support/catch.h"

namespace barnabas::broker {
namespace {

using cluster::BrokerSettings;
using protocol::ConfigSource;
using Entry = protocol::DescribeConfigsResponse::Entry;
using Synonym = protocol::DescribeConfigsResponse::Synonym;

const Entry* find(const ConfigEntries& entries, const std::string& name) {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&name](const Entry& entry) { return entry.name == name; });
  return found == entries.end() ? nullptr : &*found;
}

Entry get(const ConfigEntries& entries, const std::string& name) {
  const Entry* entry = find(entries, name);
  INFO(name);
  REQUIRE(entry != nullptr);
  return *entry;
}

Entry of_topic(const BrokerSettings& broker, const cluster::ConfigSettings& topic,
               const std::string& name) {
  return get(describe_topic_settings(broker, topic), name);
}

Entry of_broker(const BrokerSettings& broker, const std::string& name) {
  return get(describe_broker_settings(broker, NodeId{1}, "a"), name);
}

}  // namespace

TEST_CASE("a topic's setting comes from the topic, from its broker or from Kafka") {
  BrokerSettings broker;
  broker.stated = {{"log.segment.bytes", "5000"}};
  broker.cluster_default = {{"log.segment.bytes", "6000"}};
  broker.own = {{"log.segment.bytes", "7000"}};
  const std::vector<Synonym> of_brokers{
      {"log.segment.bytes", "7000", ConfigSource::DynamicBroker},
      {"log.segment.bytes", "6000", ConfigSource::DynamicDefaultBroker},
      {"log.segment.bytes", "5000", ConfigSource::StaticBroker},
      {"log.segment.bytes", "1073741824", ConfigSource::Default}};
  const Entry inherited = of_topic(broker, {}, "segment.bytes");
  CHECK(inherited.value == "7000");
  CHECK(inherited.source == ConfigSource::DynamicBroker);
  CHECK(inherited.synonyms == of_brokers);
  CHECK(inherited.type == protocol::ConfigValueType::Int);
  CHECK_FALSE(inherited.read_only);
  const Entry own = of_topic(broker, {{"segment.bytes", " 8000 "}}, "segment.bytes");
  CHECK(own.value == "8000");
  CHECK(own.source == ConfigSource::Topic);
  REQUIRE(own.synonyms.size() == 5);
  CHECK(own.synonyms[0] == Synonym{"segment.bytes", "8000", ConfigSource::Topic});
  const Entry usual = of_topic({}, {}, "segment.bytes");
  CHECK(usual.value == "1073741824");
  CHECK(usual.source == ConfigSource::Default);
}

// Kafka looks for the strongest name only: hours decide, and are not told.
TEST_CASE("a broker's weaker names decide a topic's value without being named") {
  BrokerSettings broker;
  broker.stated = {{"log.retention.hours", "1"}};
  const Entry retention = of_topic(broker, {}, "retention.ms");
  CHECK(retention.value == "3600000");
  CHECK(retention.source == ConfigSource::Default);
  CHECK(retention.synonyms.empty());
  const Entry hours = of_broker(broker, "log.retention.hours");
  CHECK(hours.source == ConfigSource::StaticBroker);
  CHECK(hours.synonyms ==
        std::vector<Synonym>{{"log.retention.hours", "1", ConfigSource::StaticBroker},
                             {"log.retention.hours", "168", ConfigSource::Default}});
  CHECK(of_broker(broker, "log.retention.ms").value == std::nullopt);
}

TEST_CASE("what stands in front of a setting's own name is left out") {
  BrokerSettings broker;
  broker.own = {{"log.retention.ms", "1000"}};
  CHECK(of_broker(broker, "log.retention.hours").synonyms ==
        std::vector<Synonym>{{"log.retention.hours", "168", ConfigSource::Default}});
  const Entry strongest = of_broker(broker, "log.retention.ms");
  REQUIRE(strongest.synonyms.size() == 2);
  CHECK(strongest.synonyms[0] == Synonym{"log.retention.ms", "1000", ConfigSource::DynamicBroker});
}

TEST_CASE("a broker tells what it is, what is fixed and what can be changed") {
  CHECK(of_broker({}, "broker.id").value == "1");
  CHECK(of_broker({}, "broker.rack").value == "a");
  CHECK(of_broker({}, "num.partitions").read_only);
  CHECK_FALSE(of_broker({}, "num.io.threads").read_only);
  CHECK_FALSE(of_broker({}, "log.retention.ms").read_only);
  CHECK(of_broker({}, "log.retention.hours").read_only);
  CHECK(find(describe_broker_settings({}, NodeId{1}, ""), "broker.rack") == nullptr);
}

TEST_CASE("a name that nobody knows might be a secret") {
  BrokerSettings broker;
  broker.cluster_default = {{"my.own", "x"}};
  const Entry mine = of_broker(broker, "my.own");
  CHECK(mine.is_sensitive);
  CHECK(mine.value == std::nullopt);
  CHECK(mine.synonyms ==
        std::vector<Synonym>{{"my.own", std::nullopt, ConfigSource::DynamicDefaultBroker}});
}

TEST_CASE("of all brokers only what was changed for all is told") {
  BrokerSettings broker;
  broker.stated = {{"num.io.threads", "4"}};
  broker.cluster_default = {{"num.io.threads", "6"}};
  broker.own = {{"num.io.threads", "5"}};
  const ConfigEntries entries = describe_cluster_default(broker);
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].value == "6");
  CHECK(entries[0].source == ConfigSource::DynamicDefaultBroker);
  CHECK(entries[0].synonyms ==
        std::vector<Synonym>{{"num.io.threads", "6", ConfigSource::DynamicDefaultBroker}});
}

TEST_CASE("the classic era tells its own settings and defaults") {
  BrokerSettings broker;
  broker.profile = Profile::Classic;
  CHECK(find(describe_topic_settings(broker, {}), "compression.gzip.level") == nullptr);
  CHECK(of_topic(broker, {}, "max.message.bytes").value == "1000012");
}

}  // namespace barnabas::broker
