// Mutation tests of the judges: the core is sabotaged at one place, and some checker must cry.
//
// A mutant is a scenario (its hunting ground) whose nodes all carry the same sabotage. It is run
// under seed after seed; it is killed by the first checker that cries under a seed under which that
// checker is silent when nothing is sabotaged. One that survives shows a rule that is kept twice,
// or one that nobody watches.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/sabotage.h"
#include "sim/scenario/scenario.h"

namespace barnabas::sim {

// Where a mutant is hunted, and how many seeds must be enough.
struct Hunt {
  Sabotage sabotage = Sabotage::None;
  std::string_view ground;  // the name of a scenario
  std::int64_t seeds = 0;
};

// One for each sabotage, in their order.
std::span<const Hunt> hunts();
const Hunt& hunt_for(Sabotage sabotage);  // REQUIRES: not None

struct Kill {
  std::uint64_t seed = 0;
  std::string checker;
  std::string text;
};

class Hunter {
 public:
  using Stop = std::function<bool()>;  // asked now and then; true: stop soon
  explicit Hunter(Stop stop) : stop_(std::move(stop)) {}

  // Who cries for the mutant under this seed, if anybody does who is silent without it.
  std::optional<Kill> try_seed(Sabotage sabotage, const Scenario& ground, std::uint64_t seed);

 private:
  const std::set<std::string>& cries_without(const Scenario& ground, std::uint64_t seed);

  Stop stop_;
  std::map<std::pair<std::string, std::uint64_t>, std::set<std::string>> controls_;
};

}  // namespace barnabas::sim
