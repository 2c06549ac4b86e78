// What connections and datagrams do to messages when links are cut, held, doubled and healed.
#include "sim/world/transport.h"

#include <vector>

#include "core/client/admin.h"
#include "sim/world/process_control.h"
#include "sim/world/run.h"
#include "tests/support/catch.h"

namespace barnabas::sim {
namespace {

constexpr NodeIndex kClient = 0;
constexpr NodeIndex kServer = 1;
constexpr ConnectionId kName{1};
constexpr std::uint64_t kBudget = 1000;

// Two processes that do nothing by themselves, and what reaches the second.
class Pair : public Observer {
 public:
  explicit Pair(bool is_datagram) {
    for (const char* name : {"a", "b"}) {
      Node node;
      node.name = name;
      node.config = client::AdminConfig{};
      node.up = true;
      node.listens = true;
      node.incarnation = 1;
      world.nodes.emplace_back(std::move(node));
    }
    world.network.is_datagram = is_datagram;
    do_connect(p, kClient, {kName, Endpoint{"b", 9092}});
    go_on();
  }
  void go_on() { run_until(world, world.now + seconds(1), kBudget, observers); }
  void ask(std::int32_t number) {
    const protocol::RequestBody body = protocol::MetadataRequest{};
    do_request(p, kClient, {kName, CorrelationId{number}, 0, protocol::RequestRef(body)});
  }
  void add_rule(LinkRule::Kind kind, std::int32_t left = 0) {
    LinkRule rule;
    rule.kind = kind;
    rule.id = 5;
    rule.from = {kClient};
    rule.to = {kServer};
    rule.left = left;
    world.network.rules.push_back(rule);
  }
  void on_event(const World&, const EventRecord& record) override {
    if (record.node == kClient && record.event != nullptr &&
        std::holds_alternative<event::Disconnected>(*record.event))
      ++resets;
    const auto* received =
        record.event == nullptr ? nullptr : std::get_if<event::Received>(record.event);
    if (received == nullptr) return;
    arrived.push_back(received->correlation.value);
    last = *received;
  }
  // The server answers what it got last, so that the next request is let in.
  void answer() {
    const protocol::ResponseBody body = protocol::MetadataResponse{};
    do_reply(p, kServer, {last.connection, last.correlation, protocol::ResponseRef(body)});
    go_on();
  }

  World world;
  Observers observers{this};
  Performance p{world, {}, observers};
  std::vector<std::int32_t> arrived;
  int resets = 0;  // that the client was told of
  event::Received last;
};

using Numbers = std::vector<std::int32_t>;

TEST_CASE("what was under way when a stream was cut comes before what was sent later") {
  Pair pair(false);
  pair.ask(1);
  pair.add_rule(LinkRule::Kind::Cut);
  pair.ask(2);
  pair.go_on();
  CHECK(pair.arrived.empty());
  end_rules(pair.p, 5);
  pair.ask(3);
  pair.go_on();
  pair.answer();
  pair.answer();
  CHECK(pair.arrived == Numbers{1, 2, 3});
}

TEST_CASE("a held message stops its stream until the hold ends, whatever else ends before") {
  Pair pair(false);
  pair.add_rule(LinkRule::Kind::Hold, 1);
  pair.ask(1);
  pair.ask(2);
  LinkRule other;
  other.id = 6;
  pair.world.network.rules.push_back(other);
  pair.go_on();
  end_rules(pair.p, 6);
  pair.go_on();
  CHECK(pair.arrived.empty());
  end_rules(pair.p, 5);
  pair.go_on();
  pair.answer();
  CHECK(pair.arrived == Numbers{1, 2});
}

TEST_CASE("a datagram that is held lets others pass, and one that meets a cut is gone") {
  Pair pair(true);
  pair.add_rule(LinkRule::Kind::Hold, 1);
  pair.ask(1);
  pair.ask(2);
  pair.go_on();
  CHECK(pair.arrived == Numbers{2});
  end_rules(pair.p, 5);
  pair.answer();
  CHECK(pair.arrived == Numbers{2, 1});
  pair.answer();
  pair.ask(3);
  pair.add_rule(LinkRule::Kind::Cut);
  pair.ask(4);
  pair.go_on();
  end_rules(pair.p, 5);
  pair.ask(5);
  pair.go_on();
  CHECK(pair.arrived == Numbers{2, 1, 5});
}

TEST_CASE("a doubled datagram is let in twice, one after the other") {
  Pair pair(true);
  pair.add_rule(LinkRule::Kind::Duplicate, 1);
  pair.ask(1);
  pair.go_on();
  CHECK(pair.arrived == Numbers{1});
  pair.answer();
  CHECK(pair.arrived == Numbers{1, 1});
}

TEST_CASE("a host without power says nothing; when it is back, it resets what it does not know") {
  Pair pair(false);
  cut_power(pair.p, kServer, {});
  pair.ask(1);
  pair.go_on();
  CHECK(pair.resets == 0);
  start_process(pair.p, kServer);
  pair.ask(2);
  pair.go_on();
  CHECK(pair.resets == 1);
  CHECK(pair.arrived.empty());
}

TEST_CASE("who does not listen refuses connections") {
  Pair pair(false);
  pair.world.nodes[kServer].write().listens = false;
  do_connect(pair.p, kClient, {ConnectionId{2}, Endpoint{"b", 9092}});
  pair.go_on();
  CHECK(pair.resets == 1);
}

TEST_CASE("a cut can be healed in part") {
  Pair pair(false);
  LinkRule cut;
  cut.from = {0, 1, 2};
  cut.to = {3, 4};
  pair.world.network.rules = {cut};
  end_cuts(pair.p, {1}, {2, 3});
  const Network& network = pair.world.network;
  CHECK_FALSE(network.is_cut(1, 3));
  CHECK(network.is_cut(1, 4));
  CHECK(network.is_cut(0, 3));
  CHECK(network.is_cut(2, 4));
  end_cuts(pair.p, {0, 1, 2}, {3, 4});
  CHECK(network.rules.empty());
}

}  // namespace
}  // namespace barnabas::sim
