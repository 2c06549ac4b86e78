// What may be changed about a broker while it runs, and what Kafka says when it may not.
#include "core/controller/broker_config_rules.h"

#include "tests/support/catch.h"

namespace barnabas::controller {
namespace {

using protocol::AlterOp;
using Resource = protocol::IncrementalAlterConfigsRequest::Resource;

Resource wish_of(const std::string& broker, const std::string& name,
                 std::optional<std::string> value, AlterOp op = AlterOp::Set) {
  Resource wish;
  wish.type = protocol::ConfigResource::Broker;
  wish.name = broker;
  wish.changes.push_back({name, op, std::move(value)});
  return wish;
}

cluster::BrokerSettings settings() {
  cluster::BrokerSettings broker;
  broker.stated = {{"num.io.threads", "4"}};
  return broker;
}

}  // namespace

TEST_CASE("what can be changed is changed, for one broker or for all") {
  for (const char* broker : {"1", ""}) {
    cluster::Configs configs{{"log.retention.ms", "1"}};
    CHECK_FALSE(
        apply_broker_changes(wish_of(broker, "message.max.bytes", "7"), settings(), configs));
    CHECK(configs == cluster::Configs{{"log.retention.ms", "1"}, {"message.max.bytes", "7"}});
    CHECK_FALSE(apply_broker_changes(
        wish_of(broker, "log.retention.ms", std::nullopt, AlterOp::Delete), settings(), configs));
    CHECK_FALSE(apply_broker_changes(wish_of(broker, "foo.bar", "x"), settings(), configs));
    CHECK_FALSE(apply_broker_changes(
        wish_of(broker, "log.cleanup.policy", "compact", AlterOp::Append), settings(), configs));
    CHECK(configs.at("log.cleanup.policy") == "delete,compact");
  }
}

TEST_CASE("what cannot be changed is refused as an invalid request") {
  struct Case {
    const char* broker;
    const char* name;
    const char* value;
    const char* told;
  };
  const Case cases[] = {
      {"1", "num.partitions", "3", "Cannot update these configs dynamically: Set(num.partitions)"},
      {"", "log.retention.hours", "3",
       "Cannot update these configs dynamically: Set(log.retention.hours)"},
      {"1", "message.max.bytes", "many",
       "Invalid value many for configuration message.max.bytes: Not a number of type INT"},
      {"1", "num.io.threads", "9",
       "Invalid value org.apache.kafka.common.config.ConfigException: Dynamic thread count update "
       "validation failed for num.io.threads=9, value should not be greater than double the "
       "current value 4 for configuration Invalid dynamic configuration"},
      {"1", "num.io.threads", "1",
       "Invalid value org.apache.kafka.common.config.ConfigException: Dynamic thread count update "
       "validation failed for num.io.threads=1, value should be at least half the current value 4 "
       "for configuration Invalid dynamic configuration"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name, c.value);
    cluster::Configs configs;
    const Refusable wrong =
        apply_broker_changes(wish_of(c.broker, c.name, c.value), settings(), configs);
    REQUIRE(wrong.has_value());
    CHECK(wrong->error == ErrorCode::InvalidRequest);
    CHECK(wrong->message == c.told);
  }
}

}  // namespace barnabas::controller
