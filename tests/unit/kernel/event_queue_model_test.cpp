// The event queue against the plainest model of it, over random and hostile histories.
#include <algorithm>
#include <cstdint>
#include <queue>
#include <set>
#include <tuple>
#include <vector>

#include "core/base/prng.h"
#include "sim/kernel/event_queue.h"
#include "tests/support/catch.h"

namespace barnabas::sim {
namespace {

using Queue = EventQueue<std::uint64_t>;

// A std::priority_queue of (time, sequence), and the set of those that are gone.
struct Model {
  using Entry = std::tuple<std::int64_t, std::uint64_t, std::uint64_t>;  // time, sequence, payload
  std::priority_queue<Entry, std::vector<Entry>, std::greater<Entry>> entries;
  std::set<std::uint64_t> gone;
  std::uint64_t size = 0;

  void push(std::int64_t at, std::uint64_t sequence, std::uint64_t payload) {
    entries.push({at, sequence, payload});
    ++size;
  }
  void remove(std::uint64_t sequence) {
    gone.insert(sequence);
    --size;
  }
  Entry top() {
    while (gone.count(std::get<1>(entries.top())) > 0) entries.pop();
    return entries.top();
  }
  Entry pop() {
    const Entry entry = top();
    entries.pop();
    --size;
    return entry;
  }
};

// What a history is made of: weights in percent, and how delays are drawn.
struct Profile {
  const char* name;
  std::uint64_t pushes;  // per 100 steps; what is left are pops
  std::uint64_t cancels;
  std::uint64_t takes;
  std::uint64_t peeks;
  std::int64_t (*delay)(Prng&);
};

std::int64_t any_delay(Prng& prng) {
  switch (prng.below(6)) {
    case 0:
      return 0;
    case 1:
      return prng.between(0, 10);
    case 2:
      return prng.between(0, 5'000);
    case 3:
      return prng.exponential(1'000'000);
    case 4:
      return 30'000'000'000;
    default:
      return prng.between(0, 60) * 1'000'000'000;
  }
}
std::int64_t no_delay(Prng& prng) { return prng.chance(1, 50) ? prng.between(0, 3) : 0; }
std::int64_t phold_delay(Prng& prng) { return 100'000 + prng.exponential(1'000'000); }
std::int64_t same_instants(Prng& prng) { return prng.between(0, 4) * 1'000'000; }
std::int64_t scales(Prng& prng) {
  const std::uint64_t bits = prng.below(56);
  return static_cast<std::int64_t>(prng.next() >> 8 >> bits);
}
// One far event makes the front wide, then all come due within it, ever nearer to its start.
std::int64_t into_the_front(Prng& prng) {
  return prng.chance(1, 1000) ? 40'000'000'000 : prng.between(0, 1'000'000) / prng.between(1, 1000);
}

const Profile kProfiles[] = {
    {"mixed", 50, 5, 5, 10, any_delay},
    {"growing", 70, 2, 2, 0, any_delay},
    {"shrinking", 45, 2, 0, 5, any_delay},
    {"zero delays", 51, 2, 2, 5, no_delay},
    {"the benchmark's delays", 52, 0, 0, 0, phold_delay},
    {"whole milliseconds", 53, 3, 1, 0, same_instants},
    {"all scales of time", 51, 0, 2, 10, scales},
    {"pushes into the front", 60, 1, 1, 40, into_the_front},
    {"nearly everything is cancelled", 50, 45, 0, 1, any_delay},
};

struct Run {
  Queue queue;
  Model model;
  std::vector<Queue::Handle> handles;
  std::int64_t now = 0;
  std::uint64_t disagreements = 0;

  void expect(bool agreed) { disagreements += agreed ? 0u : 1u; }

  void push(Prng& prng, const Profile& profile) {
    const std::int64_t delay = std::min(profile.delay(prng), INT64_MAX - now);
    const std::uint64_t payload = prng.next();
    const Queue::Handle handle = queue.push(Instant{now + delay}, payload);
    model.push(now + delay, handle.sequence, payload);
    handles.push_back(handle);
  }
  void pop() {
    expect(queue.empty() == (model.size == 0));
    if (queue.empty() || model.size == 0) return;
    const Queue::Popped popped = queue.pop();
    expect(Model::Entry{popped.at.ns, popped.sequence, popped.payload} == model.pop());
    now = popped.at.ns;
  }
  void peek() {
    if (queue.empty()) return;
    const Queue::Key key = queue.peek();
    const Model::Entry top = model.top();
    expect(key.at.ns == std::get<0>(top) && key.sequence == std::get<1>(top));
  }
  // Mostly a young handle, so that it is still pending.
  Queue::Handle some_handle(Prng& prng) {
    const std::uint64_t back = prng.chance(1, 2)
                                   ? prng.below(std::min<std::uint64_t>(handles.size(), 20))
                                   : prng.below(handles.size());
    return handles[handles.size() - 1 - back];
  }
  void remove(Prng& prng, bool take) {
    if (handles.empty()) return;
    const Queue::Handle handle = some_handle(prng);
    const bool pending = queue.is_pending(handle);
    if (take && pending) {
      expect(queue.take(handle).sequence == handle.sequence);
    } else {
      expect(queue.cancel(handle) == pending);
    }
    if (pending) model.remove(handle.sequence);
  }
  void step(Prng& prng, const Profile& profile) {
    if (prng.chance(profile.peeks, 100)) peek();
    std::uint64_t roll = prng.below(100);
    if (roll < profile.pushes) return push(prng, profile);
    roll -= profile.pushes;
    if (roll < profile.cancels) return remove(prng, false);
    roll -= profile.cancels;
    if (roll < profile.takes) return remove(prng, true);
    pop();
  }
};

void check_listing(const Run& run) {
  Queue copy = run.queue;
  const std::vector<Queue::Pending> listing = run.queue.listing();
  REQUIRE(listing.size() == copy.size());
  std::uint64_t wrong = 0;
  for (const Queue::Pending& pending : listing) {
    const Queue::Popped popped = copy.pop();
    wrong +=
        popped.sequence == pending.key.sequence && popped.payload == *pending.payload ? 0u : 1u;
  }
  CHECK(wrong == 0);
}

TEST_CASE("the queue agrees with a priority queue over every kind of history") {
  for (const Profile& profile : kProfiles) {
    DYNAMIC_SECTION(profile.name) {
      for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        CAPTURE(seed);
        Prng prng = stream(seed, profile.name);
        Run run;
        for (int step = 0; step < 30'000; ++step) {
          run.step(prng, profile);
          if (step % 5'000 == 2'500) {
            // From here on a copy runs, and the original is thrown away.
            Run copy = run;
            run = copy;
            check_listing(run);
          }
          if (run.queue.size() != run.model.size) FAIL("sizes differ at step " << step);
        }
        while (run.model.size > 0) run.pop();
        CHECK(run.queue.empty());
        CHECK(run.disagreements == 0);
      }
    }
  }
}

TEST_CASE("a copy and its original run the same history with the same handles") {
  Prng prng = stream(7, "twins");
  Run run;
  for (int step = 0; step < 5'000; ++step) run.step(prng, kProfiles[1]);
  Run twin = run;
  Prng twin_prng = prng;
  for (int step = 0; step < 20'000; ++step) run.step(prng, kProfiles[0]);
  for (int step = 0; step < 20'000; ++step) twin.step(twin_prng, kProfiles[0]);
  CHECK(run.handles == twin.handles);
  CHECK(run.now == twin.now);
  CHECK(run.disagreements + twin.disagreements == 0);
}

TEST_CASE("bursts at one instant run in the order in which they were pushed") {
  Queue queue;
  for (std::uint64_t i = 0; i < 100'000; ++i) queue.push(Instant{5}, i);
  queue.push(Instant{3}, 0);
  queue.pop();
  std::uint64_t wrong = 0;
  for (std::uint64_t i = 0; i < 100'000; ++i) wrong += queue.pop().payload == i ? 0u : 1u;
  CHECK(wrong == 0);
}

}  // namespace
}  // namespace barnabas::sim
