// Finds values that stand at two or more places of a long list, without sorting all of it.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace barnabas::sim::check {

// (value, place) of every value that is there twice or more, sorted; zeros are nothing.
std::vector<std::pair<std::uint64_t, std::int64_t>> find_repeats(
    const std::vector<std::uint64_t>& values, std::int64_t first_place);

}  // namespace barnabas::sim::check
