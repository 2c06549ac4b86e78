// Paths and texts of Kafka's znodes, written to the letter and read with tolerance.
#include "core/cluster/znodes.h"

#include "core/base/json_text.h"
#include "tests/support/catch.h"

namespace barnabas::test {
namespace {

namespace znodes = cluster::znodes;

std::vector<NodeId> ids(std::vector<std::int32_t> numbers) {
  std::vector<NodeId> list;
  for (const std::int32_t number : numbers) list.push_back(NodeId(number));
  return list;
}

}  // namespace

TEST_CASE("paths are Kafka's") {
  const std::pair<std::string, std::string> cases[] = {
      {znodes::broker_path(NodeId(7)), "/brokers/ids/7"},
      {znodes::topic_path("t"), "/brokers/topics/t"},
      {znodes::state_path({"t", 3}), "/brokers/topics/t/partitions/3/state"},
      {znodes::delete_topic_path("t"), "/admin/delete_topics/t"},
      {znodes::topic_config_path("t"), "/config/topics/t"},
      {znodes::new_config_change_path(), "/config/changes/config_change_"},
      {znodes::new_isr_change_path(), "/isr_change_notification/isr_change_"},
  };
  for (const auto& c : cases) CHECK(c.first == c.second);
}

TEST_CASE("a broker's registration says where it listens, and where it stands") {
  cluster::BrokerRegistration broker{NodeId(1), "host-1", 9092, "r\"1", BrokerEpoch(55), false};
  const std::string text = znodes::encode_broker(broker, WallTime{1700000000000});
  CHECK(text ==
        R"({"features":{},"listener_security_protocol_map":{"PLAINTEXT":"PLAINTEXT"},)"
        R"("endpoints":["PLAINTEXT://host-1:9092"],"rack":"r\"1","jmx_port":-1,"port":9092,)"
        R"("host":"host-1","version":5,"timestamp":"1700000000000"})");
  CHECK(znodes::decode_broker(NodeId(1), text, 55) == broker);
  broker.rack.clear();
  CHECK(znodes::encode_broker(broker, WallTime{1}).find("rack") == std::string::npos);
}

TEST_CASE("registrations of other versions are understood") {
  struct Case {
    std::string text;
    std::string host;
    std::int32_t port;
  };
  const Case cases[] = {
      {R"({"version":1,"host":"old","port":9091,"jmx_port":9999,"timestamp":"2233345666"})", "old",
       9091},
      {R"({"version":4,"host":"h","port":1,"jmx_port":9999,"timestamp":"2",)"
       R"("endpoints":["CLIENT://[::1]:9092","REPLICATION://host1:9093"],"rack":"dc1"})",
       "[::1]", 9092},
  };
  for (const Case& c : cases) {
    const auto broker = znodes::decode_broker(NodeId(3), c.text, 8);
    REQUIRE(broker);
    CHECK(broker->host == c.host);
    CHECK(broker->port == c.port);
    CHECK(broker->epoch == BrokerEpoch(8));
  }
  CHECK_FALSE(znodes::decode_broker(NodeId(3), "", 8));
  CHECK_FALSE(znodes::decode_broker(NodeId(3), "[1]", 8));
}

TEST_CASE("a topic's assignment keeps who comes and who goes") {
  znodes::TopicAssignment topic;
  topic.id = {0x0123456789abcdefu, 0xfedcba9876543210u};
  topic.partitions[0] = {ids({1, 2, 3}), ids({3}), ids({1})};
  topic.partitions[1] = {ids({2}), {}, {}};
  const std::string text = znodes::encode_topic(topic);
  CHECK(text == R"({"partitions":{"0":[1,2,3],"1":[2]},"topic_id":"ASNFZ4mrze_-3LqYdlQyEA",)"
                R"("adding_replicas":{"0":[3]},"removing_replicas":{"0":[1]},"version":3})");
  CHECK(znodes::decode_topic(text) == topic);
  const auto old = znodes::decode_topic(R"({"version":1,"partitions":{"1":[0,1]}})");
  REQUIRE(old);
  CHECK(old->id.is_zero());
  CHECK(old->partitions.at(1).replicas == ids({0, 1}));
  CHECK_FALSE(znodes::decode_topic("{"));
}

TEST_CASE("topic ids are 22 characters of URL-safe base64") {
  CHECK(znodes::id_text({0, 0}) == "AAAAAAAAAAAAAAAAAAAAAA");
  CHECK(znodes::id_text({0, 1}) == "AAAAAAAAAAAAAAAAAAAAAQ");  // Kafka's Uuid.ONE_UUID
  CHECK(znodes::id_text({~std::uint64_t{0}, ~std::uint64_t{0}}) == "_____________________w");
  for (const TopicId id : {TopicId{1, 2}, TopicId{0x8000000000000000u, 0x7fffffffffffffffu}}) {
    CHECK(znodes::parse_id(znodes::id_text(id)) == id);
  }
  CHECK_FALSE(znodes::parse_id("short"));
  CHECK_FALSE(znodes::parse_id("AAAAAAAAAAAAAAAAAAAA+A"));
}

TEST_CASE("a partition's state is written as Kafka writes it") {
  cluster::Leadership state{NodeId(1),         LeaderEpoch(4),     ids({1, 2}),
                            PartitionEpoch(9), ControllerEpoch(3), false};
  const std::string text = znodes::encode_leadership(state);
  CHECK(text == R"({"controller_epoch":3,"leader":1,"version":1,"leader_epoch":4,"isr":[1,2]})");
  CHECK(znodes::decode_leadership(text, 9) == state);
  state.is_recovering = true;
  CHECK_THAT(znodes::encode_leadership(state), contains(R"(,"leader_recovery_state":1})"));
  CHECK(znodes::decode_leadership(znodes::encode_leadership(state), 9) == state);
  CHECK_FALSE(znodes::decode_leadership("", 0));
  CHECK_FALSE(znodes::decode_leadership(R"({"leader":1,"isr":[]})", 0));
}

TEST_CASE("the controller's znodes") {
  const std::string text = znodes::encode_controller(NodeId(2), WallTime{17});
  CHECK(text == R"({"version":2,"brokerid":2,"timestamp":"17","kraftControllerEpoch":-1})");
  CHECK(znodes::decode_controller(text) == NodeId(2));
  CHECK(znodes::decode_controller(R"({"version":1,"brokerid":0,"timestamp":"1"})") == NodeId(0));
  CHECK_FALSE(znodes::decode_controller(""));
  CHECK(znodes::encode_controller_epoch(ControllerEpoch(5)) == "5");
  CHECK(znodes::decode_controller_epoch("5") == ControllerEpoch(5));
  CHECK_FALSE(znodes::decode_controller_epoch("five"));
}

TEST_CASE("configs and the notifications about them") {
  const cluster::Configs configs{{"cleanup.policy", "compact,delete"}, {"retention.ms", "-1"}};
  const std::string text = znodes::encode_configs(configs);
  CHECK(text ==
        R"({"version":1,"config":{"cleanup.policy":"compact,delete","retention.ms":"-1"}})");
  CHECK(znodes::decode_configs(text) == configs);
  CHECK(znodes::decode_configs("").empty());
  CHECK(znodes::encode_configs({}) == R"({"version":1,"config":{}})");
  CHECK(znodes::encode_config_change("topics/t") == R"({"version":2,"entity_path":"topics/t"})");
  for (const char* entity : {"topics/t", "brokers/1", "brokers/<default>"}) {
    CHECK(znodes::decode_config_change(znodes::encode_config_change(entity)) ==
          std::string(entity));
  }
  CHECK_FALSE(znodes::decode_config_change(R"({"version":2,"entity_path":"users/u"})"));
  CHECK(znodes::topic_of_entity(znodes::topic_entity("t")) == std::string("t"));
  CHECK(znodes::broker_of_entity(znodes::broker_entity("1")) == std::string("1"));
  CHECK_FALSE(znodes::topic_of_entity("brokers/1"));
  CHECK(znodes::config_path("brokers/<default>") == "/config/brokers/<default>");
}

TEST_CASE("ISR notifications and the legacy reassignment file") {
  const std::vector<TopicPartition> partitions{{"a", 0}, {"b", 12}};
  const std::string text = znodes::encode_isr_change(partitions);
  CHECK(text ==
        R"({"version":1,"partitions":[{"topic":"a","partition":0},{"topic":"b","partition":12}]})");
  CHECK(znodes::decode_isr_change(text) == partitions);
  const auto wanted = znodes::decode_reassignments(
      R"({"version":1,"partitions":[{"topic":"a","partition":0,"replicas":[3,4],"log_dirs":["any"]}]})");
  CHECK(wanted.at({"a", 0}) == ids({3, 4}));
}

TEST_CASE("JSON is read with escapes, and wrong texts are errors") {
  const auto value =
      parse_json(R"( { "a" : [1, -2.5, true, null], "b\u0041\n" : "\u00e9\ud83d\ude00\"" } )");
  REQUIRE(value);
  CHECK(value->find("a")->items[1].integer == -2);
  CHECK(value->text_of("bA\n", "") == "\xc3\xa9\xf0\x9f\x98\x80\"");
  CHECK(json_quoted("a\"\\\n\x01") == "\"a\\\"\\\\\\n\\u0001\"");
  const std::string wrong[] = {"",       "{",       "[1,]",      "{\"a\"}",
                               "\"open", "\"\\x\"", "1 2",       "tru",
                               "{a:1}",  "-",       "\"\\u12\"", std::string(100, '[')};
  for (const std::string& text : wrong) CHECK_FALSE(parse_json(text));
}

}  // namespace barnabas::test
