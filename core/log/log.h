// The log of one partition on one broker: segments, indexes, leader epochs, and what of it is durable.
//
// A Log is a value: it holds no file content but knows its segments, and reads and writes through the
// FileSystem that each call is given. It assigns offsets when the leader appends and keeps those it is told
// when a follower appends.
//
// Invariants:
//  1. log_start_offset <= recovery_point <= log_end_offset, and the active segment is the last one.
//  2. Segments are contiguous and ordered; each is named by its base offset, 20 digits.
//  3. Batch offsets strictly increase; leader epochs never decrease (checked on append).
//  4. The epoch cache equals what recomputing it from the batches gives.
// The high watermark is not the log's: its owner passes it where a bound is needed.
//
// Kafka: UnifiedLog, LocalLog, LogSegment, LogLoader (3.9).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/log/epoch_cache.h"
#include "core/log/log_config.h"
#include "core/log/segment.h"
#include "core/ports/file_system.h"
#include "core/protocol/error_code.h"
#include "core/record/file_slice.h"

namespace barnabas::log {

// What an append did, or the error that refused it. `storage` tells that the device failed (the log must go
// offline); every other error left the log as it was.
struct AppendResult {
  ErrorCode error = ErrorCode::None;
  std::string message;
  Offset first_offset{-1};
  Offset last_offset{-1};
  LeaderEpoch last_epoch{-1};
  std::int64_t log_append_time = record::kNoTimestamp;
  std::int64_t max_timestamp = record::kNoTimestamp;
  bool rolled = false;        // a new segment was started; the older ones want a flush
  bool needs_flush = false;   // flush.messages was reached: the owner must not acknowledge before it
  bool storage_failed = false;
};

struct ReadResult {
  ErrorCode error = ErrorCode::None;
  record::FileSlice slice;     // empty at the end of the log
};

// Where a leader epoch ends in this log; {-1, -1} when it is not known.
struct EpochEndOffset {
  LeaderEpoch epoch{-1};
  Offset end_offset{-1};
  friend bool operator==(const EpochEndOffset&, const EpochEndOffset&) = default;
};

// What opening a log found and mended, for the story.
struct RecoveryReport {
  bool was_clean = true;
  Offset log_end_before{-1};       // -1 when nothing was cut
  std::uint64_t bytes_cut = 0;
  std::int32_t segments_dropped = 0;
  std::int32_t segments_recovered = 0;
};

class Log {
 public:
  // Opens or creates the log in `directory`. After an unclean stop, everything from the recovery point on is
  // read, checked and cut at the first bad batch; a clean log is trusted.
  static Result<Log> open(FileSystem& files, std::string directory, const LogConfig& config,
                          Offset log_start_offset, Offset recovery_point, bool clean, WallTime now,
                          RecoveryReport& report);

  Offset log_start_offset() const;
  Offset log_end_offset() const;
  Offset recovery_point() const;  // everything below is durable
  const LogConfig& config() const;
  const std::string& directory() const;
  std::uint64_t size() const;     // bytes over all segments
  const EpochCache& epochs() const;
  const std::vector<Segment>& segments() const;

  // --- writing
  AppendResult append_as_leader(FileSystem& files, const Rope& records, LeaderEpoch epoch, WallTime now);
  AppendResult append_as_follower(FileSystem& files, const Rope& records, WallTime now);
  // Notes that `epoch` starts at the log's end, when a leader takes over (KAFKA-7415).
  Result<void> assign_epoch_start(FileSystem& files, LeaderEpoch epoch);
  Result<void> truncate_to(FileSystem& files, Offset offset);
  Result<void> truncate_fully_and_start_at(FileSystem& files, Offset offset);
  void set_config(const LogConfig& config);

  // --- reading
  // Whole or cut batches from the one that holds `from`, below `upper_bound`, at most `max_bytes`, but the
  // first batch whole when `min_one_batch`. OFFSET_OUT_OF_RANGE outside [start, end].
  ReadResult read(const FileSystem& files, Offset from, Offset upper_bound, std::int32_t max_bytes,
                  bool min_one_batch) const;
  EpochEndOffset end_offset_for_epoch(LeaderEpoch epoch) const;
  LeaderEpoch latest_epoch() const;
  // The first offset at or after a timestamp, with its own timestamp; nothing when all are older.
  struct TimestampOffset {
    std::int64_t timestamp = record::kNoTimestamp;
    Offset offset{-1};
    LeaderEpoch epoch{-1};
  };
  Result<std::optional<TimestampOffset>> find_by_timestamp(const FileSystem& files,
                                                           std::int64_t timestamp) const;
  // The record with the largest timestamp (ListOffsets -3, KIP-734).
  Result<std::optional<TimestampOffset>> find_max_timestamp(const FileSystem& files) const;

  // --- durability
  // Files that must be synced so that everything below the log's end becomes durable; empty when nothing is.
  std::vector<FileId> files_to_flush() const;
  // The owner reports that a flush of everything below `offset` is done.
  Result<void> mark_flushed(FileSystem& files, Offset offset);
  Result<void> flush(FileSystem& files);  // both at once, for roll, close and checkpoints

  // --- retention
  // Deletes old segments by time and size, never at or above the high watermark. Removed files are renamed
  // to *.deleted; `purge_deleted` removes those whose delay (file.delete.delay.ms) is over.
  Result<std::int32_t> delete_old_segments(FileSystem& files, Offset high_watermark, WallTime now);
  Result<void> purge_deleted(FileSystem& files, WallTime now);
  // DeleteRecords, or the leader's log start learnt by a follower. True when it moved.
  Result<bool> maybe_increment_log_start(FileSystem& files, Offset offset, Offset high_watermark);
  Result<void> roll(FileSystem& files, WallTime now);
  Result<void> close(FileSystem& files);   // flush, trim, close all files
  Result<void> remove(FileSystem& files);  // the whole directory: the topic is deleted

  void check_invariants() const;
  friend bool operator==(const Log&, const Log&) = default;
  void fold_into(class barnabas::Hasher& hasher) const;
};

}  // namespace barnabas::log
