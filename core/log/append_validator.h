// What a leader checks of a batch before it takes it, and what it writes into the batch's header.
//
// Kafka: LogValidator (assignOffsetsNonCompressed). Records inside a compressed batch are not
// looked at: their timestamps are judged by the batch's largest one.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/time.h"
#include "core/log/log_config.h"
#include "core/log/log_results.h"
#include "core/record/batch.h"

namespace barnabas::log {

struct Verdict {
  ErrorCode error = ErrorCode::None;
  std::string message;
  std::int64_t max_timestamp = record::kNoTimestamp;  // over the records
};

// Size, checksum, and that a client did not choose its own offset: asked of every batch, in this
// order.
Verdict validate_batch_bytes(const record::Batch& batch, const LogConfig& config,
                             AppendOrigin origin);
// Counts, flags and each record, of the one batch that an append to a leader has.
Verdict validate_batch_records(const record::Batch& batch, const LogConfig& config,
                               AppendOrigin origin, WallTime now);

// The header as the leader stores it: offset, epoch, timestamp type and largest timestamp; the
// checksum is computed anew only if it changes.
record::BatchHeader stamp_header(const record::Batch& batch, Offset base_offset, LeaderEpoch epoch,
                                 const LogConfig& config, std::int64_t max_timestamp, WallTime now);

}  // namespace barnabas::log
