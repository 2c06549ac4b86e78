// Registration, the race for /controller, and what happens when the controller is not there any
// more.
#include "tests/support/catch.h"
#include "tests/unit/controller/harness.h"

namespace barnabas::test {

using protocol::LeaderAndIsrRequest;

TEST_CASE("three controllers race and one wins") {
  ClusterHarness cluster(3);
  cluster.start();
  cluster.settle();
  const std::int32_t winner = cluster.active();
  REQUIRE(winner != 0);
  std::int32_t active_count = 0;
  for (std::int32_t id = 1; id <= 3; ++id) {
    CHECK(cluster.controller(id).is_registered());
    CHECK(cluster.controller(id).broker_epoch() != kNoBrokerEpoch);
    CHECK(cluster.controller(id).known_controller() == NodeId(winner));
    active_count += cluster.controller(id).is_active() ? 1 : 0;
  }
  CHECK(active_count == 1);
  CHECK(cluster.znode("/controller_epoch") == "1");
  CHECK(cluster.active_controller().epoch() == ControllerEpoch(1));
  CHECK(cluster.active_controller().image().brokers().size() == 3);
}

TEST_CASE("a dead controller's successor has the next epoch and the same image") {
  ClusterHarness cluster(3);
  cluster.start();
  cluster.settle();
  cluster.create_topic("t", {{1, 2, 3}, {2, 3, 1}}, {{"min.insync.replicas", "2"}});
  const std::int32_t first = cluster.active();
  const cluster::Image before = cluster.active_controller().image();
  cluster.kill(first);
  cluster.run_for(seconds(12));
  const std::int32_t second = cluster.active();
  REQUIRE(second != 0);
  CHECK(second != first);
  CHECK(cluster.znode("/controller_epoch") == "2");
  const Controller& successor = cluster.controller(second);
  CHECK(successor.epoch() == ControllerEpoch(2));
  CHECK(successor.image().find_topic("t")->id == before.find_topic("t")->id);
  CHECK(successor.image().find_topic("t")->configs.at("min.insync.replicas") == "2");
  for (std::int32_t p = 0; p < 2; ++p) {
    const cluster::Leadership state = cluster.leadership({"t", p});
    CHECK(state.leader != NodeId(first));
    CHECK(state.isr.size() == 2);
    CHECK(successor.image().find_partition({"t", p})->leadership == state);
  }
}

TEST_CASE(
    "every broker of a cluster that takes over is told the brokers before it is told to lead") {
  ClusterHarness cluster(3);
  cluster.start();
  cluster.settle();
  cluster.create_topic("t", {{1, 2, 3}});
  const std::int32_t first = cluster.active();
  cluster.kill(first);
  cluster.orders().clear();
  cluster.run_for(seconds(12));
  for (std::int32_t id = 1; id <= 3; ++id) {
    if (id == first) continue;
    for (const Order& order : cluster.orders()) {
      if (order.broker != NodeId(id)) continue;
      CHECK(std::get_if<protocol::UpdateMetadataRequest>(&*order.request) != nullptr);
      break;
    }
    CHECK(cluster.orders_of<LeaderAndIsrRequest>(id).back().controller_epoch == ControllerEpoch(2));
  }
}

// The role moves while the old controller is paused with a request in hand and a living session.
TEST_CASE("a zombie controller's write is refused by the multi, and its orders by the brokers") {
  for (const bool is_fenced : {true, false}) {
    DYNAMIC_SECTION((is_fenced ? "fenced" : "not fenced")) {
      ControllerConfig config;
      config.epoch_check =
          is_fenced ? controller::EpochCheck::On : controller::EpochCheck::BrokersOnly;
      ClusterHarness cluster(3, config);
      cluster.start();
      cluster.settle();
      const std::int32_t zombie = cluster.active();
      const std::int32_t leader = zombie % 3 + 1;
      const std::int32_t other = leader % 3 + 1;
      cluster.create_topic("t", {{leader, zombie, other}});
      cluster.pause(zombie);
      protocol::AlterPartitionRequest request;
      request.broker_id = NodeId(leader);
      request.broker_epoch = cluster.controller(leader).broker_epoch();
      request.partitions.push_back(
          {{"t", 0},
           LeaderEpoch(0),
           {{NodeId(leader), kNoBrokerEpoch}, {NodeId(zombie), kNoBrokerEpoch}},
           PartitionEpoch(0),
           false});
      const std::int64_t asked = cluster.ask(zombie, request);
      cluster.run_for(milliseconds(10));
      cluster.operate(leader, controller::op_delete("/controller"));
      cluster.settle();
      const std::int32_t next = cluster.active();
      REQUIRE(next != zombie);
      REQUIRE(cluster.controller(zombie).is_active());
      cluster.orders().clear();
      cluster.take_notes();
      cluster.resume(zombie);
      cluster.settle();

      CHECK_FALSE(cluster.controller(zombie).is_active());
      CHECK(cluster.controller(next).is_active());
      const auto answer = cluster.answer_of<protocol::AlterPartitionResponse>(asked);
      if (is_fenced) {
        CHECK(answer.error == ErrorCode::NotController);
        CHECK(cluster.leadership({"t", 0}).isr.size() == 3);
        CHECK(cluster.leadership({"t", 0}).partition_epoch == PartitionEpoch(0));
        CHECK_THAT(cluster.take_notes(), contains("probe (controller.write-fenced)"));
      } else {
        CHECK(answer.error == ErrorCode::None);
        CHECK(cluster.leadership({"t", 0}).isr.size() == 2);
        CHECK(cluster.leadership({"t", 0}).controller_epoch == ControllerEpoch(1));
        for (const auto& order : cluster.orders_of<protocol::UpdateMetadataRequest>(leader)) {
          CHECK(order.controller_epoch == ControllerEpoch(1));
        }
        std::int32_t refusals = 0;
        for (const Order& order : cluster.orders()) {
          if (order.broker == NodeId(zombie)) continue;  // it heard of no other controller yet
          CHECK(order.answer == ErrorCode::StaleControllerEpoch);
          ++refusals;
        }
        CHECK(refusals == 2);
      }
    }
  }
}

TEST_CASE("a paused controller whose session is over learns it and gives up") {
  ClusterHarness cluster(3);
  cluster.start();
  cluster.settle();
  cluster.create_topic("t", {{1, 2, 3}});
  const std::int32_t zombie = cluster.active();
  cluster.pause(zombie);
  cluster.run_for(seconds(12));
  const std::int32_t next = cluster.active();
  REQUIRE(next != zombie);
  CHECK(cluster.controller(zombie).is_active());
  cluster.resume(zombie);
  cluster.run_for(milliseconds(1500));
  CHECK_FALSE(cluster.controller(zombie).is_active());
  CHECK(cluster.controller(zombie).is_registered());
  CHECK(cluster.controller(zombie).known_controller() == NodeId(next));
  CHECK(cluster.leadership({"t", 0}).controller_epoch == ControllerEpoch(2));
}

TEST_CASE("an expired session costs the role, and the broker registers again with a new epoch") {
  ClusterHarness cluster(3);
  cluster.start();
  cluster.settle();
  const std::int32_t first = cluster.active();
  const BrokerEpoch old_epoch = cluster.controller(first).broker_epoch();
  cluster.take_notes();
  cluster.expire(first);
  cluster.run_for(seconds(2));
  CHECK(cluster.active() != 0);
  CHECK(cluster.znode("/controller_epoch") == "2");
  CHECK(cluster.controller(first).is_registered());
  CHECK(cluster.controller(first).broker_epoch() > old_epoch);
  CHECK(cluster.active_controller().image().find_broker(NodeId(first))->epoch ==
        cluster.controller(first).broker_epoch());
  CHECK_THAT(cluster.take_notes(),
             contains("controller-resigned (the ZooKeeper session has expired)"));
}

TEST_CASE("a restarted broker waits until its last life's znode is gone") {
  ClusterHarness cluster(3);
  cluster.start();
  cluster.settle();
  const std::int32_t other = cluster.active() == 3 ? 2 : 3;
  const BrokerEpoch old_epoch = cluster.controller(other).broker_epoch();
  cluster.kill(other);
  cluster.run_for(milliseconds(100));
  cluster.start(other);
  cluster.settle();
  CHECK_FALSE(cluster.controller(other).is_registered());
  cluster.run_for(seconds(12));
  CHECK(cluster.controller(other).is_registered());
  CHECK(cluster.controller(other).broker_epoch() > old_epoch);
}

TEST_CASE("a lost connection to ZooKeeper does not cost the role") {
  ClusterHarness cluster(3);
  cluster.start();
  cluster.settle();
  const std::int32_t first = cluster.active();
  for (int i = 0; i < 5; ++i) {
    cluster.lose_zookeeper_connection(first);
    cluster.ask(first, protocol::CreateTopicsRequest{
                           {{"t" + std::to_string(i), 3, 3, {}, {}}}, 60000, false});
    cluster.run_for(milliseconds(i * 3 + 1));
    cluster.lose_zookeeper_connection(first);
    cluster.run_for(seconds(2));
  }
  CHECK(cluster.active() == first);
  CHECK(cluster.controller(first).is_active());
  for (int i = 0; i < 5; ++i) {
    for (std::int32_t p = 0; p < 3; ++p) {
      CHECK(cluster.leadership({"t" + std::to_string(i), p}).isr.size() == 3);
    }
  }
}

TEST_CASE("a copy of a cluster goes on exactly like the original") {
  ClusterHarness cluster(3);
  cluster.start();
  cluster.settle();
  cluster.create_topic("t", {{1, 2, 3}});
  cluster.kill(cluster.active());
  ClusterHarness copy = cluster;
  CHECK(copy.hash() == cluster.hash());
  cluster.run_for(seconds(20));
  copy.run_for(seconds(20));
  CHECK(copy.hash() == cluster.hash());
  CHECK(copy.take_notes() == cluster.take_notes());
}

}  // namespace barnabas::test
