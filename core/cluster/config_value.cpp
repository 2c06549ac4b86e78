#include "core/cluster/config_value.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace barnabas::cluster {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

// "a|b|c", or "~a|b|c" when case does not matter.
bool is_allowed(std::string_view allowed, std::string_view value) {
  if (allowed.empty()) return true;
  std::string wanted(value);
  if (allowed.front() == '~') {
    allowed.remove_prefix(1);
    wanted = lower(value);
  }
  while (true) {
    const std::size_t bar = allowed.find('|');
    if (allowed.substr(0, bar) == wanted) return true;
    if (bar == std::string_view::npos) return false;
    allowed.remove_prefix(bar + 1);
  }
}

ConfigRange range_of(const ConfigFacts& facts) {
  ConfigRange range = facts.range;
  if (facts.type == ConfigType::Short) {
    range.min = std::max<std::int64_t>(range.min, INT16_MIN);
    range.max = std::min<std::int64_t>(range.max, INT16_MAX);
  } else if (facts.type == ConfigType::Int) {
    range.min = std::max<std::int64_t>(range.min, INT32_MIN);
    range.max = std::min<std::int64_t>(range.max, INT32_MAX);
  }
  return range;
}

bool is_within(const ConfigFacts& facts, std::int64_t value) {
  const ConfigRange range = range_of(facts);
  return value >= range.min && value <= range.max &&
         is_allowed(facts.allowed, std::to_string(value));
}

bool is_decimal_within(const ConfigFacts& facts, std::string_view text) {
  const std::optional<std::int64_t> millionths = parse_millionths(text);
  if (!millionths) return false;
  const bool high_enough = facts.range.min == kAnyMin || *millionths >= facts.range.min * 1000;
  const bool low_enough = facts.range.max == kAnyMax || *millionths <= facts.range.max * 1000;
  return high_enough && low_enough;
}

bool are_items_allowed(const ConfigFacts& facts, std::string_view text) {
  const std::vector<std::string> items = split_items(text);
  return std::all_of(items.begin(), items.end(),
                     [&](const std::string& item) { return is_allowed(facts.allowed, item); });
}

std::string thousandths(std::int64_t value) {
  std::string text = std::to_string(value / 1000);
  if (value % 1000 == 0) return text;
  std::string fraction = std::to_string(1000 + value % 1000).substr(1);
  while (fraction.back() == '0') fraction.pop_back();
  return text + "." + fraction;
}

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view text) {
  text = trim(text);
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<bool> parse_boolean(std::string_view text) {
  const std::string value = lower(trim(text));
  if (value == "true") return true;
  if (value == "false") return false;
  return std::nullopt;
}

std::optional<std::int64_t> parse_millionths(std::string_view text) {
  text = trim(text);
  const std::size_t point = text.find('.');
  std::string digits(text.substr(0, point));
  std::string fraction(point == std::string_view::npos ? "" : text.substr(point + 1));
  if (digits.empty() || digits.size() > 12 || fraction.size() > 6) return std::nullopt;
  if (point != std::string_view::npos && fraction.empty()) return std::nullopt;
  fraction.resize(6, '0');
  digits += fraction;
  const bool plain =
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  return plain ? parse_integer(digits) : std::nullopt;
}

std::vector<std::string> split_items(std::string_view text) {
  std::vector<std::string> items;
  if (trim(text).empty()) return items;
  while (true) {
    const std::size_t comma = text.find(',');
    items.emplace_back(trim(text.substr(0, comma)));
    if (comma == std::string_view::npos) return items;
    text.remove_prefix(comma + 1);
  }
}

bool is_value_of(const ConfigFacts& facts, std::string_view text) {
  switch (facts.type) {
    case ConfigType::Boolean:
      return parse_boolean(text).has_value();
    case ConfigType::Short:
    case ConfigType::Int:
    case ConfigType::Long: {
      const std::optional<std::int64_t> value = parse_integer(text);
      return value && is_within(facts, *value);
    }
    case ConfigType::Double:
      return is_decimal_within(facts, text);
    case ConfigType::List:
      return are_items_allowed(facts, text);
    case ConfigType::String:
    case ConfigType::Class:
    case ConfigType::Password:
      return is_allowed(facts.allowed, trim(text));
  }
  return false;
}

std::string refusal_of(const ConfigFacts& facts, std::string_view text) {
  std::string type(name_of(facts.type));
  for (char& c : type) c = static_cast<char>(c - 'a' + 'A');
  if (facts.type == ConfigType::Boolean) return "Expected value to be either true or false";
  if (facts.type == ConfigType::Double) type = "DOUBLE";
  const bool is_decimal = facts.type == ConfigType::Double;
  const bool is_whole = facts.type == ConfigType::Short || facts.type == ConfigType::Int ||
                        facts.type == ConfigType::Long;
  const std::optional<std::int64_t> number =
      is_decimal ? parse_millionths(text) : parse_integer(text);
  if ((is_whole || is_decimal) && !number) return "Not a number of type " + type;
  if (is_whole || is_decimal) {
    const std::int64_t scale = is_decimal ? 1000 : 1;
    const auto show = [&](std::int64_t n) {
      return is_decimal ? thousandths(n) : std::to_string(n);
    };
    if (facts.range.min != kAnyMin && *number < facts.range.min * scale)
      return "Value must be at least " + show(facts.range.min);
    if (facts.range.max != kAnyMax && *number > facts.range.max * scale)
      return "Value must be no more than " + show(facts.range.max);
  }
  std::string allowed;
  for (const char c : facts.allowed) {
    if (c == '|') allowed += ", ";
    if (c != '|' && c != '~') allowed += c;
  }
  return "String must be one of: " + allowed;
}

std::string printed_value(const ConfigFacts& facts, std::string_view text) {
  switch (facts.type) {
    case ConfigType::Boolean:
      return parse_boolean(text).value_or(false) ? "true" : "false";
    case ConfigType::Short:
    case ConfigType::Int:
    case ConfigType::Long:
      return std::to_string(parse_integer(text).value_or(0));
    case ConfigType::List: {
      std::string items;
      for (const std::string& item : split_items(text)) items += (items.empty() ? "" : ",") + item;
      return items;
    }
    case ConfigType::Double:
    case ConfigType::String:
    case ConfigType::Class:
    case ConfigType::Password:
      break;
  }
  return std::string(trim(text));
}

std::string describe_expected(const ConfigFacts& facts) {
  const std::string type(name_of(facts.type));
  if (facts.type == ConfigType::Boolean) return "true or false";
  if (!facts.allowed.empty()) {
    std::string values;
    for (const char c : facts.allowed) {
      if (c == '|') values += ", ";
      if (c != '|' && c != '~') values += c;
    }
    const bool is_list = facts.type == ConfigType::List;
    return (is_list ? "a list of " : "one of ") + values;
  }
  const bool is_decimal = facts.type == ConfigType::Double;
  const auto show = [&](std::int64_t n) { return is_decimal ? thousandths(n) : std::to_string(n); };
  const ConfigRange range = facts.range;
  if (range.min != kAnyMin && range.max != kAnyMax) {
    return type + " from " + show(range.min) + " to " + show(range.max);
  }
  if (range.min != kAnyMin) return type + " >= " + show(range.min);
  return type;
}

}  // namespace barnabas::cluster
