// The configs that a topic can have: name, type, range. What CreateTopics and IncrementalAlterConfigs accept.
//
// Kafka: LogConfig, TopicConfig (3.9).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace barnabas::cluster {

enum class ConfigType : std::uint8_t { Boolean, Int, Long, Ratio, Word, Words };

struct TopicConfigFacts {
  std::string_view name;
  ConfigType type;
  std::int64_t min;
  std::int64_t max;
  std::string_view fallback;  // Kafka's default; empty: none
  std::string_view words;     // of Word and Words: what is allowed, separated by '|'; empty: anything
};

const TopicConfigFacts* find_topic_config(std::string_view name);
// The number of known configs, and each by its index, in the order of their names.
std::size_t topic_config_count();
const TopicConfigFacts& topic_config_at(std::size_t index);

// The error's text is Kafka's way to say it.
Result<void> validate_topic_config(std::string_view name, std::string_view value);

}  // namespace barnabas::cluster
