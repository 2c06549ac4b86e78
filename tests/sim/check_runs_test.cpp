// The judges over real runs of the main job: silent where the cluster keeps its promises, and awake
// when the core's state or disk is sabotaged between two events.
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "core/broker/broker.h"
#include "sim/check/judge.h"
#include "sim/scenario/build_world.h"
#include "sim/scenario/parse.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace barnabas::test {
namespace {

using sim::check::Judge;
using sim::check::Judgement;

const TopicPartition kOrders{"orders", 0};

sim::Scenario main_job(const std::string& variant) {
  std::ifstream file(source_path("scenarios/010-leader-crash.json"));
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  for (const sim::Scenario& scenario : sim::parse_scenarios(text).variants) {
    if (scenario.variant == variant) return scenario;
  }
  FAIL("no variant " + variant);
  return {};
}

void do_nothing(sim::World&) {}

template <class Sabotage>
Judgement run(const sim::Scenario& scenario, Sabotage sabotage) {
  sim::World world = sim::build_world(scenario);
  Judge judge;
  const sim::Observers observers{&judge};
  while (!world.finished() && world.now < Instant{scenario.duration.ns}) {
    sim::advance(world, observers);
    sabotage(world);
  }
  return judge.finish(world);
}

std::set<std::string> checkers_of(const Judgement& judgement) {
  std::set<std::string> ids;
  for (const auto& violation : judgement.violations) ids.insert(violation.checker);
  return ids;
}

broker::Broker* running_broker(sim::World& world, std::int32_t id) {
  const sim::NodeIndex index = world.find_broker(NodeId{id});
  if (!world.node(index).up) return nullptr;
  return world.nodes[static_cast<std::size_t>(index)].write().state.broker();
}

replica::Partition* running_replica(sim::World& world, std::int32_t id) {
  broker::Broker* broker = running_broker(world, id);
  if (broker == nullptr) return nullptr;
  const auto found = broker->partitions.find(kOrders);
  return found == broker->partitions.end() ? nullptr : &found->second.write();
}

}  // namespace

TEST_CASE("the main job breaks what its acks allow to break, and nothing else") {
  struct Case {
    const char* variant;
    std::set<std::string> violated;
    std::vector<std::string> lost;
    std::vector<std::string> missing;
  };
  const Case cases[] = {
      {"acks-0", {}, {}, {"r7", "r8", "r9"}},
      {"acks-1", {"DurableAck"}, {"r7", "r8", "r9"}, {}},
      {"acks-all", {}, {}, {}},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.variant) {
      const Judgement judgement = run(main_job(c.variant), do_nothing);
      std::string texts;
      for (const auto& violation : judgement.violations) texts += violation.text + "\n";
      INFO(texts);
      CHECK(checkers_of(judgement) == c.violated);
      CHECK(judgement.why_not_alive.empty());
      std::vector<std::string> lost;
      for (const auto& record : judgement.tally.lost) lost.push_back(record.value);
      CHECK(lost == c.lost);
      std::vector<std::string> missing;
      for (const auto& record : judgement.tally.missing) missing.push_back(record.value);
      CHECK(missing == c.missing);
      CHECK(judgement.outages.at(kOrders).size() == 1);
    }
  }
}

TEST_CASE("a leader that takes its log's end for its high watermark is found out") {
  const Judgement judgement = run(main_job("acks-1"), [](sim::World& world) {
    replica::Partition* leader = running_replica(world, 1);
    if (leader != nullptr && leader->is_leader()) leader->high_watermark = leader->log_end();
  });
  CHECK(judgement.is_violated("NoReadAboveHW"));
  CHECK(judgement.is_violated("StrongIsr"));
}

TEST_CASE("a rotten bit in a follower's log is found out") {
  constexpr std::int64_t kByte = 63;  // in the first record
  sim::Action flip;
  flip.kind = sim::ActionKind::DiskFlip;
  flip.target.kind = sim::Selector::Kind::Node;
  flip.target.text = "broker-2";
  flip.text = "orders-0/00000000000000000000.log";
  flip.amount = kByte * 8 + 1;
  sim::Fault rot;
  rot.id = "rot";
  rot.at = Instant{} + seconds(30);
  rot.actions = {flip};
  sim::Scenario scenario = main_job("acks-all");
  CHECK(checkers_of(run(scenario, do_nothing)).empty());
  scenario.faults.push_back(rot);
  const Judgement judgement = run(scenario, do_nothing);
  CHECK(judgement.is_violated("LogMatching"));
  CHECK(judgement.is_violated("StrongIsr"));
}

TEST_CASE("a broker that goes back to an older controller is found out") {
  std::int32_t events = 0;
  const Judgement judgement = run(main_job("acks-all"), [&events](sim::World& world) {
    broker::Broker* broker = running_broker(world, 3);
    if (broker == nullptr || broker->controller_epoch.value < 1 || ++events != 100) return;
    broker->controller_epoch = ControllerEpoch{0};
  });
  CHECK(judgement.is_violated("ControllerEpoch"));
}

TEST_CASE("a broker that forgets that it leads is not alive") {
  const Judgement judgement = run(main_job("acks-all"), [](sim::World& world) {
    for (const std::int32_t id : {2, 3}) {
      replica::Partition* replica = running_replica(world, id);
      if (replica != nullptr && replica->leader_epoch.value >= 1)
        replica->role = replica::Role::Follower;
    }
  });
  CHECK_FALSE(judgement.is_alive);
}

TEST_CASE("a judged run is the same run") {
  const sim::Scenario scenario = main_job("acks-all");
  sim::World watched = sim::build_world(scenario);
  sim::World alone = sim::build_world(scenario);
  Judge judge;
  for (std::int32_t i = 0; i < 1500 && !alone.finished(); ++i) {
    sim::advance(watched, {&judge});
    sim::advance(alone, {});
  }
  CHECK(watched.trace_fingerprint == alone.trace_fingerprint);
  CHECK(watched.state_fingerprint() == alone.state_fingerprint());
}

}  // namespace barnabas::test
