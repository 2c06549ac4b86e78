#include "core/base/prng.h"

namespace barnabas {
namespace {

using prng_detail::Wide;

// log2(1 + i/256) in units of 2^-32, by repeated squaring of a fixed-point number: exact to the
// last bits and free of floating point, so that it is the same on every machine.
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
}  // namespace

constexpr std::array<std::uint64_t, 257> prng_detail::kLog2 = make_log_table();

std::int64_t Prng::between(std::int64_t low, std::int64_t high) {
  BARNABAS_CHECK(low <= high);
  const std::uint64_t width = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  const std::uint64_t draw = width == UINT64_MAX ? next() : below(width + 1);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + draw);
}

Prng stream(std::uint64_t seed, std::string_view name) {
  std::uint64_t key = mix64(seed);
  for (const char letter : name) key = mix64(key ^ static_cast<unsigned char>(letter));
  return Prng{key, 0};
}

}  // namespace barnabas
