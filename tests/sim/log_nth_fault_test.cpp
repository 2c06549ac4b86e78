// For N = 1, 2, 3, ... until no operation is left: the N-th file operation fails, the process is
// killed in it, or the power is cut at it. Then the log opens again, nothing that was flushed is
// lost, nothing false appears, and the script goes on.
#include "tests/support/catch.h"
#include "tests/support/log_driver.h"

namespace barnabas::test {
namespace {

using Fault = sim::DiskFault;

constexpr int kSteps = 60;
constexpr int kStepsAfter = 12;

struct Outcome {
  bool was_struck = false;
  std::vector<std::string> problems;
};

bool start_and_run(LogDriver& driver, int steps) {
  if (!driver.is_open() && !driver.recover()) return false;
  for (int i = 0; i < steps; ++i) {
    if (!driver.step()) return false;
  }
  return true;
}

Fault fault_at(Fault::Kind kind, std::uint64_t nth, Prng& prng) {
  Fault fault;
  fault.kind = kind;
  fault.nth = nth;
  fault.partial_bytes = prng.chance(1, 2) ? prng.below(200) : 0;
  return fault;
}

void finish(LogDriver& driver, Outcome& outcome) {
  if (!start_and_run(driver, kStepsAfter)) {
    outcome.problems.push_back("it does not go on after " + driver.last_step());
  }
  if (driver.is_open()) driver.judge();
  outcome.problems.insert(outcome.problems.end(), driver.problems().begin(),
                          driver.problems().end());
}

Outcome run_with_fault(Fault::Kind kind, std::uint64_t seed, std::uint64_t nth) {
  Outcome outcome;
  SimLogWorld world;
  LogDriver driver(world, seed);
  Prng prng = stream(seed, "fault");
  world.disk().arm(fault_at(kind, nth, prng));
  const bool is_done = start_and_run(driver, kSteps);
  outcome.was_struck = world.disk().faults()[0].seen >= nth;
  if (outcome.was_struck && is_done) {
    outcome.problems.push_back("a failure was overlooked before or in " + driver.last_step());
  }
  world.disk().disarm();
  if (outcome.was_struck) {
    world.kill();
    if (!driver.recover())
      outcome.problems.push_back("it does not open after " + driver.last_step());
  }
  finish(driver, outcome);
  return outcome;
}

Outcome run_with_power_loss(const sim::PowerLossOptions& options, std::uint64_t seed,
                            std::uint64_t nth) {
  Outcome outcome;
  SimLogWorld world;
  LogDriver driver(world, seed);
  Prng prng = stream(seed + nth, "power");
  world.disk().arm(fault_at(Fault::Kind::Kill, nth, prng));
  outcome.was_struck = !start_and_run(driver, kSteps);
  world.disk().disarm();
  world.power_loss(prng, options);
  if (!driver.recover_after_power_loss()) {
    outcome.problems.push_back("it does not open after " + driver.last_step());
  }
  finish(driver, outcome);
  return outcome;
}

template <class Run>
void for_every_operation(std::uint64_t seed, Run run) {
  std::uint64_t nth = 1;
  for (;; ++nth) {
    REQUIRE(nth < 20000);
    const Outcome outcome = run(seed, nth);
    for (const std::string& problem : outcome.problems) {
      INFO("seed " << seed << ", operation " << nth);
      FAIL_CHECK(problem);
    }
    if (!outcome.problems.empty() || !outcome.was_struck) break;
  }
  CHECK(nth > 100);  // The script did reach the disk.
}

}  // namespace

TEST_CASE("whichever file operation fails, nothing is lost and the log opens again") {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    for_every_operation(seed, [](std::uint64_t s, std::uint64_t nth) {
      return run_with_fault(Fault::Kind::Fail, s, nth);
    });
  }
}

TEST_CASE("whenever the device is full, nothing is lost and the log opens again") {
  for_every_operation(11, [](std::uint64_t s, std::uint64_t nth) {
    return run_with_fault(Fault::Kind::NoSpace, s, nth);
  });
}

TEST_CASE("whenever the process is killed, nothing is lost and the log opens again") {
  for (std::uint64_t seed = 21; seed <= 24; ++seed) {
    for_every_operation(seed, [](std::uint64_t s, std::uint64_t nth) {
      return run_with_fault(Fault::Kind::Kill, s, nth);
    });
  }
}

TEST_CASE("whenever the power is cut, nothing flushed is lost and the log opens again") {
  using Options = sim::PowerLossOptions;
  for (const Options::Tail tail :
       {Options::Tail::Lost, Options::Tail::Prefix, Options::Tail::Torn}) {
    for (const Options::Names names :
         {Options::Names::Lost, Options::Names::Kept, Options::Names::Drawn}) {
      DYNAMIC_SECTION("tail " << static_cast<int>(tail) << " names " << static_cast<int>(names)) {
        const Options options{tail, names};
        const auto seed =
            static_cast<std::uint64_t>(31 + 3 * static_cast<int>(tail) + static_cast<int>(names));
        for_every_operation(seed, [&options](std::uint64_t s, std::uint64_t nth) {
          return run_with_power_loss(options, s, nth);
        });
      }
    }
  }
}

}  // namespace barnabas::test
