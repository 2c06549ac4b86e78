// What the calls of a log answer.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/ids.h"
#include "core/protocol/error_code.h"
#include "core/record/batch.h"
#include "core/record/file_slice.h"

namespace barnabas::log {

// Who appends on the leader. Clients may not write control batches, and must send base offset 0.
enum class AppendOrigin : std::uint8_t { Client, Coordinator };

// What an append did, or the error that refused it. `storage_failed` tells that the device failed
// (the log must go offline); every other error left the batches of the log as they were (though, as
// in Kafka, a refused append may have started an epoch or a segment).
struct AppendResult {
  ErrorCode error = ErrorCode::None;
  std::string message;
  Offset first_offset{-1};  // -1 when there was nothing to append
  Offset last_offset{-1};
  LeaderEpoch last_epoch{-1};
  std::int64_t log_append_time = record::kNoTimestamp;  // -1 unless the topic stamps it
  std::int64_t max_timestamp = record::kNoTimestamp;
  bool duplicate =
      false;  // nothing was written: the offsets are those that the batch got the first time
  bool rolled = false;       // a new segment was started; the older ones want a flush
  bool needs_flush = false;  // flush.messages was reached: the owner must not acknowledge before it
  bool storage_failed = false;
};

struct ReadResult {
  ErrorCode error = ErrorCode::None;
  record::FileSlice slice;  // empty at the end of the log
};

// A record found by its timestamp.
struct TimestampOffset {
  std::int64_t timestamp = record::kNoTimestamp;
  Offset offset{-1};
  LeaderEpoch epoch{-1};
  friend bool operator==(const TimestampOffset&, const TimestampOffset&) = default;
};

// What opening a log found and mended, for the story.
struct RecoveryReport {
  bool was_clean = true;
  Offset log_end_before{
      -1};  // where the records that were still readable ended; -1 when nothing was cut
  std::uint64_t bytes_cut = 0;
  std::int32_t segments_dropped = 0;
  std::int32_t segments_recovered = 0;
};

}  // namespace barnabas::log
