// Cutting the end of a log, and deleting whole segments from either end.
//
// Kafka leaves truncations to the page cache. Here each is synced before anything can be appended
// behind it: on the journaling file systems that Kafka runs on, the synced epoch checkpoint that
// follows has that effect.
#include <algorithm>

#include "core/base/check.h"
#include "core/log/log.h"
#include "core/log/segment_files.h"

namespace barnabas::log {

Result<void> Log::truncate_to(FileSystem& files, Offset offset) {
  BARNABAS_CHECK_MSG(!failed_, directory_);
  if (config_.sabotage == Sabotage::TruncateOneBatchLess && offset < end_) {
    const auto kept = segments_[floor_segment(offset)].find_batch(files, offset);
    if (kept && *kept) offset = std::min((*kept)->header.next_offset(), end_);
  }
  if (config_.sabotage == Sabotage::TruncateOneBatchMore && offset < end_ && offset > log_start_)
    offset = offset.plus(-1);
  BARNABAS_CHECK(offset.value >= 0);
  if (offset >= end_) {
    // Nothing to cut, but the last epoch may be one in which no record was written and which the
    // leader never had (Kafka: UnifiedLog.truncateTo).
    const bool keeps = config_.sabotage == Sabotage::KeepEpochsOnTruncation;
    if (!keeps && epochs_.truncate_from_end(offset)) return write_epochs(files);
    return {};
  }
  if (offset < segments_.front().base_offset) return truncate_fully_and_start_at(files, offset);
  ++truncation_count_;
  const std::size_t keep = floor_segment(offset) + 1;
  if (auto done = delete_segments(files, keep, segments_.size() - keep, -1); !done) return done;
  if (auto done = active().truncate_to(files, offset, latest_now_); !done)
    return fail(done.error());
  if (auto done = active().sync(files); !done) return fail(done.error());
  end_ = offset;
  log_start_ = std::min(log_start_, offset);
  recovery_point_ = std::min(recovery_point_, offset);
  const bool keeps_epochs = config_.sabotage == Sabotage::KeepEpochsOnTruncation;
  if (!keeps_epochs && epochs_.truncate_from_end(offset)) {
    if (auto done = write_epochs(files); !done) return done;
  }
  auto done =
      producers_.rebuild(files, directory_, segments_, log_start_, end_, false, latest_now_);
  if (!done) return fail(done.error());
  return {};
}

Result<void> Log::truncate_fully_and_start_at(FileSystem& files, Offset offset) {
  BARNABAS_CHECK_MSG(!failed_, directory_);
  BARNABAS_CHECK(offset.value >= 0);
  ++truncation_count_;
  if (auto done = delete_segments(files, 0, segments_.size(), -1); !done) return done;
  auto segment = Segment::open(files, directory_, offset, latest_now_);
  if (!segment) return fail(segment.error());
  segments_.push_back(*segment);
  if (auto done = active().sync(files); !done) return fail(done.error());
  if (auto done = files.sync_directory(directory_); !done) return fail(done.error());
  end_ = offset;
  log_start_ = offset;
  recovery_point_ = offset;
  if (auto done = producers_.start_anew_at(files, directory_, offset); !done)
    return fail(done.error());
  if (epochs_.clear()) return write_epochs(files);
  return {};
}

// Beginning at the log's outer end, so that a stop halfway leaves no hole between segments.
Result<void> Log::delete_segments(FileSystem& files, std::size_t first, std::size_t count,
                                  std::int64_t due_ms) {
  if (count == 0) return {};
  const bool is_tail = first + count == segments_.size();
  for (std::size_t i = 0; i < count; ++i) {
    const Segment& segment = segments_[is_tail ? first + count - 1 - i : first + i];
    if (auto done = delete_segment_files(files, segment, due_ms); !done) return fail(done.error());
  }
  const auto from = segments_.begin() + static_cast<std::ptrdiff_t>(first);
  segments_.erase(from, from + static_cast<std::ptrdiff_t>(count));
  if (auto done = files.sync_directory(directory_); !done) return fail(done.error());
  return {};
}

// The log goes first: an index without its log is removed when the log is opened.
Result<void> Log::delete_segment_files(FileSystem& files, const Segment& segment,
                                       std::int64_t due_ms) {
  struct Part {
    std::string_view suffix;
    FileId file;
  };
  const Part parts[] = {{kLogSuffix, segment.file},
                        {kIndexSuffix, segment.offsets.file()},
                        {kTimeIndexSuffix, segment.times.file()}};
  for (const Part& part : parts) {
    auto done = rename_deleted(files, segment.base_offset, part.suffix, part.file, due_ms);
    if (!done) return done;
  }
  const bool has_snapshot =
      producers_.forget_snapshot(segment.base_offset) &&
      files.exists(segment_file_path(directory_, segment.base_offset, kSnapshotSuffix));
  if (!has_snapshot) return {};
  return rename_deleted(files, segment.base_offset, kSnapshotSuffix, kNoFile, due_ms);
}

Result<void> Log::rename_deleted(FileSystem& files, Offset base, std::string_view suffix,
                                 FileId file, std::int64_t due_ms) {
  const std::string path = segment_file_path(directory_, base, suffix);
  DeletedFile deleted{path + std::string(kDeletedSuffix), file, due_ms};
  // A segment of the same base may have been deleted a moment ago: its file gives way now.
  const auto same =
      std::find_if(deleted_.begin(), deleted_.end(),
                   [&deleted](const DeletedFile& d) { return d.path == deleted.path; });
  if (same != deleted_.end()) {
    if (same->file != kNoFile) files.close(same->file);
    deleted_.erase(same);
  }
  if (auto done = files.rename(path, deleted.path); !done) return done;
  deleted_.push_back(std::move(deleted));
  return {};
}

Result<void> Log::purge_deleted(FileSystem& files, WallTime now) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < deleted_.size(); ++i) {
    DeletedFile& deleted = deleted_[i];
    if (deleted.due_ms < 0) deleted.due_ms = now.ms + config_.file_delete_delay_ms;
    if (deleted.due_ms > now.ms) {
      if (kept != i) deleted_[kept] = deleted;
      ++kept;
      continue;
    }
    if (deleted.file != kNoFile) files.close(deleted.file);
    if (auto done = files.remove(deleted.path); !done) return fail(done.error());
  }
  deleted_.resize(kept);
  return {};
}

}  // namespace barnabas::log
