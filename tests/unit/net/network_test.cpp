// Rules on messages, the order of a leg, and how long bytes take.
#include "sim/net/network.h"

#include "sim/net/message_size.h"
#include "tests/support/catch.h"

namespace barnabas::sim {
namespace {

constexpr std::int32_t kHere = 1;
constexpr std::int32_t kThere = 2;

Frame request() {
  Frame frame;
  frame.kind = FrameKind::Request;
  frame.request = protocol::RequestRef(protocol::FetchRequest{});
  return frame;
}

LinkRule rule(LinkRule::Kind kind) {
  LinkRule rule;
  rule.kind = kind;
  rule.id = 5;
  rule.from = {kHere};
  rule.to = {kThere};
  rule.random = {1, 0};
  return rule;
}

TEST_CASE("a cut keeps a stream back and loses a datagram") {
  Network network;
  network.rules = {rule(LinkRule::Kind::Cut)};
  CHECK(network.strike(kHere, kThere, request(), false).fate == Ruling::Fate::Waits);
  CHECK(network.strike(kHere, kThere, request(), true).fate == Ruling::Fate::Lost);
  CHECK(network.strike(kThere, kHere, request(), true).fate == Ruling::Fate::Passes);
}

TEST_CASE("delays add up, only datagrams are doubled, and limits count down") {
  Network network;
  LinkRule delay = rule(LinkRule::Kind::Delay);
  delay.by = milliseconds(10);
  LinkRule jitter = delay;
  jitter.by_most = milliseconds(20);
  LinkRule twice = rule(LinkRule::Kind::Duplicate);
  twice.left = 1;
  network.rules = {delay, jitter, twice};
  const Ruling stream = network.strike(kHere, kThere, request(), false);
  CHECK(stream.copies == 1);
  CHECK(stream.extra >= milliseconds(20));
  CHECK(stream.extra <= milliseconds(30));
  CHECK(network.strike(kHere, kThere, request(), true).copies == 2);
  CHECK(network.strike(kHere, kThere, request(), true).copies == 1);
}

TEST_CASE("a rule may take a share of the messages") {
  Network network;
  LinkRule drop = rule(LinkRule::Kind::Drop);
  drop.percent = 25;
  network.rules = {drop};
  int lost = 0;
  for (int i = 0; i < 1000; ++i) {
    if (network.strike(kHere, kThere, request(), true).fate == Ruling::Fate::Lost) ++lost;
  }
  CHECK(lost > 200);
  CHECK(lost < 300);
}

TEST_CASE("what was under way stands before what was not, in its order") {
  Leg leg;
  const auto numbered = [](std::uint64_t number, std::int32_t correlation) {
    StuckFrame stuck;
    stuck.frame = request();
    stuck.frame.number = number;
    stuck.frame.correlation = CorrelationId{correlation};
    return stuck;
  };
  leg.keep(numbered(0, 30));
  leg.keep(numbered(7, 20));
  leg.keep(numbered(6, 10));
  leg.keep(numbered(0, 40));
  std::vector<std::int32_t> order;
  for (const StuckFrame& stuck : leg.stuck) order.push_back(stuck.frame.correlation.value);
  CHECK(order == std::vector<std::int32_t>{10, 20, 30, 40});
}

TEST_CASE("bytes queue for their link, per direction") {
  Network network;
  network.default_bandwidth = 1'000'000;
  Leg leg;
  const Instant start = Instant{} + seconds(1);
  CHECK(network.occupy(kHere, kThere, 500'000, leg, 0, start) == start + milliseconds(500));
  CHECK(network.occupy(kHere, kThere, 500'000, leg, 0, start) == start + seconds(1));
  CHECK(network.occupy(kThere, kHere, 1000, leg, 0, start) == start + milliseconds(1));
  LinkRule throttle = rule(LinkRule::Kind::Throttle);
  throttle.bytes_per_second = 1000;
  network.rules = {throttle};
  CHECK(network.bandwidth_of(kHere, kThere) == 1000);
  CHECK(network.bandwidth_of(kThere, kHere) == 1'000'000);
  network.default_bandwidth = 0;
  CHECK(network.bandwidth_of(kHere, kThere) == 1000);
  CHECK(network.occupy(kThere, kHere, 1'000'000, leg, 0, start) == start);
}

TEST_CASE("a window lets through its size per round trip, however wide the link") {
  constexpr std::int64_t kWindow = 64 * 1024;
  constexpr std::int64_t kBytes = 64 * kWindow;
  Network network;
  network.default_bandwidth = 1'000'000'000;
  network.default_latency = {milliseconds(50), milliseconds(50)};
  for (const std::int64_t message : {kBytes, kWindow / 2}) {
    Leg leg;
    Instant last{};
    for (std::int64_t sent = 0; sent < kBytes; sent += message) {
      last = network.occupy(kHere, kThere, message, leg, kWindow, Instant{});
    }
    CHECK(last > Instant{} + milliseconds(6200));  // 63 round trips of 100 ms
    CHECK(last < Instant{} + milliseconds(6500));
  }
  Leg leg;
  const Instant one = network.occupy(kHere, kThere, kWindow, leg, kWindow, Instant{} + seconds(60));
  CHECK(one < Instant{} + milliseconds(60'001));
}

TEST_CASE("what an earlier life called a connection may be another's name in the next life") {
  Network network;
  const ConnectionId name{7};
  const LinkId old = network.open(kHere, 1, name, kThere, 1);
  const LinkId fresh = network.open(kHere, 2, name, kThere, 1);
  network.forget(old);
  LinkId found = 0;
  REQUIRE(network.find(kHere, name, found) != nullptr);
  CHECK(found == fresh);
}

TEST_CASE("a message is as large as its records and a little more") {
  protocol::ProduceRequest produce;
  const std::int64_t empty = message_size(protocol::RequestBody(produce));
  CHECK(empty >= kMessageOverhead);
  CHECK(empty < 200);
  protocol::ProduceRequest::Topic topic;
  topic.name = "orders";
  protocol::ProduceRequest::Partition partition;
  partition.records.bytes = rope_of(SharedBytes(ByteVector(100'000)));
  topic.partitions.push_back(partition);
  produce.topics.push_back(topic);
  const std::int64_t full = message_size(protocol::RequestBody(produce));
  CHECK(full > empty + 100'000);
  CHECK(full < empty + 100'100);
}

}  // namespace
}  // namespace barnabas::sim
