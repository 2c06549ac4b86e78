// Scenarios from text: what is read, how variants patch the base, and where problems are placed.
#include "sim/scenario/parse.h"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "tests/support/catch.h"
#include "tests/support/paths.h"
#include "tests/unit/scenario/support.h"

namespace barnabas::sim {
namespace {

using test::errors_of;
using test::Parts;

std::string file(const std::string& path) {
  std::ifstream in(barnabas::test::source_path(path), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

TEST_CASE("the first lesson is read as it is written") {
  const Parsed parsed = parse_scenarios(file("scenarios/010-leader-crash.json"));
  REQUIRE_FALSE(parsed.has_errors());
  REQUIRE(parsed.variants.size() == 3);
  const Scenario& scenario = parsed.variants[1];
  CHECK(scenario.variant == "acks-1");
  CHECK(scenario.profile == Profile::Kafka3);
  CHECK(scenario.brokers.size() == 3);
  CHECK(scenario.brokers[0].config.at("min.insync.replicas") == "2");
  CHECK(scenario.latency.low == milliseconds(1));
  CHECK(scenario.latency.high == milliseconds(3));
  REQUIRE(scenario.topics.size() == 1);
  CHECK(scenario.topics[0].replicas ==
        std::vector<std::vector<NodeId>>{{NodeId(1), NodeId(2), NodeId(3)}});
  REQUIRE(scenario.clients.size() == 2);
  CHECK(scenario.clients[0].assign == std::vector<TopicPartition>{{"orders", 0}});
  const ClientSpec& producer = scenario.clients[1];
  CHECK(producer.config.at("acks") == "1");
  CHECK(producer.config.at("linger.ms") == "0");
  REQUIRE(producer.workload.has_value());
  CHECK(producer.workload->values.size() == 10);
  CHECK(producer.workload->interval == milliseconds(100));
  CHECK(producer.workload->start == Instant{} + seconds(5));
  REQUIRE(scenario.faults.size() == 3);
  CHECK(scenario.faults[1].after == milliseconds(50));
  REQUIRE(scenario.faults[1].on.has_value());
  CHECK(scenario.faults[0].on->event == NoteKind::Append);
  CHECK(scenario.faults[0].on->fields.front().value == 7);
  CHECK(scenario.faults[1].on->event == NoteKind::Send);
  CHECK(scenario.faults[1].on->fields.front().list == std::vector<std::int32_t>{9});
  CHECK(scenario.faults[2].on->since == "kill");
  CHECK(scenario.expect.acked == 10);
  CHECK(scenario.expect.lost == std::vector<std::string>{"r7", "r8", "r9"});
  CHECK(scenario.expect.violates == std::vector<std::string>{"DurableAck"});
  CHECK(scenario.expect.reached.size() == 1);
}

TEST_CASE("every committed lesson is valid and says why") {
  for (const char* name : {"010-leader-crash", "020-isr-shrinks-to-leader", "030-unclean-election",
                           "040-zombie-controller", "050-session-expiry"}) {
    CAPTURE(name);
    const std::string text = file("scenarios/" + std::string(name) + ".json");
    CHECK(errors_of(text).empty());
    const Parsed parsed = parse_scenarios(text);
    CHECK(parsed.variants.front().name == name);
    CHECK_FALSE(parsed.variants.front().why.empty());
  }
}

TEST_CASE("a broken scenario gets every error at once, with path and line") {
  std::string told;
  for (const Problem& problem :
       parse_scenarios(file("tests/data/scenarios/broken.json")).problems) {
    told += to_text(problem) + "\n";
  }
  const std::string golden = "tests/data/scenarios/broken.txt";
  if (std::getenv("BARNABAS_UPDATE") != nullptr) {
    std::ofstream(barnabas::test::source_path(golden), std::ios::binary) << told;
    return;
  }
  INFO("BARNABAS_UPDATE=1 writes what is told");
  CHECK(told == file(golden));
}

TEST_CASE("variants patch the base: they set, replace and take away") {
  Parts parts;
  parts.more = R"(, "variants": {
    "a": {"clients": {"p": {"config": {"acks": "1"}}}},
    "b": {"clients": {"c": null}, "topics": {"orders": {"replicas": [[3]]}}}})";
  const Parsed parsed = parse_scenarios(test::text_of(parts));
  REQUIRE_FALSE(parsed.has_errors());
  REQUIRE(parsed.variants.size() == 2);
  CHECK(parsed.variants[0].clients.size() == 2);
  CHECK(parsed.variants[0].clients[1].config.at("acks") == "1");
  CHECK(parsed.variants[1].clients.size() == 1);
  CHECK(parsed.variants[1].topics[1].replicas.front().size() == 1);
}

TEST_CASE("an error is placed where its value came from") {
  Parts parts;
  parts.more = R"(, "variants": {
    "a": {"clients": {"p": {"config": {"acks": "7"}}}},
    "b": {"clients": {"p": {"workload": {"to": null}}}},
    "d": {"topics": {"orders": {"replicas": [[1, 2]]}}, "cluster": {"brokers": 1}}})";
  const std::string told = errors_of(parts);
  CHECK_THAT(told, barnabas::test::contains("/variants/a/clients/p/config/acks: the text \"7\""));
  CHECK_THAT(told, barnabas::test::contains("/variants/b/clients/p/workload: 'to' is missing"));
  CHECK_THAT(told, barnabas::test::contains(
                       "/variants/d/topics/orders/replicas/0/1: there is no broker 2"));
}

