// The known name that a wrong one was probably meant to be: "did you mean".
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace barnabas {

// How many letters must be inserted, removed, changed or swapped with their neighbour.
std::int32_t edit_distance(std::string_view a, std::string_view b);

// The candidate with the least distance, the first of several; empty when none is close enough to
// help (more than a third of the letters differ, and it begins none or several of them). Case is
// ignored.
std::string_view nearest_name(std::string_view wrong,
                              const std::vector<std::string_view>& candidates);

}  // namespace barnabas
