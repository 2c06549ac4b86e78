// Many seeds of kills, pauses, lost connections, expiries and requests; then everything heals, and
// the one controller, ZooKeeper and all brokers must agree.
#include <set>

#include "core/cluster/znodes.h"
#include "tests/support/catch.h"
#include "tests/unit/controller/harness.h"

namespace barnabas::test {
namespace {

using protocol::PartitionState;

constexpr std::int32_t kBrokers = 4;

struct Chaos {
  ClusterHarness cluster;
  Prng prng;
  std::int32_t topic_count = 0;

  Chaos(std::uint64_t seed, const ControllerConfig& config)
      : cluster(kBrokers, config), prng(stream(seed, "chaos")) {
    cluster.start();
    cluster.settle();
  }

  std::int32_t any_broker() { return 1 + static_cast<std::int32_t>(prng.below(kBrokers)); }
  std::vector<NodeId> any_replicas() {
    std::set<NodeId> chosen;
    const std::uint64_t count = 1 + prng.below(3);
    while (chosen.size() < count) chosen.insert(NodeId(any_broker()));
    std::vector<NodeId> list(chosen.begin(), chosen.end());
    if (prng.chance(1, 2)) std::swap(list.front(), list.back());
    return list;
  }
  TopicPartition any_partition() {
    const auto number = prng.below(static_cast<std::uint64_t>(topic_count) + 1);
    return {"t" + std::to_string(number), static_cast<std::int32_t>(prng.below(2))};
  }

  void disturb() {
    const std::int32_t broker = any_broker();
    const bool is_up = cluster.is_up(broker);
    switch (prng.below(6)) {
      case 0:
        if (is_up) cluster.kill(broker);
        return;
      case 1:
        if (!is_up) cluster.start(broker);
        return;
      case 2:
        if (is_up) cluster.pause(broker);
        return;
      case 3:
        cluster.resume(broker);
        return;
      case 4:
        if (is_up) cluster.lose_zookeeper_connection(broker);
        return;
      default:
        if (is_up) cluster.expire(broker);
        return;
    }
  }

  protocol::RequestBody any_request() {
    switch (prng.below(6)) {
      case 0: {
        protocol::CreateTopicsRequest request;
        request.topics.push_back({"t" + std::to_string(++topic_count), -1, -1, {}, {}});
        request.topics.front().assignments = {{0, any_replicas()}};
        request.topics.front().assignments.push_back(request.topics.front().assignments.front());
        request.topics.front().assignments.back().partition = 1;
        if (prng.chance(1, 4)) {
          request.topics.front().configs.push_back({"unclean.leader.election.enable", "true"});
        }
        return request;
      }
      case 1:
        return protocol::DeleteTopicsRequest{{any_partition().topic}, 1000};
      case 2: {
        protocol::AlterPartitionReassignmentsRequest request;
        request.partitions.push_back({any_partition(), any_replicas()});
        if (prng.chance(1, 4)) request.partitions.front().replicas.reset();
        return request;
      }
      case 3:
        return protocol::ElectLeadersRequest{};
      case 4: {
        const std::int32_t broker = any_broker();
        const BrokerEpoch epoch =
            cluster.is_up(broker) ? cluster.controller(broker).broker_epoch() : kNoBrokerEpoch;
        return protocol::ControlledShutdownRequest{NodeId(broker), epoch};
      }
      default:
        return grow_isr(any_partition());
    }
  }
  // As a leader that saw all live replicas catch up.
  protocol::AlterPartitionRequest grow_isr(const TopicPartition& tp) {
    protocol::AlterPartitionRequest request;
    const cluster::Leadership state = cluster.leadership(tp);
    if (state.leader == kNoNode || !cluster.is_up(state.leader.value)) return request;
    request.broker_id = state.leader;
    request.broker_epoch = cluster.controller(state.leader.value).broker_epoch();
    const auto& hosted = cluster.hosted(state.leader.value);
    if (hosted.count(tp) == 0) return request;
    request.partitions.push_back({tp, state.leader_epoch, {}, state.partition_epoch, false});
    for (const NodeId id : hosted.at(tp).replicas) {
      if (id == state.leader || cluster.is_up(id.value))
        request.partitions[0].new_isr.push_back({id, kNoBrokerEpoch});
    }
    return request;
  }

