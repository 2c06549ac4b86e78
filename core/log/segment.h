// One segment of a log: a file of batches and its two sparse indexes.
//
// Only the log's last segment is written. The segment knows its file's size, its largest timestamp,
// and how many bytes lie behind its last index entry; the batches themselves are in the file.
//
// Invariants: every batch's offsets lie at or above the base offset; `size` is the file's size; the
// indexes point into the file.
//
// Kafka: LogSegment (3.9: at most one index entry per batch, not per append).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/log/batch_scan.h"
#include "core/log/log_config.h"
#include "core/log/offset_index.h"
#include "core/log/time_index.h"
#include "core/ports/file_system.h"
#include "core/record/batch.h"

namespace barnabas::log {

// What is about to be appended in one call, as the roll rules want to know it.
struct AppendShape {
  std::uint64_t size = 0;
  Offset first_offset;
  Offset last_offset;
  std::int64_t max_timestamp = record::kNoTimestamp;
};

struct Segment {
  Offset base_offset;
  FileId file = kNoFile;
  std::uint32_t size = 0;
  OffsetIndex offsets;
  TimeIndex times;
  TimestampEntry largest;  // the largest timestamp so far and the last offset of its batch
  std::int64_t first_batch_timestamp = record::kNoTimestamp;
  std::uint32_t bytes_since_index_entry = 0;
  OffsetPosition
      last_batch;     // base offset and position of the last one appended, where most reads begin
  WallTime created;   // when it was made or opened: counts for the roll by time if batches have no
                      // timestamps
  WallTime modified;  // the last append, for retention by time if batches have no timestamps

  // Creates the files, or opens existing ones as they are (see recover).
  static Result<Segment> open(FileSystem& files, std::string_view directory, Offset base_offset,
                              WallTime now);

  Result<void> append(FileSystem& files, const record::BatchHeader& header, const SharedBytes& body,
                      std::int32_t index_interval_bytes, bool indexes_behind = false);
  bool should_roll(const LogConfig& config, std::int64_t jitter_ms, const AppendShape& shape,
                   WallTime now) const;
  // The largest timestamp becomes the time index's last entry: at a roll, at a close, after
  // recovery.
  Result<void> seal(FileSystem& files);

  // The first batch whose last offset is at or above `offset`; nothing when there is none. An error
  // means that index or log are damaged.
  Result<std::optional<ScannedBatch>> find_batch(const FileSystem& files, Offset offset) const;
  // The offset behind the last batch; the base offset when the segment is empty.
  Result<Offset> read_next_offset(const FileSystem& files) const;

  // Cuts at the start of the batch that holds `offset`, or of the first one behind it.
  Result<void> truncate_to(FileSystem& files, Offset offset, WallTime now);
  // Makes the segment's three files durable.
  Result<void> sync(FileSystem& files) const;
  void close(FileSystem& files);

  // Whether `offset` can be told relative to this segment's base.
  bool holds_relative(Offset offset) const {
    const std::int64_t relative = offset.minus(base_offset);
    return relative >= 0 && relative <= INT32_MAX;
  }
  friend bool operator==(const Segment&, const Segment&) = default;
};

}  // namespace barnabas::log
