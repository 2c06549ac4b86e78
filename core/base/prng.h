// A counter-based random generator: a value of two words, the same on every machine, integers only.
//
// The k-th draw of a stream is a fixed function of (key, k), so a copied world repeats its draws
// and a snapshot holds them. One named stream per purpose (`stream(seed,
// "net/broker-1>broker-2")`): a new draw in one place shifts no other.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

#include "core/base/check.h"
#include "core/base/time.h"

namespace barnabas {

// A strong 64-bit mixer (the finalizer of splitmix64).
constexpr std::uint64_t mix64(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

namespace prng_detail {
__extension__ using Wide = unsigned __int128;

// log2(1 + i/256) in units of 2^-32.
extern const std::array<std::uint64_t, 257> kLog2;

// -ln(u / 2^64) in units of 2^-32, for u > 0.
inline std::uint64_t negative_ln(std::uint64_t u) {
  constexpr std::uint64_t kLn2 = 2977044472;  // ln 2 in units of 2^-32
  const auto zeros = static_cast<unsigned>(std::countl_zero(u));
  const std::uint64_t mantissa = u << zeros << 1;  // the bits behind the leading one
  const std::uint64_t index = mantissa >> 56;
  const std::uint64_t rest = mantissa >> 24 & 0xffffffffu;
  const std::uint64_t step = kLog2[index + 1] - kLog2[index];
  const std::uint64_t fraction = kLog2[index] + (step * rest >> 32);
  const std::uint64_t negative_log2 = (std::uint64_t{zeros + 1} << 32) - fraction;
  return static_cast<std::uint64_t>(static_cast<Wide>(negative_log2) * kLn2 >> 32);
}
}  // namespace prng_detail

struct Prng {
  std::uint64_t key = 0;
  std::uint64_t counter = 0;

  std::uint64_t next() { return mix64(key + 0x9e3779b97f4a7c15u * ++counter); }

  // Uniform in [0, bound); REQUIRES bound > 0. The bias, at most bound / 2^64, is below notice.
  std::uint64_t below(std::uint64_t bound) {
    BARNABAS_CHECK(bound > 0);
    return static_cast<std::uint64_t>(static_cast<prng_detail::Wide>(next()) * bound >> 64);
  }
  // Uniform in [low, high], both included.
  std::int64_t between(std::int64_t low, std::int64_t high);
  Duration between(Duration low, Duration high) { return {between(low.ns, high.ns)}; }
  // True with the probability numerator / denominator.
  bool chance(std::uint64_t numerator, std::uint64_t denominator) {
    return below(denominator) < numerator;
  }
  // Exponentially distributed with the given mean, by integer arithmetic only.
  std::int64_t exponential(std::int64_t mean) {
    BARNABAS_CHECK(mean >= 0);
    const std::uint64_t u = next() | 1;  // never zero; the lowest bit is below the resolution
    const prng_detail::Wide natural = prng_detail::negative_ln(u);
    return static_cast<std::int64_t>(natural * static_cast<std::uint64_t>(mean) >> 32);
  }

  friend bool operator==(const Prng&, const Prng&) = default;
};

// The stream of one purpose, derived from the seed and the purpose's name.
Prng stream(std::uint64_t seed, std::string_view name);

}  // namespace barnabas
