// AlterPartition: which wishes are granted, and what a leader learns from a refusal.
#include "core/controller/alter_partition.h"

#include "core/cluster/znodes.h"
#include "tests/support/catch.h"
#include "tests/unit/controller/harness.h"

namespace barnabas::test {
namespace {

using controller::IsrEligibility;
using Wish = protocol::AlterPartitionRequest::Partition;
using protocol::AlterPartitionRequest;
using protocol::AlterPartitionResponse;

// t-0 on brokers 1, 2, 3 with epochs 101, 102, 103; leader 1 at epoch 5; partition epoch 7; broker
// 3 is out.
cluster::Image make_image(bool is_recovering = false) {
  cluster::Image image;
  for (std::int32_t id = 1; id <= 3; ++id) {
    cluster::BrokerRegistration broker;
    broker.id = NodeId(id);
    broker.epoch = BrokerEpoch(100 + id);
    cluster::replay(image, cluster::change::BrokerRegistered{broker});
  }
  cluster::replay(image, cluster::change::TopicAdded{"t", {}});
  cluster::replay(image, cluster::change::AssignmentChanged{
                             {"t", 0}, {{NodeId(1), NodeId(2), NodeId(3), NodeId(4)}, {}, {}}});
  cluster::Leadership state{NodeId(1),         LeaderEpoch(5),     {NodeId(1), NodeId(2)},
                            PartitionEpoch(7), ControllerEpoch(1), is_recovering};
  if (is_recovering) state.isr = {NodeId(1)};
  cluster::replay(image, cluster::change::LeadershipChanged{{"t", 0}, state});
  return image;
}

Wish wish(std::vector<std::int32_t> isr, std::int32_t leader_epoch = 5,
          std::int32_t partition_epoch = 7) {
  Wish it;
  it.partition = {"t", 0};
  it.leader_epoch = LeaderEpoch(leader_epoch);
  it.partition_epoch = PartitionEpoch(partition_epoch);
  for (const std::int32_t id : isr) it.new_isr.push_back({NodeId(id), BrokerEpoch(100 + id)});
  return it;
}

}  // namespace

TEST_CASE("a wish for an ISR is judged by epochs, then by who is in it") {
  struct Case {
    std::string what;
    Wish wish;
    ErrorCode error;
    bool is_written;
  };
  Wish unknown = wish({1});
  unknown.partition.partition = 1;
  Wish recovering = wish({1});
  recovering.leader_recovering = true;
  Wish old_life = wish({1, 2, 3});
  old_life.new_isr[2].epoch = BrokerEpoch(90);
  Wish no_epochs = wish({1, 2, 3});
  for (auto& member : no_epochs.new_isr) member.epoch = kNoBrokerEpoch;
  const Case cases[] = {
      {"grow", wish({1, 2, 3}), ErrorCode::None, true},
      {"grow, epochs not told", no_epochs, ErrorCode::None, true},
      {"shrink", wish({1}), ErrorCode::None, true},
      {"as it is", wish({1, 2}), ErrorCode::None, false},
      {"as it is, told again late", wish({1, 2}, 5, 6), ErrorCode::None, false},
      {"old partition epoch", wish({1}, 5, 6), ErrorCode::InvalidUpdateVersion, false},
      {"old leader epoch", wish({1}, 4, 7), ErrorCode::FencedLeaderEpoch, false},
      {"newer leader epoch", wish({1}, 6, 7), ErrorCode::NotController, false},
      {"newer partition epoch", wish({1}, 5, 8), ErrorCode::NotController, false},
      {"unknown partition", unknown, ErrorCode::UnknownTopicOrPartition, false},
      {"a dead member", wish({1, 2, 4}), ErrorCode::IneligibleReplica, false},
      {"a member in its last life", old_life, ErrorCode::IneligibleReplica, false},
      {"no replica at all", wish({1, 9}), ErrorCode::InvalidRequest, false},
      {"nobody", wish({}), ErrorCode::InvalidRequest, false},
      {"recovered falls back to recovering", recovering, ErrorCode::InvalidRequest, false},
  };
  const cluster::Image image = make_image();
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.what) {
      const auto decision = controller::decide_isr(image, c.wish, ControllerEpoch(3),
                                                   IsrEligibility::LiveAndBrokerEpoch);
      CHECK(decision.error == c.error);
      REQUIRE(decision.proposal.has_value() == c.is_written);
      if (!c.is_written) return;
      CHECK(decision.proposal->next.leader_epoch == LeaderEpoch(5));
      CHECK(decision.proposal->next.controller_epoch == ControllerEpoch(3));
      CHECK(decision.proposal->next.partition_epoch == PartitionEpoch(7));
    }
  }
}

TEST_CASE("eligibility is a switch") {
  Wish old_life = wish({1, 2, 3});
  old_life.new_isr[2].epoch = BrokerEpoch(90);
  const Wish dead = wish({1, 2, 4});
  const cluster::Image image = make_image();
  const auto judge = [&](const Wish& it, IsrEligibility eligibility) {
    return controller::decide_isr(image, it, ControllerEpoch(3), eligibility).error;
  };
  CHECK(judge(old_life, IsrEligibility::LiveAndBrokerEpoch) == ErrorCode::IneligibleReplica);
  CHECK(judge(old_life, IsrEligibility::Live) == ErrorCode::None);
  CHECK(judge(dead, IsrEligibility::Live) == ErrorCode::IneligibleReplica);
  CHECK(judge(dead, IsrEligibility::None) == ErrorCode::None);
}

