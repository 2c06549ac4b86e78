// The random generator: golden draws, and that its distributions are what they say.
#include "core/base/prng.h"

#include <cstdint>

#include "tests/support/catch.h"

namespace barnabas {
namespace {

TEST_CASE("draws are golden on every machine") {
  Prng prng{1, 0};
  CHECK(prng.next() == 13757245211066428519u);
  CHECK(prng.next() == 17911839290282890590u);
  CHECK(prng.below(1000) == 444u);
  CHECK(prng.between(-50, 50) == -6);
  CHECK(prng.counter == 4);
  Prng named = stream(42, "net/broker-1>broker-2");
  CHECK(named.next() == 15240995284732762871u);
}

TEST_CASE("exponential draws are golden on every machine") {
  const std::int64_t goldens[] = {452219, 67920, 495001, 280819, 2163851, 439183, 295828, 273406};
  Prng prng = stream(1, "exponential");
  for (const std::int64_t golden : goldens) CHECK(prng.exponential(1'000'000) == golden);
  std::uint64_t sum = 0;
  for (int i = 0; i < 100'000; ++i) {
    sum = mix64(sum ^ static_cast<std::uint64_t>(prng.exponential(1'000'000'000'000)));
  }
  CHECK(sum == 11738898586020855747u);
}

TEST_CASE("the integer logarithm is right to a few millionths") {
  struct Known {
    std::uint64_t u;
    std::uint64_t negative_ln;  // -ln(u / 2^64) in units of 2^-32, from a table of logarithms
  };
  const Known known[] = {
      {std::uint64_t{1} << 63, 2977044471},  // ln 2
      {std::uint64_t{1} << 62, 5954088943},  // 2 ln 2
      {1, 190530846196},                     // 64 ln 2
      {0xc000000000000000u, 1235585092},     // ln 4/3
      {0x5555555555555555u, 4718503850},     // ln 3
      {0xffffffffffffffffu, 0},              // ln 1
  };
  for (const Known& row : known) {
    CAPTURE(row.u);
    const std::uint64_t got = prng_detail::negative_ln(row.u);
    const std::uint64_t error =
        got > row.negative_ln ? got - row.negative_ln : row.negative_ln - got;
    CHECK(error < 16'384);  // 4 millionths
  }
}

TEST_CASE("exponential draws have the shape of the distribution") {
  Prng prng = stream(3, "shape");
  constexpr std::int64_t kMean = 1'000'000;
  constexpr int kDraws = 200'000;
  std::int64_t sum = 0;
  int below_median = 0;
  int beyond_five = 0;
  for (int i = 0; i < kDraws; ++i) {
    const std::int64_t draw = prng.exponential(kMean);
    REQUIRE(draw >= 0);
    REQUIRE(draw <= 45 * kMean);  // 64 ln 2 = 44.4
    sum += draw;
    if (draw < 693'147) ++below_median;
    if (draw > 5 * kMean) ++beyond_five;
  }
  CHECK(sum / kDraws > 990'000);
  CHECK(sum / kDraws < 1'010'000);
  CHECK(below_median > kDraws * 49 / 100);
  CHECK(below_median < kDraws * 51 / 100);
  CHECK(beyond_five > 1'200);  // e^-5 of them are 1,348
  CHECK(beyond_five < 1'500);
}

TEST_CASE("an exponential draw of mean zero is zero") {
  Prng prng = stream(4, "zero");
  for (int i = 0; i < 100; ++i) CHECK(prng.exponential(0) == 0);
}

TEST_CASE("uniform draws stay within their bounds and reach both ends") {
  Prng prng = stream(5, "uniform");
  int seen[7] = {};
  for (int i = 0; i < 7'000; ++i) ++seen[prng.between(-3, 3) + 3];
  for (const int count : seen) {
    CHECK(count > 850);
    CHECK(count < 1'150);
  }
  CHECK(prng.below(1) == 0);
  CHECK(prng.between(9, 9) == 9);
  CHECK(prng.between(INT64_MIN, INT64_MAX) != prng.between(INT64_MIN, INT64_MAX));
}

TEST_CASE("streams of different names or seeds differ, equal ones agree") {
  Prng a = stream(1, "a");
  CHECK(a == stream(1, "a"));
  CHECK_FALSE(a == stream(1, "b"));
  CHECK_FALSE(a == stream(2, "a"));
  Prng copy = a;
  CHECK(a.next() == copy.next());
}

}  // namespace
}  // namespace barnabas
