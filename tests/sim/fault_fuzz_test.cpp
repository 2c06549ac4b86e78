// Faults in any mixture: whatever is done to a small cluster, no process stumbles over it, a copied
// world goes on as the original does, and a seed says it all.
#include <string>
#include <vector>

#include "core/base/prng.h"
#include "sim/scenario/build_world.h"
#include "sim/scenario/parse.h"
#include "sim/world/run.h"
#include "tests/support/catch.h"

namespace barnabas::sim {
namespace {

constexpr std::uint64_t kSeeds = 60;
constexpr Instant kEnd = Instant{} + seconds(40);
constexpr std::uint64_t kBudget = 400'000;

std::string one_of(Prng& random, const std::vector<std::string>& texts) {
  return texts[static_cast<std::size_t>(random.below(texts.size()))];
}

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

std::string who(Prng& random) {
  return quoted(one_of(random, {"random broker", "leader of orders-0", "followers of orders-0",
                                "one of replicas of bills-0", "controller", "isr of bills-0",
                                "broker-2", "zookeeper", "brokers", "p", "c", "$old"}));
}

std::string who_has_a_disk(Prng& random) {
  return quoted(one_of(random, {"random broker", "leader of orders-0", "controller", "broker-2",
                                "zookeeper", "brokers", "$old"}));
}

std::string duration(Prng& random, std::int64_t low_ms, std::int64_t high_ms) {
  return quoted(std::to_string(random.between(low_ms, high_ms)) + "ms");
}

std::string ends(Prng& random) {
  std::string text;
  if (random.chance(1, 2)) text += ", \"from\": " + who(random);
  if (random.chance(1, 2)) text += ", \"to\": " + who(random);
  if (random.chance(1, 3)) text += ", \"percent\": " + std::to_string(random.between(1, 90));
  if (random.chance(1, 3)) text += ", \"count\": " + std::to_string(random.between(1, 5));
  return text;
}

std::string messages(Prng& random) {
  return quoted(one_of(random, {"all", "all.response", "Fetch", "Produce.response", "Metadata",
                                "LeaderAndIsr", "UpdateMetadata.request", "AlterPartition",
                                "ControlledShutdown", "StopReplica", "ListOffsets"}));
}

std::string on_messages(Prng& random, bool is_datagram) {
  const std::string verb =
      one_of(random, {"hold", "drop", "delay", is_datagram ? "duplicate" : "hold"});
  std::string text = quoted(verb) + ": " + messages(random) + ends(random);
  if (verb == "delay") {
    text += R"(, "by": {"uniform": ["1ms", )" + duration(random, 2, 3000) + "]}";
  }
  return text;
}

std::string on_processes(Prng& random) {
  const std::string death = one_of(random, {"crash", "power-off"});
  switch (random.below(7)) {
    case 0:
      return quoted(death) + ": " + who(random) + R"(, "as": "old")";
    case 1:
      return quoted(death) + ": " + who(random) + R"(, "in-step": {"file-op": )" +
             std::to_string(random.between(1, 6)) + "}";
    case 2:
      return quoted(death) + ": " + who(random) + R"(, "in-step": {"effect": )" +
             std::to_string(random.between(1, 6)) + "}";
    case 3:
      return R"("pause": )" + who(random);
    case 4:
      return R"("disk-stall": )" + who_has_a_disk(random);
    case 5:
      return R"("disk-slow": )" + who_has_a_disk(random) + R"(, "factor": 100)";
    default:
      return R"("clock-drift": )" + who(random) + R"(, "ppm": -90000)";
  }
}

std::string on_cluster(Prng& random) {
  return one_of(
      random,
      {R"("rolling-restart": "brokers", "how": "crash", "down": "1s", "bound": "5s")",
       R"("rolling-restart": ["broker-3", "broker-1"], "bound": "3s")",
       R"("rolling-restart": "followers of orders-0", "how": "power-off", "bound": "4s")",
       R"("upgrade": "brokers", "to": "classic", "bound": "4s")",
       R"("expire-session": "random broker")", R"("restart": "brokers")", R"("stop": "broker-3")",
       R"("remove-broker": "broker-2")", R"("heal": "all")", R"("resume": "everyone")",
       R"("restart": "everyone")", R"("disk-full": "broker-1", "free": 3000)",
       R"("disk-fail": "random broker", "path": "orders-0/*.log", "nth": 2, "count": 1)",
       R"("admin": {"reassign": {"partition": "bills-0", "replicas": [3, 2]}})",
       R"("admin": {"elect-preferred": "all"})", R"("admin": {"delete-topic": "bills"})",
       R"("throttle": "20KB/s", "to": "broker-1")"});
}

bool may_last(const std::string& action) {
  for (const char* verb : {"hold", "drop", "delay", "duplicate", "crash", "power-off", "pause",
                           "disk-", "clock-", "throttle", "cut"}) {
    if (action.find("\"" + std::string(verb)) == 0) return true;
  }
  return false;
}

std::string action(Prng& random, bool is_datagram) {
  std::string text;
  switch (random.below(4)) {
    case 0:
      text = on_messages(random, is_datagram);
      break;
    case 1:
      text = R"("cut": {"from": )" + who(random) + R"(, "to": )" + who(random) + R"(, "both": )" +
             one_of(random, {"true", "false"}) + "}";
      break;
    case 2:
      text = on_processes(random);
      break;
    default:
      text = on_cluster(random);
      break;
  }
  if (may_last(text)) text += ", \"for\": " + duration(random, 1, 8000);
  if (random.chance(1, 4)) {
    text += R"(, "repeat": {"times": 3, "every": )" + duration(random, 500, 5000) + "}";
  }
  return "{" + text + "}";
}

std::string fault(Prng& random, std::size_t number, bool is_datagram) {
  std::string text = "{\"id\": \"f" + std::to_string(number) + "\", ";
  if (random.chance(1, 2)) {
    text += "\"at\": " + duration(random, 500, 25'000);
  } else {
    const std::string event =
        one_of(random, {"append", "fetch-served", "isr-changed", "became-leader", "registered",
                        "killed", "session-expired", "dispatch", "controller-elected", "truncate"});
    text += R"("on": {"event": )" + quoted(event) + R"(, "ordinal": )" +
            std::to_string(random.between(1, 8)) + "}";
    if (random.chance(1, 2)) text += ", \"after\": " + duration(random, 0, 500);
  }
  if (random.chance(1, 4)) text += ", \"every\": " + duration(random, 800, 9000);
  text += ", \"do\": [" + action(random, is_datagram);
  if (random.chance(1, 3)) text += ", " + action(random, is_datagram);
  return text + "]}";
}

std::string scenario_text(std::uint64_t seed) {
  Prng random = stream(seed, "test/faults");
  const bool is_datagram = random.chance(1, 2);
  std::string faults =
      R"([{"id": "first", "at": "6s", "do": [{"crash": "random broker", "as": "old"}]})";
  const std::uint64_t count = 2 + random.below(8);
  for (std::uint64_t i = 0; i < count; ++i) faults += ",\n" + fault(random, i, is_datagram);
  const std::string more =
      one_of(random, {"", R"(, "costs": {"request": "200us"}, "disk": {"page_cache": "128KiB"})"});
  return R"({"schema": 1, "name": "x", "why": "y", "duration": "40s", "faults_end": "30s", "seed": )" +
         std::to_string(seed) +
         R"(, "cluster": {"brokers": 3, "config": {"zookeeper.session.timeout.ms": 6000})" + more +
         R"(}, "network": {"latency": {"uniform": ["1ms", "9ms"]}, "bandwidth": "1MB/s", "mode": )" +
         (is_datagram ? R"("datagram")" : R"("connection")") +
         R"(}, "topics": {"orders": {"replicas": [[1, 2, 3]]}, "bills": {"replicas": [[2, 3]]}},
         "clients": {"p": {"type": "producer", "config": {"request.timeout.ms": 2000, "delivery.timeout.ms": 9000},
           "workload": {"to": "orders-0", "values": "r{0..99}", "rate": "8/s", "start": "3s"}},
         "c": {"type": "consumer", "config": {"request.timeout.ms": 3000}, "assign": ["orders-0", "bills-0"]}},
         "faults": )" +
         faults + R"(], "expect": {"ends": "any", "all_fired": false}})";
}

struct Prints {
  std::uint64_t trace = 0;
  std::uint64_t state = 0;
  friend bool operator==(const Prints&, const Prints&) = default;
};

Prints prints_of(const World& world) {
  return {world.trace_fingerprint, world.state_fingerprint()};
}

TEST_CASE("any mixture of faults: nothing stumbles, copies go on alike, seeds repeat") {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const std::string text = scenario_text(seed);
    INFO(text);
    const Parsed parsed = parse_scenarios(text);
    std::string problems;
    for (const Problem& problem : parsed.problems) problems += to_text(problem) + "\n";
    INFO(problems);
    REQUIRE(!parsed.has_errors());
    World world = build_world(parsed.variants.front());
    run_until(world, Instant{} + seconds(12), kBudget, {});
    World copy = world;
    CHECK(prints_of(copy) == prints_of(world));
    run_until(world, kEnd, kBudget, {});
    run_until(copy, kEnd, kBudget, {});
    CHECK(prints_of(copy) == prints_of(world));
    World again = build_world(parsed.variants.front());
    run_until(again, kEnd, 2 * kBudget, {});
    CHECK(prints_of(again) == prints_of(world));
  }
}

}  // namespace
}  // namespace barnabas::sim