TEST_CASE("a recovering leader is alone until it says that it has recovered") {
  const cluster::Image image = make_image(true);
  Wish grow = wish({1, 2});
  grow.leader_recovering = true;
  const auto judge = [&](const Wish& it) {
    return controller::decide_isr(image, it, ControllerEpoch(3), IsrEligibility::Live);
  };
  CHECK(judge(grow).error == ErrorCode::InvalidRequest);
  const auto recovered = judge(wish({1}));
  REQUIRE(recovered.proposal);
  CHECK_FALSE(recovered.proposal->next.is_recovering);
}

TEST_CASE("an ISR change is written, answered with its new partition epoch, and told to all") {
  ClusterHarness cluster(3);
  cluster.start();
  cluster.settle();
  cluster.create_topic("t", {{1, 2, 3}});
  cluster.orders().clear();
  AlterPartitionRequest request;
  request.broker_id = NodeId(1);
  request.broker_epoch = cluster.controller(1).broker_epoch();
  request.partitions.push_back(
      {{"t", 0}, LeaderEpoch(0), {{NodeId(1), kNoBrokerEpoch}}, PartitionEpoch(0), false});
  auto response = cluster.ask_controller<AlterPartitionResponse>(request);
  REQUIRE(response.partitions.size() == 1);
  CHECK(response.partitions[0].error == ErrorCode::None);
  CHECK(response.partitions[0].partition_epoch == PartitionEpoch(1));
  CHECK(response.partitions[0].isr == std::vector<NodeId>{NodeId(1)});
  CHECK(cluster.leadership({"t", 0}).isr.size() == 1);
  CHECK(cluster.leadership({"t", 0}).leader_epoch == LeaderEpoch(0));
  for (std::int32_t id = 1; id <= 3; ++id) {
    const auto updates = cluster.orders_of<protocol::UpdateMetadataRequest>(id);
    REQUIRE(updates.size() == 1);
    CHECK(updates.front().partitions.front().isr.size() == 1);
    CHECK(cluster.orders_of<protocol::LeaderAndIsrRequest>(id).empty());
  }
  SECTION("asked again, it is answered again") {
    response = cluster.ask_controller<AlterPartitionResponse>(request);
    CHECK(response.partitions[0].error == ErrorCode::None);
    CHECK(response.partitions[0].partition_epoch == PartitionEpoch(1));
  }
  SECTION("a broker of an earlier registration is refused whole") {
    request.broker_epoch = BrokerEpoch(1);
    response = cluster.ask_controller<AlterPartitionResponse>(request);
    CHECK(response.error == ErrorCode::StaleBrokerEpoch);
    CHECK(response.partitions.empty());
  }
  SECTION("a standby does not answer for the controller") {
    const std::int64_t asked = cluster.ask(cluster.active() % 3 + 1, request);
    cluster.settle();
    CHECK(cluster.answer_of<AlterPartitionResponse>(asked).error == ErrorCode::NotController);
  }
}

TEST_CASE("a state that somebody else wrote refuses the wish, and the leader is told the truth") {
  ClusterHarness cluster(3);
  cluster.start();
  cluster.settle();
  cluster.create_topic("t", {{1, 2, 3}});
  cluster::Leadership state = cluster.leadership({"t", 0});
  state.isr = {NodeId(1), NodeId(2)};
  cluster.operate(1, controller::op_set("/brokers/topics/t/partitions/0/state",
                                        cluster::znodes::encode_leadership(state)));
  cluster.settle();
  cluster.orders().clear();
  AlterPartitionRequest request;
  request.broker_id = NodeId(1);
  request.broker_epoch = cluster.controller(1).broker_epoch();
  request.partitions.push_back(
      {{"t", 0}, LeaderEpoch(0), {{NodeId(1), kNoBrokerEpoch}}, PartitionEpoch(0), false});
  const auto response = cluster.ask_controller<AlterPartitionResponse>(request);
  CHECK(response.partitions[0].error == ErrorCode::InvalidUpdateVersion);
  const auto orders = cluster.orders_of<protocol::LeaderAndIsrRequest>(1);
  REQUIRE_FALSE(orders.empty());
  CHECK(orders.back().partitions.front().partition_epoch == PartitionEpoch(1));
}

TEST_CASE(
    "the classic carrier: a leader writes the state itself and leaves a note for the controller") {
  ClusterHarness cluster(3);
  cluster.start();
  cluster.settle();
  cluster.create_topic("t", {{1, 2, 3}});
  cluster.orders().clear();
  cluster::Leadership state = cluster.leadership({"t", 0});
  state.isr = {NodeId(1), NodeId(3)};
  cluster.operate(1, controller::op_set("/brokers/topics/t/partitions/0/state",
                                        cluster::znodes::encode_leadership(state), 0));
  cluster.operate(1, controller::op_create(cluster::znodes::new_isr_change_path(),
                                           cluster::znodes::encode_isr_change({{"t", 0}}),
                                           zk::CreateMode::PersistentSequential));
  cluster.settle();
  const auto updates = cluster.orders_of<protocol::UpdateMetadataRequest>(2);
  REQUIRE(updates.size() == 1);
  CHECK(updates.front().partitions.front().isr == state.isr);
  CHECK(cluster.zookeeper().tree().find("/isr_change_notification")->children.empty());
}

}  // namespace barnabas::test
