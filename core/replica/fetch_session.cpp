#include "core/replica/fetch_session.h"

#include <utility>

namespace barnabas::replica {
namespace {

constexpr std::int32_t kFinalEpoch = -1;   // a full request without a session
constexpr std::int32_t kInitialEpoch = 0;  // a full request that asks for one

std::int32_t next_epoch(std::int32_t epoch) { return epoch == INT32_MAX ? 1 : epoch + 1; }

}  // namespace

SessionPartition& ServerSession::at(const TopicPartition& tp) {
  const auto [found, is_new] = partitions.try_emplace(tp);
  if (is_new) {
    found->second.turn = next_turn++;
    order.emplace(found->second.turn, tp);
  }
  return found->second;
}

void ServerSession::forget(const TopicPartition& tp) {
  const auto found = partitions.find(tp);
  if (found == partitions.end()) return;
  order.erase(found->second.turn);
  partitions.erase(found);
}

void ServerSession::move_to_end(const TopicPartition& tp) {
  SessionPartition& known = at(tp);
  order.erase(known.turn);
  known.turn = next_turn++;
  order.emplace(known.turn, tp);
}

SessionCache::Resolved SessionCache::resolve(const protocol::FetchRequest& request, Prng& random) {
  if (request.session_epoch == kFinalEpoch || request.session_epoch == kInitialEpoch) {
    if (request.session_id != 0) sessions.erase(request.session_id);
    return open(request, random);
  }
  return step(request);
}

SessionCache::Resolved SessionCache::open(const protocol::FetchRequest& request, Prng& random) {
  Resolved resolved;
  ServerSession session;
  for (const auto& topic : request.topics) {
    for (const auto& partition : topic.partitions) {
      const TopicPartition tp{topic.name, partition.partition};
      resolved.partitions.emplace_back(tp, partition);
      session.at(tp).request = partition;
    }
  }
  const bool wanted = request.session_epoch == kInitialEpoch && !session.partitions.empty();
  if (!wanted || static_cast<std::int32_t>(sessions.size()) >= slots) return resolved;
  do {
    resolved.session_id = static_cast<std::int32_t>(random.between(1, INT32_MAX));
  } while (sessions.count(resolved.session_id) != 0);
  session.epoch = 1;
  sessions.emplace(resolved.session_id, std::move(session));
  return resolved;
}

SessionCache::Resolved SessionCache::step(const protocol::FetchRequest& request) {
  Resolved resolved;
  const auto found = sessions.find(request.session_id);
  if (found == sessions.end()) {
    resolved.error = ErrorCode::FetchSessionIdNotFound;
    return resolved;
  }
  ServerSession& session = found->second;
  if (session.epoch != request.session_epoch) {
    resolved.error = ErrorCode::InvalidFetchSessionEpoch;
    return resolved;
  }
  session.epoch = next_epoch(session.epoch);
  for (const auto& topic : request.forgotten) {
    for (const std::int32_t partition : topic.partitions) session.forget({topic.name, partition});
  }
  for (const auto& topic : request.topics) {
    for (const auto& partition : topic.partitions) {
      session.at({topic.name, partition.partition}).request = partition;
    }
  }
  resolved.session_id = request.session_id;
  resolved.incremental = true;
  for (const auto& [turn, tp] : session.order)
    resolved.partitions.emplace_back(tp, session.partitions.at(tp).request);
  return resolved;
}

void SessionCache::trim(std::int32_t session_id, protocol::FetchResponse& response) {
  const auto found = sessions.find(session_id);
  if (found == sessions.end()) return;
  const bool incremental = found->second.epoch > 1;
  for (auto& topic : response.topics) {
    std::vector<protocol::FetchResponse::Partition> kept;
    for (auto& partition : topic.partitions) {
      const TopicPartition tp{topic.name, partition.partition};
      if (!partition.records.slice.empty()) found->second.move_to_end(tp);
      SessionPartition& known = found->second.at(tp);
      const bool says_something = !partition.records.slice.empty() ||
                                  partition.error != ErrorCode::None ||
                                  partition.diverging_epoch.epoch != kNoLeaderEpoch ||
                                  partition.high_watermark != known.told_high_watermark ||
                                  partition.log_start_offset != known.told_log_start;
      known.told_high_watermark =
          partition.error == ErrorCode::None ? partition.high_watermark : kNoOffset;
      known.told_log_start = partition.log_start_offset;
      if (says_something || !incremental) kept.push_back(std::move(partition));
    }
    topic.partitions = std::move(kept);
  }
  std::vector<protocol::FetchResponse::Topic> topics;
  for (auto& topic : response.topics) {
    if (!topic.partitions.empty()) topics.push_back(std::move(topic));
  }
  response.topics = std::move(topics);
}

}  // namespace barnabas::replica
