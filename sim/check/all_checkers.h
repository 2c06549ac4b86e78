// Every checker there is, one of each: what a judge judges by.
#pragma once

#include <memory>
#include <vector>

#include "sim/check/checker.h"

namespace barnabas::sim::check {

std::vector<std::unique_ptr<Checker>> all_checkers();

}  // namespace barnabas::sim::check