TEST_CASE("an error of the base that only some variants have names them") {
  Parts parts;
  parts.faults = R"([{"id": "f", "at": "1s", "do": [{"crash": "broker-3"}]}])";
  parts.topics = R"({"orders": {"replicas": [[1]]}})";
  parts.more = R"(, "variants": {"small": {"cluster": {"brokers": 1}}, "large": {}})";
  CHECK(errors_of(parts) ==
        "/faults/0/do/0/crash: there is no node 'broker-3'; expected one of broker-1, zookeeper, "
        "c, p (in variant "
        "small)\n");
}

TEST_CASE("what Kafka itself refuses is refused") {
  struct Case {
    const char* name;
    const char* profile;
    const char* client;
    const char* told;
  };
  const Case cases[] = {
      {"idempotence and acks", "kafka-3",
       R"({"type": "producer", "config": {"enable.idempotence": true, "acks": 1}})",
       "/clients/p/config/enable.idempotence: enable.idempotence is true, but acks is 1; expected "
       "acks all\n"},
      {"idempotence and retries", "kafka-3",
       R"({"type": "producer", "config": {"enable.idempotence": "true", "retries": 0}})",
       "/clients/p/config/enable.idempotence: enable.idempotence is true, but retries is 0; "
       "expected retries >= 1\n"},
      {"idempotence and six in flight", "kafka-3",
       R"({"type": "producer", "config": {"enable.idempotence": true, "max.in.flight.requests.per.connection": 6}})",
       "/clients/p/config/enable.idempotence: enable.idempotence is true, but "
       "max.in.flight.requests.per.connection "
       "is more than 5; expected at most 5\n"},
      {"acks=1 alone turns idempotence off silently", "kafka-3",
       R"({"type": "producer", "config": {"acks": "1"}})", ""},
      {"classic raises acks by itself", "classic",
       R"({"type": "producer", "config": {"enable.idempotence": true}})", ""},
      {"a transactional id without idempotence", "kafka-3",
       R"({"type": "producer", "config": {"transactional.id": "t", "acks": "1"}})",
       "/clients/p/config/transactional.id: transactional.id is set without idempotence; expected "
       "enable.idempotence "
       "true, acks all, retries >= 1, at most 5 requests in flight\n"},
      {"a delivery timeout that is too short", "kafka-3",
       R"({"type": "producer", "config": {"delivery.timeout.ms": 1000, "linger.ms": 5}})",
       "/clients/p/config/delivery.timeout.ms: delivery.timeout.ms is less than linger.ms + "
       "request.timeout.ms; "
       "expected at least 30005\n"},
      {"a name that the profile does not know", "classic",
       R"({"type": "producer", "config": {"delivery.timeout.ms": 1000}})",
       "/clients/p/config/delivery.timeout.ms: delivery.timeout.ms is not known to the profile "
       "classic\n"},
      {"a heartbeat longer than the session", "kafka-3",
       R"({"type": "consumer", "config": {"group.id": "g", "heartbeat.interval.ms": 45000}})",
       "/clients/p/config/heartbeat.interval.ms: heartbeat.interval.ms is not less than "
       "session.timeout.ms\n"},
      {"auto commit without a group", "kafka-3",
       R"({"type": "consumer", "config": {"enable.auto.commit": true}})",
       "/clients/p/config/enable.auto.commit: enable.auto.commit is true without a group.id; "
       "expected a group.id, or "
       "false\n"},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      Parts parts;
      parts.profile = c.profile;
      parts.clients = std::string("{\"p\": ") + c.client + "}";
      CHECK(errors_of(parts) == c.told);
    }
  }
}

