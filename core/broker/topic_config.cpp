#include "core/broker/topic_config.h"

#include <charconv>
#include <string_view>

namespace barnabas::broker {
namespace {

template <class Int>
void take(const std::map<std::string, std::string>& config, const char* name, Int& into) {
  const auto found = config.find(name);
  if (found == config.end()) return;
  Int value{};
  const char* end = found->second.data() + found->second.size();
  const auto parsed = std::from_chars(found->second.data(), end, value);
  if (parsed.ec == std::errc{} && parsed.ptr == end) into = value;
}

}  // namespace

log::LogConfig with_topic_config(log::LogConfig log,
                                 const std::map<std::string, std::string>& config) {
  take(config, "segment.bytes", log.segment_bytes);
  take(config, "segment.ms", log.segment_ms);
  take(config, "segment.jitter.ms", log.segment_jitter_ms);
  take(config, "segment.index.bytes", log.segment_index_bytes);
  take(config, "index.interval.bytes", log.index_interval_bytes);
  take(config, "retention.ms", log.retention_ms);
  take(config, "retention.bytes", log.retention_bytes);
  take(config, "flush.messages", log.flush_messages);
  take(config, "flush.ms", log.flush_ms);
  take(config, "file.delete.delay.ms", log.file_delete_delay_ms);
  take(config, "max.message.bytes", log.max_message_bytes);
  take(config, "message.timestamp.before.max.ms", log.timestamp_before_max_ms);
  take(config, "message.timestamp.after.max.ms", log.timestamp_after_max_ms);
  const auto type = config.find("message.timestamp.type");
  if (type != config.end()) {
    log.timestamp_type = type->second == "LogAppendTime" ? record::TimestampType::LogAppendTime
                                                         : record::TimestampType::CreateTime;
  }
  take(config, "compression.gzip.level", log.compression.gzip_level);
  take(config, "compression.lz4.level", log.compression.lz4_level);
  take(config, "compression.zstd.level", log.compression.zstd_level);
  const auto codec = config.find("compression.type");
  if (codec != config.end()) log.compression.codec = find_codec(codec->second);
  const auto policy = config.find("cleanup.policy");
  if (policy != config.end()) {
    log.delete_policy = policy->second.find("delete") != std::string::npos;
    log.compact_policy = policy->second.find("compact") != std::string::npos;
  }
  return log;
}

std::int32_t min_insync_replicas_of(const std::map<std::string, std::string>& config,
                                    std::int32_t fallback) {
  take(config, "min.insync.replicas", fallback);
  return fallback;
}

}  // namespace barnabas::broker
