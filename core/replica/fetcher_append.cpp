#include "core/replica/fetcher.h"

namespace barnabas::replica {
namespace {

using Phase = FetcherPartition::Phase;

void delay(FetcherPartition& state, FetchEnvironment env) {
  state.delayed_until = env.context.now + env.config.replica_fetch_backoff;
}

void on_error(FetcherPartition& state, ErrorCode error, FetchEnvironment env) {
  if (error == ErrorCode::OffsetOutOfRange) {
    env.context.probe("fetcher.out-of-range");
    state.phase = Phase::NeedsOffset;
  } else if (error == ErrorCode::FencedLeaderEpoch) {
    env.context.probe("fetcher.fenced");
    state.phase = Phase::Fenced;  // a newer leader exists; the controller will tell us
  } else {
    delay(state, env);
  }
}

// As UnifiedLog.append: flush.messages wants all of the log flushed, a new segment the older ones.
void note_flush(LogFlushes& flushes, const Partition& partition, const log::AppendResult& done) {
  if (!done.needs_flush && !done.rolled) return;
  const log::Log& log = *partition.log;
  const Offset up_to = done.needs_flush ? log.log_end_offset() : log.segments().back().base_offset;
  if (up_to <= log.recovery_point()) return;
  flushes[partition.tp] = {up_to, log.truncation_count()};
}

void append(LogFlushes& flushes, FetcherPartition& state, Partition& partition,
            const protocol::FetchResponse::Partition& answer, FetchEnvironment env) {
  const Offset before = partition.log_end();
  if (!answer.records.bytes.empty()) {
    const log::AppendResult done = partition.log->append_as_follower(
        env.context.files, answer.records.bytes, env.context.wall, partition.leader_epoch);
    if (done.storage_failed) {
      env.failed.push_back(partition.tp);
      return;
    }
    if (done.error == ErrorCode::CorruptMessage || done.error == ErrorCode::InvalidRecord) {
      delay(state, env);  // on the way, or the leader's copy is bad: ask again
      return;
    }
    if (done.error != ErrorCode::None) {
      // Two histories under one leader epoch: what comes does not fit behind what is here. Kafka
      // marks the partition failed, until there is another order.
      env.context.probe("fetcher.log-does-not-fit");
      state.phase = Phase::Failed;
      return;
    }
    note_flush(flushes, partition, done);
  }
  if (partition.log_end() != before) {
    Note note;
    note.kind = NoteKind::Append;
    note.tp = partition.tp;
    note.epoch = partition.leader_epoch;
    note.from = before;
    note.to = partition.log_end().plus(-1);
    env.context.note(std::move(note));
  }
  const Offset old_mark = partition.high_watermark;
  follower_update_high_watermark(partition, answer.high_watermark, env.config.knobs.sabotage,
                                 env.context);
  if (answer.log_start_offset > partition.log_start()) {
    const auto moved = partition.log->maybe_increment_log_start(
        env.context.files, answer.log_start_offset, answer.log_start_offset);
    if (!moved) env.failed.push_back(partition.tp);
  }
  if (partition.log_end() != before || partition.high_watermark != old_mark)
    env.moved.push_back(partition.tp);
}

void on_partition(Fetcher& fetcher, const std::string& topic,
                  const protocol::FetchResponse::Partition& answer, LogFlushes& flushes,
                  FetchEnvironment env) {
  const TopicPartition tp{topic, answer.partition};
  const auto state = fetcher.partitions.find(tp);
  const auto asked = fetcher.asked.find(tp);
  const auto found = env.partitions.find(tp);
  if (state == fetcher.partitions.end() || asked == fetcher.asked.end())
    return;                                   // no longer followed
  if (found == env.partitions.end()) return;  // deleted meanwhile
  if (state->second.phase != Phase::Fetching) return;
  Partition& partition = found->second.write();
  if (asked->second.fetch_offset != partition.log_end()) {
    env.context.probe("fetcher.stale-answer");
    return;
  }
  if (env.config.knobs.fetch_fence && asked->second.current_leader_epoch != partition.leader_epoch)
    return;
  if (answer.error != ErrorCode::None) {
    on_error(state->second, answer.error, env);
    return;
  }
  if (answer.diverging_epoch.epoch != kNoLeaderEpoch) {
    if (env.config.knobs.sabotage == Sabotage::IgnoreDivergence) return delay(state->second, env);
    truncate_by_epoch_end(state->second, partition, ErrorCode::None,
                          {answer.diverging_epoch.epoch, answer.diverging_epoch.end_offset}, env);
    state->second.phase = Phase::Fetching;  // the next fetch finds out whether more must go
    return;
  }
  append(flushes, state->second, partition, answer, env);
}

}  // namespace

LogFlushes on_fetched(Fetcher& fetcher, const protocol::FetchResponse& response,
                      FetchEnvironment env) {
  LogFlushes flushes;
  if (!fetcher.session.on_response(response)) return flushes;
  for (const auto& topic : response.topics) {
    for (const auto& answer : topic.partitions)
      on_partition(fetcher, topic.name, answer, flushes, env);
  }
  return flushes;
}

void end_flush(const LogFlushes& logs, Errc result, FetchEnvironment env) {
  for (const auto& [tp, flush] : logs) {
    const auto found = env.partitions.find(tp);
    if (found == env.partitions.end() || !found->second->log) continue;  // deleted meanwhile
    Partition& partition = found->second.write();
    if (partition.flushes_in_flight > 0) --partition.flushes_in_flight;
    partition.last_flush = env.context.now;
    env.moved.push_back(tp);  // the copy counts from now on
    if (partition.log->truncation_count() != flush.truncation_count) continue;
    if (result != Errc::Ok || !partition.log->mark_flushed(env.context.files, flush.up_to))
      env.failed.push_back(tp);
  }
}

}  // namespace barnabas::replica
