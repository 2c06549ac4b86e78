// Variants of committed scenarios, for tests that look at whole runs.
#pragma once

#include <string>

#include "sim/scenario/scenario.h"

namespace barnabas::test {

// An empty variant: the base, of a scenario without variants.
sim::Scenario variant_of(const std::string& file, const std::string& variant);

}  // namespace barnabas::test
