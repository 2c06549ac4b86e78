// Which of a broker's settings give a topic's defaults.
//
// Kafka: org.apache.kafka.server.config.ServerTopicConfigSynonyms (3.9).
#include <cstddef>

#include "core/cluster/config_def.h"
#include "core/cluster/config_value.h"

namespace barnabas::cluster {
namespace {

constexpr std::int64_t kMinutes = 60'000;
constexpr std::int64_t kHours = 3'600'000;

struct Row {
  std::string_view topic;
  std::string_view broker;
  std::int64_t factor = 1;
};

constexpr Row kRows[] = {
    {"cleanup.policy", "log.cleanup.policy"},
    {"compression.gzip.level", "compression.gzip.level"},
    {"compression.lz4.level", "compression.lz4.level"},
    {"compression.type", "compression.type"},
    {"compression.zstd.level", "compression.zstd.level"},
    {"delete.retention.ms", "log.cleaner.delete.retention.ms"},
    {"file.delete.delay.ms", "log.segment.delete.delay.ms"},
    {"flush.messages", "log.flush.interval.messages"},
    {"flush.ms", "log.flush.interval.ms"},
    {"flush.ms", "log.flush.scheduler.interval.ms"},
    {"index.interval.bytes", "log.index.interval.bytes"},
    {"local.retention.bytes", "log.local.retention.bytes"},
    {"local.retention.ms", "log.local.retention.ms"},
    {"max.compaction.lag.ms", "log.cleaner.max.compaction.lag.ms"},
    {"max.message.bytes", "message.max.bytes"},
    {"message.downconversion.enable", "log.message.downconversion.enable"},
    {"message.timestamp.after.max.ms", "log.message.timestamp.after.max.ms"},
    {"message.timestamp.before.max.ms", "log.message.timestamp.before.max.ms"},
    {"message.timestamp.difference.max.ms", "log.message.timestamp.difference.max.ms"},
    {"message.timestamp.type", "log.message.timestamp.type"},
    {"min.cleanable.dirty.ratio", "log.cleaner.min.cleanable.ratio"},
    {"min.compaction.lag.ms", "log.cleaner.min.compaction.lag.ms"},
    {"min.insync.replicas", "min.insync.replicas"},
    {"preallocate", "log.preallocate"},
    {"retention.bytes", "log.retention.bytes"},
    {"retention.ms", "log.retention.ms"},
    {"retention.ms", "log.retention.minutes", kMinutes},
    {"retention.ms", "log.retention.hours", kHours},
    {"segment.bytes", "log.segment.bytes"},
    {"segment.index.bytes", "log.index.size.max.bytes"},
    {"segment.jitter.ms", "log.roll.jitter.ms"},
    {"segment.jitter.ms", "log.roll.jitter.hours", kHours},
    {"segment.ms", "log.roll.ms"},
    {"segment.ms", "log.roll.hours", kHours},
    {"unclean.leader.election.enable", "unclean.leader.election.enable"},
};

std::string times(const std::string& text, std::int64_t factor) {
  if (factor == 1) return text;
  const std::optional<std::int64_t> value = parse_integer(text);
  if (!value || *value < 0) return text;  // -1 is no limit in every unit
  return std::to_string(*value * factor);
}

}  // namespace

std::vector<ConfigSynonym> broker_synonyms(std::string_view topic_setting) {
  std::vector<ConfigSynonym> result;
  for (const Row& row : kRows) {
    if (row.topic == topic_setting) result.push_back({row.broker, row.factor});
  }
  return result;
}

std::optional<std::string> topic_default(std::string_view topic_setting,
                                         const ConfigSettings& broker_settings, Profile profile) {
  const std::vector<ConfigSynonym> synonyms = broker_synonyms(topic_setting);
  for (const ConfigSynonym& synonym : synonyms) {
    const auto stated = broker_settings.find(std::string(synonym.broker_name));
    if (stated != broker_settings.end()) return times(stated->second, synonym.factor);
  }
  for (const ConfigSynonym& synonym : synonyms) {
    const auto text = default_text(ConfigScope::Broker, synonym.broker_name, profile);
    if (text) return times(std::string(*text), synonym.factor);
  }
  const auto text = default_text(ConfigScope::Topic, topic_setting, profile);
  if (!text) return std::nullopt;
  return std::string(*text);
}

}  // namespace barnabas::cluster
