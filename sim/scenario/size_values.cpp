#include "sim/scenario/size_values.h"

#include <cstddef>
#include <optional>
#include <string>

namespace barnabas::sim {
namespace {

constexpr std::int64_t kLargest = INT64_MAX / 1024;

struct Unit {
  std::string_view name;
  std::int64_t per_eight;  // eighths of a byte
};
constexpr Unit kUnits[] = {
    {"B", 8},        {"KB", 8'000},       {"MB", 8'000'000},       {"GB", 8'000'000'000},
    {"KiB", 8'192},  {"MiB", 8'388'608},  {"GiB", 8'589'934'592},  {"bit", 1},
    {"Kbit", 1'000}, {"Mbit", 1'000'000}, {"Gbit", 1'000'000'000},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "1.5" of a unit; nothing when it is no number, no whole byte, or too much.
std::optional<std::int64_t> scale(std::string_view number, std::int64_t unit) {
  std::int64_t total = 0;
  std::int64_t part = unit;
  bool is_fraction = false;
  for (const char c : number) {
    if (c == '.' && !is_fraction) {
      is_fraction = true;
      continue;
    }
    if (!is_digit(c)) return std::nullopt;
    if (is_fraction) {
      if (part % 10 != 0) return std::nullopt;
      part /= 10;
      total += (c - '0') * part;
    } else {
      if (total > (kLargest - 9 * unit) / 10) return std::nullopt;
      total = total * 10 + (c - '0') * unit;
    }
  }
  return total % 8 == 0 ? std::optional<std::int64_t>(total / 8) : std::nullopt;
}

std::optional<std::int64_t> parse(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && (is_digit(text[digits]) || text[digits] == '.')) ++digits;
  if (digits == 0 || !is_digit(text.front()) || !is_digit(text[digits - 1])) return std::nullopt;
  for (const Unit& unit : kUnits) {
    if (text.substr(digits) == unit.name) return scale(text.substr(0, digits), unit.per_eight);
  }
  return std::nullopt;
}

}  // namespace

Result<std::int64_t> parse_size(std::string_view text) {
  const auto bytes = parse(text);
  if (!bytes) return Error{Errc::Invalid, "'" + std::string(text) + "' is no size"};
  return *bytes;
}

Result<std::int64_t> parse_bandwidth(std::string_view text) {
  const Error error{Errc::Invalid, "'" + std::string(text) + "' is no speed"};
  constexpr std::string_view kPerSecond = "/s";
  if (text.size() < kPerSecond.size() ||
      text.substr(text.size() - kPerSecond.size()) != kPerSecond) {
    return error;
  }
  const auto bytes = parse(text.substr(0, text.size() - kPerSecond.size()));
  if (!bytes || *bytes < 1) return error;
  return *bytes;
}

}  // namespace barnabas::sim
