#include "tests/docs/alignment.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <sstream>
#include <string_view>

namespace barnabas::docs {
namespace {

// One more item found outweighs all that the others could gain.
constexpr std::int64_t kFound = 1'000'000'000'000;
constexpr std::int64_t kSharedPercent = 1'000'000;
constexpr std::int64_t kEqual = 1'000;
constexpr std::int64_t kBesideTheOneBefore = 1;
constexpr std::int64_t kNever = INT64_MIN / 2;

// Which probes a run hits is a fact of its numbers.
constexpr std::string_view kProbes = "   probes  ";

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

// How many characters of a number stand here: 12, 5.950, or the sixteen digits of a fingerprint.
std::size_t number_at(const std::string& line, std::size_t at) {
  constexpr std::size_t kFingerprint = 16;
  constexpr const char* kHexDigits = "0123456789abcdef";
  const std::size_t hex_end = std::min(line.find_first_not_of(kHexDigits, at), line.size());
  if (hex_end - at == kFingerprint && at > 0 && line[at - 1] == '=') return kFingerprint;
  std::size_t end = at;
  while (end < line.size() && (is_digit(line[end]) || (line[end] == '.' && end > at))) ++end;
  while (end > at && line[end - 1] == '.') --end;  // the end of a sentence
  return end - at;
}

// Of two that say much the same in other words.
std::int64_t worth_of_words(const Item& quoted, const Item& real) {
  constexpr std::size_t kLeastPercent = 60;
  std::vector<std::string> shared;
  std::set_intersection(quoted.words.begin(), quoted.words.end(), real.words.begin(),
                        real.words.end(), std::back_inserter(shared));
  const std::size_t all = quoted.words.size() + real.words.size();
  const std::size_t percent = all == 0 ? 0 : 200 * shared.size() / all;
  if (quoted.is_cut_off || percent < kLeastPercent) return kNever;
  return static_cast<std::int64_t>(percent) * kSharedPercent;
}

// What the two are worth to each other; kNever when they are different things.
std::int64_t worth(const Item& quoted, const Item& real) {
  const bool is_same = quoted.is_cut_off
                           ? real.skeleton.compare(0, quoted.skeleton.size(), quoted.skeleton) == 0
                           : real.skeleton == quoted.skeleton;
  if (!is_same) return worth_of_words(quoted, real);
  return kFound + (quoted.lines == real.lines ? kEqual : 0);
}

// best[i][j] of the first i quoted and the first j real items; paired[i][j] when the last two of
// these are a pair.
struct Table {
  Table(std::size_t rows, std::size_t columns)
      : best(rows + 1, std::vector<std::int64_t>(columns + 1, 0)),
        paired(rows + 1, std::vector<std::int64_t>(columns + 1, kNever)) {}
  std::vector<std::vector<std::int64_t>> best;
  std::vector<std::vector<std::int64_t>> paired;
};

void fill(Table& table, const std::vector<Item>& quoted, const std::vector<Item>& real) {
  for (std::size_t i = 1; i <= quoted.size(); ++i) {
    for (std::size_t j = 1; j <= real.size(); ++j) {
      const std::int64_t before =
          std::max(table.best[i - 1][j - 1], table.paired[i - 1][j - 1] + kBesideTheOneBefore);
      const std::int64_t value = worth(quoted[i - 1], real[j - 1]);
      table.paired[i][j] = value == kNever ? kNever : before + value;
      table.best[i][j] = std::max({table.best[i - 1][j], table.best[i][j - 1], table.paired[i][j]});
    }
  }
}

}  // namespace

std::string skeleton_of(const std::vector<std::string>& lines) {
  if (lines.front().compare(0, kProbes.size(), kProbes) == 0) return std::string(kProbes);
  std::string skeleton;
  for (const std::string& line : lines) {
    skeleton += ' ';
    for (std::size_t i = 0; i < line.size();) {
      const std::size_t number = number_at(line, i);
      i += number;
      if (number > 0) continue;
      if (line[i] != ' ' || skeleton.back() != ' ') skeleton += line[i];
      ++i;
    }
    if (skeleton.back() == ' ') skeleton.pop_back();
  }
  return skeleton;
}

std::vector<std::string> words_of(const std::string& skeleton) {
  std::istringstream text(skeleton);
  std::vector<std::string> words{std::istream_iterator<std::string>(text), {}};
  std::sort(words.begin(), words.end());
  return words;
}

std::vector<std::size_t> align(const std::vector<Item>& quoted, const std::vector<Item>& real) {
  Table table(quoted.size(), real.size());
  fill(table, quoted, real);
  std::vector<std::size_t> places(quoted.size(), kNowhere);
  bool must_pair = false;  // the pair behind was counted as standing beside this one
  for (std::size_t i = quoted.size(), j = real.size(); i > 0 && j > 0;) {
    const std::int64_t paired = table.paired[i][j];
    if (!must_pair && paired != table.best[i][j]) {
      if (table.best[i][j] == table.best[i][j - 1]) {
        --j;
      } else {
        --i;
      }
      continue;
    }
    places[i - 1] = j - 1;
    const std::int64_t before = paired - worth(quoted[i - 1], real[j - 1]);
    must_pair = before == table.paired[i - 1][j - 1] + kBesideTheOneBefore &&
                table.paired[i - 1][j - 1] > kNever;
    --i;
    --j;
  }
  return places;
}

}  // namespace barnabas::docs
