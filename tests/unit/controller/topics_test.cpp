// Topics are made, grown, configured and deleted.
#include "tests/support/catch.h"
#include "tests/unit/controller/harness.h"

namespace barnabas::test {
namespace {

using protocol::CreatePartitionsRequest;
using protocol::CreatePartitionsResponse;
using protocol::CreateTopicsRequest;
using protocol::CreateTopicsResponse;
using protocol::DeleteTopicsRequest;
using protocol::DeleteTopicsResponse;
using protocol::IncrementalAlterConfigsRequest;
using protocol::IncrementalAlterConfigsResponse;

CreateTopicsRequest create(const std::string& name, std::int32_t partitions, std::int16_t factor) {
  CreateTopicsRequest request;
  request.topics.push_back({name, partitions, factor, {}, {}});
  return request;
}

ClusterHarness started(std::int32_t brokers, const ControllerConfig& config = {},
                       std::vector<std::string> racks = {}) {
  ClusterHarness cluster(brokers, config, std::move(racks));
  cluster.start();
  cluster.settle();
  cluster.take_notes();
  return cluster;
}

IncrementalAlterConfigsRequest alter(const std::string& topic, const std::string& name,
                                     protocol::AlterOp op, std::optional<std::string> value) {
  IncrementalAlterConfigsRequest request;
  request.resources.push_back(
      {protocol::ConfigResource::Topic, topic, {{name, op, std::move(value)}}});
  return request;
}

}  // namespace

TEST_CASE("a created topic has an id, a leader per partition, and its znodes") {
  ClusterHarness cluster = started(3);
  CreateTopicsRequest request = create("orders", 6, 3);
  request.topics.front().configs.push_back({"min.insync.replicas", "2"});
  const auto response = cluster.ask_controller<CreateTopicsResponse>(request);
  CHECK(response.topics.front().error == ErrorCode::None);
  CHECK_FALSE(response.topics.front().id.is_zero());
  CHECK(cluster.znode("/config/topics/orders") ==
        R"({"version":1,"config":{"min.insync.replicas":"2"}})");
  std::map<NodeId, int> leaders;
  for (std::int32_t p = 0; p < 6; ++p) ++leaders[cluster.leadership({"orders", p}).leader];
  CHECK(leaders.size() == 3);
  for (const auto& leader : leaders) CHECK(leader.second == 2);
  CHECK_THAT(cluster.take_notes(), contains("topic-created orders"));
  // Whoever asks hears of it only when the controller's own broker knows.
  const auto updates = cluster.orders_of<protocol::UpdateMetadataRequest>(cluster.active());
  CHECK(updates.back().partitions.size() == 6);
  const auto orders = cluster.orders_of<protocol::LeaderAndIsrRequest>(1);
  REQUIRE_FALSE(orders.empty());
  CHECK(orders.back().partitions.front().is_new);
  CHECK(orders.back().topic_ids.front().id == response.topics.front().id);
}

TEST_CASE("what is wrong with a topic is told with Kafka's error") {
  ClusterHarness cluster = started(3);
  cluster.create_topic("there.it_is", {{1}});
  struct Case {
    std::string what;
    CreateTopicsRequest request;
    ErrorCode error;
  };
  CreateTopicsRequest manual = create("m", -1, -1);
  manual.topics.front().assignments = {{0, {NodeId(1), NodeId(1)}}};
  CreateTopicsRequest uneven = create("m", -1, -1);
  uneven.topics.front().assignments = {{0, {NodeId(1)}}, {1, {NodeId(1), NodeId(2)}}};
  CreateTopicsRequest gap = create("m", -1, -1);
  gap.topics.front().assignments = {{0, {NodeId(1)}}, {2, {NodeId(2)}}};
  CreateTopicsRequest both = create("m", 2, -1);
  both.topics.front().assignments = {{0, {NodeId(1)}}};
  CreateTopicsRequest config = create("m", 1, 1);
  config.topics.front().configs.push_back({"min.insync.replicas", "0"});
  CreateTopicsRequest unknown = create("m", 1, 1);
  unknown.topics.front().configs.push_back({"min.insink.replicas", "1"});
  CreateTopicsRequest null_value = create("m", 1, 1);
  null_value.topics.front().configs.push_back({"retention.ms", std::nullopt});
  CreateTopicsRequest twice = create("m", 1, 1);
  twice.topics.push_back(twice.topics.front());
  const Case cases[] = {
      {"it exists", create("there.it_is", 1, 1), ErrorCode::TopicAlreadyExists},
      {"its metrics would collide", create("there_it.is", 1, 1), ErrorCode::InvalidTopicException},
      {"empty name", create("", 1, 1), ErrorCode::InvalidTopicException},
      {"name '..'", create("..", 1, 1), ErrorCode::InvalidTopicException},
      {"name with a space", create("a b", 1, 1), ErrorCode::InvalidTopicException},
      {"name of 250", create(std::string(250, 'a'), 1, 1), ErrorCode::InvalidTopicException},
      {"no partitions", create("m", 0, 1), ErrorCode::InvalidPartitions},
      {"no replicas", create("m", 1, 0), ErrorCode::InvalidReplicationFactor},
      {"more replicas than brokers", create("m", 1, 4), ErrorCode::InvalidReplicationFactor},
      {"a broker twice", manual, ErrorCode::InvalidReplicaAssignment},
      {"lists of different length", uneven, ErrorCode::InvalidReplicaAssignment},
      {"a gap in the numbers", gap, ErrorCode::InvalidReplicaAssignment},
      {"counts and lists", both, ErrorCode::InvalidRequest},
      {"config out of range", config, ErrorCode::InvalidConfig},
      {"unknown config", unknown, ErrorCode::InvalidConfig},
      {"config without value", null_value, ErrorCode::InvalidConfig},
      {"named twice", twice, ErrorCode::InvalidRequest},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.what) {
      const auto response = cluster.ask_controller<CreateTopicsResponse>(c.request);
      CHECK(response.topics.front().error == c.error);
      CHECK_FALSE(response.topics.front().message.empty());
      CHECK(cluster.znode("/brokers/topics/m") == "<none>");
    }
  }
}

