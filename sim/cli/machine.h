// On what a figure was measured: every benchmark says it.
#pragma once

#include <string>

namespace barnabas::sim {

std::string describe_machine();  // "machine: <processor>; <compiler>, optimised"

}  // namespace barnabas::sim