  void run(std::int32_t rounds) {
    for (std::int32_t i = 0; i < rounds; ++i) {
      if (prng.chance(1, 3)) disturb();
      const std::int32_t active = cluster.active();
      if (active != 0 && cluster.is_up(active) && prng.chance(2, 3))
        cluster.ask(active, any_request());
      const bool is_long = prng.chance(1, 8);
      cluster.run_for(
          milliseconds(prng.between(std::int64_t{1}, std::int64_t{is_long ? 9000 : 40})));
    }
  }
  void heal() {
    cluster.take_notes();
    for (std::int32_t id = 1; id <= kBrokers; ++id) {
      cluster.resume(id);
      if (!cluster.is_up(id)) cluster.start(id);
    }
    cluster.run_for(seconds(30));
    // Whoever is shutting down stays no candidate until it registers again.
    for (std::int32_t id = 1; id <= kBrokers; ++id) {
      cluster.expire(id);
      cluster.run_for(seconds(3));
    }
    // Leaders let everybody in, so that reassignments can end.
    for (std::int32_t round = 0; round < 3; ++round) {
      for (std::int32_t t = 1; t <= topic_count; ++t) {
        for (std::int32_t p = 0; p < 2; ++p) {
          cluster.ask(cluster.active(), grow_isr({"t" + std::to_string(t), p}));
          cluster.run_for(milliseconds(50));
        }
      }
    }
    cluster.run_for(seconds(35));
  }

  void check() {
    const std::int32_t active = cluster.active();
    REQUIRE(active != 0);
    for (std::int32_t id = 1; id <= kBrokers; ++id) {
      INFO("broker " << id << ": " << cluster.controller(id).describe());
      CHECK(cluster.controller(id).is_active() == (id == active));
      CHECK(cluster.controller(id).known_controller() == NodeId(active));
    }
    const cluster::Image& image = cluster.active_controller().image();
    INFO("notes of the healing:\n" << cluster.take_notes());
    for (std::int32_t id = 1; id <= kBrokers; ++id) CHECK(cluster.controller(id).is_registered());
    CHECK(image.brokers().size() == kBrokers);
    const auto* topics = cluster.zookeeper().tree().find("/brokers/topics");
    CHECK(image.topics().size() == topics->children.size());
    CHECK(cluster.zookeeper().tree().find("/admin/delete_topics")->children.empty());
    for (const TopicPartition& tp : image.all_partitions()) check(tp, *image.find_partition(tp));
  }
  void check(const TopicPartition& tp, const cluster::Partition& partition) {
    INFO("partition " << to_string(tp));
    const cluster::Leadership state = cluster.leadership(tp);
    CHECK(partition.leadership == state);
    CHECK_FALSE(partition.assignment.is_being_reassigned());
    const auto topic = cluster::znodes::decode_topic(cluster.znode("/brokers/topics/" + tp.topic));
    REQUIRE(topic);
    CHECK(topic->partitions.at(tp.partition) == partition.assignment);
    CHECK(cluster::contains(state.isr, state.leader));
    CHECK(cluster::without(state.isr, partition.assignment.replicas).empty());
    for (std::int32_t id = 1; id <= kBrokers; ++id) {
      INFO("told to broker " << id);
      const auto& metadata = cluster.metadata(id);
      REQUIRE(metadata.count(tp) == 1);
      CHECK(metadata.at(tp).leader == state.leader);
      CHECK(metadata.at(tp).leader_epoch == state.leader_epoch);
      CHECK(metadata.at(tp).isr == state.isr);
      // A replica that was taken from a broker while it was away stays there, as in Kafka.
      if (!cluster::contains(partition.assignment.replicas, NodeId(id))) continue;
      REQUIRE(cluster.hosted(id).count(tp) == 1);
      CHECK(cluster.hosted(id).at(tp).leader == state.leader);
      CHECK(cluster.hosted(id).at(tp).leader_epoch == state.leader_epoch);
    }
  }
};

}  // namespace

TEST_CASE("after chaos and healing, controller, ZooKeeper and brokers agree") {
  const std::uint64_t count = 40;
  for (std::uint64_t seed = 1; seed <= count; ++seed) {
    INFO("seed " << seed);
    Chaos chaos(seed, {});
    chaos.run(60);
    chaos.heal();
    chaos.check();
  }
}

}  // namespace barnabas::test
