// Where a follower cuts its log before it follows a new leader: the policies from KIP-101 to
// on-fetch.
#include <algorithm>

#include "core/replica/fetcher.h"

namespace barnabas::replica {
namespace {

using Phase = FetcherPartition::Phase;

void cut(Partition& partition, Offset to, FetchEnvironment env) {
  if (!truncate(partition, to, env.context)) env.failed.push_back(partition.tp);
  env.moved.push_back(partition.tp);
}

Partition* find(const TopicPartition& tp, FetchEnvironment env) {
  const auto found = env.partitions.find(tp);
  return found == env.partitions.end() ? nullptr : &found->second.write();
}

template <class Request>
typename Request::Topic& topic_of(Request& request, const std::string& name) {
  if (request.topics.empty() || request.topics.back().name != name) {
    request.topics.emplace_back();
    request.topics.back().name = name;
  }
  return request.topics.back();
}

}  // namespace

Phase begin_following(Partition& partition, FetchEnvironment env) {
  const TruncationPolicy policy = env.config.knobs.truncation;
  const bool knows_epoch = partition.log->latest_epoch() != kNoLeaderEpoch;
  if (policy == TruncationPolicy::HighWatermark || !knows_epoch) {
    cut(partition, partition.high_watermark, env);  // before KIP-101, and for logs without epochs
    return Phase::Fetching;
  }
  return policy == TruncationPolicy::OnFetch ? Phase::Fetching : Phase::Truncating;
}

// AbstractFetcherThread.getOffsetTruncationState.
void truncate_by_epoch_end(FetcherPartition& state, Partition& partition, ErrorCode error,
                           log::EpochEndOffset leader_end, FetchEnvironment env) {
  if (error == ErrorCode::FencedLeaderEpoch) {
    state.phase = Phase::Fenced;
    return;
  }
  if (error != ErrorCode::None) {
    state.delayed_until = env.context.now + env.config.replica_fetch_backoff;
    return;
  }
  state.phase = Phase::Fetching;
  const Offset end = partition.log_end();
  if (leader_end.end_offset == kNoOffset) {  // the leader knows nothing of our epoch
    cut(partition, partition.high_watermark, env);
    return;
  }
  if (leader_end.epoch == kNoLeaderEpoch ||
      env.config.knobs.truncation == TruncationPolicy::Kip101) {
    cut(partition, std::min(leader_end.end_offset, end), env);
    return;
  }
  const log::EpochEndOffset own = partition.log->end_offset_for_epoch(leader_end.epoch);
  if (own.end_offset == kNoOffset) {
    cut(partition, std::min(leader_end.end_offset, end), env);
  } else if (own.epoch !=
             leader_end.epoch) {  // we lack that epoch: cut to our floor of it and ask again
    cut(partition, std::min(own.end_offset, end), env);
    state.phase = Phase::Truncating;
  } else {
    cut(partition, std::min({own.end_offset, leader_end.end_offset, end}), env);
  }
}

protocol::OffsetForLeaderEpochRequest epochs_request(const Fetcher& fetcher, FetchEnvironment env) {
  protocol::OffsetForLeaderEpochRequest request;
  request.replica_id = env.self;
  const bool fenced = env.config.knobs.truncation == TruncationPolicy::Kip320;
  for (const auto& [tp, state] : fetcher.partitions) {
    if (state.phase != Phase::Truncating || state.delayed_until > env.context.now) continue;
    const Partition* partition = find(tp, env);
    if (partition == nullptr || !partition->log) continue;
    auto& topic = topic_of(request, tp.topic);
    topic.partitions.push_back(
        {tp.partition, fenced ? state.epoch : kNoLeaderEpoch, partition->log->latest_epoch()});
  }
  return request;
}

void on_epochs(Fetcher& fetcher, const protocol::OffsetForLeaderEpochResponse& response,
               FetchEnvironment env) {
  for (const auto& topic : response.topics) {
    for (const auto& answer : topic.partitions) {
      const auto state = fetcher.partitions.find({topic.name, answer.partition});
      if (state == fetcher.partitions.end() || state->second.phase != Phase::Truncating) continue;
      Partition* partition = find(state->first, env);
      if (partition == nullptr) continue;
      truncate_by_epoch_end(state->second, *partition, answer.error,
                            {answer.leader_epoch, answer.end_offset}, env);
    }
  }
}

protocol::ListOffsetsRequest offsets_request(const Fetcher& fetcher, std::int64_t which,
                                             FetchEnvironment env) {
  protocol::ListOffsetsRequest request;
  request.replica_id = env.self;
  for (const auto& [tp, state] : fetcher.partitions) {
    if (state.phase != Phase::NeedsOffset || state.delayed_until > env.context.now) continue;
    const LeaderEpoch epoch = env.config.knobs.fetch_fence ? state.epoch : kNoLeaderEpoch;
    topic_of(request, tp.topic).partitions.push_back({tp.partition, epoch, which});
  }
  return request;
}

// Out of range: our log reaches beyond the leader's end (cut to it), or ends before its start
// (start anew).
void on_end_offsets(Fetcher& fetcher, const protocol::ListOffsetsResponse& response,
                    FetchEnvironment env) {
  for (const auto& topic : response.topics) {
    for (const auto& answer : topic.partitions) {
      const auto state = fetcher.partitions.find({topic.name, answer.partition});
      if (state == fetcher.partitions.end() || state->second.phase != Phase::NeedsOffset) continue;
      Partition* partition = find(state->first, env);
      if (partition == nullptr) continue;
      if (answer.error != ErrorCode::None) {
        state->second.delayed_until = env.context.now + env.config.replica_fetch_backoff;
      } else if (answer.offset < partition->log_end()) {
        cut(*partition, answer.offset, env);
        state->second.phase = Phase::Fetching;
      }
    }
  }
}

void on_start_offsets(Fetcher& fetcher, const protocol::ListOffsetsResponse& response,
                      FetchEnvironment env) {
  for (const auto& topic : response.topics) {
    for (const auto& answer : topic.partitions) {
      const auto state = fetcher.partitions.find({topic.name, answer.partition});
      if (state == fetcher.partitions.end() || state->second.phase != Phase::NeedsOffset) continue;
      Partition* partition = find(state->first, env);
      if (partition == nullptr) continue;
      if (answer.error != ErrorCode::None) {
        state->second.delayed_until = env.context.now + env.config.replica_fetch_backoff;
        continue;
      }
      const bool stays = env.config.knobs.sabotage == Sabotage::StayBehindLogStart;
      if (!stays && answer.offset > partition->log_end()) {
        Note note;
        note.kind = NoteKind::Truncate;
        note.tp = partition->tp;
        note.epoch = partition->leader_epoch;
        note.from = partition->log_end();
        note.to = answer.offset;
        note.text = "starts anew at the leader's log start";
        env.context.note(std::move(note));
        if (!partition->log->truncate_fully_and_start_at(env.context.files, answer.offset)) {
          env.failed.push_back(partition->tp);
        }
        partition->high_watermark = answer.offset;
        env.moved.push_back(partition->tp);
      }
      state->second.phase = Phase::Fetching;
    }
  }
}

}  // namespace barnabas::replica
