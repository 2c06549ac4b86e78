// Whom a client asks for what any broker can answer, and how long it tries to connect.
#include "core/client/network.h"

#include <set>

#include "tests/support/catch.h"
#include "tests/unit/client/view_stage.h"

namespace barnabas::test {
namespace {

bool is_about(Duration pause, std::int64_t ms) {
  return pause.ms() >= ms * 8 / 10 && pause.ms() <= ms * 12 / 10;
}

}  // namespace

TEST_CASE("bootstrap servers are asked until metadata names the brokers, and never again") {
  ViewStage stage;
  const ViewStage::Asked first = stage.take();
  CHECK(stage.connecting.size() == 1);
  stage.answer(first, 1, 0, 2);  // only brokers 1 and 2
  std::set<std::int32_t> brokers;
  for (int i = 0; i < 20; ++i) {
    stage.view.want_topic("t" + std::to_string(i));
    const ViewStage::Asked next = stage.take();
    CHECK(next.connection != first.connection);
    brokers.insert(next.broker);
    stage.answer(next, 1, 0, 2);
  }
  CHECK(brokers.size() == 1);  // the one connection that stands is good enough
  CHECK(*brokers.begin() <= 2);
}

TEST_CASE("every seed begins at a bootstrap server of its own choice") {
  std::set<std::int32_t> firsts;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) firsts.insert(ViewStage(seed).take().broker);
  CHECK(firsts.size() == 3);
}

TEST_CASE("a node in backoff is avoided, and the one that was tried least lately is next") {
  ViewStage stage;
  std::set<std::int32_t> tried;
  for (int i = 0; i < 3; ++i) {
    stage.advance();
    REQUIRE(stage.connecting.size() == static_cast<std::size_t>(i) + 1);
    tried.insert(stage.connecting.back());
    stage.advance();  // one attempt at a time
    CHECK(stage.connecting.size() == static_cast<std::size_t>(i) + 1);
    stage.network.reconnect_backoff = seconds(5);
    stage.network.reconnect_backoff_max = seconds(5);
    stage.refuse();
    stage.now = stage.now + seconds(1);
  }
  CHECK(tried.size() == 3);
  stage.advance();
  CHECK(stage.connecting.size() == 3);  // all are in backoff
  stage.now = stage.now + seconds(2);
  stage.advance();
  REQUIRE(stage.connecting.size() == 4);
  CHECK(stage.connecting.back() == stage.connecting.front());
}

TEST_CASE("among connections the one with the least in flight is asked, unless it is full") {
  ViewStage stage;
  stage.answer(stage.take(), 1, 0);
  const auto link = [&](std::int32_t id) -> client::Network::Link& {
    return stage.network.links.at(NodeId{id});
  };
  for (std::int32_t id = 1; id <= 3; ++id) {
    link(id).state = client::Network::LinkState::Ready;
    link(id).connection = ConnectionId{static_cast<std::uint64_t>(900 + id)};
    link(id).in_flight = 4 - id;
  }
  MemoryFiles files;
  std::vector<Effect> effects;
  Context context{stage.now, {}, files, effects};
  CHECK(stage.network.any_ready(context) == NodeId{3});
  stage.network.max_in_flight = 1;
  CHECK(stage.network.any_ready(context) == kNoNode);
}

TEST_CASE("an attempt to connect is given up after its own time, which grows with failures") {
  ViewStage stage;
  stage.network.bootstrap.resize(1);
  for (const std::int64_t ms : {10000, 20000}) {
    stage.advance();
    CHECK(is_about(stage.timeout_of_attempt(), ms));
    stage.refuse();
    stage.now = stage.now + seconds(5);
  }
  stage.advance();
  CHECK(stage.timeout_of_attempt() >= seconds(24));
  CHECK(stage.timeout_of_attempt() <= seconds(30));
}

TEST_CASE("the pause before a new connection differs from client to client") {
  std::set<std::int64_t> pauses;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    ViewStage stage(seed);
    stage.lose(stage.take());
    for (const auto& [node, link] : stage.network.links) {
      if (link.failures == 0) continue;
      const Duration pause = link.not_before - stage.now;
      CHECK(is_about(pause, 50));
      pauses.insert(pause.ns);
    }
  }
  CHECK(pauses.size() > 5);
}

}  // namespace barnabas::test
