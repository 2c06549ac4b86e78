// Every action and every administrator's operation, as a scenario spells it.
#include <algorithm>

#include "core/protocol/message.h"
#include "sim/fault/selector_text.h"
#include "sim/scenario/action_names.h"
#include "tests/support/catch.h"
#include "tests/unit/scenario/support.h"

namespace barnabas::sim {
namespace {

using test::Parts;

// The action in a fault that may use "$old", and beside a fault "starve".
Parts with_action(const std::string& action) {
  Parts parts;
  parts.more = R"(, "network": {"mode": "datagram"})";
  parts.faults = R"([{"id": "starve", "at": "1s", "do": [{"crash": "broker-1", "as": "old"}]},
                     {"id": "f", "at": "2s", "do": [)" +
                 action + "]}]";
  return parts;
}

Action action_of(const std::string& action) {
  return test::good(with_action(action)).faults.back().actions.front();
}

TEST_CASE("every action's own example is read as that action") {
  for (const ActionFacts& facts : kActions) {
    DYNAMIC_SECTION(std::string(facts.verb)) {
      CHECK(test::errors_of(with_action(std::string(facts.example))).empty());
      CHECK(action_of(std::string(facts.example)).kind == facts.kind);
    }
  }
  CHECK(std::size(kActions) == static_cast<std::size_t>(ActionKind::End) + 1);
}

TEST_CASE("actions on messages name an API, a leg and two ends") {
  const Action hold = action_of(
      R"({"hold": "Fetch.response", "from": "leader of orders-0", "to": ["broker-2", "c"], "count": 3, "for": "5s"})");
  CHECK(hold.api == "Fetch");
  CHECK(hold.leg == 1);
  CHECK(to_text(hold.from) == "leader of orders-0");
  CHECK(to_text(hold.to) == "broker-2, c");
  CHECK(hold.count == 3);
  CHECK(hold.for_ == seconds(5));
  const Action drop = action_of(R"({"drop": "Produce"})");
  CHECK(drop.leg == -1);
  CHECK(drop.to.kind == Selector::Kind::Everyone);
  CHECK(action_of(R"({"delay": "all.request", "by": "20ms"})").api.empty());
}

TEST_CASE("cuts are between two groups, one way or both") {
  const Action one_way = action_of(R"({"cut": {"from": "broker-1", "to": "broker-2"}})");
  CHECK_FALSE(one_way.both_ways);
  CHECK(to_text(one_way.to) == "broker-2");
  const Action apart = action_of(R"({"cut": "broker-1", "from": "zookeeper"})");
  CHECK(apart.both_ways);
  CHECK(to_text(apart.from) == "broker-1");
  CHECK(to_text(apart.to) == "zookeeper");
  const Action alone = action_of(R"({"cut": "broker-1"})");
  CHECK(alone.to.kind == Selector::Kind::Everyone);
  CHECK(action_of(R"({"heal": "all"})").from.kind == Selector::Kind::Everyone);
}

TEST_CASE("amounts of disk faults and clocks") {
  CHECK(action_of(R"({"disk-slow": "broker-1", "factor": 50})").amount == 50'000);
  CHECK(action_of(R"({"disk-full": "broker-1", "free": 4096})").amount == 4096);
  CHECK(action_of(R"({"disk-fail": "broker-1", "nth": 3, "path": "*.log"})").text == "*.log");
  CHECK(action_of(R"({"clock-skew": "broker-1", "by": "-90s"})").by == seconds(-90));
}

TEST_CASE("deaths in a step, repetitions, jitter and shares of messages") {
  const Action crash = action_of(
      R"({"crash": "broker-1", "in-step": {"file-op": 3}, "path": "*.log", "for": "5s"})");
  REQUIRE(crash.in_step.has_value());
  CHECK(crash.in_step->file_operation == 3);
  CHECK(crash.text == "*.log");
  CHECK(crash.for_ == seconds(5));
  CHECK(action_of(R"({"power-off": "broker-1", "in-step": {"effect": 2}})").in_step->effect == 2);
  const Action delay = action_of(
      R"({"delay": "all", "by": {"uniform": ["1ms", "9ms"]}, "percent": 5, "repeat": {"times": 3, "every": "2s"}})");
  CHECK(delay.by == milliseconds(1));
  CHECK(delay.by_most == milliseconds(9));
  CHECK(delay.percent == 5);
  CHECK(delay.repeat == 3);
  CHECK(delay.every == seconds(2));
  CHECK(action_of(R"({"throttle": "8Mbit/s"})").amount == 1'000'000);
  CHECK(to_text(action_of(R"({"crash": "random broker"})").target) == "one of brokers");
}

TEST_CASE("a power cut may leave more than what was flushed") {
  const PowerLossOptions plain = action_of(R"({"power-off": "broker-1"})").power;
  CHECK(plain == PowerLossOptions{});
  const PowerLossOptions torn =
      action_of(R"({"power-off": "broker-1", "tail": "torn", "names": "drawn"})").power;
  CHECK(torn.tail == PowerLossOptions::Tail::Torn);
  CHECK(torn.names == PowerLossOptions::Names::Drawn);
  const PowerLossOptions whole =
      action_of(R"({"power-off": "broker-1", "tail": "prefix", "names": "kept"})").power;
  CHECK(whole.tail == PowerLossOptions::Tail::Prefix);
  CHECK(whole.names == PowerLossOptions::Names::Kept);
}

TEST_CASE("brokers that join are known from the start") {
  const Scenario scenario = test::good(
      with_action(R"({"add-broker": {"id": 7, "rack": "b", "config": {"num.io.threads": 2}}})"));
  REQUIRE(scenario.joining.size() == 1);
  CHECK(scenario.joining.front().id == NodeId{7});
  CHECK(scenario.joining.front().rack == "b");
  CHECK(scenario.brokers.size() == 3);
}

TEST_CASE("a connection delivers nothing twice") {
  Parts parts;
  parts.faults = R"([{"id": "f", "at": "2s", "do": [{"duplicate": "Produce.request"}]}])";
  CHECK(test::errors_of(parts) ==
        "/faults/0/do/0/duplicate: a connection delivers nothing twice; expected \"mode\": "
        "\"datagram\" under /network, or another action\n");
}

TEST_CASE("when faults come again") {
  const auto fault_of = [](const std::string& trigger) {
    Parts parts;
    parts.faults = R"([{"id": "f", )" + trigger + R"(, "do": [{"heal": "all"}]}])";
    return test::good(parts).faults.front();
  };
  CHECK(fault_of(R"("at": "2s")").times == 1);
  CHECK(fault_of(R"("at": "2s", "every": "5s")").times == 0);
  CHECK(fault_of(R"("at": "2s", "every": "5s", "times": 3)").times == 3);
  CHECK(fault_of(R"("on": {"event": "append"}, "times": 4)").times == 4);
  CHECK(fault_of(R"("on": {"event": "append"}, "every": "5s")").every == seconds(5));
  Parts parts;
  parts.faults = R"([{"id": "f", "at": "2s", "times": 3, "do": [{"heal": "all"}]}])";
  CHECK(test::errors_of(parts) ==
        "/faults/0/times: an instant comes once; expected 'every' beside 'at', as in \"every\": "
        "\"5s\"\n");
  parts.faults =
      R"([{"id": "f", "on": {"event": "append", "node": "one of brokers"}, "do": [{"heal": "all"}]}])";
  CHECK(test::errors_of(parts) ==
        "/faults/0/on/node: 'one of brokers' where nobody draws; expected a selector without "
        "chance; \"one of\" is for actions\n");
}

TEST_CASE("administrators' operations become Kafka's requests") {
  struct Case {
    const char* json;
    const char* api;
    const char* text;
  };
  const Case cases[] = {
      {R"({"create-topic": {"name": "new", "partitions": 3, "replication_factor": 2}})",
       "CreateTopics", "create topic new"},
      {R"({"create-topic": {"name": "new", "replicas": [[1, 2]], "config": {"retention.ms": 1}}})",
       "CreateTopics", "create topic new"},
      {R"({"delete-topic": "orders"})", "DeleteTopics", "delete topic orders"},
      {R"({"add-partitions": {"topic": "orders", "count": 4}})", "CreatePartitions",
       "grow topic orders to 4 partitions"},
      {R"({"set-config": {"topic": "orders", "config": {"min.insync.replicas": 2, "retention.ms": null}}})",
       "IncrementalAlterConfigs", "configure topic orders"},
      {R"({"set-config": {"broker": "broker-1", "config": {"num.replica.fetchers": 2}}})",
       "IncrementalAlterConfigs", "configure broker-1"},
      {R"({"elect-preferred": "orders-0"})", "ElectLeaders", "elect preferred leaders"},
      {R"({"elect-unclean": ["bills", "orders-0"]})", "ElectLeaders", "elect leaders uncleanly"},
      {R"({"reassign": {"partition": "orders-0", "replicas": [3, 2, 1]}})",
       "AlterPartitionReassignments", "reassign orders-0"},
      {R"({"reassign": {"partition": "orders-0", "replicas": null}})",
       "AlterPartitionReassignments", "cancel the reassignment of orders-0"},
      {R"({"delete-records": {"partition": "orders-0", "before": 5}})", "DeleteRecords",
       "delete records of orders-0"},
      {R"({"set-config": {"broker": "all", "config": {"log.retention.ms": 1}}})",
       "IncrementalAlterConfigs", "configure all brokers"},
      {R"({"describe-config": {"topic": "orders", "settings": ["retention.ms"]}})",
       "DescribeConfigs", "describe the settings of topic orders"},
      {R"({"describe-config": {"broker": "broker-2"}})", "DescribeConfigs",
       "describe the settings of broker-2"},
      {R"({"describe-config": {"broker": "all"}})", "DescribeConfigs",
       "describe the settings of all brokers"},
      {R"({"describe-topic": "orders"})", "Metadata", "describe topic orders"},
      {R"({"describe-cluster": {}})", "Metadata", "describe the cluster"},
      {R"({"list-reassignments": "all"})", "ListPartitionReassignments", "list reassignments"},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.json) {
      const Action action = action_of("{\"admin\": " + std::string(c.json) + "}");
      REQUIRE(action.command.has_value());
      const auto& admin = std::get<command::Admin>(*action.command);
      CHECK(protocol::facts_of_api(admin.request.index()).name == c.api);
      CHECK(admin.text == c.text);
      CHECK(to_text(action.target) == "admin");
    }
  }
}

TEST_CASE("an administrator appears when the faults need one and none is declared") {
  const Scenario scenario = test::good(with_action(R"({"admin": {"delete-topic": "orders"}})"));
  const auto is_admin = [](const ClientSpec& c) { return c.type == ClientSpec::Type::Admin; };
  CHECK(std::count_if(scenario.clients.begin(), scenario.clients.end(), is_admin) == 1);
}

TEST_CASE("commands to clients") {
  const auto command = [](const std::string& json) { return *action_of(json).command; };
  const auto seek = command(R"({"command": "c", "seek": {"partition": "orders-0", "to": "end"}})");
  CHECK(std::get<command::Seek>(seek).to.kind == command::Place::Kind::End);
  const auto back =
      command(R"({"command": "c", "seek": {"partition": "orders-0", "to": {"time": "2s"}}})");
  CHECK(std::get<command::Seek>(back).to ==
        command::Place{command::Place::Kind::Time, 1'700'000'002'000});
  const auto pause = command(R"({"command": "c", "pause-reading": "orders-0"})");
  CHECK(std::get<command::Pause>(pause).paused);
  const auto assign = command(R"({"command": "c", "assign": ["bills"]})");
  CHECK(std::get<command::Assign>(assign).partitions.size() == 2);
  const auto send =
      command(R"({"command": "p", "send": {"to": "orders", "values": "s{0..2}", "key": "k"}})");
  CHECK(std::get<command::Send>(send).records.size() == 3);
}

TEST_CASE("what is wrong with an action is told") {
  struct Case {
    const char* action;
    const char* told;
  };
  const Case cases[] = {
      {R"({"crsh": "broker-1"})",
       "/faults/1/do/0/crsh: unknown action 'crsh'; did you mean 'crash'?\n"},
      {R"({"crash": "broker-1", "restart": "broker-2"})",
       "/faults/1/do/0: both 'crash' and 'restart'; expected one action per object\n"},
      {R"({"resume": "broker-1", "for": "5s"})",
       "/faults/1/do/0/for: unknown key 'for' in the action 'resume'; expected one of repeat, "
       "resume\n"},
      {R"({"crash": "broker-1", "in-step": {"file-op": 1, "effect": 2}})",
       "/faults/1/do/0/in-step: both 'file-op' and 'effect'; expected {\"file-op\": 3} or "
       "{\"effect\": 2}\n"},
      {R"({"crash": "broker-1", "path": "*.log"})",
       "/faults/1/do/0/path: 'path' without a file operation; expected \"in-step\": {\"file-op\": "
       "1} beside it\n"},
      {R"({"power-off": "broker-1", "tail": "tron"})",
       "/faults/1/do/0/tail: the text \"tron\"; expected one of lost, prefix, torn; did you mean "
       "'torn'?\n"},
      {R"({"power-off": "broker-1", "names": "kept", "in-step": {"effect": 1}})",
       "/faults/1/do/0/names: 'names' beside 'in-step'; expected a power cut between two steps\n"},
      {R"({"throttle": "1MB"})",
       "/faults/1/do/0/throttle: '1MB' is no speed; expected a speed, as in \"10MB/s\" or "
       "\"1Gbit/s\"\n"},
      {R"({"add-broker": {"id": 2}})",
       "/faults/1/do/0/add-broker/id: there is a broker 2 already; expected an id that no other "
       "broker has\n"},
      {R"({"upgrade": "brokers", "to": "kafka-4"})",
       "/faults/1/do/0/to: the text \"kafka-4\"; expected one of classic, kafka-3; did you mean "
       "'kafka-3'?\n"},
      {R"({"rolling-restart": "brokers", "how": "crush"})",
       "/faults/1/do/0/how: the text \"crush\"; expected one of stop, crash, power-off; did you "
       "mean "
       "'crash'?\n"},
      {R"({"crash": "one of folowers of orders-0"})",
       "/faults/1/do/0/crash: 'folowers of orders-0' is no selector; expected \"leader of "
       "<partition>\", \"followers of ...\", \"replicas of ...\", \"isr of ...\", "
       "\"controller\", \"brokers\", \"clients\", \"everyone\", \"one of ...\", a node's name, "
       "\"$name\", or a list; did you mean 'one of followers of orders-0'?\n"},
      {R"({"pause": "broker-1", "repeat": {"times": 3, "every": "1us"}})",
       "/faults/1/do/0/repeat/every: too short a time; expected at least 1ms\n"},
      {R"({"delay": "Fetch"})", "/faults/1/do/0: 'by' is missing; expected a duration\n"},
      {R"({"hold": "Fetsh.response"})",
       "/faults/1/do/0/hold: unknown API 'Fetsh'; did you mean 'Fetch'?\n"},
      {R"({"hold": ""})", "/faults/1/do/0/hold: unknown API ''; expected one of "},
      {R"({"hold": ".response"})", "/faults/1/do/0/hold: unknown API ''; expected one of "},
      {R"({"expire-session": "p"})",
       "/faults/1/do/0/expire-session: 'p' is nobody that this can be done to; expected a broker: "
       "nobody else has a session at ZooKeeper\n"},
      {R"({"disk-full": ["broker-1", "p"]})",
       "/faults/1/do/0/disk-full/1: 'p' is nobody that this can be done to; expected a broker or "
       "zookeeper: clients have no disk\n"},
      {R"({"disk-stall": "clients"})",
       "/faults/1/do/0/disk-stall: 'clients' is nobody that this can be done to; expected a broker "
       "or zookeeper: clients have no disk\n"},
      {R"({"remove-broker": "zookeeper"})",
       "/faults/1/do/0/remove-broker: 'zookeeper' is nobody that this can be done to; expected a "
       "broker\n"},
      {R"({"command": "p", "seek": {"partition": "orders-0", "to": 5}})",
       "/faults/1/do/0/command: 'p' is nobody that this can be done to; expected a consumer\n"},
      {R"({"command": "broker-1", "send": {"to": "orders", "values": "s"}})",
       "/faults/1/do/0/command: 'broker-1' is nobody that this can be done to; expected a "
       "producer\n"},
      {R"({"admin": {"delete-topic": "orders"}, "client": "c"})",
       "/faults/1/do/0/client: 'c' is nobody that this can be done to; expected an "
       "administrator\n"},
      {R"({"admin": {"delete-topic": "order"}})",
       "/faults/1/do/0/admin/delete-topic: there is no topic 'order'; expected a topic under "
       "/topics, or auto.create.topics.enable in the cluster's config; did you mean 'orders'?\n"},
      {R"({"admin": {"add-partitions": {"topic": "order", "count": 4}}})",
       "/faults/1/do/0/admin/add-partitions/topic: there is no topic 'order'; expected a topic "
       "under /topics, or auto.create.topics.enable in the cluster's config; did you mean "
       "'orders'?\n"},
      {R"({"crash": "$odl"})",
       "/faults/1/do/0/crash: no action remembers a node as 'odl'; expected a name that an action "
       "gives by "
       "\"as\"; did you mean 'old'?\n"},
      {R"({"end": "starv"})",
       "/faults/1/do/0/end: there is no fault 'starv'; expected one of f, starve; did you mean "
       "'starve'?\n"},
      {R"({"pause": "broker-1", "for": "-5s"})",
       "/faults/1/do/0/for: the duration is negative; expected a duration that is not negative\n"},
      {R"({"admin": {"elect-prefered": "orders-0"}})",
       "/faults/1/do/0/admin/elect-prefered: unknown operation 'elect-prefered'; did you mean "
       "'elect-preferred'?\n"},
      {R"({"admin": {"describe-config": {"topic": "orders", "settings": ["retension.ms"]}}})",
       "/faults/1/do/0/admin/describe-config/settings/0: unknown topic setting 'retension.ms'; did "
       "you mean 'retention.ms'?\n"},
      {R"({"admin": {"describe-config": {"broker": "broker-9"}}})",
       "/faults/1/do/0/admin/describe-config/broker: there is no broker 'broker-9'; expected a "
       "broker, or \"all\"\n"},
      {R"({"admin": {"describe-config": {"settings": []}}})",
       "/faults/1/do/0/admin/describe-config: no 'topic' and no 'broker'; expected one of the "
       "two\n"},
      {R"({"command": "c"})",
       "/faults/1/do/0: the command says nothing; expected one of seek, assign, send, "
       "pause-reading, resume-reading\n"},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.action) {
      const std::string told = c.told;
      const std::string errors = test::errors_of(with_action(c.action));
      // Without an end of the line: how it begins.
      CHECK((told.back() == '\n' ? errors : errors.substr(0, told.size())) == told);
    }
  }
}

}  // namespace
}  // namespace barnabas::sim
