#include "sim/cli/seed_list.h"

#include <string>

#include "tests/support/catch.h"

namespace barnabas::sim {
namespace {

TEST_CASE("lists of seeds are ranges, sorted, and no seed twice") {
  struct Case {
    const char* text;
    std::vector<SeedRange> seeds;
  };
  const Case cases[] = {
      {"7", {{7, 7}}},
      {"1-200", {{1, 200}}},
      {"1,5,9-20", {{1, 1}, {5, 5}, {9, 20}}},
      {"9-20,1,15-30,5", {{1, 1}, {5, 5}, {9, 30}}},
      {"18446744073709551615", {{UINT64_MAX, UINT64_MAX}}},
  };
  for (const Case& one : cases) {
    INFO(one.text);
    const auto seeds = parse_seeds(one.text);
    REQUIRE(seeds.has_value());
    CHECK(*seeds == one.seeds);
  }
  CHECK(count_of(*parse_seeds("1,5,9-20")) == 14);
}

TEST_CASE("what is no list of seeds is refused with the part that is wrong") {
  struct Case {
    const char* text;
    const char* part;
  };
  const Case cases[] = {{"", "''"},
                        {"x", "'x'"},
                        {"1-", "'1-'"},
                        {"5-1", "'5-1'"},
                        {"1,,2", "''"},
                        {"1,-3", "'-3'"},
                        {"1.5", "'1.5'"},
                        {"1-200000000000", "'1-200000000000'"},
                        {"99999999999999999999", "'9999"}};
  for (const Case& one : cases) {
    INFO(one.text);
    const auto seeds = parse_seeds(one.text);
    REQUIRE(!seeds.has_value());
    CHECK(seeds.error().what.find(one.part) != std::string::npos);
  }
}

}  // namespace
}  // namespace barnabas::sim
