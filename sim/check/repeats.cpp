#include "sim/check/repeats.h"

#include <algorithm>

namespace barnabas::sim::check {

// Two passes over a table of bits find the few candidates; only these are sorted.
std::vector<std::pair<std::uint64_t, std::int64_t>> find_repeats(
    const std::vector<std::uint64_t>& values, std::int64_t first_place) {
  std::size_t bits = 1024;
  while (bits < values.size() * 16) bits *= 2;
  std::vector<std::uint64_t> once(bits / 64);
  std::vector<std::uint64_t> twice(bits / 64);
  const auto place = [bits](std::uint64_t value) { return (value ^ (value >> 33)) & (bits - 1); };
  for (const std::uint64_t value : values) {
    if (value == 0) continue;
    const std::uint64_t at = place(value);
    const std::uint64_t bit = std::uint64_t{1} << (at % 64);
    if ((once[at / 64] & bit) != 0) twice[at / 64] |= bit;
    once[at / 64] |= bit;
  }
  std::vector<std::pair<std::uint64_t, std::int64_t>> candidates;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] == 0) continue;
    const std::uint64_t at = place(values[i]);
    if ((twice[at / 64] >> (at % 64) & 1) == 0) continue;
    candidates.emplace_back(values[i], first_place + static_cast<std::int64_t>(i));
  }
  std::sort(candidates.begin(), candidates.end());
  std::vector<std::pair<std::uint64_t, std::int64_t>> repeats;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const bool as_before = i > 0 && candidates[i - 1].first == candidates[i].first;
    const bool as_behind =
        i + 1 < candidates.size() && candidates[i + 1].first == candidates[i].first;
    if (as_before || as_behind) repeats.push_back(candidates[i]);
  }
  return repeats;
}

}  // namespace barnabas::sim::check
