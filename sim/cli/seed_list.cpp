#include "sim/cli/seed_list.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

namespace barnabas::sim {
namespace {

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  if (error != std::errc() || end != last) return std::nullopt;
  return number;
}

Error wrong(std::string_view part, const char* why) {
  return Error{Errc::Invalid, "'" + std::string(part) + "' " + why};
}

Result<SeedRange> parse_range(std::string_view part) {
  const std::size_t dash = part.find('-');
  const auto first = number_of(part.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : number_of(part.substr(dash + 1));
  if (!first || !last) return wrong(part, "is no seed and no range, as in 7 or 1-200");
  if (*last < *first) return wrong(part, "ends before it begins");
  if (*last - *first >= kMostSeeds) return wrong(part, "is more than 100000000 seeds");
  return SeedRange{*first, *last};
}

std::vector<SeedRange> merged(std::vector<SeedRange> ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const SeedRange& a, const SeedRange& b) { return a.first < b.first; });
  std::vector<SeedRange> merged;
  for (const SeedRange& range : ranges) {
    if (!merged.empty() && range.first <= merged.back().last) {
      merged.back().last = std::max(merged.back().last, range.last);
    } else {
      merged.push_back(range);
    }
  }
  return merged;
}

}  // namespace

Result<std::vector<SeedRange>> parse_seeds(std::string_view text) {
  std::vector<SeedRange> ranges;
  while (true) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const Result<SeedRange> range = parse_range(text.substr(0, comma));
    if (!range) return range.error();
    ranges.push_back(*range);
    if (comma == text.size()) break;
    text.remove_prefix(comma + 1);
  }
  ranges = merged(std::move(ranges));
  if (count_of(ranges) > kMostSeeds) return wrong(text, "and the others are more than 100000000");
  return ranges;
}

std::uint64_t count_of(const std::vector<SeedRange>& seeds) {
  std::uint64_t count = 0;
  for (const SeedRange& range : seeds) count += range.last - range.first + 1;
  return count;
}

}  // namespace barnabas::sim
