// Who leads, with whom in sync: the decisions, row by row.
#include "core/controller/leadership.h"

#include "core/controller/request_batch.h"
#include "tests/support/catch.h"

namespace barnabas::test {
namespace {

using cluster::Image;
using cluster::Leadership;
using controller::Decision;
using controller::ElectionPolicy;
using controller::ElectionRules;
using controller::Purpose;
using Ids = std::vector<NodeId>;

Ids ids(const std::vector<std::int32_t>& numbers) {
  Ids list;
  for (const std::int32_t number : numbers) list.push_back(NodeId(number));
  return list;
}

// t-0 on `replicas`; the brokers in `live` are registered, those in `leaving` are shutting down
// too.
Image make_image(const cluster::Assignment& assignment, const std::vector<std::int32_t>& live,
                 const std::vector<std::int32_t>& leaving = {},
                 const cluster::Configs& configs = {}) {
  Image image;
  for (const std::int32_t id : live) {
    cluster::BrokerRegistration broker;
    broker.id = NodeId(id);
    broker.epoch = BrokerEpoch(100 + id);
    cluster::replay(image, cluster::change::BrokerRegistered{broker});
  }
  for (const std::int32_t id : leaving) {
    cluster::replay(image, cluster::change::BrokerShuttingDown{NodeId(id)});
  }
  cluster::replay(image, cluster::change::TopicAdded{"t", {}});
  cluster::replay(image, cluster::change::ConfigsChanged{"t", configs});
  cluster::replay(image, cluster::change::AssignmentChanged{{"t", 0}, assignment});
  return image;
}

Leadership state(std::int32_t leader, const std::vector<std::int32_t>& isr,
                 bool is_recovering = false) {
  return {NodeId(leader),    LeaderEpoch(5),     ids(isr),
          PartitionEpoch(7), ControllerEpoch(2), is_recovering};
}

constexpr ElectionRules kRules{ElectionPolicy::KafkaReplicaOrder, false, ControllerEpoch(3)};

struct Case {
  std::string what;
  Purpose purpose;
  std::vector<std::int32_t> live;
  std::vector<std::int32_t> leaving;
  Leadership current;
  ErrorCode error;
  std::int32_t leader;             // of the proposal
  std::vector<std::int32_t> isr;   // of the proposal; empty: there is none
  std::vector<std::int32_t> told;  // who gets LeaderAndIsr
  NodeId broker{-1};
};

}  // namespace

TEST_CASE("leadership of a partition on 1,2,3 is decided by purpose") {
  const ErrorCode ok = ErrorCode::None;
  const ErrorCode none = ErrorCode::EligibleLeadersNotAvailable;
  const Case cases[] = {
      {"leader gone",
       Purpose::ElectOffline,
       {2, 3},
       {},
       state(1, {1, 2, 3}),
       ok,
       2,
       {2, 3},
       {2, 3}},
      {"order of replicas, not of the ISR",
       Purpose::ElectOffline,
       {2, 3},
       {},
       state(1, {3, 2, 1}),
       ok,
       2,
       {3, 2},
       {2, 3}},
      {"who is not in sync is passed over",
       Purpose::ElectOffline,
       {2, 3},
       {},
       state(1, {1, 3}),
       ok,
       3,
       {3},
       {2, 3}},
      {"nobody in sync is alive",
       Purpose::ElectOffline,
       {2, 3},
       {},
       state(1, {1}),
       none,
       0,
       {},
       {}},
      {"nobody is alive", Purpose::ElectUnclean, {}, {}, state(1, {1}), none, 0, {}, {}},
      {"by the operator's word",
       Purpose::ElectUnclean,
       {2, 3},
       {},
       state(1, {1}),
       ok,
       2,
       {2},
       {2, 3}},
      {"clean if it can be",
       Purpose::ElectUnclean,
       {2, 3},
       {},
       state(1, {1, 3}),
       ok,
       3,
       {3},
       {2, 3}},
      {"who shuts down is no candidate",
       Purpose::ElectOffline,
       {2, 3},
       {2},
       state(1, {1, 2, 3}),
       ok,
       3,
       {3},
       {3}},
      {"preferred",
       Purpose::ElectPreferred,
       {1, 2, 3},
       {},
       state(2, {2, 1}),
       ok,
       1,
       {2, 1},
       {1, 2, 3}},
      {"preferred is not in sync",
       Purpose::ElectPreferred,
       {1, 2, 3},
       {},
       state(2, {2, 3}),
       ErrorCode::PreferredLeaderNotAvailable,
       0,
       {},
       {}},
      {"preferred is dead",
       Purpose::ElectPreferred,
       {2, 3},
       {},
       state(2, {1, 2}),
       ErrorCode::PreferredLeaderNotAvailable,
       0,
       {},
       {}},
      {"shutdown of the leader",
       Purpose::ElectShutdown,
       {1, 2, 3},
       {1},
       state(1, {1, 2, 3}),
       ok,
       2,
       {2, 3},
       {1, 2, 3}},
      {"shutdown, nobody to take over",
       Purpose::ElectShutdown,
       {1, 2, 3},
       {1},
       state(1, {1}),
       none,
       0,
       {},
       {}},
      {"two shut down",
       Purpose::ElectShutdown,
       {1, 2, 3},
       {1, 2},
       state(1, {1, 2, 3}),
       ok,
       3,
       {3},
       {1, 2, 3}},
      {"a follower leaves the ISR",
       Purpose::RemoveReplica,
       {1, 2},
       {},
       state(1, {1, 2, 3}),
       ok,
       1,
       {1, 2},
       {1, 2},
       NodeId(3)},
      {"the leader leaves the ISR",
       Purpose::RemoveReplica,
       {2, 3},
       {},
       state(1, {1, 2}),
       ok,
       -1,
       {2},
       {2, 3},
       NodeId(1)},
      {"the last of the ISR stays in it",
       Purpose::RemoveReplica,
       {2, 3},
       {},
       state(1, {1}),
       ok,
       -1,
       {1},
       {2, 3},
       NodeId(1)},
      {"who is not in it need not leave",
       Purpose::RemoveReplica,
       {1, 2},
       {},
       state(1, {1, 2}),
       ok,
       0,
       {},
       {1, 2},
       NodeId(3)},
      {"a bump", Purpose::BumpEpoch, {1, 2, 3}, {}, state(1, {1, 2}), ok, 1, {1, 2}, {1, 2, 3}},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.what) {
      const Image image = make_image({ids({1, 2, 3}), {}, {}}, c.live, c.leaving);
      const Decision decision =
          controller::decide_leadership(image, {c.purpose, c.broker}, {"t", 0}, c.current, kRules);
      CHECK(decision.error == c.error);
      REQUIRE(decision.proposal.has_value() == !c.isr.empty());
      if (!decision.proposal) {
        CHECK(decision.unchanged_recipients == ids(c.told));
        return;
      }
      const controller::Proposal& proposal = *decision.proposal;
      CHECK(proposal.next.leader == NodeId(c.leader));
      CHECK(proposal.next.isr == ids(c.isr));
      CHECK(proposal.recipients == ids(c.told));
      CHECK(proposal.next.leader_epoch == LeaderEpoch(6));
      CHECK(proposal.next.partition_epoch == PartitionEpoch(7));
      CHECK(proposal.next.controller_epoch == ControllerEpoch(3));
      CHECK(proposal.is_unclean == (c.what == "by the operator's word"));
      CHECK_FALSE(proposal.why.empty());
    }
  }
}

