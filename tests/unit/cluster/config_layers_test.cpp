// The layers of a broker's settings, and what may be changed while it runs.
#include "core/cluster/config_layers.h"

#include "tests/support/catch.h"

namespace barnabas::cluster {

TEST_CASE(
    "what was changed for a broker goes before what was changed for all, and that before "
    "what it was started with") {
  BrokerSettings settings;
  settings.stated = {{"message.max.bytes", "1"}, {"num.io.threads", "1"}, {"log.dirs", "d"}};
  settings.cluster_default = {{"message.max.bytes", "2"}, {"num.io.threads", "2"}};
  settings.own = {{"message.max.bytes", "3"}};
  CHECK(settings_in_force(settings) ==
        ConfigSettings{{"log.dirs", "d"}, {"message.max.bytes", "3"}, {"num.io.threads", "2"}});
}

TEST_CASE("a setting of several names is overridden under all of them") {
  BrokerSettings settings;
  settings.stated = {{"log.retention.ms", "1000"}, {"log.roll.hours", "7"}};
  settings.cluster_default = {{"log.retention.minutes", "5"}};
  CHECK(settings_in_force(settings) ==
        ConfigSettings{{"log.retention.minutes", "5"}, {"log.roll.hours", "7"}});
  CHECK(names_of_same("log.retention.hours").front() == "log.retention.ms");
  CHECK(names_of_same("log.flush.scheduler.interval.ms").size() == 1);
}

TEST_CASE("what a broker can be told while it runs") {
  for (const char* name : {"log.retention.ms", "min.insync.replicas", "message.max.bytes",
                           "num.io.threads", "unclean.leader.election.enable", "max.connections"}) {
    CAPTURE(name);
    CHECK(is_dynamic(name));
    CHECK_FALSE(is_per_broker_only(name));
  }
  for (const char* name : {"log.retention.hours", "num.partitions", "auto.create.topics.enable",
                           "replica.lag.time.max.ms", "log.message.format.version", "no.such"}) {
    CAPTURE(name);
    CHECK_FALSE(is_dynamic(name));
  }
  CHECK(is_dynamic("listeners"));
  CHECK(is_per_broker_only("listeners"));
}

}  // namespace barnabas::cluster
