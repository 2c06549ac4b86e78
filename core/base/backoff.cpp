#include "core/base/backoff.h"

#include <algorithm>

namespace barnabas {
namespace {

constexpr std::int32_t kMostDoublings = 40;  // more than any two settings are apart

}  // namespace

Duration exponential_backoff(Duration first, Duration most, std::int32_t attempts, Prng& random) {
  if (first >= most) return most;
  Duration pause = first;
  for (std::int32_t i = 0; i < std::min(attempts, kMostDoublings) && pause < most; ++i)
    pause = most - pause < pause ? most : pause * 2;
  const std::int64_t per_mille = random.between(std::int64_t{800}, std::int64_t{1200});
  return std::min(Duration{pause.ns / 1000 * per_mille}, most);
}

}  // namespace barnabas