// The texts are a real broker's (3.9.1).
TEST_CASE("a wrong config is refused in Kafka's words") {
  struct Case {
    const char* name;
    const char* value;
    const char* told;
  };
  const Case cases[] = {
      {"retention.ms", "abc", "Not a number of type LONG"},
      {"retention.ms", "-2", "Value must be at least -1"},
      {"min.insync.replicas", "0", "Value must be at least 1"},
      {"segment.bytes", "1", "Value must be at least 14"},
      {"cleanup.policy", "foo", "String must be one of: compact, delete"},
      {"unclean.leader.election.enable", "maybe", "Expected value to be either true or false"},
  };
  ClusterHarness cluster = started(1);
  for (const Case& c : cases) {
    CreateTopicsRequest request = create("b", 1, 1);
    request.topics.front().configs = {{c.name, c.value}};
    const auto response = cluster.ask_controller<CreateTopicsResponse>(request);
    CHECK(response.topics.front().error == ErrorCode::InvalidConfig);
    CHECK(response.topics.front().message ==
          std::string("Invalid value ") + c.value + " for configuration " + c.name + ": " + c.told);
  }
  CHECK(cluster.ask_controller<CreateTopicsResponse>(create("__cluster_metadata", 1, 1))
            .topics.front()
            .error == ErrorCode::InvalidRequest);
}

TEST_CASE("a validated topic is not made, and a standby refuses to make one") {
  ClusterHarness cluster = started(2);
  CreateTopicsRequest request = create("t", 1, 1);
  request.validate_only = true;
  CHECK(cluster.ask_controller<CreateTopicsResponse>(request).topics.front().error ==
        ErrorCode::None);
  CHECK(cluster.znode("/brokers/topics/t") == "<none>");
  const std::int64_t asked = cluster.ask(3 - cluster.active(), create("t", 1, 1));
  cluster.settle();
  CHECK(cluster.answer_of<CreateTopicsResponse>(asked).topics.front().error ==
        ErrorCode::NotController);
}

TEST_CASE("replicas are spread over racks") {
  ClusterHarness cluster = started(4, {}, {"a", "a", "b", "b"});
  cluster.ask_controller<CreateTopicsResponse>(create("t", 8, 2));
  for (std::int32_t p = 0; p < 8; ++p) {
    const auto isr = cluster.leadership({"t", p}).isr;
    REQUIRE(isr.size() == 2);
    CHECK((isr[0].value <= 2) != (isr[1].value <= 2));
  }
}

TEST_CASE("a topic whose brokers are dead waits for them, and its client hears of a time-out") {
  ClusterHarness cluster = started(3);
  const std::int32_t dead = cluster.active() % 3 + 1;
  CreateTopicsRequest request = create("t", -1, -1);
  request.topics.front().assignments = {{0, {NodeId(dead)}}};
  request.timeout_ms = 5000;
  cluster.kill(dead);
  cluster.run_for(seconds(10));
  const std::int64_t asked = cluster.ask(cluster.active(), request);
  cluster.run_for(seconds(2));
  CHECK(cluster.answer(asked) == nullptr);
  cluster.run_for(seconds(4));
  CHECK(cluster.answer_of<CreateTopicsResponse>(asked).topics.front().error ==
        ErrorCode::RequestTimedOut);
  cluster.start(dead);
  cluster.run_for(seconds(1));
  CHECK(cluster.leadership({"t", 0}).leader == NodeId(dead));
}

