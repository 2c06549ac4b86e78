// The log of one partition on one broker: segments, indexes, leader epochs, and what of it is
// durable.
//
// A Log is a value: it holds no file content but knows its segments, and reads and writes through
// the FileSystem that each call is given. It assigns offsets when the leader appends and keeps
// those it is told when a follower appends. After a storage failure the value must be dropped and
// the log opened again.
//
// Invariants:
//  1. log_start_offset <= recovery_point <= log_end_offset, and the active segment is the last one.
//  2. Segments are ordered; each is named by its base offset, 20 digits. They are contiguous,
//  except where a
//     follower was given offsets with a gap (compaction).
//  3. Batch offsets strictly increase. (Leader epochs do, too, unless a protocol variant breaks it:
//  like
//     Kafka, the log then only cuts the epoch cache.)
//  4. Every epoch of the epoch cache starts at or below the log's end.
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
#include "core/log/log_results.h"
#include "core/log/producer_tracker.h"
#include "core/log/segment.h"
#include "core/ports/file_system.h"
#include "core/record/file_slice.h"

namespace barnabas::log {

class Log {
 public:
  // Opens or creates the log in `directory`. After an unclean stop, everything from the recovery
  // point on is read, checked and cut at the first bad batch; a clean log is trusted.
  static Result<Log> open(FileSystem& files, std::string directory, const LogConfig& config,
                          Offset log_start_offset, Offset recovery_point, bool clean, WallTime now,
                          RecoveryReport& report);

  Offset log_start_offset() const { return log_start_; }
  Offset log_end_offset() const { return end_; }
  Offset recovery_point() const { return recovery_point_; }  // everything below is durable
  const LogConfig& config() const { return config_; }
  const std::string& directory() const { return directory_; }
  std::uint64_t size() const;  // bytes over all segments
  const EpochCache& epochs() const { return epochs_; }
  const ProducerState& producers() const { return producers_.state; }
  const std::vector<Segment>& segments() const { return segments_; }
  // Rises with every truncation. A flush that was started under a lower count must not be reported
  // to mark_flushed: what it synced may have been cut and written anew.
  std::uint32_t truncation_count() const { return truncation_count_; }
  bool has_failed() const { return failed_; }

  // --- writing
  AppendResult append_as_leader(FileSystem& files, const Rope& records, LeaderEpoch epoch,
                                WallTime now, AppendOrigin origin = AppendOrigin::Client);
  // Batches of an epoch above `current_epoch`, and what follows them, are left out (KAFKA-18723).
  AppendResult append_as_follower(FileSystem& files, const Rope& records, WallTime now,
                                  LeaderEpoch current_epoch = LeaderEpoch{INT32_MAX});
  // Notes that `epoch` starts at the log's end, when a leader takes over (KAFKA-7415).
  Result<void> assign_epoch_start(FileSystem& files, LeaderEpoch epoch);
  // The log then ends at `offset`, if it ended behind it. The owner must then rewrite the
  // recovery-point checkpoint, before it appends.
  Result<void> truncate_to(FileSystem& files, Offset offset);
  Result<void> truncate_fully_and_start_at(FileSystem& files, Offset offset);
  void set_config(const LogConfig& config) {
    config_ = config;
    producers_.take_settings(config);
  }
  // Every producer.id.expiration.check.interval.ms: forgets producers that have been silent for too
  // long.
  void remove_expired_producers(WallTime now) {
    producers_.state.remove_expired(now.ms, config_.producer_id_expiration_ms);
  }

  // --- reading
  // Whole or cut batches from the one that holds `from`, below `upper_bound`, at most `max_bytes`,
  // but the first batch whole when `min_one_batch`. OFFSET_OUT_OF_RANGE outside [start, end].
  ReadResult read(const FileSystem& files, Offset from, Offset upper_bound, std::int32_t max_bytes,
                  bool min_one_batch) const;
  EpochEndOffset end_offset_for_epoch(LeaderEpoch epoch) const {
    return epochs_.end_offset_for(epoch, end_);
  }
  LeaderEpoch latest_epoch() const { return epochs_.latest_epoch().value_or(kNoLeaderEpoch); }
  using TimestampOffset = log::TimestampOffset;
  // The first offset at or after a timestamp, with its own timestamp; nothing when all are older.
  Result<std::optional<TimestampOffset>> find_by_timestamp(const FileSystem& files,
                                                           std::int64_t timestamp) const;
  // The record with the largest timestamp (ListOffsets -3, KIP-734).
  Result<std::optional<TimestampOffset>> find_max_timestamp(const FileSystem& files) const;

