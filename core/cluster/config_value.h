// Values of settings as Kafka reads them from text.
//
// Kafka: ConfigDef.parseType and its validators.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/cluster/config_def.h"

namespace barnabas::cluster {

// Blanks around the value do not count. A decimal is given in millionths.
std::optional<std::int64_t> parse_integer(std::string_view text);
std::optional<bool> parse_boolean(std::string_view text);  // in any case, as Kafka
std::optional<std::int64_t> parse_millionths(std::string_view text);
std::vector<std::string> split_items(std::string_view text);  // at commas; empty text: no items

bool is_value_of(const ConfigFacts& facts, std::string_view text);
// Why Kafka does not take a wrong value, in its words: "Value must be at least 1".
std::string refusal_of(const ConfigFacts& facts, std::string_view text);
// A valid value as Kafka prints it once it has read it: " TRUE " is true, "+7" is 7.
std::string printed_value(const ConfigFacts& facts, std::string_view text);

}  // namespace barnabas::cluster
