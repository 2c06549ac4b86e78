#include "core/cluster/topic_config.h"

#include <iterator>
#include <limits>

namespace barnabas::cluster {
namespace {

constexpr std::int64_t kIntMax = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t kLongMax = std::numeric_limits<std::int64_t>::max();
constexpr std::string_view kLongMaxText = "9223372036854775807";
using T = ConfigType;

constexpr TopicConfigFacts kConfigs[] = {
    {"cleanup.policy", T::Words, 0, 0, "delete", "compact|delete"},
    {"compression.gzip.level", T::Int, -1, 9, "-1", ""},
    {"compression.lz4.level", T::Int, 1, 17, "9", ""},
    {"compression.type", T::Word, 0, 0, "producer", "uncompressed|zstd|lz4|snappy|gzip|producer"},
    {"compression.zstd.level", T::Int, -131072, 22, "3", ""},
    {"delete.retention.ms", T::Long, 0, kLongMax, "86400000", ""},
    {"file.delete.delay.ms", T::Long, 0, kLongMax, "60000", ""},
    {"flush.messages", T::Long, 1, kLongMax, kLongMaxText, ""},
    {"flush.ms", T::Long, 0, kLongMax, kLongMaxText, ""},
    {"follower.replication.throttled.replicas", T::Words, 0, 0, "", ""},
    {"index.interval.bytes", T::Int, 0, kIntMax, "4096", ""},
    {"leader.replication.throttled.replicas", T::Words, 0, 0, "", ""},
    {"local.retention.bytes", T::Long, -2, kLongMax, "-2", ""},
    {"local.retention.ms", T::Long, -2, kLongMax, "-2", ""},
    {"max.compaction.lag.ms", T::Long, 1, kLongMax, kLongMaxText, ""},
    {"max.message.bytes", T::Int, 0, kIntMax, "1048588", ""},
    {"message.downconversion.enable", T::Boolean, 0, 0, "true", ""},
    {"message.format.version", T::Word, 0, 0, "3.0-IV1", ""},
    {"message.timestamp.after.max.ms", T::Long, 0, kLongMax, kLongMaxText, ""},
    {"message.timestamp.before.max.ms", T::Long, 0, kLongMax, kLongMaxText, ""},
    {"message.timestamp.difference.max.ms", T::Long, 0, kLongMax, kLongMaxText, ""},
    {"message.timestamp.type", T::Word, 0, 0, "CreateTime", "CreateTime|LogAppendTime"},
    {"min.cleanable.dirty.ratio", T::Ratio, 0, 1, "0.5", ""},
    {"min.compaction.lag.ms", T::Long, 0, kLongMax, "0", ""},
    {"min.insync.replicas", T::Int, 1, kIntMax, "1", ""},
    {"preallocate", T::Boolean, 0, 0, "false", ""},
    {"remote.storage.enable", T::Boolean, 0, 0, "false", ""},
    {"retention.bytes", T::Long, -1, kLongMax, "-1", ""},
    {"retention.ms", T::Long, -1, kLongMax, "604800000", ""},
    {"segment.bytes", T::Int, 14, kIntMax, "1073741824", ""},
    {"segment.index.bytes", T::Int, 4, kIntMax, "10485760", ""},
    {"segment.jitter.ms", T::Long, 0, kLongMax, "0", ""},
    {"segment.ms", T::Long, 1, kLongMax, "604800000", ""},
    {"unclean.leader.election.enable", T::Boolean, 0, 0, "false", ""},
};

Error invalid(std::string_view name, std::string_view value, const std::string& why) {
  return {Errc::Invalid, "Invalid value " + std::string(value) + " for configuration " +
                             std::string(name) + ": " + why};
}

// False when the text is no integer of 64 bits.
bool parse_integer(std::string_view text, std::int64_t& number) {
  const bool is_negative = !text.empty() && text.front() == '-';
  if (is_negative) text.remove_prefix(1);
  if (text.empty() || text.size() > 19) return false;
  std::uint64_t magnitude = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    magnitude = magnitude * 10 + static_cast<std::uint64_t>(c - '0');
  }
  const std::uint64_t limit = static_cast<std::uint64_t>(kLongMax) + (is_negative ? 1 : 0);
  if (magnitude > limit) return false;
  number = static_cast<std::int64_t>(is_negative ? 0 - magnitude : magnitude);
  return true;
}

// "0.25": digits, at most one point, and not above one.
bool is_ratio(std::string_view text) {
  const std::string_view whole = text.substr(0, text.find('.'));
  if (whole != "0" && whole != "1" && !(whole.empty() && text.size() > 1)) return false;
  for (std::size_t i = whole.size() + 1; i < text.size(); ++i) {
    if (text[i] < '0' || text[i] > '9' || (whole == "1" && text[i] != '0')) return false;
  }
  return true;
}

bool is_one_of(std::string_view word, std::string_view words) {
  if (words.empty()) return true;
  while (!words.empty()) {
    const std::size_t bar = words.find('|');
    if (words.substr(0, bar) == word) return true;
    words = bar == std::string_view::npos ? std::string_view() : words.substr(bar + 1);
  }
  return false;
}

bool are_all_of(std::string_view list, std::string_view words) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    if (!is_one_of(list.substr(0, comma), words)) return false;
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  }
  return true;
}

Result<void> validate_integer(const TopicConfigFacts& facts, std::string_view value) {
  std::int64_t number = 0;
  const bool is_int = facts.type == T::Int;
  if (!parse_integer(value, number) ||
      (is_int && (number > kIntMax || number < -kIntMax - 1))) {
    return invalid(facts.name, value, is_int ? "Not a number of type INT" : "Not a number of type LONG");
  }
  if (number < facts.min) {
    return invalid(facts.name, value, "Value must be at least " + std::to_string(facts.min));
  }
  if (number > facts.max) {
    return invalid(facts.name, value, "Value must be no more than " + std::to_string(facts.max));
  }
  return {};
}

}  // namespace

const TopicConfigFacts* find_topic_config(std::string_view name) {
  for (const TopicConfigFacts& facts : kConfigs) {
    if (facts.name == name) return &facts;
  }
  return nullptr;
}

std::size_t topic_config_count() { return std::size(kConfigs); }
const TopicConfigFacts& topic_config_at(std::size_t index) { return kConfigs[index]; }

Result<void> validate_topic_config(std::string_view name, std::string_view value) {
  const TopicConfigFacts* facts = find_topic_config(name);
  if (facts == nullptr) return Error{Errc::Invalid, "Unknown topic config name: " + std::string(name)};
  switch (facts->type) {
    case T::Int:
    case T::Long: return validate_integer(*facts, value);
    case T::Boolean:
      if (value == "true" || value == "false") return {};
      return invalid(name, value, "Expected value to be either true or false");
    case T::Ratio:
      if (is_ratio(value)) return {};
      return invalid(name, value, "Value must be between 0 and 1");
    case T::Word:
      if (is_one_of(value, facts->words)) return {};
      return invalid(name, value, "String must be one of: " + std::string(facts->words));
    case T::Words:
      if (are_all_of(value, facts->words)) return {};
      return invalid(name, value, "String must be one of: " + std::string(facts->words));
  }
  return {};
}

}  // namespace barnabas::cluster
