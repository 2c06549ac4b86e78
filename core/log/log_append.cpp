// Appending: as the leader, which assigns offsets, and as a follower, which keeps those it is
// given.
//
// The order is Kafka's (UnifiedLog.append): check, note the epoch, roll if the segment is full,
// write the batch, then the indexes. The epoch checkpoint is durable before the first batch of its
// epoch is written.
#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/log/append_validator.h"
#include "core/log/log.h"
#include "core/log/segment_files.h"

namespace barnabas::log {
namespace {

AppendResult refuse(ErrorCode error, std::string message) {
  AppendResult result;
  result.error = error;
  result.message = std::move(message);
  return result;
}

}  // namespace

AppendResult Log::fail_append(const Error& error) {
  AppendResult result = refuse(ErrorCode::KafkaStorageError, fail(error).what);
  result.storage_failed = true;
  return result;
}

AppendResult Log::append_as_leader(FileSystem& files, const Rope& records, LeaderEpoch epoch,
                                   WallTime now, AppendOrigin origin) {
  BARNABAS_CHECK_MSG(!failed_, directory_);
  latest_now_ = now;
  record::BatchReader reader(records);
  std::optional<record::Batch> batch;
  while (auto next = reader.next()) {
    Verdict bytes = validate_batch_bytes(*next, config_, origin);
    if (bytes.error != ErrorCode::None) return refuse(bytes.error, std::move(bytes.message));
    if (batch) return refuse(ErrorCode::InvalidRecord, "An append has more than one record batch");
    batch = std::move(next);
  }
  if (reader.is_malformed())
    return refuse(ErrorCode::CorruptMessage, "The batch length is not valid");
  if (!batch) return {};
  Verdict verdict = validate_batch_records(*batch, config_, origin, now);
  if (verdict.error != ErrorCode::None) return refuse(verdict.error, std::move(verdict.message));

  const bool reuses = config_.sabotage == Sabotage::ReuseOffset && active().size > 0 &&
                      batch->header.last_offset_delta > 0;
  const bool stamps_first = config_.sabotage == Sabotage::StampFirstEpoch;
  const record::BatchHeader header =
      stamp_header(*batch, reuses ? end_.plus(-1) : end_, stamps_first ? LeaderEpoch{0} : epoch,
                   config_, verdict.max_timestamp, now);
  AppendResult result;
  result.first_offset = header.base_offset;
  result.last_offset = header.last_offset();
  result.last_epoch = epoch;
  result.max_timestamp = header.max_timestamp;
  if (config_.timestamp_type == record::TimestampType::LogAppendTime)
    result.log_append_time = now.ms;

  if (auto done = assign_epoch(files, epoch, end_); !done) return fail_append(done.error());
  if (header.size() > static_cast<std::uint32_t>(config_.segment_bytes)) {
    return refuse(ErrorCode::RecordListTooLarge,
                  "The batch of " + std::to_string(header.size()) + " bytes exceeds segment.bytes");
  }
  const AppendShape shape{header.size(), header.base_offset, header.last_offset(),
                          header.max_timestamp};
  const Result<bool> rolled = maybe_roll(files, shape, now);
  if (!rolled) return fail_append(rolled.error());
  result.rolled = *rolled;
  const record::Batch stamped{header, batch->body};
  if (header.has_producer()) {
    const ProducerBatch* first = find_duplicate(header);
    if (origin == AppendOrigin::Client && first != nullptr) {
      answer_duplicate(*first, result);
      return result;
    }
    const UnknownProducer unknown = config_.forgets_producers_with_records
                                        ? UnknownProducer::BeginsAtZero
                                        : UnknownProducer::BeginsAnywhere;
    ProducerRefusal refusal = producers_.state.validate(stamped, origin, unknown);
    const bool accepts =
        config_.sabotage == Sabotage::AcceptGaps || config_.sabotage == Sabotage::AppendDuplicates;
    if (accepts && refusal.error == ErrorCode::OutOfOrderSequenceNumber) refusal = {};
    if (refusal.error != ErrorCode::None) {
      AppendResult refused = refuse(refusal.error, std::move(refusal.message));
      refused.rolled = *rolled;
      return refused;
    }
  }
  if (auto done = append_batch(files, stamped, now); !done) return fail_append(done.error());
  finish_append(result);
  return result;
}

AppendResult Log::analyze_as_follower(const Rope& records, LeaderEpoch current_epoch,
                                      Analysis& analysis) const {
  record::BatchReader reader(records);
  Offset last{-1};
  while (const auto batch = reader.next()) {
    const record::BatchHeader& header = batch->header;
    if (header.leader_epoch > current_epoch) break;
    if (const auto valid = record::validate(*batch); !valid) {
      return refuse(ErrorCode::CorruptMessage, "Record is corrupt: " + valid.error().what);
    }
    if (header.last_offset_delta < 0 || header.base_offset <= last) {
      return refuse(ErrorCode::UnknownServerError,
                    "Out of order offsets in append: " + std::to_string(header.base_offset.value) +
                        " after " + std::to_string(last.value));
    }
    last = header.last_offset();
    if (analysis.batches++ == 0) {
      analysis.shape.first_offset = header.base_offset;
      analysis.first_epoch = header.leader_epoch;
    }
    analysis.last_epoch = header.leader_epoch;
    analysis.shape.size += header.size();
    analysis.shape.max_timestamp = std::max(analysis.shape.max_timestamp, header.max_timestamp);
  }
  if (reader.is_malformed())
    return refuse(ErrorCode::CorruptMessage, "The batch length is not valid");
  analysis.shape.last_offset = last;
  return {};
}

AppendResult Log::append_as_follower(FileSystem& files, const Rope& records, WallTime now,
                                     LeaderEpoch current_epoch) {
  BARNABAS_CHECK_MSG(!failed_, directory_);
  latest_now_ = now;
  Analysis analysis;
  AppendResult result = analyze_as_follower(records, current_epoch, analysis);
  if (result.error != ErrorCode::None || analysis.batches == 0) return result;
  const AppendShape& shape = analysis.shape;
  if (shape.first_offset < end_) {
    // An empty log may start anew inside a batch: the leader's log start need not be a batch's
    // first offset.
    if (log_start_ != end_ || shape.last_offset < end_) {
      return refuse(ErrorCode::UnknownServerError,
                    "Unexpected offset in append: " + std::to_string(shape.first_offset.value) +
                        " is below the next offset " + std::to_string(end_.value));
    }
    if (auto done = truncate_fully_and_start_at(files, shape.first_offset); !done) {
      return fail_append(done.error());
    }
  }
  const bool forgets = config_.sabotage == Sabotage::ForgetEpochsOfFollower;
  if (!forgets &&
      (analysis.first_epoch != latest_epoch() || analysis.last_epoch != latest_epoch())) {
    record::BatchReader epochs(records);
    for (std::int32_t i = 0; i < analysis.batches; ++i) {
      const record::BatchHeader header = epochs.next()->header;
      auto done = assign_epoch(files, header.leader_epoch, header.base_offset);
      if (!done) return fail_append(done.error());
    }
  }
  if (shape.size > static_cast<std::uint32_t>(config_.segment_bytes)) {
    return refuse(ErrorCode::RecordListTooLarge,
                  "Batches of " + std::to_string(shape.size) + " bytes exceed segment.bytes");
  }
  const Result<bool> rolled = maybe_roll(files, shape, now);
  if (!rolled) return fail_append(rolled.error());
  record::BatchReader reader(records);
  for (std::int32_t i = 0; i < analysis.batches; ++i) {
    const auto batch = reader.next();
    auto done = append_batch(files, *batch, now);
    if (!done) return fail_append(done.error());
  }
  result.first_offset = shape.first_offset;
  result.last_offset = shape.last_offset;
  result.last_epoch = analysis.last_epoch;
  result.max_timestamp = shape.max_timestamp;
  result.rolled = *rolled;
  finish_append(result);
  return result;
}

Result<bool> Log::maybe_roll(FileSystem& files, const AppendShape& shape, WallTime now) {
  const std::int64_t jitter_ms = roll_jitter_ms(active().base_offset);
  if (!active().should_roll(config_, jitter_ms, shape, now)) return false;
  if (auto done = roll_to(files, std::max(shape.first_offset, end_), now); !done)
    return done.error();
  return true;
}

Result<void> Log::roll(FileSystem& files, WallTime now) {
  BARNABAS_CHECK_MSG(!failed_, directory_);
  latest_now_ = now;
  return roll_to(files, end_, now);
}

Result<void> Log::roll_to(FileSystem& files, Offset base_offset, WallTime now) {
  if (active().base_offset == base_offset) {
    // Kafka replaces the empty segment by a new one of the same name; keeping it comes to the same.
    BARNABAS_CHECK(active().size == 0);
    active().created = now;
    return {};
  }
  if (auto done = active().seal(files); !done) return fail(done.error());
  if (recovery_point_ >= end_) {
    // All of the segment was flushed before, so no later flush will come by for this last entry.
    if (auto done = files.sync(active().times.file()); !done) return fail(done.error());
  }
  for (const std::string_view suffix : {kLogSuffix, kIndexSuffix, kTimeIndexSuffix}) {
    const std::string path = segment_file_path(directory_, base_offset, suffix);
    if (!files.exists(path)) continue;
    if (auto done = files.remove(path); !done) return fail(done.error());
  }
  auto segment = Segment::open(files, directory_, base_offset, now);
  if (!segment) return fail(segment.error());
  segments_.push_back(*segment);
  producers_.map_end = base_offset;
  if (auto done = producers_.take_snapshot(files, directory_, false); !done)
    return fail(done.error());
  return {};
}

Result<void> Log::append_batch(FileSystem& files, const record::Batch& batch, WallTime now) {
  const bool points_behind = config_.sabotage == Sabotage::IndexBehindBatch;
  auto done =
      active().append(files, batch.header, batch.body, config_.index_interval_bytes, points_behind);
  if (!done) return done;
  active().modified = now;
  end_ = batch.header.next_offset();
  producers_.note(batch);
  return {};
}

const ProducerBatch* Log::find_duplicate(const record::BatchHeader& header) const {
  const ProducerBatch* first = producers_.state.find_duplicate(header);
  if (first == nullptr || config_.sabotage == Sabotage::AppendDuplicates) return nullptr;
  const bool is_last = first == producers_.state.find(header.producer_id)->last_batch();
  return config_.sabotage == Sabotage::RememberOneBatch && !is_last ? nullptr : first;
}

void Log::answer_duplicate(const ProducerBatch& first, AppendResult& result) const {
  result.duplicate = true;
  result.first_offset = first.first_offset();
  result.last_offset = first.last_offset;
  result.log_append_time = first.timestamp;
  if (config_.sabotage == Sabotage::DuplicateWithNewOffset) result.first_offset = end_;
}

void Log::finish_append(AppendResult& result) const {
  result.needs_flush = end_.minus(recovery_point_) >= config_.flush_messages;
}

}  // namespace barnabas::log
