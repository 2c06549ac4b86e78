// Deleting the oldest segments: below the log's start, beyond its size, older than its time.
//
// Kafka: UnifiedLog.deleteOldSegments. The log start is raised before a file is touched; nothing at
// or above the high watermark goes, and the last segment only if it is not empty (a new one then
// takes its place).
#include <algorithm>

#include "core/base/check.h"
#include "core/log/log.h"

namespace barnabas::log {

bool Log::can_delete(std::size_t segment, Offset high_watermark) const {
  const bool is_last = segment + 1 == segments_.size();
  const Offset upper = is_last ? end_ : segments_[segment + 1].base_offset;
  const bool is_copied =
      high_watermark >= upper || config_.sabotage == Sabotage::RetentionIgnoresHighWatermark;
  return is_copied && !(is_last && segments_[segment].size == 0);
}

std::size_t Log::count_deletable_by_start(Offset high_watermark) const {
  std::size_t count = 0;
  while (count + 1 < segments_.size() && can_delete(count, high_watermark) &&
         segments_[count + 1].base_offset <= log_start_) {
    ++count;
  }
  return count;
}

std::size_t Log::count_deletable_by_size(Offset high_watermark) const {
  if (config_.retention_bytes < 0) return 0;
  std::int64_t excess = static_cast<std::int64_t>(size()) - config_.retention_bytes;
  std::size_t count = 0;
  while (count < segments_.size() && can_delete(count, high_watermark) &&
         excess >= std::int64_t{segments_[count].size}) {
    excess -= segments_[count].size;
    ++count;
  }
  return count;
}

std::size_t Log::count_deletable_by_time(Offset high_watermark, WallTime now) const {
  if (config_.retention_ms < 0) return 0;
  std::size_t count = 0;
  while (count < segments_.size() && can_delete(count, high_watermark)) {
    const Segment& segment = segments_[count];
    const std::int64_t newest =
        segment.largest.timestamp >= 0 ? segment.largest.timestamp : segment.modified.ms;
    if (now.ms - newest <= config_.retention_ms) break;
    ++count;
  }
  return count;
}

Result<std::int32_t> Log::drop_oldest(FileSystem& files, std::size_t count, WallTime now) {
  if (count == 0) return 0;
  if (count == segments_.size()) {
    if (auto done = roll_to(files, end_, now); !done) return done.error();
  }
  const bool goes_too_far =
      config_.sabotage == Sabotage::LogStartAtSegment && count + 1 < segments_.size();
  const Offset start = segments_[goes_too_far ? count + 1 : count].base_offset;
  if (start > log_start_) {
    log_start_ = start;
    recovery_point_ = std::max(recovery_point_, start);
    producers_.on_log_start(start);
    if (epochs_.truncate_from_start(start)) {
      if (auto done = write_epochs(files); !done) return done.error();
    }
  }
  const std::int64_t due_ms = now.ms + config_.file_delete_delay_ms;
  if (auto done = delete_segments(files, 0, count, due_ms); !done) return done.error();
  return static_cast<std::int32_t>(count);
}

Result<std::int32_t> Log::delete_old_segments(FileSystem& files, Offset high_watermark,
                                              WallTime now) {
  BARNABAS_CHECK_MSG(!failed_, directory_);
  latest_now_ = now;
  std::int32_t deleted = 0;
  const auto by_start = drop_oldest(files, count_deletable_by_start(high_watermark), now);
  if (!by_start) return by_start;
  deleted += *by_start;
  if (!config_.delete_policy) return deleted;
  const auto by_size = drop_oldest(files, count_deletable_by_size(high_watermark), now);
  if (!by_size) return by_size;
  deleted += *by_size;
  const auto by_time = drop_oldest(files, count_deletable_by_time(high_watermark, now), now);
  if (!by_time) return by_time;
  return deleted + *by_time;
}

Result<bool> Log::maybe_increment_log_start(FileSystem& files, Offset offset,
                                            Offset high_watermark) {
  BARNABAS_CHECK_MSG(!failed_, directory_);
  if (offset > high_watermark || offset > end_) {
    return Error{Errc::OutOfRange, "log start " + std::to_string(offset.value) +
                                       " is above the high watermark " +
                                       std::to_string(high_watermark.value)};
  }
  if (offset <= log_start_) return false;
  log_start_ = offset;
  recovery_point_ = std::max(recovery_point_, offset);
  producers_.on_log_start(offset);
  if (epochs_.truncate_from_start(offset)) {
    if (auto done = write_epochs(files); !done) return done.error();
  }
  return true;
}

}  // namespace barnabas::log
