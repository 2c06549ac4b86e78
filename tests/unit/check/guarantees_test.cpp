#include "sim/check/guarantees.h"

#include <string>

#include "tests/support/catch.h"

namespace barnabas::test {

TEST_CASE("a run is judged by the weakest promise that applies to it") {
  using sim::check::Promise;
  struct Case {
    const char* name;
    Promise promise;  // acks, min.insync.replicas, unclean, idempotent, lossy failures
    const char* row;
    bool durable;
    bool consistent;
  };
  const Case cases[] = {
      {"all, min 2",
       {-1, 2, false, false, 0},
       "acks=all, min.insync.replicas of two or more",
       true,
       true},
      {"all, min 2, one power loss",
       {-1, 2, false, false, 1},
       "acks=all, min.insync.replicas of two or more",
       true,
       true},
      {"all, min 2, two power losses",
       {-1, 2, false, false, 2},
       "as many lossy failures as in-sync replicas are required",
       false,
       false},
      {"all, min 1", {-1, 1, false, false, 0}, "acks=all, min.insync.replicas=1", false, true},
      {"one", {1, 2, false, false, 0}, "acks=1", false, true},
      {"zero", {0, 2, false, false, 0}, "acks=0", false, false},
      {"unclean", {-1, 2, true, false, 0}, "unclean elections", false, false},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      const sim::check::Guarantee& row = sim::check::guarantee_for(c.promise);
      CHECK(row.name == c.row);
      CHECK(sim::check::must_hold(row, "DurableAck") == c.durable);
      CHECK(sim::check::must_hold(row, "ConsistentRead") == c.consistent);
      CHECK(sim::check::must_hold(row, "EpochMonotone"));
      CHECK_FALSE(sim::check::must_hold(row, "Epoch"));
    }
  }
}

}  // namespace barnabas::test
