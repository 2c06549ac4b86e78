// Pauses between attempts: how they grow, and how much chance there is in them.
#include "core/base/backoff.h"

#include <algorithm>

#include "tests/support/catch.h"

namespace barnabas {

TEST_CASE("pauses double up to their limit and vary by a fifth") {
  Prng random{1, 0};
  for (std::int32_t attempts = 0; attempts < 8; ++attempts) {
    const std::int64_t middle = std::min<std::int64_t>(100ll << attempts, 1000);
    const std::int64_t ms =
        exponential_backoff(milliseconds(100), milliseconds(1000), attempts, random).ms();
    CAPTURE(attempts, ms);
    CHECK(ms >= middle * 8 / 10);
    CHECK(ms <= std::min<std::int64_t>(middle * 12 / 10, 1000));
  }
}

TEST_CASE("two draws differ, and a very late attempt is no overflow") {
  Prng random{1, 0};
  const Duration first = milliseconds(100);
  const Duration most = milliseconds(INT64_MAX / 2'000'000);
  CHECK(exponential_backoff(first, most, 0, random) != exponential_backoff(first, most, 0, random));
  const Duration late = exponential_backoff(first, most, INT32_MAX, random);
  CHECK(late > seconds(1));
  CHECK(late <= most);
}

TEST_CASE("a limit that is not above the first pause makes every pause the same") {
  Prng random{1, 0};
  CHECK(exponential_backoff(milliseconds(100), milliseconds(100), 5, random) == milliseconds(100));
  CHECK(exponential_backoff(milliseconds(3000), milliseconds(1000), 0, random) ==
        milliseconds(1000));
  CHECK(exponential_backoff({}, {}, 3, random) == Duration{});
}

}  // namespace barnabas
