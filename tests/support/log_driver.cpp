#include "tests/support/log_driver.h"

#include <algorithm>

#include "core/log/checkpoint_file.h"
#include "core/log/clean_shutdown.h"
#include "core/log/segment_files.h"
#include "tests/support/log_batches.h"

namespace barnabas::test {
namespace {

const TopicPartition kPartition{"t", 0};

}  // namespace

LogDriver::LogDriver(LogWorld& world, std::uint64_t seed)
    : world_(world), prng_(stream(seed, "log")) {
  config_.segment_bytes = static_cast<std::int32_t>(prng_.between(700, 3000));
  config_.index_interval_bytes = static_cast<std::int32_t>(prng_.between(0, 400));
  config_.segment_index_bytes = static_cast<std::int32_t>(prng_.between(40, 200));
  config_.retention_bytes = prng_.chance(1, 2) ? prng_.between(1000, 8000) : -1;
  config_.retention_ms = prng_.chance(1, 2) ? prng_.between(500, 5000) : -1;
  config_.segment_ms = prng_.between(200, 20000);
  config_.file_delete_delay_ms = prng_.between(0, 100);
  config_.flush_messages = prng_.chance(1, 4) ? prng_.between(1, 40) : INT64_MAX;
}

void LogDriver::problem(const std::string& text) { problems_.push_back(last_step_ + ": " + text); }

bool LogDriver::open(bool clean) {
  FileSystem& files = world_.files();
  log_.reset();
  const auto points = log::read_offset_checkpoint(files, "", log::kRecoveryPointCheckpoint);
  const auto starts = log::read_offset_checkpoint(files, "", log::kLogStartCheckpoint);
  if (!points || !starts) return false;
  const auto value = [](const log::OffsetCheckpoint& checkpoint) {
    const auto found = checkpoint.find(kPartition);
    return found == checkpoint.end() ? Offset{0} : found->second;
  };
  log::RecoveryReport report;
  auto opened = log::Log::open(files, directory(), config_, value(*starts), value(*points), clean,
                               now_, report);
  if (!opened) {
    last_step_ += " (" + opened.error().what + ")";
    return false;
  }
  log_ = std::move(*opened);
  return true;
}

bool LogDriver::write_checkpoints() {
  FileSystem& files = world_.files();
  const log::OffsetCheckpoint points = {{kPartition, log_->recovery_point()}};
  log::OffsetCheckpoint starts;
  if (log_->log_start_offset() > log_->segments().front().base_offset) {
    starts[kPartition] = log_->log_start_offset();
  }
  return log::write_offset_checkpoint(files, "", log::kRecoveryPointCheckpoint, points)
             .has_value() &&
         log::write_offset_checkpoint(files, "", log::kLogStartCheckpoint, starts).has_value();
}

// What a step has completed is certain.
void LogDriver::note_end(Offset end) {
  end_ = end;
  end_certain_ = end;
  start_ = log_->log_start_offset();
  durable_ = log_->recovery_point();
  epochs_from_ = std::min(std::max(epochs_from_, start_), end_);
  restart_.reset();
  batches_.erase(batches_.lower_bound(end), batches_.end());
  high_watermark_ = std::clamp(high_watermark_, start_, end_);
}

void LogDriver::note_batches(const Rope& records, Offset base, LeaderEpoch leader_epoch,
                             std::int64_t) {
  record::BatchReader reader(records);
  while (const auto batch = reader.next()) {
    const record::BatchHeader& header = batch->header;
    const bool is_assigned = base.value >= 0;
    const Offset first = is_assigned ? base : header.base_offset;
    const Offset next = first.plus(header.last_offset_delta + 1);
    batches_[first] = {next, is_assigned ? leader_epoch : header.leader_epoch, header.crc};
    end_ = next;
  }
}

bool LogDriver::step() {
  now_.ms += prng_.between(0, 60);
  struct Choice {
    std::uint32_t weight;
    const char* name;
    bool (LogDriver::*run)();
  };
  static constexpr Choice kChoices[] = {
      {30, "append as leader", &LogDriver::append_as_leader},
      {20, "append as follower", &LogDriver::append_as_follower},
      {5, "retry", &LogDriver::retry},
      {10, "flush", &LogDriver::flush},
      {5, "write checkpoints", &LogDriver::write_checkpoints},
      {5, "truncate", &LogDriver::truncate},
      {1, "truncate fully", &LogDriver::truncate_fully},
      {5, "retain", &LogDriver::retain},
      {3, "raise the start", &LogDriver::raise_start},
      {3, "roll", &LogDriver::roll},
      {3, "close and open", &LogDriver::close_and_open},
      {4, "kill and open", &LogDriver::kill_and_open},
  };
  std::uint64_t total = 0;
  for (const Choice& choice : kChoices) total += choice.weight;
  std::uint64_t draw = prng_.below(total);
  for (const Choice& choice : kChoices) {
    if (draw >= choice.weight) {
      draw -= choice.weight;
      continue;
    }
    last_step_ = choice.name;
    if (!(this->*choice.run)()) return false;
    break;
  }
  log_->check_invariants();
  if (log_->log_end_offset() != end_) problem("the log ends elsewhere");
  if (!log_->purge_deleted(world_.files(), now_)) return false;
  return true;
}

bool LogDriver::append_as_leader() {
  FileSystem& files = world_.files();
  if (prng_.chance(1, 8)) {
    epoch_ = epoch_.next();
    if (!log_->assign_epoch_start(files, epoch_)) return false;
  }
  timestamp_ += prng_.between(-30, 100);
  BatchSpec spec;
  spec.timestamp = timestamp_;
  spec.count = static_cast<std::int32_t>(prng_.between(1, 6));
  spec.size = static_cast<std::int32_t>(prng_.between(0, 90));
  if (prng_.chance(1, 2)) choose_producer(spec);
  Rope records = make_records(spec);
  if (prng_.chance(1, 4)) records = flat(records);
  note_batches(records, log_->log_end_offset(), epoch_, timestamp_);
  const log::AppendResult result = log_->append_as_leader(files, records, epoch_, now_);
  if (result.storage_failed) return false;
  if (result.error != ErrorCode::None) problem(result.message);
  note_end(log_->log_end_offset());
  if (result.rolled && !flush_behind_roll()) return false;
  return !result.needs_flush || flush();
}

// One of three producers, which now and then comes back with a new epoch.
void LogDriver::choose_producer(BatchSpec& spec) {
  spec.producer = prng_.between(1, 3);
  const log::ProducerEntry* entry = log_->producers().find(ProducerId{spec.producer});
  const bool is_new = entry == nullptr || entry->last_batch() == nullptr || prng_.chance(1, 10);
  spec.producer_epoch =
      static_cast<std::int16_t>(entry == nullptr ? 0 : entry->epoch.value + (is_new ? 1 : 0));
  spec.sequence = is_new ? 0 : log::sequence_after(entry->last_batch()->last_sequence, 1).value;
}

// A producer sends its last batch once more: it is answered with the offsets that it has.
bool LogDriver::retry() {
  if (log_->producers().empty()) return true;
  const auto& entries = log_->producers().entries();
  const log::ProducerEntry entry = entries[prng_.below(entries.size())];
  if (entry.last_batch() == nullptr) return true;
  const log::ProducerBatch last = *entry.last_batch();
  BatchSpec spec;
  spec.timestamp = last.timestamp;
  spec.count = last.offset_delta + 1;
  spec.producer = entry.id.value;
  spec.producer_epoch = entry.epoch.value;
  spec.sequence = last.first_sequence().value;
  const auto result = log_->append_as_leader(world_.files(), make_records(spec), epoch_, now_);
  if (result.storage_failed) return false;
  const bool is_told = result.duplicate && result.first_offset == last.first_offset() &&
                       result.last_offset == last.last_offset;
  if (result.error != ErrorCode::None || !is_told) problem("a retry was not told its offsets");
  note_end(log_->log_end_offset());
  return !result.rolled || flush_behind_roll();
}

bool LogDriver::append_as_follower() {
  Rope records;
  Offset base = log_->log_end_offset();
  const std::int64_t count = prng_.between(1, 3);
  std::uint64_t size = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    if (prng_.chance(1, 12)) epoch_ = epoch_.next();
    timestamp_ += prng_.between(-30, 100);
    BatchSpec spec;
    spec.base = base.value;
    spec.epoch = epoch_.value;
    spec.timestamp = timestamp_;
    spec.count = static_cast<std::int32_t>(prng_.between(1, 4));
    spec.size = static_cast<std::int32_t>(prng_.between(0, 30));
    record::append_to(records, make_batch(spec));
    base = base.plus(spec.count);
  }
  size = records.size();
  if (size > static_cast<std::uint64_t>(config_.segment_bytes)) records.pieces.resize(1);
  if (prng_.chance(1, 4)) records = flat(records);
  note_batches(records, kNoOffset, kNoLeaderEpoch, timestamp_);
  const log::AppendResult result = log_->append_as_follower(world_.files(), records, now_);
  if (result.storage_failed) return false;
  if (result.error != ErrorCode::None) problem(result.message);
  note_end(log_->log_end_offset());
  return !result.rolled || flush_behind_roll();
}

