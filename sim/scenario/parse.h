// From JSON text to scenarios: all variants, or all that is wrong with the text.
//
// Works on text, never on a path. A problem that stands in the base is told once, whatever the
// number of variants; one that only some variants have names them, and stands at the variant's own
// place when the variant brought the value in.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/scenario/problem.h"
#include "sim/scenario/scenario.h"

namespace barnabas::sim {

struct Parsed {
  std::vector<Scenario>
      variants;  // in the order of their names; the base alone when it has no variants
  std::vector<Problem> problems;  // by line and column; empty when `variants` may run

  bool has_errors() const;  // notes are no errors
};

inline constexpr std::uint64_t kLargestText = 4'000'000;  // bytes

Parsed parse_scenarios(std::string_view text);

}  // namespace barnabas::sim
