#include "sim/scenario/text_values.h"

#include <charconv>
#include <cstddef>
#include <optional>
#include <utility>

namespace barnabas::sim {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t ns;
};
// The longest first.
constexpr Unit kUnits[] = {
    {"h", 3'600'000'000'000}, {"m", 60'000'000'000}, {"s", 1'000'000'000},
    {"ms", 1'000'000},        {"us", 1'000},         {"ns", 1},
};

const Unit* find_unit(std::string_view name) {
  for (const Unit& unit : kUnits) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

std::optional<std::int64_t> parse_digits(std::string_view text) {
  std::int64_t value = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  if (error != std::errc() || end != last || text.front() == '-') return std::nullopt;
  return value;
}

constexpr std::int64_t kTooLong = INT64_MAX;

bool is_number(std::string_view text) {
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
  }
  return !text.empty();
}

// "1.5" of a unit, in nanoseconds; kTooLong; nothing when it is no number or no whole nanosecond.
std::optional<std::int64_t> scale(std::string_view number, std::int64_t unit_ns) {
  const std::size_t point = number.find('.');
  if (!is_number(number.substr(0, point))) return std::nullopt;
  const auto whole = parse_digits(number.substr(0, point));
  if (!whole || *whole > kLongestDuration.ns / unit_ns) return kTooLong;
  std::int64_t ns = *whole * unit_ns;
  if (point == std::string_view::npos) return ns;
  const std::string_view fraction = number.substr(point + 1);
  if (!is_number(fraction)) return std::nullopt;
  std::int64_t part = unit_ns;
  for (const char c : fraction) {
    if (part % 10 != 0) return std::nullopt;
    part /= 10;
    ns += (c - '0') * part;
  }
  return ns;
}

Error no_duration(std::string_view text) {
  return Error{Errc::Invalid, "'" + std::string(text) + "' is no duration"};
}

std::string padded(std::int64_t number, std::size_t width) {
  std::string text = std::to_string(number);
  if (text.size() < width) text.insert(0, width - text.size(), '0');
  return text;
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  const std::string_view body = text.substr(negative ? 1 : 0);
  std::size_t letters = 0;
  while (letters < body.size() &&
         (body[letters] == '.' || (body[letters] >= '0' && body[letters] <= '9'))) {
    ++letters;
  }
  const Unit* unit = find_unit(body.substr(letters));
  if (unit == nullptr || letters == 0) return no_duration(text);
  const std::optional<std::int64_t> ns = scale(body.substr(0, letters), unit->ns);
  if (!ns) return no_duration(text);
  if (*ns > kLongestDuration.ns) {
    return Error{Errc::OutOfRange, "'" + std::string(text) + "' is longer than 30 days"};
  }
  return Duration{negative ? -*ns : *ns};
}

std::string to_text(Duration duration) {
  if (duration.ns == 0) return "0s";
  for (const Unit& unit : kUnits) {
    if (duration.ns % unit.ns == 0)
      return std::to_string(duration.ns / unit.ns) + std::string(unit.name);
  }
  return std::to_string(duration.ns) + "ns";
}

Result<Duration> parse_rate(std::string_view text) {
  const Error error{Errc::Invalid, "'" + std::string(text) + "' is no rate"};
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0) return error;
  const auto count = parse_digits(text.substr(0, slash));
  const Unit* unit = find_unit(text.substr(slash + 1));
  if (!count || *count < 1 || unit == nullptr) return error;
  const std::int64_t ns = unit->ns / *count;
  if (ns < 1)
    return Error{Errc::OutOfRange, "'" + std::string(text) + "' is more than one per nanosecond"};
  return Duration{ns};
}

Result<std::vector<std::string>> expand_pattern(std::string_view text) {
  std::vector<std::string> result;
  const std::size_t open = text.find('{');
  if (open == std::string_view::npos) {
    result.emplace_back(text);
    return result;
  }
  const Error error{Errc::Invalid, "'" + std::string(text) + "' is no pattern"};
  const std::size_t close = text.find('}', open);
  const std::size_t dots = text.find("..", open);
  if (close == std::string_view::npos || dots == std::string_view::npos || dots > close)
    return error;
  const std::string_view first_text = text.substr(open + 1, dots - open - 1);
  const std::string_view last_text = text.substr(dots + 2, close - dots - 2);
  if (first_text.empty() || last_text.empty()) return error;
  const auto first = parse_digits(first_text);
  const auto last = parse_digits(last_text);
  if (!first || !last || *last < *first) return error;
  if (*last - *first >= kMostValues) {
    return Error{Errc::OutOfRange, "'" + std::string(text) + "' makes more than a million values"};
  }
  const std::size_t width = first_text.front() == '0' ? first_text.size() : 0;
  for (std::int64_t i = *first; i <= *last; ++i) {
    std::string value(text.substr(0, open));
    value += padded(i, width);
    value += text.substr(close + 1);
    result.push_back(std::move(value));
  }
  return result;
}

}  // namespace barnabas::sim
