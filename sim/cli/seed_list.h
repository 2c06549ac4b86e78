// The seeds that `--seeds` names: "1-200", "7", "1,5,9-20".
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace barnabas::sim {

struct SeedRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  // the last one itself
  friend bool operator==(const SeedRange&, const SeedRange&) = default;
};

inline constexpr std::uint64_t kMostSeeds = 100'000'000;

// Sorted, and no seed twice. An error says what is wrong with the text.
Result<std::vector<SeedRange>> parse_seeds(std::string_view text);

std::uint64_t count_of(const std::vector<SeedRange>& seeds);

}  // namespace barnabas::sim
