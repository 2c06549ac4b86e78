// A counter-based random generator: a value of two words, the same on every machine, integers only.
//
// The k-th draw of a stream is a fixed function of (key, k), so a copied world repeats its draws and a
// snapshot holds them. One named stream per purpose (`stream(seed, "net/broker-1>broker-2")`): a new draw
// in one place shifts no other.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/time.h"

namespace barnabas {

// A strong 64-bit mixer (the finalizer of splitmix64).
constexpr std::uint64_t mix64(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

struct Prng {
  std::uint64_t key = 0;
  std::uint64_t counter = 0;

  std::uint64_t next() { return mix64(key + 0x9e3779b97f4a7c15u * ++counter); }

  // Uniform in [0, bound); REQUIRES bound > 0. The bias, at most bound / 2^64, is below notice.
  std::uint64_t below(std::uint64_t bound);
  // Uniform in [low, high], both included.
  std::int64_t between(std::int64_t low, std::int64_t high);
  Duration between(Duration low, Duration high) { return {between(low.ns, high.ns)}; }
  // True with the probability numerator / denominator.
  bool chance(std::uint64_t numerator, std::uint64_t denominator) {
    return below(denominator) < numerator;
  }
  // Exponentially distributed with the given mean, by integer arithmetic only.
  std::int64_t exponential(std::int64_t mean);

  friend bool operator==(const Prng&, const Prng&) = default;
};

// The stream of one purpose, derived from the seed and the purpose's name.
Prng stream(std::uint64_t seed, std::string_view name);

}  // namespace barnabas
