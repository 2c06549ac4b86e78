// Moving replicas from broker to broker (KIP-455).
#include "core/controller/reassignment_rules.h"
#include "tests/support/catch.h"
#include "tests/unit/controller/harness.h"

namespace barnabas::test {
namespace {

using protocol::AlterPartitionReassignmentsRequest;
using protocol::AlterPartitionReassignmentsResponse;
using protocol::AlterPartitionRequest;
using protocol::AlterPartitionResponse;
using protocol::ListPartitionReassignmentsRequest;
using protocol::ListPartitionReassignmentsResponse;
using Ids = std::vector<NodeId>;

Ids ids(std::vector<std::int32_t> numbers) {
  Ids list;
  for (const std::int32_t number : numbers) list.push_back(NodeId(number));
  return list;
}

AlterPartitionReassignmentsRequest move_to(std::optional<Ids> targets) {
  AlterPartitionReassignmentsRequest request;
  request.partitions.push_back({{"t", 0}, std::move(targets)});
  return request;
}

ErrorCode join_isr(ClusterHarness& cluster, Ids isr) {
  const cluster::Leadership state = cluster.leadership({"t", 0});
  AlterPartitionRequest request;
  request.broker_id = state.leader;
  request.broker_epoch = cluster.controller(state.leader.value).broker_epoch();
  request.partitions.push_back({{"t", 0}, state.leader_epoch, {}, state.partition_epoch, false});
  for (const NodeId id : isr) request.partitions.front().new_isr.push_back({id, kNoBrokerEpoch});
  return cluster.ask_controller<AlterPartitionResponse>(request).partitions.front().error;
}

}  // namespace

TEST_CASE("the wider set of replicas names targets first, then who has to stay for now") {
  struct Case {
    cluster::Assignment current;
    Ids targets;
    cluster::Assignment wanted;
  };
  const Case cases[] = {
      {{ids({1, 2, 3}), {}, {}}, ids({3, 4, 5}), {ids({3, 4, 5, 1, 2}), ids({4, 5}), ids({1, 2})}},
      {{ids({1, 2, 3}), {}, {}}, ids({3, 2, 1}), {ids({3, 2, 1}), {}, {}}},
      {{ids({1, 2, 3}), {}, {}}, ids({1, 2}), {ids({1, 2, 3}), {}, ids({3})}},
      {{ids({4, 1, 2}), ids({4}), ids({2})}, ids({5, 1}), {ids({5, 1, 2}), ids({5}), ids({2})}},
      {{ids({4, 1, 2}), ids({4}), ids({2})}, ids({1, 2}), {ids({1, 2}), {}, {}}},
  };
  for (const Case& c : cases) CHECK(controller::reassign_to(c.current, c.targets) == c.wanted);
}

TEST_CASE(
    "a reassignment adds, waits for the ISR, hands the leader over, and drops the old replicas") {
  ClusterHarness cluster(4);
  cluster.start();
  cluster.settle();
  cluster.create_topic("t", {{1, 2}});
  cluster.take_notes();
  cluster.orders().clear();
  auto response = cluster.ask_controller<AlterPartitionReassignmentsResponse>(move_to(ids({3, 4})));
  CHECK(response.partitions.front().error == ErrorCode::None);
  CHECK_THAT(cluster.znode("/brokers/topics/t"), contains(R"("partitions":{"0":[3,4,1,2]})"));
  CHECK_THAT(cluster.znode("/brokers/topics/t"), contains(R"("adding_replicas":{"0":[3,4]})"));
  CHECK_THAT(cluster.znode("/brokers/topics/t"), contains(R"("removing_replicas":{"0":[1,2]})"));
  CHECK(cluster.leadership({"t", 0}).leader == NodeId(1));
  CHECK(cluster.leadership({"t", 0}).leader_epoch == LeaderEpoch(1));
  const auto fresh = cluster.orders_of<protocol::LeaderAndIsrRequest>(3);
  REQUIRE_FALSE(fresh.empty());
  CHECK(fresh.back().partitions.front().is_new);
  CHECK(fresh.back().partitions.front().adding_replicas == ids({3, 4}));

  const auto list = cluster.ask_controller<ListPartitionReassignmentsResponse>(
      ListPartitionReassignmentsRequest{});
  REQUIRE(list.partitions.size() == 1);
  CHECK(list.partitions.front().removing_replicas == ids({1, 2}));

  CHECK(join_isr(cluster, ids({1, 2, 3})) == ErrorCode::None);
  CHECK(cluster.leadership({"t", 0}).leader == NodeId(1));
  cluster.orders().clear();
  CHECK(join_isr(cluster, ids({1, 2, 3, 4})) == ErrorCode::None);
  cluster.settle();
  const cluster::Leadership state = cluster.leadership({"t", 0});
  CHECK(state.leader == NodeId(3));
  CHECK(state.isr == ids({3, 4}));
  CHECK_THAT(cluster.znode("/brokers/topics/t"), contains(R"("partitions":{"0":[3,4]})"));
  CHECK_THAT(cluster.znode("/brokers/topics/t"), contains(R"("adding_replicas":{})"));
  for (const std::int32_t id : {1, 2}) {
    const auto stops = cluster.orders_of<protocol::StopReplicaRequest>(id);
    REQUIRE_FALSE(stops.empty());
    CHECK(stops.back().partitions.front().delete_partition);
  }
  const std::string notes = cluster.take_notes();
  CHECK_THAT(notes, contains("reassignment-started t-0 replicas 3,4"));
  CHECK_THAT(notes, contains("reassignment-done t-0 replicas 3,4"));
  CHECK(cluster.active_controller().image().find_partition({"t", 0})->leadership == state);
}

TEST_CASE("a cancelled reassignment goes back to where it came from") {
  ClusterHarness cluster(3);
  cluster.start();
  cluster.settle();
  cluster.create_topic("t", {{1, 2}});
  cluster.ask_controller<AlterPartitionReassignmentsResponse>(move_to(ids({1, 3})));
  cluster.orders().clear();
  auto response =
      cluster.ask_controller<AlterPartitionReassignmentsResponse>(move_to(std::nullopt));
  CHECK(response.partitions.front().error == ErrorCode::None);
  CHECK_THAT(cluster.znode("/brokers/topics/t"), contains(R"("partitions":{"0":[1,2]})"));
  const auto stops = cluster.orders_of<protocol::StopReplicaRequest>(3);
  REQUIRE_FALSE(stops.empty());
  CHECK(stops.back().partitions.front().delete_partition);
  response = cluster.ask_controller<AlterPartitionReassignmentsResponse>(move_to(std::nullopt));
  CHECK(response.partitions.front().error == ErrorCode::NoReassignmentInProgress);
}

TEST_CASE("a reassignment survives its controller") {
  ClusterHarness cluster(4);
  cluster.start();
  cluster.settle();
  const std::int32_t old = cluster.active();
  std::vector<std::int32_t> others;
  for (std::int32_t id = 1; id <= 4; ++id) {
    if (id != old) others.push_back(id);
  }
  cluster.create_topic("t", {{others[0], others[1]}});
  cluster.ask_controller<AlterPartitionReassignmentsResponse>(move_to(ids({others[1], others[2]})));
  cluster.kill(old);
  cluster.run_for(seconds(10));
  REQUIRE(cluster.active() != old);
  CHECK(join_isr(cluster, ids({others[0], others[1], others[2]})) == ErrorCode::None);
  cluster.settle();
  CHECK(cluster.leadership({"t", 0}).isr == ids({others[1], others[2]}));
  CHECK(cluster.leadership({"t", 0}).leader == NodeId(others[1]));
}

TEST_CASE("what cannot be reassigned is refused") {
  ClusterHarness cluster(3);
  cluster.start();
  cluster.settle();
  cluster.create_topic("t", {{1, 2}});
  for (const Ids& targets : {Ids{}, ids({1, 1}), ids({1, 9}), ids({-1})}) {
    const auto response =
        cluster.ask_controller<AlterPartitionReassignmentsResponse>(move_to(targets));
    CHECK(response.partitions.front().error == ErrorCode::InvalidReplicaAssignment);
  }
  AlterPartitionReassignmentsRequest unknown = move_to(ids({1}));
  unknown.partitions.front().partition.partition = 5;
  const auto response = cluster.ask_controller<AlterPartitionReassignmentsResponse>(unknown);
  CHECK(response.partitions.front().error == ErrorCode::UnknownTopicOrPartition);
}

}  // namespace barnabas::test