TEST_CASE("Kafka allows more in-sync replicas than there are, so it is allowed") {
  Parts parts;
  parts.topics = R"({"orders": {"replicas": [[1]], "config": {"min.insync.replicas": 3}}})";
  CHECK(errors_of(parts).empty());
}

TEST_CASE("absurd sizes are refused") {
  struct Case {
    const char* name;
    Parts parts;
    const char* told;
  };
  std::vector<Case> cases;
  cases.push_back({"duration", {}, "/duration: '721h' is longer than 30 days"});
  cases.back().parts.more = R"(, "duration": "721h")";
  cases.push_back({"brokers", {}, "/cluster/brokers: 101; expected an integer from 1 to 100"});
  cases.back().parts.cluster = R"({"brokers": 101})";
  cases.push_back({"huge number", {}, "/cluster/brokers: 1e+30; expected a number of brokers"});
  cases.back().parts.cluster = R"({"brokers": 1e30})";
  cases.push_back({"values",
                   {},
                   "/clients/p/workload/count: 10000001; expected an integer from 1 to 10000000"});
  cases.back().parts.clients =
      R"({"p": {"type": "producer", "workload": {"to": "orders-0", "count": 10000001}}})";
  cases.push_back({"pattern", {}, "makes more than a million values"});
  cases.back().parts.clients =
      R"({"p": {"type": "producer", "workload": {"to": "orders-0", "values": "r{0..10000000}"}}})";
  cases.push_back({"partitions", {}, "/topics/t/partitions: 10001"});
  cases.back().parts.topics = R"({"orders": {}, "t": {"partitions": 10001}})";
  cases.push_back({"seed", {}, "/seed: 1.84467"});
  cases.back().parts.more = R"(, "seed": 18446744073709551616)";
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) { CHECK_THAT(errors_of(c.parts), barnabas::test::contains(c.told)); }
  }
  CHECK_THAT(errors_of(std::string(kLargestText + 1, ' ')),
             barnabas::test::contains("at most 4,000,000 bytes"));
}

TEST_CASE("hooks name the fields of their event") {
  Parts parts;
  parts.faults =
      R"([{"id": "f", "on": {"event": "elected", "partition": "orders-0", "leader": "broker-2",
                     "isr": [3, 2], "epoch": ">=4", "unclean": true, "ordinal": 2}, "do": [{"heal": "all"}]}])";
  const Hook hook = *test::good(parts).faults.front().on;
  CHECK(hook.ordinal == 2);
  REQUIRE(hook.fields.size() == 4);
  CHECK(hook.fields[0].name == "unclean");
  CHECK(hook.fields[0].value == 1);
  CHECK(hook.fields[1].op == ">=");
  CHECK(hook.fields[1].value == 4);
  CHECK(hook.fields[2].text == "broker-2");
  CHECK(hook.fields[3].list == std::vector<std::int32_t>{2, 3});
  parts.faults =
      R"([{"id": "f", "on": {"event": "acked", "error": "NOT_ENUGH_REPLICAS", "offst": 1},
                     "do": [{"heal": "all"}]}])";
  CHECK(errors_of(parts) ==
        "/faults/0/on/error: unknown error 'NOT_ENUGH_REPLICAS'; expected a name of Kafka's; did "
        "you mean "
        "'NOT_ENOUGH_REPLICAS'?\n"
        "/faults/0/on/offst: unknown key 'offst' in an event hook; did you mean 'offset'?\n");
}