  // --- durability
  // Files that must be synced so that everything below the log's end, or below `up_to`, becomes
  // durable; empty when nothing is. After a roll, Kafka flushes up to the new segment's base
  // offset.
  std::vector<FileId> files_to_flush() const { return files_to_flush(end_); }
  std::vector<FileId> files_to_flush(Offset up_to) const;
  // The owner reports that a flush of everything below `offset` is done.
  Result<void> mark_flushed(FileSystem& files, Offset offset);
  Result<void> flush(FileSystem& files) { return flush(files, end_); }  // both at once
  Result<void> flush(FileSystem& files, Offset up_to);

  // --- retention
  // Deletes old segments by time and size, never at or above the high watermark. Removed files are
  // renamed to *.deleted; `purge_deleted` removes those whose delay (file.delete.delay.ms) is over.
  Result<std::int32_t> delete_old_segments(FileSystem& files, Offset high_watermark, WallTime now);
  Result<void> purge_deleted(FileSystem& files, WallTime now);
  // DeleteRecords, or the leader's log start learnt by a follower. True when it moved; OutOfRange
  // above the high watermark.
  Result<bool> maybe_increment_log_start(FileSystem& files, Offset offset, Offset high_watermark);
  Result<void> roll(FileSystem& files, WallTime now);
  Result<void> close(FileSystem& files);   // flush, trim, close all files
  Result<void> remove(FileSystem& files);  // the whole directory: the topic is deleted

  void check_invariants() const;
  friend bool operator==(const Log&, const Log&) = default;
  void fold_into(Hasher& hasher) const;

 private:
  friend class LogLoader;

  // A file under its *.deleted name. It stays open, because a reply may still serve from it.
  struct DeletedFile {
    std::string path;
    FileId file = kNoFile;
    std::int64_t due_ms = -1;  // -1: the delay starts with the next purge
    friend bool operator==(const DeletedFile&, const DeletedFile&) = default;
  };

  // What analysis of an append found, before anything was written.
  struct Analysis {
    AppendShape shape;
    std::int32_t batches = 0;
    LeaderEpoch first_epoch{-1};
    LeaderEpoch last_epoch{-1};
  };

  Segment& active() { return segments_.back(); }
  const Segment& active() const { return segments_.back(); }
  std::size_t floor_segment(Offset offset) const;  // index of the segment that holds it
  std::int64_t roll_jitter_ms(Offset base_offset) const;

  // Marks the log as failed and gives the error on.
  Error fail(const Error& error);
  AppendResult fail_append(const Error& error);
  Result<void> write_epochs(FileSystem& files);
  Result<void> assign_epoch(FileSystem& files, LeaderEpoch epoch, Offset offset);

  AppendResult analyze_as_follower(const Rope& records, LeaderEpoch current_epoch,
                                   Analysis& analysis) const;
  Result<bool> maybe_roll(FileSystem& files, const AppendShape& shape, WallTime now);
  Result<void> roll_to(FileSystem& files, Offset base_offset, WallTime now);
  Result<void> append_batch(FileSystem& files, const record::Batch& batch, WallTime now);
  const ProducerBatch* find_duplicate(const record::BatchHeader& header) const;
  void answer_duplicate(const ProducerBatch& first, AppendResult& result) const;
  void finish_append(AppendResult& result) const;

  std::uint32_t readable_end(const FileSystem& files, std::size_t segment, Offset upper_bound,
                             bool& is_damaged) const;

  Result<void> delete_segments(FileSystem& files, std::size_t first, std::size_t count,
                               std::int64_t due_ms);
  Result<void> delete_segment_files(FileSystem& files, const Segment& segment, std::int64_t due_ms);
  Result<void> rename_deleted(FileSystem& files, Offset base, std::string_view suffix, FileId file,
                              std::int64_t due_ms);
  Result<std::int32_t> drop_oldest(FileSystem& files, std::size_t count, WallTime now);
  std::size_t count_deletable_by_start(Offset high_watermark) const;
  std::size_t count_deletable_by_size(Offset high_watermark) const;
  std::size_t count_deletable_by_time(Offset high_watermark, WallTime now) const;
  bool can_delete(std::size_t segment, Offset high_watermark) const;

  std::string directory_;
  LogConfig config_;
  Offset log_start_;
  Offset end_;
  Offset recovery_point_;
  std::vector<Segment> segments_;
  EpochCache epochs_;
  ProducerTracker producers_;
  std::vector<DeletedFile> deleted_;
  WallTime latest_now_;  // the last time that a call brought
  std::uint32_t truncation_count_ = 0;
  bool failed_ = false;
};

}  // namespace barnabas::log