TEST_CASE("a state that a newer controller has written is not touched") {
  const Image image = make_image({ids({1, 2, 3}), {}, {}}, {2, 3});
  Leadership current = state(1, {1, 2});
  current.controller_epoch = ControllerEpoch(4);
  for (const Purpose purpose :
       {Purpose::ElectOffline, Purpose::RemoveReplica, Purpose::BumpEpoch}) {
    const Decision decision =
        controller::decide_leadership(image, {purpose, NodeId(1)}, {"t", 0}, current, kRules);
    CHECK(decision.error == ErrorCode::StaleControllerEpoch);
    CHECK_FALSE(decision.proposal);
  }
}

TEST_CASE("a reassigned partition is led by a target that is in sync") {
  const cluster::Assignment moving{ids({3, 4, 1, 2}), ids({3, 4}), ids({1, 2})};
  const Image image = make_image(moving, {1, 2, 3, 4});
  const auto decide = [&](const Leadership& current) {
    return controller::decide_leadership(image, {Purpose::ElectReassigned, kNoNode}, {"t", 0},
                                         current, kRules);
  };
  const Decision decision = decide(state(1, {1, 2, 4}));
  REQUIRE(decision.proposal);
  CHECK(decision.proposal->next.leader == NodeId(4));
  CHECK(decision.proposal->recipients == ids({3, 4}));
  CHECK(decide(state(1, {1, 2})).error == ErrorCode::EligibleLeadersNotAvailable);
}

