// What a broker does from time to time with its logs: checkpoints, retention, flushes.
// Kafka: ReplicaManager.checkpointHighWatermarks, LogManager (3.9).
#include "core/broker/broker.h"
#include "core/log/checkpoint_file.h"

namespace barnabas::broker {
namespace {

void write(Broker& broker, std::string_view name, const log::OffsetCheckpoint& offsets,
           Context& context) {
  if (log::write_offset_checkpoint(context.files, "", name, offsets)) return;
  broker.lifecycle = Lifecycle::Stopped;
  context.exit(false, "the log directory failed while writing " + std::string(name));
}

}  // namespace

void write_high_watermarks(Broker& broker, Context& context) {
  log::OffsetCheckpoint marks = broker.checkpoints.high_watermark;  // of logs not yet assigned, too
  for (const auto& [tp, slot] : broker.partitions) {
    const bool lies = broker.config.replica.knobs.sabotage == Sabotage::CheckpointLogEnd;
    if (slot->log) marks[tp] = lies ? slot->log_end() : slot->high_watermark;
  }
  if (marks == broker.checkpoints.high_watermark) return;
  broker.checkpoints.high_watermark = marks;
  write(broker, log::kHighWatermarkCheckpoint, marks, context);
}

void write_recovery_points(Broker& broker, Context& context) {
  log::OffsetCheckpoint points;
  log::OffsetCheckpoint starts;
  for (const auto& [tp, slot] : broker.partitions) {
    if (!slot->log) continue;
    points[tp] = slot->log->recovery_point();
    const auto& segments = slot->log->segments();
    if (slot->log_start() > segments.front().base_offset) starts[tp] = slot->log_start();
  }
  if (points != broker.checkpoints.recovery_point) {
    broker.checkpoints.recovery_point = points;
    write(broker, log::kRecoveryPointCheckpoint, points, context);
  }
  if (starts != broker.checkpoints.log_start) {
    broker.checkpoints.log_start = starts;
    write(broker, log::kLogStartCheckpoint, starts, context);
  }
}

void check_retention(Broker& broker, Context& context) {
  for (auto& [tp, slot] : broker.partitions) {
    if (!slot->log || slot->role == replica::Role::Offline) continue;
    replica::Partition& partition = slot.write();
    const auto deleted =
        partition.log->delete_old_segments(context.files, partition.high_watermark, context.wall);
    if (!deleted) {
      log_failed(broker, tp, context);
      return;
    }
    if (*deleted > 0) {
      Note note;
      note.kind = NoteKind::SegmentsDeleted;
      note.tp = tp;
      note.a = *deleted;
      note.to = partition.log_start();
      context.note(std::move(note));
    }
    if (!partition.log->purge_deleted(context.files, context.wall)) {
      log_failed(broker, tp, context);
      return;
    }
  }
}

void forget_idle_producers(Broker& broker, Context& context) {
  for (auto& [tp, slot] : broker.partitions) {
    if (slot->log && !slot->log->producers().empty())
      slot.write().log->remove_expired_producers(context.wall);
  }
  context.set_timer({TimerKind::RetentionCheck, kIdleProducers},
                    broker.config.producer_expiration_check_interval);
}

void start_flush(Broker& broker, const TopicPartition& tp, Offset up_to, std::int64_t produce,
                 Context& context) {
  const replica::Partition& partition = *broker.partitions.at(tp);
  const std::int64_t number = broker.next_flush++;
  broker.flushes[number] = {tp, up_to, partition.log->truncation_count(), produce};
  context.flush(number, partition.log->files_to_flush(up_to));
}

// flush.ms: what has waited too long goes to disk. Kafka: LogManager.flushDirtyLogs.
void check_flush(Broker& broker, Context& context) {
  for (auto& [tp, slot] : broker.partitions) {
    if (!slot->log) continue;
    const std::int64_t patience = slot->log->config().flush_ms;
    if (patience > (context.now - slot->last_flush).ms()) continue;
    slot.write().last_flush = context.now;
    if (slot->log->recovery_point() != slot->log_end())
      start_flush(broker, tp, slot->log_end(), 0, context);
  }
}

void on_flushed(Broker& broker, const event::Flushed& flushed, Context& context) {
  const auto found = broker.flushes.find(flushed.operation);
  if (found == broker.flushes.end()) return;
  const PendingFlush flush = found->second;
  broker.flushes.erase(found);
  replica::Partition* partition = find_partition(broker, flush.tp);
  if (flushed.result != Errc::Ok) {
    log_failed(broker, flush.tp, context);
    return;
  }
  if (partition != nullptr && partition->log) {
    if (partition->log->truncation_count() == flush.truncation_count &&
        !partition->log->mark_flushed(context.files, flush.up_to)) {
      log_failed(broker, flush.tp, context);
      return;
    }
    partition->last_flush = context.now;
    if (flush.produce != 0) {
      if (partition->flushes_in_flight > 0) --partition->flushes_in_flight;
      replica::Progress progress;
      progress.log_end_moved = true;
      progress.high_watermark_moved =
          replica::maybe_increment_high_watermark(*partition, surroundings(broker), context);
      apply_progress(broker, *partition, progress, context);
    }
  }
  if (flush.produce == 0) return;
  ProduceOperation* operation = broker.produces.find(flush.produce);
  if (operation == nullptr) return;
  --operation->flushes;
  try_complete_produce(broker, flush.produce, false, context);
}

}  // namespace barnabas::broker
