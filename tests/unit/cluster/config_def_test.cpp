// Kafka's settings: names, values, defaults, as the ConfigDefs of 3.9.1 and 1.1.1 have them.
#include "core/cluster/config_def.h"

#include <set>

#include "core/cluster/config_tables.h"
#include "tests/support/catch.h"

namespace barnabas::cluster {
namespace {

constexpr ConfigScope kScopes[] = {ConfigScope::Broker, ConfigScope::Topic, ConfigScope::Producer,
                                   ConfigScope::Consumer, ConfigScope::Admin};

TEST_CASE("every table is sorted and every scope has the names of 3.9 and 1.1") {
  struct Count {
    ConfigScope scope;
    std::size_t both_versions;  // counted in the two ConfigDefs
    std::size_t of_39;
  };
  for (const Count& c : {Count{ConfigScope::Broker, 335, 328}, Count{ConfigScope::Topic, 36, 36},
                         Count{ConfigScope::Producer, 95, 95}, Count{ConfigScope::Consumer, 98, 98},
                         Count{ConfigScope::Admin, 74, 74}}) {
    const auto settings = all_settings(c.scope);
    CAPTURE(name_of(c.scope));
    std::set<std::string_view> names;
    std::size_t of_39 = 0;
    for (const ConfigFacts* facts : settings) {
      names.insert(facts->name);
      if (facts->era != ConfigEra::Classic) ++of_39;
      CHECK(find(c.scope, facts->name) == facts);
    }
    CHECK(names.size() == settings.size());
    CHECK(of_39 == c.of_39);
    CHECK(settings.size() == c.both_versions);
  }
}

TEST_CASE("every default is a value of its own setting") {
  for (const ConfigScope scope : kScopes) {
    for (const ConfigFacts* facts : all_settings(scope)) {
      for (const std::string_view text : {facts->kafka3, facts->classic}) {
        if (text == kNone || facts->use == ConfigUse::Refused) continue;
        // Two of Kafka's defaults are outside what people may write.
        if (facts->name == "log.cleaner.io.max.bytes.per.second") continue;
        CAPTURE(facts->name, text);
        CHECK(validate(scope, facts->name, text).has_value());
      }
    }
  }
}

TEST_CASE("a refused setting says why, and has no other facts") {
  for (const ConfigScope scope : kScopes) {
    for (const ConfigFacts* facts : all_settings(scope)) {
      CAPTURE(facts->name);
      if (facts->use == ConfigUse::Refused) {
        CHECK_FALSE(facts->note.empty());
        CHECK(facts->kafka3 == kNone);
      }
    }
  }
  const Result<void> refused = validate(ConfigScope::Producer, "ssl.protocol", "TLS");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().what ==
        "ssl.protocol cannot be set: there is no encryption or authentication here");
}

TEST_CASE("values are checked as Kafka checks them") {
  struct Case {
    ConfigScope scope;
    const char* name;
    const char* text;
    const char* error;  // empty: good
  };
  const Case cases[] = {
      {ConfigScope::Producer, "linger.ms", "0", ""},
      {ConfigScope::Producer, "linger.ms", " 7 ", ""},
      {ConfigScope::Producer, "linger.ms", "+7", ""},
      {ConfigScope::Producer, "linger.ms", "x", "expected long >= 0, got 'x'"},
      {ConfigScope::Producer, "linger.ms", "", "expected long >= 0, got ''"},
      {ConfigScope::Producer, "linger.ms", "-1", "expected long >= 0, got '-1'"},
      {ConfigScope::Producer, "linger.ms", "1.5", "expected long >= 0, got '1.5'"},
      {ConfigScope::Producer, "linger.ms", "9223372036854775808",
       "expected long >= 0, got '9223372036854775808'"},
      {ConfigScope::Producer, "batch.size", "2147483647", ""},
      {ConfigScope::Producer, "batch.size", "2147483648", "expected int >= 0, got '2147483648'"},
      {ConfigScope::Producer, "acks", "all", ""},
      {ConfigScope::Producer, "acks", "-1", ""},
      {ConfigScope::Producer, "acks", "2", "expected one of all, -1, 0, 1, got '2'"},
      {ConfigScope::Producer, "enable.idempotence", "TRUE", ""},
      {ConfigScope::Producer, "enable.idempotence", "yes", "expected true or false, got 'yes'"},
      {ConfigScope::Producer, "compression.gzip.level", "0",
       "expected one of -1, 1, 2, 3, 4, 5, 6, 7, 8, 9, got '0'"},
      {ConfigScope::Producer, "compression.gzip.level", "-1", ""},
      {ConfigScope::Consumer, "group.protocol", "Classic", ""},
      {ConfigScope::Consumer, "auto.offset.reset", "Latest",
       "expected one of latest, earliest, none, got 'Latest'"},
      {ConfigScope::Topic, "cleanup.policy", "compact,delete", ""},
      {ConfigScope::Topic, "cleanup.policy", "compact, erase",
       "expected a list of compact, delete, got 'compact, erase'"},
      {ConfigScope::Topic, "min.cleanable.dirty.ratio", "0.25", ""},
      {ConfigScope::Topic, "min.cleanable.dirty.ratio", "1.01",
       "expected decimal from 0 to 1, got '1.01'"},
      {ConfigScope::Topic, "min.cleanable.dirty.ratio", "half",
       "expected decimal from 0 to 1, got 'half'"},
      {ConfigScope::Topic, "segment.bytes", "13", "expected int >= 14, got '13'"},
      {ConfigScope::Broker, "offsets.topic.replication.factor", "32768",
       "expected short >= 1, got '32768'"},
      {ConfigScope::Broker, "segment.bytes", "1", "expected a broker setting, got 'segment.bytes'"},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name << " = '" << c.text << "'") {
      const Result<void> result = validate(c.scope, c.name, c.text);
      CHECK((result ? "" : result.error().what) == std::string(c.error));
    }
  }
}