bool LogDriver::flush_behind_roll() {
  if (!prng_.chance(3, 4)) return true;  // The background flush may come late.
  if (!log_->flush(world_.files(), log_->segments().back().base_offset)) return false;
  durable_ = log_->recovery_point();
  return true;
}

bool LogDriver::flush() {
  FileSystem& files = world_.files();
  for (const FileId file : log_->files_to_flush()) {
    if (!files.sync(file)) return false;
  }
  if (!log_->mark_flushed(files, log_->log_end_offset())) return false;
  durable_ = log_->recovery_point();
  high_watermark_ = std::max(high_watermark_, Offset{prng_.between(start_.value, end_.value)});
  return true;
}

bool LogDriver::truncate() {
  const auto above = batches_.lower_bound(Offset{prng_.between(start_.value, end_.value)});
  const Offset to = above == batches_.end() ? end_ : std::max(above->first, start_);
  end_certain_ = std::min(end_certain_, to);
  durable_ = std::min(durable_, to);
  if (!log_->truncate_to(world_.files(), to)) return false;
  note_end(to);
  return write_checkpoints();
}

bool LogDriver::truncate_fully() {
  const Offset to{prng_.between(std::max<std::int64_t>(start_.value - 20, 0), end_.value + 20)};
  restart_ = to;
  end_certain_ = Offset{0};
  durable_ = Offset{0};
  if (!log_->truncate_fully_and_start_at(world_.files(), to)) return false;
  batches_.clear();
  note_end(to);
  restart_ = to;  // The log start of the old checkpoint may lie above the new end.
  if (!write_checkpoints()) return false;
  restart_.reset();
  return true;
}

