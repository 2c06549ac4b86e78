// The administrator's client: whom it asks, what it tells, what it tries again.
#include "core/client/admin.h"

#include "core/client/admin_answers.h"
#include "tests/unit/client/client_stage.h"

namespace barnabas::client {
namespace {

using namespace protocol;
using Stage = test::ClientStage<Admin>;

const TopicPartition kOrders0{"orders", 0};

Stage stage_of() {
  Stage stage(Admin(admin_config({}, Profile::Kafka3, Stage::bootstrap()), Prng{1, 0}));
  stage.set_leader(kOrders0, 2, 5);
  stage.start();
  return stage;
}

command::Admin command_of(RequestBody request, command::Target target) {
  command::Admin admin;
  admin.request = std::move(request);
  admin.target = target;
  admin.partition = kOrders0;
  admin.text = "ask";
  return admin;
}

DescribeConfigsRequest settings_request(std::optional<std::vector<std::string>> keys) {
  DescribeConfigsRequest request;
  request.resources.push_back({ConfigResource::Topic, "orders", std::move(keys)});
  request.include_synonyms = true;
  return request;
}

DescribeConfigsResponse settings_answer() {
  DescribeConfigsResponse response;
  DescribeConfigsResponse::Resource resource;
  resource.name = "orders";
  DescribeConfigsResponse::Entry set;
  set.name = "retention.ms";
  set.value = "1000";
  set.source = ConfigSource::Topic;
  set.synonyms = {{"retention.ms", "1000", ConfigSource::Topic},
                  {"log.retention.ms", "5000", ConfigSource::StaticBroker}};
  DescribeConfigsResponse::Entry usual;
  usual.name = "flush.ms";
  usual.source = ConfigSource::Default;
  resource.entries = {usual, set};
  response.results.push_back(resource);
  return response;
}

std::vector<std::string> told(const Stage& stage) {
  std::vector<std::string> lines;
  for (const Note& note : stage.notes_of(NoteKind::Described)) lines.push_back(note.text);
  return lines;
}

const char* const kRetention =
    "topic orders: retention.ms=1000 source=DYNAMIC_TOPIC_CONFIG "
    "synonyms={DYNAMIC_TOPIC_CONFIG:retention.ms=1000, STATIC_BROKER_CONFIG:log.retention.ms=5000}";

}  // namespace

TEST_CASE("settings are told where they are not Kafka's own, or were asked for by name") {
  const bool by_name = GENERATE(false, true);
  Stage stage = stage_of();
  auto request =
      by_name ? settings_request({{"retention.ms", "flush.ms"}}) : settings_request(std::nullopt);
  stage.command(command_of(request, command::Target::Any));
  const auto [asked, body] = stage.take<DescribeConfigsRequest>();
  CHECK(body == request);
  stage.answer(asked, settings_answer());
  const std::vector<std::string> lines =
      by_name ? std::vector<std::string>{"topic orders: flush.ms=null source=DEFAULT_CONFIG "
                                         "synonyms={}",
                                         kRetention}
              : std::vector<std::string>{kRetention};
  CHECK(told(stage) == lines);
  REQUIRE(stage.notes_of(NoteKind::AdminDone).size() == 1);
  CHECK(stage.notes_of(NoteKind::AdminDone)[0].error == ErrorCode::None);
}

TEST_CASE("topics and the cluster are described from metadata") {
  Stage stage = stage_of();
  MetadataRequest request;
  request.topics = {"orders"};
  stage.command(command_of(request, command::Target::Any));
  CHECK(told(stage) ==
        std::vector<std::string>{"orders-0: leader=2 epoch=5 replicas=none isr=none"});
  request.topics->clear();
  stage.command(command_of(request, command::Target::Any));
  CHECK(told(stage).back() == "cluster: brokers=1,2,3 controller=1");
  // A partition without a leader is no failure of the question.
  stage.metadata.topics[0].partitions[0].error = ErrorCode::LeaderNotAvailable;
  stage.metadata.topics[0].partitions[0].leader = NodeId{-1};
  request.topics = {"orders"};
  stage.command(command_of(request, command::Target::Any));
  CHECK(told(stage).back() == "orders-0: leader=none epoch=5 replicas=none isr=none");
  CHECK(stage.notes_of(NoteKind::AdminDone).back().error == ErrorCode::None);
}

TEST_CASE("which errors are tried again is Kafka's choice, and the rest is told at once") {
  struct Case {
    RequestBody request;
    ErrorCode error;
    bool again;
  };
  const Case cases[] = {
      {CreateTopicsRequest{}, ErrorCode::NotController, true},
      {CreateTopicsRequest{}, ErrorCode::RequestTimedOut, false},
      {CreateTopicsRequest{}, ErrorCode::InvalidReplicationFactor, false},
      {DeleteTopicsRequest{}, ErrorCode::NotController, true},
      {DeleteTopicsRequest{}, ErrorCode::UnknownTopicOrPartition, false},
      {CreatePartitionsRequest{}, ErrorCode::NotController, true},
      {CreatePartitionsRequest{}, ErrorCode::ReassignmentInProgress, false},
      {AlterPartitionReassignmentsRequest{}, ErrorCode::NotController, true},
      {AlterPartitionReassignmentsRequest{}, ErrorCode::UnknownTopicOrPartition, false},
      {ListPartitionReassignmentsRequest{}, ErrorCode::NotController, true},
      {ElectLeadersRequest{}, ErrorCode::NotController, false},
      {ElectLeadersRequest{}, ErrorCode::LeaderNotAvailable, false},
      {IncrementalAlterConfigsRequest{}, ErrorCode::UnknownTopicOrPartition, false},
      {DescribeConfigsRequest{}, ErrorCode::UnknownTopicOrPartition, false},
      {MetadataRequest{}, ErrorCode::UnknownTopicOrPartition, false},
      {DeleteRecordsRequest{}, ErrorCode::NotLeaderOrFollower, true},
      {DeleteRecordsRequest{}, ErrorCode::UnknownTopicOrPartition, true},
      {DeleteRecordsRequest{}, ErrorCode::RequestTimedOut, true},
      {DeleteRecordsRequest{}, ErrorCode::OffsetOutOfRange, false},
  };
  for (const Case& c : cases) {
    CAPTURE(facts_of_api(c.request.index()).name, name_of(c.error));
    CHECK(is_tried_again(c.request, c.error) == c.again);
  }
}

TEST_CASE("a topic that is not there is told at once; another controller is asked") {
  Stage stage = stage_of();
  DeleteTopicsRequest request;
  request.topics = {"orders"};
  stage.command(command_of(request, command::Target::Controller));
  const auto [first, unused] = stage.take<DeleteTopicsRequest>();
  DeleteTopicsResponse refused;
  refused.topics.push_back({"orders", ErrorCode::NotController, ""});
  stage.metadata.controller_id = NodeId{3};
  stage.answer(first, refused);
  CHECK(stage.notes_of(NoteKind::AdminDone).empty());
  stage.run_for(seconds(1));
  const auto [second, again] = stage.take<DeleteTopicsRequest>();
  CHECK(second.broker == 3);
  refused.topics[0].error = ErrorCode::UnknownTopicOrPartition;
  stage.answer(second, refused);
  REQUIRE(stage.notes_of(NoteKind::AdminDone).size() == 1);
  CHECK(stage.notes_of(NoteKind::AdminDone)[0].error == ErrorCode::UnknownTopicOrPartition);
}

TEST_CASE("a lost connection is no answer") {
  Stage stage = stage_of();
  stage.command(command_of(settings_request(std::nullopt), command::Target::Any));
  const auto [asked, body] = stage.take<DescribeConfigsRequest>();
  stage.lose_connection(asked.broker);
  CHECK(stage.notes_of(NoteKind::AdminDone).empty());
  stage.run_for(seconds(2));
  CHECK(stage.asked.size() == 1);
}

TEST_CASE("moves are listed with what is added and removed") {
  Stage stage = stage_of();
  stage.command(command_of(ListPartitionReassignmentsRequest{}, command::Target::Controller));
  const auto [asked, body] = stage.take<ListPartitionReassignmentsRequest>();
  CHECK(asked.broker == 1);
  ListPartitionReassignmentsResponse response;
  response.partitions.push_back(
      {kOrders0, {NodeId{1}, NodeId{2}, NodeId{3}}, {NodeId{3}}, {NodeId{1}}});
  stage.answer(asked, response);
  CHECK(told(stage) == std::vector<std::string>{"orders-0: replicas=1,2,3 adding=3 removing=1"});
}

}  // namespace barnabas::client
