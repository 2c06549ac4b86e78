// What a leader does about compression before it appends: it looks into compressed batches, and
// brings batches to the codec that the topic demands.
//
// Kafka: LogValidator.validateMessagesAndAssignOffsetsCompressed, convertAndAssignOffsets. Unlike
// Kafka, a batch whose inner offsets do not count up from 0 is refused and not rebuilt; no client
// sends such a one.
#pragma once

#include <string>

#include "core/base/rope.h"
#include "core/log/log_config.h"
#include "core/ports/compressor.h"
#include "core/protocol/error_code.h"

namespace barnabas::broker {

struct PreparedRecords {
  ErrorCode error = ErrorCode::None;
  std::string message;
  Rope bytes;  // what to append; the very bytes that came where nothing had to be done
};

// Malformed bytes are passed on: the log refuses them in its own words.
PreparedRecords prepare_records(const Rope& bytes, const log::LogConfig& config,
                                const Compressor* compressor);

}  // namespace barnabas::broker
