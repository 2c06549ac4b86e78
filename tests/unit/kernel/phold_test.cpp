// PHOLD: the law, and fingerprints that no machine may change.
#include "sim/kernel/phold.h"

#include <cstdint>
#include <queue>
#include <tuple>
#include <vector>

#include "tests/support/catch.h"

namespace barnabas::sim {
namespace {

TEST_CASE("the population stays, and time moves on") {
  Phold world(PholdOptions{64, 16, 1});
  CHECK(world.queue().size() == 1024);
  CHECK(world.queue().next_sequence() == 1024);
  CHECK(world.run(10'000) == 10'000);
  CHECK(world.queue().size() == 1024);
  CHECK(world.queue().next_sequence() == 11'024);
  // A token moves every 1.1 ms on average: 10,000 events of 1,024 tokens are about 10.7 ms.
  CHECK(world.now() > Instant{} + milliseconds(9));
  CHECK(world.now() < Instant{} + milliseconds(13));
}

TEST_CASE("the world follows the law when written down with a priority queue") {
  using Entry = std::tuple<std::int64_t, std::uint64_t, std::uint32_t>;
  Phold world(PholdOptions{32, 3, 5});
  Prng prng = stream(5, "phold");
  std::priority_queue<Entry, std::vector<Entry>, std::greater<Entry>> model;
  std::uint64_t sequence = 0;
  for (std::uint32_t i = 0; i < 32 * 3; ++i) {
    const std::int64_t at = 100'000 + prng.exponential(1'000'000);
    model.push({at, sequence++, i / 3});
  }
  std::uint64_t wrong = 0;
  for (int i = 0; i < 5'000; ++i) {
    const Entry least = model.top();
    model.pop();
    world.run(1);
    wrong += world.now().ns == std::get<0>(least) ? 0u : 1u;
    const auto to = static_cast<std::uint32_t>(prng.below(32));
    const std::int64_t at = std::get<0>(least) + 100'000 + prng.exponential(1'000'000);
    model.push({at, sequence++, to});
  }
  CHECK(wrong == 0);
  const auto listing = world.queue().listing();
  REQUIRE(listing.size() == model.size());
  for (const Phold::Queue::Pending& pending : listing) {
    wrong += Entry{pending.key.at.ns, pending.key.sequence, pending.payload->process} == model.top()
                 ? 0u
                 : 1u;
    model.pop();
  }
  CHECK(wrong == 0);
}

TEST_CASE("fingerprints are golden") {
  struct Golden {
    PholdOptions options;
    std::uint64_t events;
    std::uint64_t fingerprint;
  };
  const Golden goldens[] = {
      {{1, 1, 1}, 1'000, 0x95f3a87d78dbfb38u},
      {{64, 1, 1}, 20'000, 0xea00b0d8f0e6c064u},
      {{64, 16, 2}, 20'000, 0xa1029e01afc74199u},
      {{1024, 16, 1}, 50'000, 0xa7f3e639d62c945du},
  };
  for (const Golden& golden : goldens) {
    Phold world(golden.options);
    world.run(golden.events);
    CAPTURE(golden.options.processes, golden.options.population, golden.options.seed);
    CHECK(world.fingerprint() == golden.fingerprint);
  }
}

TEST_CASE("a copied world continues identically") {
  Phold world(PholdOptions{64, 16, 3});
  world.run(5'000);
  Phold copy = world;
  CHECK(copy.fingerprint() == world.fingerprint());
  world.run(5'000);
  CHECK(copy.fingerprint() != world.fingerprint());
  copy.run(5'000);
  CHECK(copy.fingerprint() == world.fingerprint());
}

}  // namespace
}  // namespace barnabas::sim