TEST_CASE("recovery: an unclean election begins it, a clean one keeps what was said") {
  const Image image = make_image({ids({1, 2, 3}), {}, {}}, {2, 3}, {},
                                 {{"unclean.leader.election.enable", "true"}});
  const auto decide = [&](const Leadership& current) {
    return *controller::decide_leadership(image, {}, {"t", 0}, current, kRules).proposal;
  };
  CHECK(decide(state(1, {1})).next.is_recovering);
  CHECK(decide(state(1, {1})).is_unclean);
  CHECK_FALSE(decide(state(1, {1, 2})).next.is_recovering);
  CHECK(decide(state(1, {1, 2}, true)).next.is_recovering);
  CHECK_FALSE(decide(state(1, {1, 2}, true)).is_unclean);
}

TEST_CASE("the policy of the longest in the ISR follows the order of the ISR") {
  const Image image = make_image({ids({1, 2, 3}), {}, {}}, {2, 3});
  ElectionRules rules = kRules;
  rules.policy = ElectionPolicy::MostCaughtUpInIsr;
  const Decision decision =
      controller::decide_leadership(image, {}, {"t", 0}, state(1, {1, 3, 2}), rules);
  REQUIRE(decision.proposal);
  CHECK(decision.proposal->next.leader == NodeId(3));
}

TEST_CASE("a partition without a state needs a leader, one with a leader that serves does not") {
  Image image = make_image({ids({1, 2}), {}, {}}, {1, 2});
  CHECK(controller::needs_leader(image, {"t", 0}));
  cluster::replay(image, cluster::change::LeadershipChanged{{"t", 0}, state(1, {1, 2})});
  CHECK_FALSE(controller::needs_leader(image, {"t", 0}));
  cluster::replay(image, cluster::change::BrokerShuttingDown{NodeId(1)});
  CHECK_FALSE(controller::needs_leader(image, {"t", 0}));
  cluster::replay(image, cluster::change::ReplicaDiskChanged{{"t", 0}, NodeId(1), true});
  CHECK(controller::needs_leader(image, {"t", 0}));
  cluster::replay(image, cluster::change::ReplicaDiskChanged{{"t", 0}, NodeId(1), false});
  cluster::replay(image, cluster::change::BrokerGone{NodeId(1)});
  CHECK(controller::needs_leader(image, {"t", 0}));
}

TEST_CASE(
    "a batch has one request per broker and kind, with the target's epoch, for the living only") {
  Image image = make_image({ids({1, 2, 3}), {}, {}}, {1, 2});
  cluster::replay(image, cluster::change::LeadershipChanged{{"t", 0}, state(1, {1, 2})});
  controller::RequestBatch batch;
  batch.add_leader_and_isr(image, ids({1, 2, 3}), {"t", 0}, true);
  batch.add_leader_and_isr(image, ids({1}), {"t", 0}, false);
  batch.add_stop_replica(image, NodeId(2), {"t", 0}, true);
  batch.add_stop_replica(image, NodeId(2), {"t", 0}, false);
  batch.add_stop_replica(image, NodeId(3), {"t", 0}, true);
  const auto requests = batch.take(image, NodeId(9), ControllerEpoch(3));
  REQUIRE(requests.size() == 5);
  const auto& lead = std::get<protocol::LeaderAndIsrRequest>(requests[0].second);
  CHECK(requests[0].first == NodeId(1));
  CHECK(lead.controller_id == NodeId(9));
  CHECK(lead.controller_epoch == ControllerEpoch(3));
  CHECK(lead.broker_epoch == BrokerEpoch(101));
  CHECK(lead.partitions.front().is_new);
  CHECK(lead.partitions.front().controller_epoch == ControllerEpoch(2));
  CHECK(lead.live_leaders.size() == 1);
  CHECK(std::get<protocol::UpdateMetadataRequest>(requests[2].second).live_brokers.size() == 2);
  const auto& stop = std::get<protocol::StopReplicaRequest>(requests[4].second);
  CHECK(requests[4].first == NodeId(2));
  CHECK(stop.partitions.front().delete_partition);
  CHECK(stop.partitions.front().leader_epoch == LeaderEpoch(5));
  CHECK(batch.is_empty());
}

}  // namespace barnabas::test
