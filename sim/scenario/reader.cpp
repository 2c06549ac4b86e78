#include "sim/scenario/reader.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/base/nearest.h"
#include "sim/scenario/text_values.h"

namespace barnabas::sim {

void Context::error(const std::string& path, std::string what, std::string expected,
                    std::string_view meant) {
  Problem problem;
  problem.what = std::move(what);
  problem.expected = std::move(expected);
  problem.meant = std::string(meant);
  add(path, false, std::move(problem));
}

void Context::error_at_key(const std::string& path, std::string what, std::string expected,
                           std::string_view meant) {
  Problem problem;
  problem.what = std::move(what);
  problem.expected = std::move(expected);
  problem.meant = std::string(meant);
  add(path, true, std::move(problem));
}

void Context::note(const std::string& path, std::string what) {
  Problem problem;
  problem.severity = Problem::Severity::Note;
  problem.what = std::move(what);
  add(path, true, std::move(problem));
}

void Context::missing(const std::string& path, std::string_view key, std::string expected) {
  const std::string own_key = child_path(child_path("/variants", variant) + path, key);
  const bool taken_away = !variant.empty() && index->values.count(own_key) != 0;
  const std::string own_variant = variant;
  if (!taken_away && index->values.count(path) != 0) variant.clear();
  error(path, "'" + std::string(key) + "' is missing", std::move(expected));
  variant = own_variant;
}

void Context::add(const std::string& path, bool at_key, Problem problem) {
  constexpr std::size_t kMostProblems =
      500;  // nobody reads more, and a hostile text cannot flood us
  if (problems.size() >= kMostProblems) return;
  problem.path = path;
  problem.variant = variant;
  if (!variant.empty()) {
    const std::string own = child_path("/variants", variant) + path;
    if (index->values.count(own) != 0) problem.path = own;
  }
  // A value that the text does not hold (a missing member) is placed at what would hold it.
  std::string place = problem.path;
  while (index->values.count(place) == 0 && !place.empty()) place.resize(place.rfind('/'));
  const auto& places = at_key && index->keys.count(place) != 0 ? index->keys : index->values;
  const auto found = places.find(place);
  if (found != places.end()) {
    problem.line = found->second.line;
    problem.column = found->second.column;
  }
  problems.push_back(std::move(problem));
}

std::string describe(const Json& value) {
  if (value.is_null()) return "null";
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  constexpr std::size_t kLongest = 60;
  if (text.size() > kLongest) text = text.substr(0, kLongest) + "...";
  return value.is_string() ? "the text " + text : text;
}

bool is_plain_name(std::string_view text) {
  constexpr std::size_t kLongest = 249;
  if (text.empty() || text.size() > kLongest || text == "." || text == "..") return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  });
}

std::optional<std::string> read_text(Context& context, const Json& value, const std::string& path,
                                     const std::string& expected) {
  if (value.is_string()) return value.get<std::string>();
  context.error(path, describe(value), expected);
  return std::nullopt;
}

std::optional<std::int64_t> read_integer(Context& context, const Json& value,
                                         const std::string& path, std::int64_t min,
                                         std::int64_t max) {
  std::string expected = "an integer from " + std::to_string(min) + " to " + std::to_string(max);
  if (max == INT64_MAX) expected = "an integer >= " + std::to_string(min);
  const bool too_large = value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX;
  if (value.is_number_integer() && !too_large) {
    const auto number = value.get<std::int64_t>();
    if (number >= min && number <= max) return number;
  }
  context.error(path, describe(value), expected);
  return std::nullopt;
}

std::optional<bool> read_boolean(Context& context, const Json& value, const std::string& path) {
  if (value.is_boolean()) return value.get<bool>();
  context.error(path, describe(value), "true or false");
  return std::nullopt;
}

std::optional<Duration> read_duration(Context& context, const Json& value, const std::string& path,
                                      bool signed_too) {
  const std::string expected =
      "a duration with its unit (ns, us, ms, s, m, h), at most 30 days, as in \"50ms\"";
  if (!value.is_string()) {
    context.error(path, describe(value), expected);
    return std::nullopt;
  }
  const Result<Duration> duration = parse_duration(value.get<std::string>());
  if (!duration) {
    context.error(path, duration.error().what, expected);
    return std::nullopt;
  }
  if (duration->ns < 0 && !signed_too) {
    context.error(path, "the duration is negative", "a duration that is not negative");
    return std::nullopt;
  }
  return *duration;
}

