#include "core/log/log.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/hash.h"
#include "core/log/checkpoint_file.h"
#include "core/log/segment_files.h"

namespace barnabas::log {

std::uint64_t Log::size() const {
  std::uint64_t total = 0;
  for (const Segment& segment : segments_) total += segment.size;
  return total;
}

std::size_t Log::floor_segment(Offset offset) const {
  const auto above =
      std::upper_bound(segments_.begin(), segments_.end(), offset,
                       [](Offset o, const Segment& segment) { return o < segment.base_offset; });
  return above == segments_.begin() ? 0 : static_cast<std::size_t>(above - segments_.begin()) - 1;
}

// Kafka draws it at random per segment; here it is a hash of the segment's name, which needs no
// stream.
std::int64_t Log::roll_jitter_ms(Offset base_offset) const {
  const std::int64_t bound = std::min(config_.segment_jitter_ms, config_.segment_ms);
  if (bound <= 0) return 0;
  Hasher hasher;
  fold_value(hasher, directory_);
  fold_value(hasher, base_offset);
  return static_cast<std::int64_t>(hasher.digest() % static_cast<std::uint64_t>(bound));
}

Error Log::fail(const Error& error) {
  failed_ = true;
  return {error.code, directory_ + ": " + error.what};
}

Result<void> Log::write_epochs(FileSystem& files) {
  const auto done = replace_text_file(files, directory_, kEpochCheckpointFile, epochs_.to_text());
  if (!done) return fail(done.error());
  return {};
}

Result<void> Log::assign_epoch(FileSystem& files, LeaderEpoch epoch, Offset offset) {
  if (epoch.value < 0 || !epochs_.assign(epoch, offset)) return {};
  return write_epochs(files);
}

Result<void> Log::assign_epoch_start(FileSystem& files, LeaderEpoch epoch) {
  return assign_epoch(files, epoch, end_);
}

std::vector<FileId> Log::files_to_flush(Offset up_to) const {
  std::vector<FileId> ids;
  if (up_to <= recovery_point_ || config_.sabotage == Sabotage::FlushNothing) return ids;
  for (std::size_t i = floor_segment(recovery_point_); i < segments_.size(); ++i) {
    const Segment& segment = segments_[i];
    if (segment.base_offset >= up_to) break;
    ids.push_back(segment.file);
    ids.push_back(segment.offsets.file());
    ids.push_back(segment.times.file());
  }
  return ids;
}

Result<void> Log::mark_flushed(FileSystem& files, Offset offset) {
  const Offset flushed = std::min(offset, end_);
  if (flushed <= recovery_point_) return {};
  bool has_new_segment = false;
  for (std::size_t i = floor_segment(recovery_point_); i < segments_.size(); ++i) {
    const Offset base = segments_[i].base_offset;
    has_new_segment |= base >= recovery_point_ && base < flushed;
  }
  if (has_new_segment) {
    if (const auto done = files.sync_directory(directory_); !done) return fail(done.error());
  }
  recovery_point_ = flushed;
  return {};
}

Result<void> Log::flush(FileSystem& files, Offset up_to) {
  for (const FileId id : files_to_flush(up_to)) {
    if (const auto done = files.sync(id); !done) return fail(done.error());
  }
  return mark_flushed(files, up_to);
}

Result<void> Log::close(FileSystem& files) {
  if (auto done = producers_.take_snapshot(files, directory_, true); !done)
    return fail(done.error());
  if (auto done = active().seal(files); !done) return fail(done.error());
  // The active segment is synced in any case, also when it is empty: its files must be there.
  if (auto done = active().sync(files); !done) return fail(done.error());
  if (auto done = flush(files); !done) return done;
  if (const auto done = files.sync_directory(directory_); !done) return fail(done.error());
  for (Segment& segment : segments_) segment.close(files);
  for (const DeletedFile& deleted : deleted_) {
    if (deleted.file != kNoFile) files.close(deleted.file);
  }
  failed_ = true;  // Nothing may be done with a closed log.
  return {};
}

Result<void> Log::remove(FileSystem& files) {
  for (Segment& segment : segments_) segment.close(files);
  for (const DeletedFile& deleted : deleted_) {
    if (deleted.file != kNoFile) files.close(deleted.file);
  }
  failed_ = true;
  const auto names = files.list(directory_);
  if (!names) return names.error();
  for (const std::string& name : *names) {
    if (const auto done = files.remove(path_in(directory_, name)); !done) return done.error();
  }
  return files.remove_directory(directory_);
}

void Log::check_invariants() const {
  BARNABAS_CHECK(!segments_.empty());
  BARNABAS_CHECK(log_start_ <= recovery_point_ && recovery_point_ <= end_);  // 1
  BARNABAS_CHECK(segments_.front().base_offset <= log_start_);
  for (std::size_t i = 0; i + 1 < segments_.size(); ++i) {
    BARNABAS_CHECK(segments_[i].base_offset < segments_[i + 1].base_offset);  // 2
  }
  BARNABAS_CHECK(active().base_offset <= end_);
  for (const EpochEntry& entry : epochs_.entries()) {
    BARNABAS_CHECK(entry.start_offset <= end_);  // 4
  }
}

void Log::fold_into(Hasher& hasher) const {
  fold_value(hasher, directory_);
  fold_value(hasher, config_);
  fold_value(hasher, log_start_);
  fold_value(hasher, end_);
  fold_value(hasher, recovery_point_);
  fold_value(hasher, segments_);
  fold_value(hasher, epochs_);
  fold_value(hasher, producers_);
  fold_value(hasher, deleted_);
  fold_value(hasher, latest_now_);
  fold_value(hasher, truncation_count_);
  fold_value(hasher, failed_);
}

}  // namespace barnabas::log
