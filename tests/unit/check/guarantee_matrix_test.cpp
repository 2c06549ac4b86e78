#include "sim/check/guarantee_matrix.h"

#include <set>
#include <string>

#include "sim/check/all_checkers.h"
#include "sim/scenario/checker_names.h"
#include "sim/scenario/configuration.h"
#include "sim/scenario/parse.h"
#include "tests/support/catch.h"

namespace barnabas::test {
namespace {

using sim::check::Configuration;
using sim::check::permits;

// A scenario with these parts, as a person would write them.
Configuration read(const std::string& parts) {
  const auto parsed = sim::parse_scenarios(
      "{\"schema\":1,\"name\":\"x\",\"why\":\"w\",\"topics\":{\"t\":{\"replicas\":[[1,2,3]]}}" +
      (parts.empty() ? parts : "," + parts) + "}");
  for (const auto& problem : parsed.problems) WARN(sim::to_text(problem));
  REQUIRE(parsed.variants.size() == 1);
  return sim::configuration_of(parsed.variants.front());
}

Configuration read_producer(const std::string& config) {
  return read("\"clients\":{\"p\":{\"type\":\"producer\",\"config\":{" + config +
              "},\"workload\":{\"to\":\"t-0\",\"values\":\"r{0..1}\"}}}");
}

Configuration read_fault(const std::string& action, const std::string& more = "") {
  return read("\"faults\":[{\"id\":\"f\",\"at\":\"5s\",\"do\":[" + action + "]}]" + more);
}

}  // namespace

TEST_CASE("the matrix speaks of checkers that exist, and scenarios know them all") {
  std::set<std::string> known;
  for (const auto& checker : sim::check::all_checkers()) known.insert(std::string(checker->id()));
  std::set<std::string> named;
  for (const sim::CheckerFacts& facts : sim::kCheckers) named.insert(std::string(facts.id));
  CHECK(known == named);
  for (const sim::check::MatrixRow& row : sim::check::guarantee_matrix()) {
    for (std::string_view rest : row.may_break) {
      while (!rest.empty()) {
        const std::size_t space = rest.find(' ');
        INFO(row.name << ": " << rest);
        CHECK(named.count(std::string(rest.substr(0, space))) == 1);
        rest = space == std::string_view::npos ? std::string_view() : rest.substr(space + 1);
      }
    }
    CHECK_FALSE(row.why.empty());
  }
}

TEST_CASE("a configuration without weaknesses must keep every promise") {
  for (const sim::CheckerFacts& facts : sim::kCheckers)
    CHECK(permits(Configuration{}, facts.id) == nullptr);
}

TEST_CASE("a weakness permits what it may break, and nothing else") {
  Configuration acks_1;
  acks_1.has_acks_1 = true;
  REQUIRE(permits(acks_1, "DurableAck") != nullptr);
  CHECK(permits(acks_1, "DurableAck")->name == "acks=1");
  CHECK(permits(acks_1, "ConsistentRead") == nullptr);
  CHECK(permits(acks_1, "Durable") == nullptr);
  Configuration unclean;
  unclean.has_unclean_elections = true;
  CHECK(permits(unclean, "ConsistentRead") != nullptr);
  for (const char* always : {"TypeOk", "EpochMonotone", "SingleLeaderPerEpoch", "ControllerEpoch"})
    CHECK(permits(unclean, always) == nullptr);
}

TEST_CASE("the facts of a configuration are read from its scenario") {
  CHECK(permits(read(""), "DurableAck") == nullptr);
  CHECK(read_producer("\"acks\":\"1\"").has_acks_1);
  CHECK(read_producer("\"acks\":\"0\"").has_acks_0);
  CHECK_FALSE(read_producer("\"acks\":\"all\"").has_acks_1);
  const Configuration plain = read_producer("\"enable.idempotence\":false");
  CHECK(plain.resends_unnumbered);
  CHECK(plain.reorders_unnumbered);
  const Configuration single =
      read_producer("\"enable.idempotence\":false,\"max.in.flight.requests.per.connection\":1");
  CHECK(single.resends_unnumbered);
  CHECK_FALSE(single.reorders_unnumbered);
  CHECK_FALSE(read_producer("\"enable.idempotence\":false,\"retries\":0").resends_unnumbered);
  CHECK(read("\"cluster\":{\"config\":{\"unclean.leader.election.enable\":true}}")
            .has_unclean_elections);
  CHECK(read("\"knobs\":{\"trunc.policy\":\"kip279\"}").has_old_replication);
  CHECK(read("\"profile\":\"classic\"").has_old_replication);
  CHECK(read("\"knobs\":{\"controller.epoch.check\":\"off\"}").obeys_old_controllers);
}

TEST_CASE("several numbered batches in flight and a restart are a weakness together") {
  const auto with = [](const std::string& config, const std::string& action) {
    return read("\"clients\":{\"p\":{\"type\":\"producer\",\"config\":{" + config +
                "},\"workload\":{\"to\":\"t-0\",\"values\":\"r{0..1}\"}}},"
                "\"faults\":[{\"id\":\"f\",\"at\":\"5s\",\"do\":[" +
                action + "]}]")
        .forgets_batches;
  };
  const std::string one = "\"max.in.flight.requests.per.connection\":1";
  CHECK(with("", "{\"stop\":\"broker-1\"}"));
  CHECK(with("", "{\"crash\":\"broker-1\"}"));
  CHECK_FALSE(with(one, "{\"crash\":\"broker-1\"}"));
  CHECK_FALSE(with("\"enable.idempotence\":false", "{\"crash\":\"broker-1\"}"));
  CHECK_FALSE(with("", "{\"pause\":\"broker-1\",\"for\":\"1s\"}"));
}

TEST_CASE("planned faults are facts, too") {
  const std::string power = "{\"power-off\":\"broker-1\"}";
  CHECK(read_fault(power).loses_unflushed);
  CHECK_FALSE(read_fault(power, ",\"cluster\":{\"config\":{\"log.flush.interval.messages\":1}}")
                  .loses_unflushed);
  CHECK_FALSE(read_fault("{\"crash\":\"broker-1\"}").loses_unflushed);
  CHECK(read_fault("{\"disk-wipe\":\"broker-1\"}").loses_unflushed);
  CHECK_FALSE(read_fault("{\"disk-wipe\":\"broker-1\"}").wipes_zookeeper);
  CHECK(read_fault("{\"disk-wipe\":\"zookeeper\"}").wipes_zookeeper);
  CHECK(
      read_fault("{\"crash\":\"zookeeper\",\"as\":\"z\"},{\"disk-wipe\":\"$z\"}").wipes_zookeeper);
  CHECK_FALSE(
      read_fault("{\"crash\":\"broker-1\",\"as\":\"b\"},{\"disk-wipe\":\"$b\"}").wipes_zookeeper);
  CHECK(read_fault("{\"rolling-restart\":\"brokers\",\"how\":\"power-off\"}").loses_unflushed);
  CHECK_FALSE(read_fault("{\"rolling-restart\":\"brokers\"}").loses_unflushed);
}

}  // namespace barnabas::test
