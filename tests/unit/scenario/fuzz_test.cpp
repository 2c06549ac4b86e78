// Damaged texts: whatever the bytes, the reader ends, and says something or gives scenarios.
#include <fstream>
#include <iterator>

#include "core/base/prng.h"
#include "sim/scenario/parse.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace barnabas::sim {
namespace {

std::string file(const std::string& path) {
  std::ifstream in(barnabas::test::source_path(path), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// A counter through a mixer: as random as this needs to be.
class Dice {
 public:
  std::uint64_t below(std::uint64_t n) { return mix64(++state_) % n; }

 private:
  std::uint64_t state_ = 41;
};

std::string damaged(std::string text, Dice& dice) {
  static constexpr std::string_view kPieces[] = {
      "{",    "}",       "[",        "]",       ",",       ":",
      "\"",   "null",    "-1",       "1e40",    "\\u0000", "99999999999999999999",
      "\xff", "{\"a\":", "[[[[[[[[", "\"all\"", "$"};
  for (std::uint64_t n = 1 + dice.below(4); n > 0; --n) {
    const std::size_t at = dice.below(text.size());
    switch (dice.below(4)) {
      case 0:
        text[at] = static_cast<char>(dice.below(256));
        break;
      case 1:
        text.erase(at, 1 + dice.below(30));
        break;
      case 2:
        text.insert(at, kPieces[dice.below(std::size(kPieces))]);
        break;
      default:
        text.insert(at, text.substr(dice.below(text.size()), dice.below(60)));
        break;
    }
    if (text.empty()) text = "{}";
  }
  return text;
}

TEST_CASE("thousands of damaged scenarios are read to the end") {
  Dice dice;
  int wrong = 0;
  for (const char* name :
       {"scenarios/010-leader-crash.json", "scenarios/040-zombie-controller.json",
        "tests/data/scenarios/broken.json"}) {
    const std::string text = file(name);
    REQUIRE_FALSE(text.empty());
    for (int i = 0; i < 1500; ++i) {
      const Parsed parsed = parse_scenarios(damaged(text, dice));
      if (parsed.has_errors()) ++wrong;
      const bool said_or_gave = !parsed.problems.empty() || !parsed.variants.empty();
      if (!said_or_gave) FAIL("neither problems nor scenarios");
    }
  }
  CHECK(wrong > 3000);
}

}  // namespace
}  // namespace barnabas::sim
