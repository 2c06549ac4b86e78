// The settings of one partition's log, in Kafka's units and with Kafka's defaults (3.9).
#pragma once

#include <cstdint>

#include "core/base/sabotage.h"
#include "core/ports/compressor.h"

namespace barnabas::log {

struct LogConfig {
  std::int32_t segment_bytes = 1073741824;
  std::int64_t segment_ms = 168LL * 3600 * 1000;
  std::int64_t segment_jitter_ms = 0;
  std::int32_t segment_index_bytes = 10485760;
  std::int32_t index_interval_bytes = 4096;
  std::int64_t retention_ms = 168LL * 3600 * 1000;  // -1: no limit
  std::int64_t retention_bytes = -1;                // -1: no limit
  std::int64_t flush_messages = INT64_MAX;          // flush.messages: 1 flushes every append
  std::int64_t flush_ms = INT64_MAX;
  std::int64_t file_delete_delay_ms = 60000;
  std::int64_t producer_id_expiration_ms = 86400000;
  // Before 2.5 (KAFKA-7190, KIP-360) a producer was forgotten with the last of its records, and one
  // that is not known had to begin at sequence 0.
  bool forgets_producers_with_records = false;
  std::int32_t max_message_bytes = 1048588;
  CompressionChoice compression;  // without a codec ("producer"): as the producer sent it
  bool delete_policy = true;      // cleanup.policy contains "delete"
  bool compact_policy = false;
  record::TimestampType timestamp_type = record::TimestampType::CreateTime;
  std::int64_t timestamp_before_max_ms = INT64_MAX;
  std::int64_t timestamp_after_max_ms = INT64_MAX;
  Sabotage sabotage = Sabotage::None;

  friend bool operator==(const LogConfig&, const LogConfig&) = default;
};

}  // namespace barnabas::log
