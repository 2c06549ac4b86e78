#include "core/base/nearest.h"

#include <algorithm>
#include <cstddef>
#include <string>

namespace barnabas {
namespace {

constexpr std::size_t kLongest = 120;  // names longer than this are no typing errors

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

}  // namespace

std::int32_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::int32_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = static_cast<std::int32_t>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<std::int32_t>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::int32_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

std::string_view nearest_name(std::string_view wrong,
                              const std::vector<std::string_view>& candidates) {
  if (wrong.empty() || wrong.size() > kLongest) return {};
  const std::string text = lower(wrong);
  std::string_view best;
  std::int32_t best_distance =
      static_cast<std::int32_t>(std::max<std::size_t>(text.size() / 3, 1)) + 1;
  for (const std::string_view candidate : candidates) {
    const std::int32_t distance = edit_distance(text, lower(candidate));
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  if (!best.empty()) return best;
  // The beginning of one name only: "LogMatch" for "LogMatching".
  constexpr std::size_t kEnoughLetters = 4;
  if (text.size() < kEnoughLetters) return {};
  for (const std::string_view candidate : candidates) {
    if (lower(candidate).compare(0, text.size(), text) != 0) continue;
    if (!best.empty()) return {};
    best = candidate;
  }
  return best;
}

}  // namespace barnabas
