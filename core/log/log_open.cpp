// Opening a log: what is in the directory, what of it can be trusted, and where the log ends.
//
// Kafka: LogLoader. Differs in two points that only unsynced data can show: a gap between two
// segments behind the recovery point ends the log (unless it is compacted), and directory entries
// that recovery removed are synced at once.
#include <algorithm>
#include <utility>

#include "core/log/checkpoint_file.h"
#include "core/log/log.h"
#include "core/log/segment_files.h"
#include "core/log/segment_recovery.h"

namespace barnabas::log {

class LogLoader {
 public:
  LogLoader(FileSystem& files, Log& log, RecoveryReport& report)
      : files_(files), log_(log), report_(report) {}

  Result<void> load(Offset log_start_offset, Offset recovery_point, bool clean) {
    report_ = RecoveryReport{};
    report_.was_clean = clean;
    log_start_offset_ = log_start_offset;
    if (auto done = files_.make_directory(log_.directory_); !done) return done;
    if (auto done = remove_leftovers(); !done) return done;
    if (auto done = load_epochs(); !done) return done;
    log_.producers_.take_settings(log_.config_);
    if (auto done = log_.producers_.list_snapshots(files_, log_.directory_); !done) return done;
    if (auto done = load_segments(clean, recovery_point); !done) return done;
    if (!clean && log_.config_.sabotage != Sabotage::SkipRecovery) {
      if (auto done = recover_from(recovery_point); !done) return done;
    }
    return settle(log_start_offset, recovery_point, clean);
  }

 private:
  bool has(const std::string& name) const {
    return std::binary_search(names_.begin(), names_.end(), name);
  }

  // Removes files whose deletion or writing a stop interrupted, and indexes that lost their log.
  Result<void> remove_leftovers() {
    auto names = files_.list(log_.directory_);
    if (!names) return names.error();
    names_ = std::move(*names);
    std::vector<std::string> kept;
    for (const std::string& name : names_) {
      if (is_leftover(name)) {
        if (auto done = files_.remove(path_in(log_.directory_, name)); !done) return done;
      } else {
        kept.push_back(name);
      }
    }
    names_ = std::move(kept);
    return {};
  }

  bool is_leftover(const std::string& name) const {
    if (has_suffix(name, kDeletedSuffix) || has_suffix(name, ".cleaned")) return true;
    if (has_suffix(name, ".tmp")) return true;
    for (const std::string_view suffix : {kIndexSuffix, kTimeIndexSuffix, kTxnIndexSuffix}) {
      const auto offset = offset_of_file(name, suffix);
      if (offset && !has(segment_file_name(*offset, kLogSuffix))) return true;
    }
    return false;
  }

  Result<void> load_epochs() {
    const auto text = read_text_file(files_, log_.directory_, kEpochCheckpointFile);
    if (!text) return text.error();
    if (!*text) return {};
    auto epochs = EpochCache::from_text(**text);
    if (!epochs) {
      return Error{epochs.error().code,
                   path_in(log_.directory_, kEpochCheckpointFile) + ": " + epochs.error().what};
    }
    log_.epochs_ = std::move(*epochs);
    return {};
  }

  Result<void> load_segments(bool clean, Offset recovery_point) {
    for (const std::string& name : names_) {
      const auto base = offset_of_file(name, kLogSuffix);
      if (!base) continue;
      const bool has_index = has(segment_file_name(*base, kIndexSuffix));
      auto segment = Segment::open(files_, log_.directory_, *base, log_.latest_now_);
      if (!segment) return segment.error();
      const bool is_recovered_later = !clean && *base >= recovery_point;
      if (!has_index && !is_recovered_later) {
        const auto recovery = recover(*segment);
        if (!recovery) return recovery.error();
      }
      log_.segments_.push_back(*segment);
    }
    return {};
  }

  // With a producer state of its own; what stays of it is the snapshot behind the segment.
  Result<SegmentRecovery> recover(Segment& segment) {
    ProducerTracker producers;
    producers.take_settings(log_.config_);
    if (auto done = producers.list_snapshots(files_, log_.directory_); !done) return done.error();
    if (auto done = producers.rebuild(files_, log_.directory_, log_.segments_, log_start_offset_,
                                      segment.base_offset, false, log_.latest_now_);
        !done) {
      return done.error();
    }
    auto recovery = recover_segment(files_, segment, log_.config_.index_interval_bytes,
                                    log_.epochs_, producers);
    if (!recovery) return recovery;
    if (auto done = producers.take_snapshot(files_, log_.directory_, true); !done)
      return done.error();
    ++report_.segments_recovered;
    report_.bytes_cut += recovery->bytes_cut;
    if (recovery->bytes_cut > 0) report_.log_end_before = recovery->claimed_next_offset;
    epochs_changed_ |= recovery->epochs_changed;
    return recovery;
  }

