#include "core/log/segment_files.h"

#include <charconv>

#include "core/base/check.h"

namespace barnabas::log {
namespace {

constexpr std::size_t kDigits = 20;

}  // namespace

std::string segment_file_name(Offset base_offset, std::string_view suffix) {
  BARNABAS_CHECK(base_offset.value >= 0);
  const std::string digits = std::to_string(base_offset.value);
  std::string name;
  name.reserve(kDigits + suffix.size());
  name.append(kDigits - digits.size(), '0');
  name.append(digits);
  name.append(suffix);
  return name;
}

std::string path_in(std::string_view directory, std::string_view name) {
  std::string path;
  path.reserve(directory.size() + 1 + name.size());
  path.append(directory);
  if (!directory.empty()) path.push_back('/');
  path.append(name);
  return path;
}

std::string segment_file_path(std::string_view directory, Offset base_offset,
                              std::string_view suffix) {
  return path_in(directory, segment_file_name(base_offset, suffix));
}

bool has_suffix(std::string_view name, std::string_view suffix) {
  return name.size() >= suffix.size() &&
         name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0;
}

std::optional<Offset> offset_of_file(std::string_view name, std::string_view suffix) {
  if (name.size() != kDigits + suffix.size() || !has_suffix(name, suffix)) return std::nullopt;
  std::int64_t value = 0;
  const char* end = name.data() + kDigits;
  const auto [stop, error] = std::from_chars(name.data(), end, value);
  if (error != std::errc() || stop != end || value < 0) return std::nullopt;
  return Offset{value};
}

}  // namespace barnabas::log
