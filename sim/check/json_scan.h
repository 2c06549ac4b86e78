// Just enough JSON to read what Kafka writes into znodes: members that are found by their unique
// names.
//
// The judges' own reader, so that an error in the core's decoder does not hide from them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace barnabas::sim::check {

// The number behind "key":, or `fallback`.
std::int64_t scan_integer(std::string_view json, std::string_view key, std::int64_t fallback);
// The text behind "key":, without escapes; empty when there is none.
std::string_view scan_text(std::string_view json, std::string_view key);
// The numbers of "key":[1,2,3].
std::vector<std::int32_t> scan_list(std::string_view json, std::string_view key);
// The lists of "key":{"0":[1,2],"1":[2,3]}.
std::map<std::int32_t, std::vector<std::int32_t>> scan_lists(std::string_view json,
                                                             std::string_view key);
// A whole text as one number, or `fallback`.
std::int64_t scan_number(std::string_view text, std::int64_t fallback);

}  // namespace barnabas::sim::check