std::vector<std::string> read_texts(Context& context, const Json& value, const std::string& path) {
  std::vector<std::string> result;
  if (!value.is_array()) {
    context.error(path, describe(value), "a list of texts");
    return result;
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto item = read_text(context, value[i], path + "/" + std::to_string(i));
    if (item) result.push_back(*item);
  }
  return result;
}

namespace {

void append_pattern(Context& context, const std::string& pattern, const std::string& path,
                    std::vector<std::string>& result) {
  Result<std::vector<std::string>> values = expand_pattern(pattern);
  if (!values) {
    context.error(path, values.error().what,
                  "a pattern like \"r{0..9}\", at most a million values");
    return;
  }
  if (static_cast<std::int64_t>(result.size() + values->size()) > kMostValues) {
    context.error(path, "more than a million values", "fewer; \"count\" makes up to ten million");
    return;
  }
  result.insert(result.end(), values->begin(), values->end());
}

}  // namespace

std::vector<std::string> read_values(Context& context, const Json& value, const std::string& path) {
  std::vector<std::string> result;
  if (value.is_string()) {
    append_pattern(context, value.get<std::string>(), path, result);
    return result;
  }
  if (!value.is_array()) {
    context.error(path, describe(value), "a pattern like \"r{0..9}\", or a list of texts");
    return result;
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string own = path + "/" + std::to_string(i);
    const auto item = read_text(context, value[i], own);
    if (item) append_pattern(context, *item, own, result);
  }
  return result;
}

ObjectReader::ObjectReader(Context& context, const Json& value, std::string path, std::string what)
    : context_(context), value_(value), path_(std::move(path)), what_(std::move(what)) {
  is_object_ = value.is_object();
  if (!is_object_) context_.error(path_, describe(value), "an object for " + what_);
}

bool ObjectReader::has(std::string_view key) const {
  return is_object_ && value_.contains(std::string(key));
}

const Json* ObjectReader::find(std::string_view key) {
  asked_.emplace_back(key);
  if (!has(key)) return nullptr;
  return &value_.at(std::string(key));
}

const Json* ObjectReader::require(std::string_view key, const std::string& expected) {
  const Json* value = find(key);
  if (value == nullptr && is_object_) {
    context_.missing(path_, key, expected);
  }
  return value;
}

std::optional<std::string> ObjectReader::text(std::string_view key, const std::string& expected) {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  return read_text(context_, *value, path_of(key), expected);
}

std::optional<std::int64_t> ObjectReader::integer(std::string_view key, std::int64_t min,
                                                  std::int64_t max) {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  return read_integer(context_, *value, path_of(key), min, max);
}

std::optional<bool> ObjectReader::boolean(std::string_view key) {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  return read_boolean(context_, *value, path_of(key));
}

std::optional<Duration> ObjectReader::duration(std::string_view key, bool signed_too) {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  return read_duration(context_, *value, path_of(key), signed_too);
}

std::optional<std::string> ObjectReader::word(std::string_view key,
                                              const std::vector<std::string_view>& words) {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) {
    const auto text = value->get<std::string>();
    if (std::find(words.begin(), words.end(), text) != words.end()) return text;
    context_.error(path_of(key), describe(*value), one_of(words), nearest_name(text, words));
    return std::nullopt;
  }
  context_.error(path_of(key), describe(*value), one_of(words));
  return std::nullopt;
}

void ObjectReader::finish() {
  if (!is_object_) return;
  const std::vector<std::string_view> known(asked_.begin(), asked_.end());
  for (const auto& item : value_.items()) {
    const std::string& key = item.key();
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const std::string_view meant = nearest_name(key, known);
    std::string expected;
    if (meant.empty()) {
      std::vector<std::string_view> sorted = known;
      std::sort(sorted.begin(), sorted.end());
      sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
      expected = one_of(sorted);
    }
    context_.error_at_key(path_of(key), "unknown key '" + key + "' in " + what_, expected, meant);
  }
}

std::string one_of(const std::vector<std::string_view>& words) {
  std::string text = words.size() == 1 ? "" : "one of ";
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += ", ";
    text += words[i];
  }
  return text;
}

}  // namespace barnabas::sim
