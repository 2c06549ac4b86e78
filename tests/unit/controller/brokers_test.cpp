// Brokers die, return, bounce, and stop in order: what becomes of the partitions.
#include "tests/support/catch.h"
#include "tests/unit/controller/harness.h"

namespace barnabas::test {
namespace {

using protocol::LeaderAndIsrRequest;
using protocol::UpdateMetadataRequest;
using Ids = std::vector<NodeId>;

Ids ids(std::vector<std::int32_t> numbers) {
  Ids list;
  for (const std::int32_t number : numbers) list.push_back(NodeId(number));
  return list;
}

// A cluster whose controller is none of the brokers in the partition's replica list, which is in
// its order.
struct Rig {
  ClusterHarness cluster;
  Ids replicas;

  explicit Rig(const ControllerConfig& config = {}, const cluster::Configs& configs = {})
      : cluster(4, config) {
    cluster.start();
    cluster.settle();
    std::vector<std::int32_t> others;
    for (std::int32_t id = 1; id <= 4; ++id) {
      if (id != cluster.active()) others.push_back(id);
    }
    cluster.create_topic("t", {others}, configs);
    replicas = ids(others);
    cluster.take_notes();
    cluster.orders().clear();
  }
  std::int32_t replica(std::size_t index) const { return replicas[index].value; }
  cluster::Leadership state() const { return cluster.leadership({"t", 0}); }
  void kill(std::size_t index) {
    cluster.kill(replica(index));
    cluster.run_for(seconds(10));
  }
};

}  // namespace

TEST_CASE("a new partition is led by its first live replica, all live ones in sync") {
  Rig rig;
  CHECK(rig.state().leader == rig.replicas[0]);
  CHECK(rig.state().leader_epoch == LeaderEpoch(0));
  CHECK(rig.state().isr == rig.replicas);
  CHECK(rig.state().partition_epoch == PartitionEpoch(0));
}

TEST_CASE("the leader's death makes the next ISR member leader, at the next epoch") {
  Rig rig;
  rig.kill(0);
  CHECK(rig.state().leader == rig.replicas[1]);
  CHECK(rig.state().leader_epoch == LeaderEpoch(1));
  CHECK(rig.state().isr == Ids{rig.replicas[1], rig.replicas[2]});
  const std::string one = std::to_string(rig.replica(0));
  CHECK_THAT(rig.cluster.take_notes(), contains("(broker " + one + " is gone)"));
  const auto orders = rig.cluster.orders_of<LeaderAndIsrRequest>(rig.replica(1));
  REQUIRE_FALSE(orders.empty());
  CHECK(orders.front().partitions.front().leader == rig.replicas[1]);
  CHECK(orders.front().broker_epoch == rig.cluster.controller(rig.replica(1)).broker_epoch());
}

TEST_CASE("a follower's death takes it out of the ISR and bumps the leader epoch") {
  Rig rig;
  rig.kill(2);
  CHECK(rig.state().leader == rig.replicas[0]);
  CHECK(rig.state().leader_epoch == LeaderEpoch(1));
  CHECK(rig.state().isr == Ids{rig.replicas[0], rig.replicas[1]});
  CHECK_THAT(rig.cluster.take_notes(), contains("isr-changed t-0"));
}

TEST_CASE("the last ISR member stays in the ISR when it dies, and the partition has no leader") {
  Rig rig;
  rig.kill(0);
  rig.kill(1);
  rig.kill(2);
  CHECK(rig.state().leader == kNoNode);
  CHECK(rig.state().isr == Ids{rig.replicas[2]});
  CHECK_FALSE(rig.state().is_recovering);
  rig.cluster.take_notes();
  rig.cluster.start(rig.replica(0));
  rig.cluster.run_for(seconds(2));
  CHECK(rig.state().leader == kNoNode);
  rig.cluster.start(rig.replica(2));
  rig.cluster.run_for(seconds(2));
  CHECK(rig.state().leader == rig.replicas[2]);
  CHECK_THAT(rig.cluster.take_notes(), contains("(there was no leader, and broker"));
}

TEST_CASE("an unclean election takes anybody who lives, and says so") {
  Rig rig({}, {{"unclean.leader.election.enable", "true"}});
  rig.kill(0);
  rig.kill(1);
  rig.kill(2);
  rig.cluster.take_notes();
  rig.cluster.start(rig.replica(0));
  rig.cluster.run_for(seconds(2));
  CHECK(rig.state().leader == rig.replicas[0]);
  CHECK(rig.state().isr == Ids{rig.replicas[0]});
  CHECK(rig.state().is_recovering);
  const std::string notes = rig.cluster.take_notes();
  CHECK_THAT(notes, contains(" unclean (there was no leader"));
  CHECK_THAT(notes, contains("nobody of the ISR " + std::to_string(rig.replica(2)) + " is alive"));
}

TEST_CASE("the broker's default allows unclean elections, the topic's word counts more") {
  ControllerConfig config;
  config.unclean_leader_election_enable = true;
  for (const std::string word : {"", "false"}) {
    DYNAMIC_SECTION("topic says '" + word + "'") {
      cluster::Configs configs;
      if (!word.empty()) configs["unclean.leader.election.enable"] = word;
      Rig rig(config, configs);
      rig.kill(0);
      rig.kill(1);
      rig.kill(2);
      rig.cluster.start(rig.replica(1));
      rig.cluster.run_for(seconds(2));
      CHECK(rig.state().leader == (word.empty() ? rig.replicas[1] : kNoNode));
    }
  }
}

TEST_CASE("switching unclean elections on brings an offline partition back") {
  Rig rig;
  rig.kill(0);
  rig.kill(1);
  rig.kill(2);
  rig.cluster.start(rig.replica(0));
  rig.cluster.run_for(seconds(2));
  REQUIRE(rig.state().leader == kNoNode);
  protocol::IncrementalAlterConfigsRequest request;
  request.resources.push_back(
      {protocol::ConfigResource::Topic,
       "t",
       {{"unclean.leader.election.enable", protocol::AlterOp::Set, "true"}}});
  const auto response =
      rig.cluster.ask_controller<protocol::IncrementalAlterConfigsResponse>(request);
  CHECK(response.results.front().error == ErrorCode::None);
  CHECK(rig.state().leader == rig.replicas[0]);
}

TEST_CASE("a broker that returns hosts its replicas and is told everything") {
  Rig rig;
  rig.kill(2);
  rig.cluster.orders().clear();
  rig.cluster.start(rig.replica(2));
  rig.cluster.run_for(seconds(1));
  const auto updates = rig.cluster.orders_of<UpdateMetadataRequest>(rig.replica(2));
  REQUIRE_FALSE(updates.empty());
  CHECK(updates.front().partitions.size() == 1);
  CHECK(updates.front().live_brokers.size() == 4);
  const auto orders = rig.cluster.orders_of<LeaderAndIsrRequest>(rig.replica(2));
  REQUIRE(orders.size() == 1);
  CHECK(orders.front().broker_epoch == rig.cluster.controller(rig.replica(2)).broker_epoch());
  CHECK(rig.state().isr.size() == 2);  // it has to catch up first
}

TEST_CASE("a broker that bounced between two looks is treated as gone and come") {
  Rig rig;
  // The znode is replaced while the controller is paused, so that it sees only the new one.
  const std::int32_t controller = rig.cluster.active();
  rig.cluster.pause(controller);
  rig.cluster.expire(rig.replica(0));
  rig.cluster.run_for(seconds(1));
  REQUIRE(rig.cluster.controller(rig.replica(0)).is_registered());
  rig.cluster.resume(controller);
  rig.cluster.run_for(seconds(1));
  CHECK(rig.cluster.active() == controller);
  CHECK(rig.state().leader == rig.replicas[1]);
  CHECK_THAT(rig.cluster.take_notes(), contains("probe (controller.broker-bounced)"));
  const auto* broker = rig.cluster.active_controller().image().find_broker(rig.replicas[0]);
  REQUIRE(broker != nullptr);
  CHECK(broker->epoch == rig.cluster.controller(rig.replica(0)).broker_epoch());
}

TEST_CASE("a request in flight on a lost connection is sent again when the broker is back") {
  Rig rig;
  rig.cluster.hold(rig.replica(1), "LeaderAndIsr");
  rig.kill(0);
  CHECK(rig.cluster.orders_of<LeaderAndIsrRequest>(rig.replica(1)).empty());
  rig.cluster.release(rig.replica(1));
  rig.cluster.run_for(seconds(40));  // controller.socket.timeout.ms and the back-off
  const auto orders = rig.cluster.orders_of<LeaderAndIsrRequest>(rig.replica(1));
  REQUIRE_FALSE(orders.empty());
  CHECK(orders.front().partitions.front().leader == rig.replicas[1]);
}

TEST_CASE("controlled shutdown moves the leaders, shrinks the ISRs, and tells what remains") {
  Rig rig;
  rig.cluster.create_topic("alone", {{rig.replica(0)}});
  rig.cluster.orders().clear();
  protocol::ControlledShutdownRequest request{
      rig.replicas[0], rig.cluster.controller(rig.replica(0)).broker_epoch()};
  auto response = rig.cluster.ask_controller<protocol::ControlledShutdownResponse>(request);
  CHECK(response.error == ErrorCode::None);
  CHECK(response.remaining_partitions.empty());  // "alone" goes down with its only broker
  CHECK(rig.state().leader == rig.replicas[1]);
  CHECK(rig.state().isr == Ids{rig.replicas[1], rig.replicas[2]});
  CHECK(rig.cluster.leadership({"alone", 0}).leader == rig.replicas[0]);
  CHECK_THAT(rig.cluster.take_notes(), contains("is shutting down)"));

  request.broker_epoch = BrokerEpoch(1);
  response = rig.cluster.ask_controller<protocol::ControlledShutdownResponse>(request);
  CHECK(response.error == ErrorCode::StaleBrokerEpoch);
}

TEST_CASE("a follower that shuts down is stopped and leaves the ISR") {
  Rig rig;
  protocol::ControlledShutdownRequest request{
      rig.replicas[2], rig.cluster.controller(rig.replica(2)).broker_epoch()};
  const auto response = rig.cluster.ask_controller<protocol::ControlledShutdownResponse>(request);
  CHECK(response.remaining_partitions.empty());
  CHECK(rig.state().isr == Ids{rig.replicas[0], rig.replicas[1]});
  const auto stops = rig.cluster.orders_of<protocol::StopReplicaRequest>(rig.replica(2));
  REQUIRE(stops.size() == 1);
  CHECK_FALSE(stops.front().partitions.front().delete_partition);
}

TEST_CASE("a replica whose disk failed is replaced as leader while its broker lives") {
  Rig rig;
  rig.cluster.leader_and_isr_answer = ErrorCode::KafkaStorageError;
  rig.cluster.hold(rig.replica(1), "LeaderAndIsr");
  rig.cluster.hold(rig.replica(2), "LeaderAndIsr");
  rig.cluster.create_topic("u", {{rig.replica(0), rig.replica(1), rig.replica(2)}});
  rig.cluster.settle();
  CHECK(rig.cluster.leadership({"u", 0}).leader == rig.replicas[1]);
  CHECK_THAT(rig.cluster.take_notes(), contains("probe (controller.replica-disk-failed)"));
}

TEST_CASE("the preferred leader gets its partition back, by request or by the clock") {
  for (const bool by_request : {true, false}) {
    DYNAMIC_SECTION((by_request ? "ElectLeaders" : "auto.leader.rebalance.enable")) {
      ControllerConfig config;
      config.leader_imbalance_check_interval_seconds = 20;
      config.auto_leader_rebalance_enable = !by_request;
      Rig rig(config);
      rig.kill(0);
      rig.cluster.start(rig.replica(0));
      rig.cluster.run_for(seconds(1));
      REQUIRE(rig.state().leader == rig.replicas[1]);
      // The leader lets it back into the ISR.
      protocol::AlterPartitionRequest join;
      join.broker_id = rig.replicas[1];
      join.broker_epoch = rig.cluster.controller(rig.replica(1)).broker_epoch();
      join.partitions.push_back(
          {{"t", 0}, rig.state().leader_epoch, {}, rig.state().partition_epoch, false});
      for (const NodeId id : {rig.replicas[1], rig.replicas[2], rig.replicas[0]}) {
        join.partitions.front().new_isr.push_back(
            {id, rig.cluster.controller(id.value).broker_epoch()});
      }
      const auto joined = rig.cluster.ask_controller<protocol::AlterPartitionResponse>(join);
      REQUIRE(joined.partitions.front().error == ErrorCode::None);
      if (by_request) {
        protocol::ElectLeadersRequest request;
        request.partitions = std::vector<TopicPartition>{{"t", 0}, {"none", 0}};
        const auto response = rig.cluster.ask_controller<protocol::ElectLeadersResponse>(request);
        CHECK(response.partitions[0].error == ErrorCode::None);
        CHECK(response.partitions[1].error == ErrorCode::UnknownTopicOrPartition);
        const auto again = rig.cluster.ask_controller<protocol::ElectLeadersResponse>(request);
        CHECK(again.partitions[0].error == ErrorCode::ElectionNotNeeded);
      } else {
        rig.cluster.run_for(seconds(25));
      }
      CHECK(rig.state().leader == rig.replicas[0]);
      CHECK_THAT(rig.cluster.take_notes(), contains("is the preferred leader)"));
    }
  }
}

TEST_CASE("an operator may force an unclean election, and gets a refusal when nobody lives") {
  Rig rig;
  rig.kill(0);
  rig.kill(1);
  rig.kill(2);
  protocol::ElectLeadersRequest request;
  request.type = protocol::ElectionType::Unclean;
  auto response = rig.cluster.ask_controller<protocol::ElectLeadersResponse>(request);
  REQUIRE(response.partitions.size() == 1);
  CHECK(response.partitions[0].error == ErrorCode::EligibleLeadersNotAvailable);
  rig.cluster.start(rig.replica(1));
  rig.cluster.run_for(seconds(2));
  CHECK(rig.state().leader == kNoNode);
  response = rig.cluster.ask_controller<protocol::ElectLeadersResponse>(request);
  CHECK(response.partitions[0].error == ErrorCode::None);
  CHECK(rig.state().leader == rig.replicas[1]);
  CHECK_THAT(rig.cluster.take_notes(),
             contains(" unclean (an administrator asked for a leader; nobody of the ISR"));
}

}  // namespace barnabas::test
