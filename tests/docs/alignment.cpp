#include "tests/docs/alignment.h"

#include <algorithm>
#include <cctype>

namespace barnabas::docs {
namespace {

// One more item found outweighs all that the others could gain.
constexpr std::int64_t kFound = 1'000'000'000;
constexpr std::int64_t kEqual = 1'000;
constexpr std::int64_t kBesideTheOneBefore = 1;
constexpr std::int64_t kNever = INT64_MIN / 2;

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

// What the two are worth to each other; kNever when they are different things.
std::int64_t worth(const Item& quoted, const Item& real) {
  const bool is_same = quoted.is_cut_off
                           ? real.skeleton.compare(0, quoted.skeleton.size(), quoted.skeleton) == 0
                           : real.skeleton == quoted.skeleton;
  if (!is_same) return kNever;
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
  std::string skeleton;
  for (const std::string& line : lines) {
    bool is_in_number = false;
    skeleton += ' ';
    for (std::size_t i = 0; i < line.size(); ++i) {
      const bool is_point =
          line[i] == '.' && is_in_number && i + 1 < line.size() && is_digit(line[i + 1]);
      is_in_number = is_digit(line[i]) || is_point;
      if (is_in_number || (line[i] == ' ' && skeleton.back() == ' ')) continue;
      skeleton += line[i];
    }
    if (skeleton.back() == ' ') skeleton.pop_back();
  }
  return skeleton;
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
