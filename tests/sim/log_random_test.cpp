// Random scripts of appends, rolls, flushes, truncations, retention, kills and clean stops, against
// a model of the log, and the same scripts in both worlds, byte for byte.
#include "tests/support/catch.h"
#include "tests/support/log_driver.h"
#include "tests/support/log_files.h"

namespace barnabas::test {
namespace {

void require_no_problems(const LogDriver& driver, std::uint64_t seed, int step) {
  for (const std::string& problem : driver.problems()) {
    INFO("seed " << seed << ", step " << step);
    FAIL(problem);
  }
}

}  // namespace

TEST_CASE("a log holds what its model holds through random scripts") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SimLogWorld world;
    LogDriver driver(world, seed);
    REQUIRE(driver.recover());
    for (int i = 0; i < 250; ++i) {
      REQUIRE(driver.step());
      if (i % 25 == 0) driver.judge();
      require_no_problems(driver, seed, i);
    }
    driver.judge();
    require_no_problems(driver, seed, 250);
  }
}

TEST_CASE("the same script leaves the same bytes in both worlds") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    SimLogWorld sim;
    PosixLogWorld posix;
    LogDriver in_sim(sim, seed);
    LogDriver in_posix(posix, seed);
    REQUIRE(in_sim.recover());
    REQUIRE(in_posix.recover());
    for (int i = 0; i < 120; ++i) {
      REQUIRE(in_sim.step());
      REQUIRE(in_posix.step());
      INFO("seed " << seed << ", step " << i << ": " << in_sim.last_step());
      REQUIRE(in_sim.last_step() == in_posix.last_step());
      REQUIRE(files_in(sim.files(), "t-0") == files_in(posix.files(), "t-0"));
      if (i % 10 != 0) continue;
      for (const char* name : {"recovery-point-offset-checkpoint", "log-start-offset-checkpoint"}) {
        REQUIRE(sim.files().exists(name) == posix.files().exists(name));
        if (sim.files().exists(name))
          REQUIRE(read_file(sim.files(), name) == read_file(posix.files(), name));
      }
    }
    require_no_problems(in_posix, seed, 120);
  }
}

}  // namespace barnabas::test