TEST_CASE("what names nothing is told for what it was meant to be") {
  Parts parts;
  parts.clients = R"({"c": {"type": "consumer", "assign": ["nosuch", "orders-1"]}})";
  CHECK(
      errors_of(parts) ==
      "/clients/c/assign/0: there is no topic 'nosuch'; expected a topic under /topics, or "
      "auto.create.topics.enable in the cluster's config\n"
      "/clients/c/assign/1: topic 'orders' has no partition 1; expected a partition from 0 to 0\n");
  parts = Parts();
  parts.faults = R"([{"id": "a", "at": "1s", "do": [{"end": "zz"},
                      {"command": "p", "send": {"to": "nosuch", "values": "r"}}]}])";
  CHECK(errors_of(parts) ==
        "/faults/0/do/0/end: there is no fault 'zz'; expected 'a', the only one\n"
        "/faults/0/do/1/send/to: there is no topic 'nosuch'; expected a topic under /topics, or "
        "auto.create.topics.enable in the cluster's config\n");
  parts = Parts();
  parts.topics = R"({"orders": {"replicas": [[1]]}, "none": {"partitions": 0}})";
  parts.faults = R"([{"id": "a", "at": "1s", "do": [{"crash": "leader of none-0"}]}])";
  CHECK_THAT(errors_of(parts), barnabas::test::contains("topic 'none' has no partition 0; expected "
                                                        "a topic that has partitions\n"));
}

TEST_CASE("hooks name the partition or the topic that their event is of") {
  const auto hook = [](const std::string& rest) {
    Parts parts;
    parts.clients = R"({"p": {"type": "producer", "workload": {"to": "orders-0", "values": "r"}},
                        "q": {"type": "producer", "workload": {"to": "bills", "values": "s"}}})";
    parts.faults = R"([{"id": "f", "on": {)" + rest + R"(}, "do": [{"heal": "all"}]}])";
    return parts;
  };
  CHECK(test::good(hook(R"("event": "topic-created", "topic": "bills")")).faults[0].on->topic ==
        "bills");
  CHECK(test::good(hook(R"("event": "acked", "topic": "bills")")).faults[0].on->topic == "bills");
  CHECK(test::good(hook(R"("event": "send", "partition": "orders-0")")).faults[0].on->partition ==
        TopicPartition{"orders", 0});
  struct Case {
    const char* rest;
    const char* told;
  };
  const Case cases[] = {
      {R"("event": "topic-deleted", "partition": "bills-0")",
       "/faults/0/on/partition: the event 'topic-deleted' is of a topic, not of a partition; "
       "expected 'topic', as in \"topic\": \"orders\"\n"},
      {R"("event": "acked", "partition": "bills-0", "topic": "bills")",
       "/faults/0/on/partition: both 'topic' and 'partition'; expected one of them\n"},
      {R"("event": "killed", "topic": "bills")",
       "/faults/0/on/topic: the event 'killed' is of no topic\n"},
      {R"("event": "acked", "topic": "bils")",
       "/faults/0/on/topic: there is no topic 'bils'; expected a topic under /topics, or "
       "auto.create.topics.enable in the cluster's config; did you mean 'bills'?\n"},
      {R"("event": "send", "partition": "bills-0")",
       "/faults/0/on/partition: nobody sends to bills-0 by name, so no 'send' tells of it; "
       "expected \"topic\": \"bills\", or the event 'dispatch'\n"},
  };
  for (const Case& c : cases) CHECK(errors_of(hook(c.rest)) == c.told);
}

TEST_CASE("faults may be named members, so that a variant can patch one") {
  Parts parts;
  parts.faults = R"({"kill": {"at": "1s", "do": [{"crash": "broker-1"}]}})";
  parts.more =
      R"(, "variants": {"late": {"faults": {"kill": {"at": "9s"}}}, "never": {"faults": {"kill": null}}})";
  const Parsed parsed = parse_scenarios(test::text_of(parts));
  REQUIRE_FALSE(parsed.has_errors());
  CHECK(parsed.variants[0].faults.front().at == Instant{} + seconds(9));
  CHECK(parsed.variants[1].faults.empty());
}

TEST_CASE("settings without effect are noted, not refused") {
  Parts parts;
  parts.cluster = R"({"brokers": 3, "config": {"log.cleaner.threads": 2}})";
  const Parsed parsed = parse_scenarios(test::text_of(parts));
  CHECK_FALSE(parsed.has_errors());
  REQUIRE(parsed.problems.size() == 1);
  CHECK(to_text(parsed.problems.front()) ==
        "2:38: note: /cluster/config/log.cleaner.threads: log.cleaner.threads has no effect in the "
        "simulator");
}

}  // namespace
}  // namespace barnabas::sim