TEST_CASE("defaults differ by profile as Kafka's did by version") {
  struct Case {
    ConfigScope scope;
    const char* name;
    const char* classic;
    const char* kafka3;
  };
  const Case cases[] = {
      {ConfigScope::Producer, "acks", "1", "all"},
      {ConfigScope::Producer, "enable.idempotence", "false", "true"},
      {ConfigScope::Producer, "retries", "0", "2147483647"},
      {ConfigScope::Producer, "linger.ms", "0", "0"},
      {ConfigScope::Producer, "retry.backoff.max.ms", "100", "1000"},
      {ConfigScope::Consumer, "session.timeout.ms", "10000", "45000"},
      {ConfigScope::Consumer, "request.timeout.ms", "305000", "30000"},
      {ConfigScope::Broker, "replica.lag.time.max.ms", "10000", "30000"},
      {ConfigScope::Broker, "zookeeper.session.timeout.ms", "6000", "18000"},
      {ConfigScope::Broker, "message.max.bytes", "1000012", "1048588"},
      {ConfigScope::Broker, "unclean.leader.election.enable", "false", "false"},
      {ConfigScope::Topic, "retention.ms", "604800000", "604800000"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    CHECK(default_text(c.scope, c.name, Profile::Classic) == std::string_view(c.classic));
    CHECK(default_text(c.scope, c.name, Profile::Kafka3) == std::string_view(c.kafka3));
  }
  CHECK_FALSE(
      default_text(ConfigScope::Broker, "log.flush.interval.ms", Profile::Kafka3).has_value());
}

TEST_CASE("a view reads what is stated, else the default") {
  const ConfigSettings settings{{"linger.ms", "5"}, {"enable.idempotence", "False"}};
  const ConfigView view(ConfigScope::Producer, settings, Profile::Kafka3);
  CHECK(view.integer("linger.ms") == 5);
  CHECK(view.integer("batch.size") == 16384);
  CHECK_FALSE(view.boolean("enable.idempotence"));
  CHECK(view.text("acks") == "all");
  CHECK(view.is_set("linger.ms"));
  CHECK_FALSE(view.is_set("batch.size"));
  const ConfigSettings none;
  const ConfigView broker(ConfigScope::Broker, none, Profile::Kafka3);
  CHECK_FALSE(broker.find_integer("log.flush.interval.ms").has_value());
  CHECK(broker.text("log.flush.interval.ms").empty());
  CHECK(broker.items("log.cleanup.policy") == std::vector<std::string>{"delete"});
}

TEST_CASE("a misspelt setting finds the one that was meant") {
  CHECK(nearest(ConfigScope::Producer, "linger.mss") == "linger.ms");
  CHECK(nearest(ConfigScope::Producer, "lingerms") == "linger.ms");
  CHECK(nearest(ConfigScope::Broker, "min.insync.replica") == "min.insync.replicas");
  CHECK(nearest(ConfigScope::Broker, "zookeeper.session.timeout") ==
        "zookeeper.session.timeout.ms");
  CHECK(nearest(ConfigScope::Topic, "quite.another.thing").empty());
}

TEST_CASE("a topic takes its defaults from the broker in Kafka's order") {
  const auto of = [](const ConfigSettings& broker, const char* name) {
    return topic_default(name, broker, Profile::Kafka3).value_or("none");
  };
  CHECK(of({}, "retention.ms") == "604800000");
  CHECK(of({{"log.retention.hours", "1"}}, "retention.ms") == "3600000");
  CHECK(of({{"log.retention.hours", "1"}, {"log.retention.minutes", "2"}}, "retention.ms") ==
        "120000");
  CHECK(of({{"log.retention.hours", "1"}, {"log.retention.ms", "3"}}, "retention.ms") == "3");
  CHECK(of({{"log.retention.hours", "-1"}}, "retention.ms") == "-1");
  CHECK(of({}, "flush.ms") == "9223372036854775807");
  CHECK(of({{"log.flush.interval.ms", "50"}}, "flush.ms") == "50");
  CHECK(of({}, "segment.ms") == "604800000");
  CHECK(of({{"min.insync.replicas", "2"}}, "min.insync.replicas") == "2");
  CHECK(of({}, "max.message.bytes") == "1048588");
  CHECK(of({}, "follower.replication.throttled.replicas").empty());
}

}  // namespace
}  // namespace barnabas::cluster