bool LogDriver::retain() {
  start_ = high_watermark_;
  epochs_from_ = std::max(epochs_from_, start_);
  const auto deleted = log_->delete_old_segments(world_.files(), high_watermark_, now_);
  if (!deleted) return false;
  note_end(log_->log_end_offset());
  return true;
}

bool LogDriver::raise_start() {
  const Offset to{prng_.between(start_.value, high_watermark_.value)};
  start_ = to;
  epochs_from_ = std::max(epochs_from_, start_);
  if (!log_->maybe_increment_log_start(world_.files(), to, high_watermark_)) return false;
  note_end(log_->log_end_offset());
  return !prng_.chance(1, 2) || write_checkpoints();
}

bool LogDriver::roll() {
  if (!log_->roll(world_.files(), now_)) return false;
  return flush_behind_roll();
}

bool LogDriver::close_and_open() {
  FileSystem& files = world_.files();
  if (!log_->close(files)) return false;
  const bool is_marked =
      write_checkpoints() && log::write_clean_shutdown(files, "", BrokerEpoch{7});
  if (!is_marked) return false;
  world_.kill();
  const auto marker = log::take_clean_shutdown(world_.files(), "");
  if (!marker) return false;
  if (!*marker || **marker != BrokerEpoch{7}) problem("the marker is lost");
  if (!open(true)) return false;
  judge();
  adopt();
  return true;
}

bool LogDriver::kill_and_open() {
  world_.kill();
  if (!open(false)) return false;
  judge();
  adopt();
  return true;
}

bool LogDriver::recover() {
  const auto marker = log::take_clean_shutdown(world_.files(), "");
  if (!marker || !open(*marker ? true : false)) return false;
  judge();
  adopt();
  return true;
}

bool LogDriver::recover_after_power_loss() {
  end_certain_ = std::min(end_certain_, durable_);
  return recover();
}

// From here on, what is in the log is what must be there.
void LogDriver::adopt() {
  const Offset end = log_->log_end_offset();
  world_.set_judged(true);
  batches_ = read_batches();
  world_.set_judged(false);
  note_end(end);
  epoch_ = std::max(epoch_, log_->latest_epoch());
}

void LogDriver::judge() {
  world_.set_judged(true);
  log_->check_invariants();
  const Batches batches = read_batches();
  judge_bounds();
  judge_batches(batches);
  judge_indexes();
  judge_reads(batches);
  judge_epochs(batches);
  judge_producers();
  world_.set_judged(false);
}

}  // namespace barnabas::test
