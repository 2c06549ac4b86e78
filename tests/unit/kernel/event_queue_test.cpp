// The event queue: its promises one by one.
#include "sim/kernel/event_queue.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/cow.h"
#include "core/base/prng.h"
#include "sim/kernel/event_queue_loop.h"
#include "tests/support/catch.h"

namespace barnabas::sim {
namespace {

using Queue = EventQueue<int>;

std::vector<int> drain(Queue queue) {
  std::vector<int> order;
  while (!queue.empty()) order.push_back(queue.pop().payload);
  return order;
}

TEST_CASE("events leave by time, and by sequence within an instant") {
  Queue queue;
  queue.push(Instant{30}, 3);
  queue.push(Instant{10}, 1);
  queue.push(Instant{30}, 4);
  queue.push(Instant{20}, 2);
  queue.push(Instant{0}, 0);
  CHECK(queue.size() == 5);
  CHECK(queue.peek() == Queue::Key{Instant{0}, 4});
  CHECK(drain(queue) == std::vector<int>{0, 1, 2, 3, 4});
  CHECK(queue.size() == 5);
}

TEST_CASE("sequences count pushes, also across pops and cancellations") {
  Queue queue;
  CHECK(queue.next_sequence() == 0);
  const Queue::Handle first = queue.push(Instant{5}, 1);
  CHECK(first.sequence == 0);
  CHECK(queue.pop().sequence == 0);
  CHECK(queue.push(Instant{5}, 2).sequence == 1);
  queue.cancel({1, 0});
  CHECK(queue.push(Instant{5}, 3).sequence == 2);
  CHECK(queue.next_sequence() == 3);
}

TEST_CASE("an event pushed without delay runs after what stands at the same instant") {
  Queue queue;
  queue.push(Instant{7}, 1);
  queue.push(Instant{7}, 2);
  queue.push(Instant{8}, 4);
  CHECK(queue.pop().payload == 1);
  queue.push(Instant{7}, 3);
  CHECK(drain(queue) == std::vector<int>{2, 3, 4});
}

TEST_CASE("looking at the least event does not keep an earlier one from being pushed") {
  Queue queue;
  queue.push(Instant{1'000'000}, 9);
  CHECK(queue.peek().at == Instant{1'000'000});
  queue.push(Instant{3}, 1);
  CHECK(queue.peek().at == Instant{3});
  CHECK(drain(queue) == std::vector<int>{1, 9});
}

TEST_CASE("a cancelled event does not run, is not counted, and cannot be cancelled twice") {
  Queue queue;
  const Queue::Handle a = queue.push(Instant{1}, 1);
  const Queue::Handle b = queue.push(Instant{2}, 2);
  CHECK(queue.cancel(a));
  CHECK_FALSE(queue.cancel(a));
  CHECK(queue.size() == 1);
  CHECK_FALSE(queue.is_pending(a));
  CHECK(queue.peek().at == Instant{2});
  CHECK(queue.pop().payload == 2);
  CHECK_FALSE(queue.cancel(b));
  CHECK(queue.empty());
}

TEST_CASE("a handle never fits a later event in the same cell") {
  Queue queue;
  const Queue::Handle old = queue.push(Instant{1}, 1);
  queue.pop();
  const Queue::Handle young = queue.push(Instant{2}, 2);
  CHECK(young.slot == old.slot);
  CHECK_FALSE(queue.is_pending(old));
  CHECK_FALSE(queue.cancel(old));
  CHECK(queue.cancel(young));
}

TEST_CASE("cancelling, popping and taking let go of the payload at once") {
  EventQueue<Cow<std::string>> owners;
  const Cow<std::string> body(std::string("body"));
  const auto cancelled = owners.push(Instant{1}, body);
  CHECK(body.is_shared());
  owners.cancel(cancelled);
  CHECK_FALSE(body.is_shared());
  owners.push(Instant{1}, body);
  owners.pop();
  CHECK_FALSE(body.is_shared());
  owners.take(owners.push(Instant{1}, body));
  CHECK_FALSE(body.is_shared());
}

TEST_CASE("any pending event can be taken, and the earlier ones still run") {
  Queue queue;
  queue.push(Instant{1}, 1);
  const Queue::Handle late = queue.push(Instant{50}, 50);
  queue.push(Instant{2}, 2);
  CHECK(queue.payload(late) == 50);
  const Queue::Popped taken = queue.take(late);
  CHECK(taken.at == Instant{50});
  CHECK(taken.sequence == 1);
  CHECK(taken.payload == 50);
  queue.push(Instant{1}, 3);
  CHECK(drain(queue) == std::vector<int>{1, 3, 2});
}

TEST_CASE("the listing is in running order and its handles work; a visit sees the same events") {
  Queue queue;
  queue.push(Instant{30}, 3);
  queue.cancel(queue.push(Instant{15}, 9));
  queue.push(Instant{10}, 1);
  queue.push(Instant{20}, 2);
  std::vector<int> listed;
  for (const Queue::Pending& pending : queue.listing()) {
    listed.push_back(*pending.payload);
    CHECK(queue.is_pending(pending.handle));
    CHECK(pending.handle.sequence == pending.key.sequence);
  }
  CHECK(listed == std::vector<int>{1, 2, 3});
  int sum = 0;
  std::int64_t times = 0;
  queue.for_each([&](Queue::Key key, int payload) {
    sum += payload;
    times += key.at.ns;
  });
  CHECK(sum == 6);
  CHECK(times == 60);
}

TEST_CASE("a copy continues identically and apart") {
  Queue queue;
  for (int i = 0; i < 1000; ++i) queue.push(Instant{i * 37 % 101 * 1000}, i);
  for (int i = 0; i < 300; ++i) queue.pop();
  Queue copy = queue;
  const Queue::Handle in_original = queue.push(Instant{1'000'000'000}, -1);
  const Queue::Handle in_copy = copy.push(Instant{1'000'000'000}, -1);
  CHECK(in_original == in_copy);
  CHECK(copy.cancel(in_copy));
  CHECK(queue.is_pending(in_original));
  CHECK(queue.cancel(in_original));
  CHECK(drain(queue) == drain(copy));
}

TEST_CASE("times up to the last representable instant are in order") {
  Queue queue;
  queue.push(Instant{INT64_MAX}, 6);
  queue.push(Instant{INT64_MAX - 1}, 5);
  queue.push(Instant{0}, 1);
  for (int i = 0; i < 100; ++i) queue.push(Instant{INT64_MAX / 2 + i}, 3);
  for (int i = 0; i < 100; ++i) queue.push(Instant{i + 1}, 2);
  queue.push(Instant{INT64_MAX - 2}, 4);
  std::int64_t last = 0;
  int payload = 0;
  while (!queue.empty()) {
    const Queue::Popped popped = queue.pop();
    CHECK(popped.at.ns >= last);
    CHECK(popped.payload >= payload);
    last = popped.at.ns;
    payload = popped.payload;
  }
  CHECK(last == INT64_MAX);
}

TEST_CASE("timers that are set and cancelled for ever leave no memory behind") {
  Queue queue;
  for (int i = 0; i < 50; ++i) queue.push(Instant{} + seconds(i), i);
  std::int64_t now = 0;
  std::uint64_t most = 0;
  for (int i = 0; i < 20'000; ++i) {
    const Queue::Handle timer = queue.push(Instant{now} + seconds(30), i);
    queue.push(Instant{now} + microseconds(5), i);
    now = queue.pop().at.ns;
    queue.cancel(timer);
    most = std::max(most, queue.bytes());
  }
  CHECK(most < 64 * 1024);
}

TEST_CASE("a queue of a million events holds at most 120 bytes for each") {
  struct Plain {
    std::uint64_t words[6] = {};
  };
  EventQueue<Plain> queue;
  constexpr std::uint64_t kCount = 1'000'000;
  for (std::uint64_t i = 0; i < kCount; ++i) {
    queue.push(Instant{static_cast<std::int64_t>(mix64(i) % 10'000'000)}, Plain{});
  }
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    const auto popped = queue.pop();
    queue.push(popped.at + nanoseconds(static_cast<std::int64_t>(mix64(i) % 10'000'000)), Plain{});
  }
  CHECK(queue.bytes() < 120 * kCount);
}

TEST_CASE("the loop performs events until its budget, an empty queue or the host ends it") {
  struct Host {
    Queue* queue;
    int performed = 0;
    bool stop = false;
    void perform(const Queue::Popped& event) {
      ++performed;
      if (event.payload > 0) queue->push(event.at + nanoseconds(1), event.payload - 1);
      if (event.payload == 100) stop = true;
    }
    bool stopped() const { return stop; }
  };
  Queue queue;
  Host host{&queue};
  queue.push(Instant{}, 5);
  CHECK(run_events(queue, host, 3) == 3);
  CHECK(run_events(queue, host, 100) == 3);
  CHECK(host.performed == 6);
  queue.push(Instant{10}, 100);
  CHECK(run_events(queue, host, 100) == 1);
  CHECK(queue.size() == 1);
}

}  // namespace
}  // namespace barnabas::sim
