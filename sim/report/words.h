// How reports say times and lists: the same way everywhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.h"
#include "core/base/time.h"

namespace barnabas::sim {

std::string seconds_text(Instant at);            // "5.912 s": rounded down, so that order is kept
std::string milliseconds_text(std::int64_t ns);  // "5912.004211", exact
// "9.4 s", "412 ms", "3 ms": as people say durations, rounded to the nearest.
std::string duration_text(Duration duration);
// "6.051 s", "17 ms": to the millisecond, between two times as seconds_text says them; parts of a
// whole add up.
std::string span_text(Instant from, Instant to);
// "second", "tenth", "11th": the n-th time.
std::string ordinal_text(std::int64_t number);
// "once", "twice", "3 times".
std::string times_text(std::int64_t count);
// "a", "a and b", "a, b and c".
std::string joined(const std::vector<std::string>& parts);
std::string joined(const std::vector<std::string>& parts, std::string_view last);
// Names with running numbers, shortened: {"r7","r8","r9","x"} → "r7-r9, x".
std::string ranges_text(const std::vector<std::string>& names);
// "StrongIsr of orders-0: ...", unless the text names the partition itself.
std::string said_of(const std::string& checker, const TopicPartition& tp, const std::string& text);
std::string count_text(std::int64_t count, std::string_view one,
                       std::string_view many);  // "1 record", "3 records"
// The text behind a prefix, broken at spaces so that no line is longer than `columns`; what follows
// the first line is indented by the prefix's width.
std::string wrapped(const std::string& prefix, const std::string& text, std::size_t columns);
std::string padded(std::string text, std::size_t columns);
std::string padded_left(std::string text, std::size_t columns);
std::string hex_text(std::uint64_t value);  // 16 digits

}  // namespace barnabas::sim
