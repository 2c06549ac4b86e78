#include "core/log/append_validator.h"

#include <optional>
#include <utility>

#include "core/record/record.h"

namespace barnabas::log {
namespace {

using record::TimestampType;

Verdict refuse(ErrorCode error, std::string message) {
  Verdict verdict;
  verdict.error = error;
  verdict.message = std::move(message);
  return verdict;
}

bool has_append_time_flag(const record::BatchHeader& header) {
  return (header.attributes & record::attribute::kLogAppendTime) != 0;
}

// Differences are taken without overflow: a distance that does not fit is larger than any bound.
bool is_further_than(std::int64_t from, std::int64_t to, std::int64_t bound) {
  if (to <= from) return false;
  return static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from) >
         static_cast<std::uint64_t>(bound);
}

ErrorCode judge_timestamp(const record::BatchHeader& header, std::int64_t timestamp,
                          const LogConfig& config, WallTime now) {
  if (config.timestamp_type == TimestampType::CreateTime && timestamp != record::kNoTimestamp) {
    const bool is_out = is_further_than(timestamp, now.ms, config.timestamp_before_max_ms) ||
                        is_further_than(now.ms, timestamp, config.timestamp_after_max_ms);
    return is_out ? ErrorCode::InvalidTimestamp : ErrorCode::None;
  }
  return has_append_time_flag(header) ? ErrorCode::InvalidTimestamp : ErrorCode::None;
}

Verdict validate_counts(const record::BatchHeader& header) {
  if (header.last_offset_delta < 0) {
    return refuse(ErrorCode::InvalidRecord, "Batch has an invalid offset range");
  }
  if (header.record_count <= 0) {
    return refuse(ErrorCode::InvalidRecord, "Invalid reported count for record batch: " +
                                                std::to_string(header.record_count));
  }
  if (std::int64_t{header.last_offset_delta} + 1 != header.record_count) {
    return refuse(ErrorCode::InvalidRecord,
                  "Inconsistent batch offset range and count of records " +
                      std::to_string(header.record_count));
  }
  if (header.is_control()) {
    return refuse(ErrorCode::InvalidRecord, "Clients are not allowed to write control records");
  }
  if (header.has_producer() && header.base_sequence.value < 0) {
    return refuse(ErrorCode::InvalidRecord, "Invalid sequence number " +
                                                std::to_string(header.base_sequence.value) +
                                                " in record batch with producerId " +
                                                std::to_string(header.producer_id.value));
  }
  return {};
}

Verdict validate_compressed(const record::Batch& batch, const LogConfig& config, WallTime now) {
  Verdict verdict;
  verdict.max_timestamp = batch.header.max_timestamp;
  verdict.error = judge_timestamp(batch.header, verdict.max_timestamp, config, now);
  if (verdict.error != ErrorCode::None) {
    verdict.message = "One or more records have been rejected due to invalid timestamp";
  }
  return verdict;
}

struct RecordErrors {
  std::int32_t count = 0;
  std::int32_t first = -1;
  bool has_bad_timestamp = false;

  void add(std::int32_t index, ErrorCode error) {
    if (count++ == 0) first = index;
    has_bad_timestamp |= error == ErrorCode::InvalidTimestamp;
  }
  Verdict verdict() const {
    if (has_bad_timestamp) {
      return refuse(ErrorCode::InvalidTimestamp,
                    "One or more records have been rejected due to invalid timestamp");
    }
    return refuse(ErrorCode::InvalidRecord,
                  "One or more records have been rejected due to " + std::to_string(count) +
                      " record errors, the first at index " + std::to_string(first));
  }
};

}  // namespace

Verdict validate_batch_bytes(const record::Batch& batch, const LogConfig& config,
                             AppendOrigin origin) {
  const record::BatchHeader& header = batch.header;
  if (origin == AppendOrigin::Client && header.base_offset.value != 0) {
    return refuse(ErrorCode::InvalidRecord,
                  "The baseOffset of the record batch should be 0, but it is " +
                      std::to_string(header.base_offset.value));
  }
  if (header.size() > static_cast<std::uint32_t>(config.max_message_bytes)) {
    return refuse(ErrorCode::MessageTooLarge,
                  "The record batch size is " + std::to_string(header.size()) +
                      " bytes, which exceeds the maximum configured value of " +
                      std::to_string(config.max_message_bytes));
  }
  const Result<void> valid = record::validate(batch);
  if (!valid) return refuse(ErrorCode::CorruptMessage, "Record is corrupt: " + valid.error().what);
  return {};
}

Verdict validate_batch_records(const record::Batch& batch, const LogConfig& config,
                               AppendOrigin origin, WallTime now) {
  if (origin == AppendOrigin::Client) {
    Verdict counts = validate_counts(batch.header);
    if (counts.error != ErrorCode::None) return counts;
  }
  if (batch.header.compression() != record::Compression::None) {
    return validate_compressed(batch, config, now);
  }
  Verdict verdict;
  RecordErrors errors;
  record::RecordReader reader(batch);
  for (std::int32_t index = 0; const auto record = reader.next(); ++index) {
    const std::int64_t timestamp = reader.timestamp_of(*record);
    ErrorCode error = ErrorCode::None;
    if (config.compact_policy && !record->key) {
      error = ErrorCode::InvalidRecord;
    } else {
      error = judge_timestamp(batch.header, timestamp, config, now);
    }
    if (error != ErrorCode::None) errors.add(index, error);
    if (timestamp > verdict.max_timestamp) verdict.max_timestamp = timestamp;
  }
  if (reader.is_malformed()) {
    return refuse(ErrorCode::InvalidRecord, "The records of the batch do not decode");
  }
  if (errors.count > 0) return errors.verdict();
  return verdict;
}

record::BatchHeader stamp_header(const record::Batch& batch, Offset base_offset, LeaderEpoch epoch,
                                 const LogConfig& config, std::int64_t max_timestamp,
                                 WallTime now) {
  record::BatchHeader header = batch.header;
  header.base_offset = base_offset;
  header.leader_epoch = epoch;
  if (config.timestamp_type == TimestampType::LogAppendTime) {
    header.attributes =
        static_cast<std::int16_t>(header.attributes | record::attribute::kLogAppendTime);
    header.max_timestamp = now.ms;
  } else {
    header.attributes =
        static_cast<std::int16_t>(header.attributes & ~record::attribute::kLogAppendTime);
    header.max_timestamp = max_timestamp;
  }
  if (header.attributes != batch.header.attributes ||
      header.max_timestamp != batch.header.max_timestamp) {
    header.crc = record::compute_crc(header, batch.body);
  }
  return header;
}

}  // namespace barnabas::log