TEST_CASE("partitions are added behind the existing ones") {
  ClusterHarness cluster = started(3);
  cluster.create_topic("t", {{2, 3}});
  CreatePartitionsRequest request;
  request.topics.push_back({"t", 3, {}});
  auto response = cluster.ask_controller<CreatePartitionsResponse>(request);
  CHECK(response.topics.front().error == ErrorCode::None);
  CHECK(cluster.leadership({"t", 2}).isr.size() == 2);
  CHECK(cluster.leadership({"t", 0}).leader_epoch == LeaderEpoch(0));

  struct Case {
    CreatePartitionsRequest::Topic wish;
    ErrorCode error;
  };
  const Case cases[] = {
      {{"t", 3, {}}, ErrorCode::InvalidPartitions},
      {{"t", 1, {}}, ErrorCode::InvalidPartitions},
      {{"none", 4, {}}, ErrorCode::UnknownTopicOrPartition},
      {{"t", 5, {{NodeId(1), NodeId(2)}}}, ErrorCode::InvalidReplicaAssignment},
      {{"t", 4, {{NodeId(1), NodeId(9)}}}, ErrorCode::InvalidReplicaAssignment},
      {{"t", 4, {{NodeId(1), NodeId(2)}}}, ErrorCode::None},
  };
  for (const Case& c : cases) {
    request.topics = {c.wish};
    response = cluster.ask_controller<CreatePartitionsResponse>(request);
    CHECK(response.topics.front().error == c.error);
  }
  request.topics = {{"t", 5, {}}, {"t", 6, {}}};
  response = cluster.ask_controller<CreatePartitionsResponse>(request);
  CHECK(response.topics.back().error == ErrorCode::InvalidRequest);
  CHECK(response.topics.back().message == "Duplicate topic in request.");
  CHECK(cluster.leadership({"t", 3}).leader == NodeId(1));
}

TEST_CASE("a deleted topic's replicas are stopped and deleted, then its znodes go") {
  ClusterHarness cluster = started(3);
  cluster.create_topic("t", {{1, 2}, {2, 3}});
  cluster.orders().clear();
  const auto response =
      cluster.ask_controller<DeleteTopicsResponse>(DeleteTopicsRequest{{"t", "no"}, 60000});
  CHECK(response.topics[0].error == ErrorCode::None);
  CHECK(response.topics[1].error == ErrorCode::UnknownTopicOrPartition);
  CHECK(cluster.znode("/brokers/topics/t") == "<none>");
  CHECK(cluster.znode("/config/topics/t") == "<none>");
  CHECK(cluster.znode("/admin/delete_topics/t") == "<none>");
  CHECK(cluster.active_controller().image().find_topic("t") == nullptr);
  const auto stops = cluster.orders_of<protocol::StopReplicaRequest>(2);
  REQUIRE(stops.size() == 2);
  CHECK_FALSE(stops[0].partitions.front().delete_partition);
  CHECK(stops[1].partitions.size() == 2);
  CHECK(stops[1].partitions.front().delete_partition);
  const auto updates = cluster.orders_of<protocol::UpdateMetadataRequest>(3);
  REQUIRE_FALSE(updates.empty());
  CHECK(updates.front().deleted.size() == 2);
  CHECK_THAT(cluster.take_notes(), contains("topic-deleted t"));
  cluster.create_topic("t", {{3, 1}});
  CHECK(cluster.leadership({"t", 0}).leader == NodeId(3));
}

TEST_CASE("a topic with a replica on a dead broker is deleted when the broker is back") {
  ClusterHarness cluster = started(3);
  const std::int32_t dead = cluster.active() % 3 + 1;
  cluster.create_topic("t", {{1, 2, 3}});
  cluster.kill(dead);
  cluster.run_for(seconds(10));
  const std::int64_t asked = cluster.ask(cluster.active(), DeleteTopicsRequest{{"t"}, 5000});
  cluster.run_for(seconds(1));
  // As a real broker answers: the topic is known to nobody any more, though its name is taken.
  CHECK(cluster.answer_of<DeleteTopicsResponse>(asked).topics[0].error == ErrorCode::None);
  CHECK(cluster.znode("/brokers/topics/t") != "<none>");
  CreatePartitionsRequest growth;
  growth.topics.push_back({"t", 3, {}});
  CHECK(cluster.ask_controller<CreatePartitionsResponse>(growth).topics.front().error ==
        ErrorCode::InvalidTopicException);
  SECTION("the same controller finishes it") {
    cluster.start(dead);
    cluster.run_for(seconds(2));
  }
  SECTION("another controller finishes it") {
    const std::int32_t old = cluster.active();
    cluster.kill(old);
    cluster.run_for(seconds(10));
    cluster.start(dead);
    cluster.start(old);
    cluster.run_for(seconds(10));
  }
  CHECK(cluster.znode("/brokers/topics/t") == "<none>");
  CHECK(cluster.znode("/admin/delete_topics/t") == "<none>");
}

