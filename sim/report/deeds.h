// What a fault does, and to whom, in words: "kills the leader of orders-0".
#pragma once

#include <string>

#include "sim/fault/fault.h"

namespace barnabas::sim {

// "offset 5 of orders-0".
std::string place_text(const command::Seek& seek);
std::string deed_of(const Action& action);
// All its actions; the first few of many.
std::string deeds_of(const Fault& fault);

}  // namespace barnabas::sim
