// How reports say times and lists: the same way everywhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"

namespace barnabas::sim {

std::string seconds_text(Instant at);            // "5.912 s": rounded down, so that order is kept
std::string milliseconds_text(std::int64_t ns);  // "5912.004211", exact
// "9.4 s", "412 ms", "3 ms": as people say durations.
std::string duration_text(Duration duration);
// "a", "a and b", "a, b and c".
std::string joined(const std::vector<std::string>& parts);
std::string joined(const std::vector<std::string>& parts, std::string_view last);
// Names with running numbers, shortened: {"r7","r8","r9","x"} → "r7-r9, x".
std::string ranges_text(const std::vector<std::string>& names);
std::string count_text(std::int64_t count, std::string_view one,
                       std::string_view many);  // "1 record", "3 records"
// The text behind a prefix, broken at spaces so that no line is longer than `columns`; what follows
// the first line is indented by the prefix's width.
std::string wrapped(const std::string& prefix, const std::string& text, std::size_t columns);
std::string padded(std::string text, std::size_t columns);
std::string padded_left(std::string text, std::size_t columns);
std::string hex_text(std::uint64_t value);  // 16 digits

}  // namespace barnabas::sim