TEST_CASE("a replica that cannot be deleted keeps the topic until its broker returns") {
  ClusterHarness cluster = started(2);
  cluster.create_topic("t", {{1, 2}});
  cluster.deletion_answer = ErrorCode::KafkaStorageError;
  cluster.ask(cluster.active(), DeleteTopicsRequest{{"t"}, 1000});
  cluster.run_for(seconds(2));
  CHECK(cluster.znode("/brokers/topics/t") != "<none>");
  cluster.deletion_answer = ErrorCode::None;
  cluster.expire(1);
  cluster.run_for(seconds(2));
  cluster.expire(2);
  cluster.run_for(seconds(2));
  CHECK(cluster.znode("/brokers/topics/t") == "<none>");
}

TEST_CASE("deletion can be forbidden") {
  ControllerConfig config;
  config.delete_topic_enable = false;
  ClusterHarness cluster = started(1, config);
  cluster.create_topic("t", {{1}});
  const auto response =
      cluster.ask_controller<DeleteTopicsResponse>(DeleteTopicsRequest{{"t"}, 60000});
  CHECK(response.topics[0].error == ErrorCode::TopicDeletionDisabled);
  CHECK(cluster.znode("/brokers/topics/t") != "<none>");
}

TEST_CASE("any broker changes configs, and every broker hears of it") {
  ClusterHarness cluster = started(3);
  cluster.create_topic("t", {{1, 2, 3}}, {{"retention.ms", "5"}});
  const std::int32_t other = cluster.active() % 3 + 1;
  const std::int64_t asked =
      cluster.ask(other, alter("t", "min.insync.replicas", protocol::AlterOp::Set, "2"));
  cluster.settle();
  CHECK(cluster.answer_of<IncrementalAlterConfigsResponse>(asked).results[0].error ==
        ErrorCode::None);
  const cluster::Configs expected{{"min.insync.replicas", "2"}, {"retention.ms", "5"}};
  for (std::int32_t id = 1; id <= 3; ++id) {
    REQUIRE(cluster.configs_heard(id).size() == 1);
    CHECK(cluster.configs_heard(id).front() == expected);
  }
  CHECK(cluster.active_controller().image().find_topic("t")->configs == expected);
}

TEST_CASE("config changes are set, deleted, appended, subtracted, or refused") {
  using protocol::AlterOp;
  struct Case {
    std::string name;
    AlterOp op;
    std::optional<std::string> value;
    ErrorCode error;
    std::string result;
  };
  const Case cases[] = {
      {"retention.ms", AlterOp::Set, "7", ErrorCode::None, R"("retention.ms":"7")"},
      {"retention.ms", AlterOp::Delete, std::nullopt, ErrorCode::None, R"("config":{})"},
      {"cleanup.policy", AlterOp::Append, "compact", ErrorCode::None,
       R"("cleanup.policy":"delete,compact")"},
      {"cleanup.policy", AlterOp::Subtract, "delete", ErrorCode::None, R"("cleanup.policy":"")"},
      {"cleanup.policy", AlterOp::Set, "burn", ErrorCode::InvalidConfig, ""},
      {"retention.ms", AlterOp::Append, "7", ErrorCode::InvalidConfig, ""},
      {"retention.ms", AlterOp::Set, "soon", ErrorCode::InvalidConfig, ""},
      {"retention.ms", AlterOp::Set, std::nullopt, ErrorCode::InvalidRequest, ""},
      {"no.such.config", AlterOp::Set, "1", ErrorCode::InvalidConfig, ""},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name + " " + std::to_string(static_cast<int>(c.op)) + " " +
                    c.value.value_or("null")) {
      ClusterHarness cluster = started(1);
      cluster.create_topic(
          "t", {{1}},
          c.op == AlterOp::Delete ? cluster::Configs{{"retention.ms", "5"}} : cluster::Configs{});
      const auto response = cluster.ask_controller<IncrementalAlterConfigsResponse>(
          alter("t", c.name, c.op, c.value));
      CHECK(response.results[0].error == c.error);
      if (c.error == ErrorCode::None)
        CHECK_THAT(cluster.znode("/config/topics/t"), contains(c.result));
    }
  }
  ClusterHarness cluster = started(1);
  const auto response = cluster.ask_controller<IncrementalAlterConfigsResponse>(
      alter("none", "retention.ms", AlterOp::Set, "1"));
  CHECK(response.results[0].error == ErrorCode::UnknownTopicOrPartition);
}

}  // namespace barnabas::test