  // Checks everything that may not have been flushed, up to the first segment that had to be cut.
  Result<void> recover_from(Offset recovery_point) {
    if (log_.segments_.empty()) return {};
    for (std::size_t i = log_.floor_segment(recovery_point); i < log_.segments_.size(); ++i) {
      const auto recovery = recover(log_.segments_[i]);
      if (!recovery) return recovery.error();
      if (recovery->bytes_cut > 0 || ends_early(i, recovery->next_offset)) return drop_from(i + 1);
    }
    return {};
  }

  // Whether records are missing between this segment and the next: they were lost with the page
  // cache.
  bool ends_early(std::size_t at, Offset next_offset) const {
    return at + 1 < log_.segments_.size() && !log_.config_.compact_policy &&
           next_offset != log_.segments_[at + 1].base_offset;
  }

  Result<void> drop_from(std::size_t first) {
    const std::size_t count = log_.segments_.size() - first;
    if (count == 0) return {};
    const auto end = log_.segments_.back().read_next_offset(files_);
    report_.log_end_before = end ? *end : log_.segments_.back().base_offset;
    for (std::size_t i = first; i < log_.segments_.size(); ++i) {
      report_.bytes_cut += log_.segments_[i].size;
    }
    report_.segments_dropped += static_cast<std::int32_t>(count);
    return log_.delete_segments(files_, first, count, -1);
  }

  // The end of the last segment. One that cannot be read although the stop was clean is recovered
  // after all.
  Result<Offset> find_end() {
    Segment& last = log_.segments_.back();
    const auto end = last.read_next_offset(files_);
    if (end || end.error().code != Errc::Corrupt) return end;
    const auto recovery = recover(last);
    if (!recovery) return recovery.error();
    return recovery->next_offset;
  }

  Result<void> settle(Offset log_start_offset, Offset recovery_point, bool clean) {
    bool trusts_end = clean;
    if (!log_.segments_.empty()) {
      const auto end = find_end();
      if (!end) return end.error();
      log_.end_ = *end;
      if (log_.end_ < log_start_offset) {
        if (auto done = drop_from(0); !done) return done;
        epochs_changed_ |= log_.epochs_.clear();
        auto done = log_.producers_.start_anew_at(files_, log_.directory_, log_start_offset);
        if (!done) return done;
      }
    }
    if (log_.segments_.empty()) {
      auto segment = Segment::open(files_, log_.directory_, log_start_offset, log_.latest_now_);
      if (!segment) return segment.error();
      log_.segments_.push_back(*segment);
      log_.end_ = log_start_offset;
      trusts_end = false;
    }
    log_.log_start_ = std::max(log_start_offset, log_.segments_.front().base_offset);
    const Offset durable = trusts_end ? log_.end_ : std::min(recovery_point, log_.end_);
    log_.recovery_point_ = std::max(durable, log_.log_start_);
    epochs_changed_ |= log_.epochs_.truncate_from_end(log_.end_);
    epochs_changed_ |= log_.epochs_.truncate_from_start(log_start_offset);
    if (epochs_changed_) {
      if (auto done = log_.write_epochs(files_); !done) return done;
    }
    return load_producers(clean);
  }

  Result<void> load_producers(bool clean) {
    if (log_.config_.sabotage == Sabotage::ForgetProducersAtStart) return {};
    ProducerTracker& producers = log_.producers_;
    if (auto done = producers.remove_stray(files_, log_.directory_, log_.segments_); !done)
      return done;
    return producers.rebuild(files_, log_.directory_, log_.segments_, log_.log_start_, log_.end_,
                             clean, log_.latest_now_);
  }

  FileSystem& files_;
  Log& log_;
  RecoveryReport& report_;
  std::vector<std::string> names_;
  Offset log_start_offset_;
  bool epochs_changed_ = false;
};

Result<Log> Log::open(FileSystem& files, std::string directory, const LogConfig& config,
                      Offset log_start_offset, Offset recovery_point, bool clean, WallTime now,
                      RecoveryReport& report) {
  Log log;
  log.directory_ = std::move(directory);
  log.set_config(config);
  log.latest_now_ = now;
  LogLoader loader(files, log, report);
  if (const auto done = loader.load(log_start_offset, recovery_point, clean); !done) {
    return done.error();
  }
  log.check_invariants();
  return log;
}

}  // namespace barnabas::log
