#include "core/base/prng.h"

#include <array>
#include <bit>

#include "core/base/check.h"

namespace barnabas {
namespace {

__extension__ using Wide = unsigned __int128;

// log2(1 + i/256) in units of 2^-32, by repeated squaring of a fixed-point number: exact to the last bits
// and free of floating point, so that it is the same on every machine.
constexpr std::uint64_t log2_fraction(std::uint64_t i) {
  std::uint64_t x = (256 + i) << 54;  // in [1, 2) with 62 fraction bits
  std::uint64_t result = 0;
  for (int bit = 31; bit >= 0; --bit) {
    const Wide square = static_cast<Wide>(x) * x >> 62;
    const bool over = square >= (static_cast<Wide>(1) << 63);
    x = static_cast<std::uint64_t>(over ? square >> 1 : square);
    if (over) result |= std::uint64_t{1} << bit;
  }
  return result;
}

constexpr std::array<std::uint64_t, 257> make_log_table() {
  std::array<std::uint64_t, 257> table{};
  for (std::uint64_t i = 0; i < 256; ++i) table[i] = log2_fraction(i);
  table[256] = std::uint64_t{1} << 32;
  return table;
}
constexpr std::array<std::uint64_t, 257> kLog2 = make_log_table();

constexpr std::uint64_t kLn2 = 2977044472;  // ln 2 in units of 2^-32

// -log2(u / 2^64) in units of 2^-32.
std::uint64_t negative_log2(std::uint64_t u) {
  const auto zeros = static_cast<unsigned>(std::countl_zero(u));
  const std::uint64_t mantissa = u << zeros << 1;  // the bits behind the leading one
  const std::uint64_t index = mantissa >> 56;
  const std::uint64_t rest = mantissa >> 24 & 0xffffffffu;
  const std::uint64_t step = kLog2[index + 1] - kLog2[index];
  const std::uint64_t fraction = kLog2[index] + (step * rest >> 32);
  return (static_cast<std::uint64_t>(zeros + 1) << 32) - fraction;
}

}  // namespace

std::uint64_t Prng::below(std::uint64_t bound) {
  BARNABAS_CHECK(bound > 0);
  return static_cast<std::uint64_t>(static_cast<Wide>(next()) * bound >> 64);
}

std::int64_t Prng::between(std::int64_t low, std::int64_t high) {
  BARNABAS_CHECK(low <= high);
  const std::uint64_t width = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  const std::uint64_t draw = width == UINT64_MAX ? next() : below(width + 1);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + draw);
}

std::int64_t Prng::exponential(std::int64_t mean) {
  BARNABAS_CHECK(mean >= 0);
  const std::uint64_t u = next() | 1;  // never zero; the lowest bit is below the resolution
  const Wide natural = static_cast<Wide>(negative_log2(u)) * kLn2 >> 32;  // -ln(u), 32 fraction bits
  return static_cast<std::int64_t>(natural * static_cast<std::uint64_t>(mean) >> 32);
}

Prng stream(std::uint64_t seed, std::string_view name) {
  std::uint64_t key = mix64(seed);
  for (const char letter : name) key = mix64(key ^ static_cast<unsigned char>(letter));
  return Prng{key, 0};
}

}  // namespace barnabas
