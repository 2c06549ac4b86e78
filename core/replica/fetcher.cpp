#include "core/replica/fetcher.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace barnabas::replica {
namespace {

using Phase = FetcherPartition::Phase;
constexpr std::int64_t kFetchersPerLeader = 256;

// One fetcher has two timers: the wait before another try, and the wait for an answer.
TimerId backoff_timer(std::int64_t key) { return {TimerKind::FetcherBackoff, key * 2}; }
TimerId socket_timer(std::int64_t key) { return {TimerKind::FetcherBackoff, key * 2 + 1}; }

// Java's "31 * topic.hashCode() + partition", made positive by masking, as AbstractFetcherManager
// does.
std::int32_t fetcher_index(const TopicPartition& tp, std::int32_t count) {
  std::uint32_t hash = 0;
  for (const char letter : tp.topic) hash = 31 * hash + static_cast<unsigned char>(letter);
  hash = 31 * hash + static_cast<std::uint32_t>(tp.partition);
  return static_cast<std::int32_t>((hash & 0x7fffffffu) % static_cast<std::uint32_t>(count));
}

std::map<TopicPartition, FetchRequestPartition> fetchable(const Fetcher& fetcher,
                                                          FetchEnvironment env) {
  std::map<TopicPartition, FetchRequestPartition> wanted;
  for (const auto& [tp, state] : fetcher.partitions) {
    if (state.phase != Phase::Fetching || state.delayed_until > env.context.now) continue;
    const auto found = env.partitions.find(tp);
    if (found == env.partitions.end() || !found->second->log) continue;
    const Partition& partition = *found->second;
    if (partition.flushes_in_flight > 0) continue;  // its end is not yet as safe as asked
    FetchRequestPartition ask;
    ask.partition = tp.partition;
    ask.fetch_offset = partition.log_end();
    ask.log_start_offset = partition.log_start();
    ask.max_bytes = env.config.replica_fetch_max_bytes;
    if (env.config.knobs.fetch_fence) ask.current_leader_epoch = state.epoch;
    if (env.config.knobs.truncation == TruncationPolicy::OnFetch) {
      ask.last_fetched_epoch = partition.log->latest_epoch();
    }
    wanted.emplace(tp, ask);
  }
  return wanted;
}

bool any_in(const Fetcher& fetcher, Phase phase, Instant now) {
  return std::any_of(fetcher.partitions.begin(), fetcher.partitions.end(), [&](const auto& entry) {
    return entry.second.phase == phase && entry.second.delayed_until <= now;
  });
}

protocol::FetchRequest fetch_request(Fetcher& fetcher, FetchEnvironment env) {
  protocol::FetchRequest request;
  request.replica_id = env.self;
  request.replica_epoch = env.broker_epoch;
  request.max_wait_ms = env.config.replica_fetch_wait_max_ms;
  request.min_bytes = env.config.replica_fetch_min_bytes;
  request.max_bytes = env.config.replica_fetch_response_max_bytes;
  fetcher.session.fill(request, fetcher.asked);
  return request;
}

}  // namespace

void FetcherSet::follow(const TopicPartition& tp, NodeId leader, const Endpoint& endpoint,
                        LeaderEpoch epoch, FetchEnvironment env) {
  const std::int32_t index = fetcher_index(tp, env.config.num_replica_fetchers);
  const std::int64_t key = leader.value * kFetchersPerLeader + index;
  Fetcher& fetcher = fetchers[key];
  fetcher.leader = leader;
  fetcher.index = index;
  fetcher.endpoint = endpoint;
  FetcherPartition state;
  state.epoch = epoch;
  state.phase = begin_following(env.partitions.at(tp).write(), env);
  fetcher.partitions[tp] = state;
  fetcher.asked.erase(tp);  // an answer under way was asked before this order
  advance(key, fetcher, env);
}

void FetcherSet::deal_anew(FetchEnvironment env) {
  struct Followed {
    TopicPartition tp;
    NodeId leader;
    Endpoint endpoint;
    LeaderEpoch epoch;
  };
  std::vector<Followed> all;
  for (const auto& [key, fetcher] : fetchers) {
    for (const auto& [tp, state] : fetcher.partitions)
      all.push_back({tp, fetcher.leader, fetcher.endpoint, state.epoch});
  }
  for (const Followed& followed : all) unfollow(followed.tp, env);
  for (const Followed& followed : all)
    follow(followed.tp, followed.leader, followed.endpoint, followed.epoch, env);
}

void FetcherSet::unfollow(const TopicPartition& tp, FetchEnvironment env) {
  for (auto at = fetchers.begin(); at != fetchers.end();) {
    Fetcher& fetcher = at->second;
    fetcher.asked.erase(tp);
    const bool had = fetcher.partitions.erase(tp) != 0;
    if (!had || !fetcher.partitions.empty()) {
      ++at;
      continue;
    }
    if (fetcher.link != Fetcher::Link::Disconnected) env.context.close(fetcher.connection);
    env.context.cancel_timer(backoff_timer(at->first));
    env.context.cancel_timer(socket_timer(at->first));
    at = fetchers.erase(at);
  }
}

bool FetcherSet::on_event(const Event& event, FetchEnvironment env) {
  if (const auto* fired = std::get_if<event::TimerFired>(&event)) {
    if (fired->timer.kind != TimerKind::FetcherBackoff) return false;
    on_timer(fired->timer.key, env);
    return true;
  }
  if (const auto* flushed = std::get_if<event::Flushed>(&event)) return on_flushed(*flushed, env);
  ConnectionId connection{0};
  if (const auto* up = std::get_if<event::Connected>(&event)) connection = up->connection;
  if (const auto* down = std::get_if<event::Disconnected>(&event)) connection = down->connection;
  if (const auto* answer = std::get_if<event::Answered>(&event)) connection = answer->connection;
  if (connection.value >> 32 != 3) return false;
  Fetcher* fetcher = by_connection(connection);
  if (fetcher == nullptr) return true;  // of a fetcher that is gone
  const std::int64_t key = fetcher->leader.value * kFetchersPerLeader + fetcher->index;
  if (std::holds_alternative<event::Connected>(event)) {
    fetcher->link = Fetcher::Link::Ready;
    env.context.cancel_timer(socket_timer(key));
    advance(key, *fetcher, env);
  } else if (const auto* answer = std::get_if<event::Answered>(&event)) {
    // An answer that arrives twice was handled the first time.
    if (fetcher->in_flight != Fetcher::InFlight::Nothing &&
        answer->correlation == fetcher->correlation)
      on_answer(key, *fetcher, *answer->response, env);
  } else {
    lose_connection(key, *fetcher, env);
  }
  return true;
}

void FetcherSet::begin_flush(Fetcher& fetcher, LogFlushes logs, FetchEnvironment env) {
  std::vector<FileId> files;
  for (const auto& [tp, flush] : logs) {
    Partition& partition = env.partitions.at(tp).write();
    ++partition.flushes_in_flight;
    for (const FileId file : partition.log->files_to_flush(flush.up_to)) files.push_back(file);
  }
  fetcher.flush = next_flush++;
  env.context.flush(fetcher.flush, std::move(files));
  flushes[fetcher.flush] = std::move(logs);
}

bool FetcherSet::on_flushed(const event::Flushed& flushed, FetchEnvironment env) {
  const auto found = flushes.find(flushed.operation);
  if (found == flushes.end()) return false;
  end_flush(found->second, flushed.result, env);
  flushes.erase(found);
  for (auto& [key, fetcher] : fetchers) {
    if (fetcher.flush == flushed.operation) fetcher.flush = 0;
    advance(key, fetcher, env);
  }
  return true;
}

Fetcher* FetcherSet::by_connection(ConnectionId connection) {
  for (auto& [key, fetcher] : fetchers) {
    if (fetcher.connection == connection && fetcher.link != Fetcher::Link::Disconnected)
      return &fetcher;
  }
  return nullptr;
}

void FetcherSet::lose_connection(std::int64_t key, Fetcher& fetcher, FetchEnvironment env) {
  fetcher.link = Fetcher::Link::Disconnected;
  fetcher.in_flight = Fetcher::InFlight::Nothing;
  fetcher.session.reset();
  fetcher.asked.clear();
  for (auto& [tp, state] : fetcher.partitions) {
    state.delayed_until = env.context.now + env.config.replica_fetch_backoff;
  }
  env.context.cancel_timer(socket_timer(key));
  env.context.set_timer(backoff_timer(key), env.config.replica_fetch_backoff);
}

void FetcherSet::on_timer(std::int64_t timer_key, FetchEnvironment env) {
  const auto found = fetchers.find(timer_key / 2);
  if (found == fetchers.end()) return;
  Fetcher& fetcher = found->second;
  if (timer_key % 2 == 1) {  // no answer in time: the connection is worthless
    if (fetcher.link == Fetcher::Link::Disconnected) return;
    env.context.probe("fetcher.silence");
    env.context.close(fetcher.connection);
    lose_connection(found->first, fetcher, env);
    return;
  }
  advance(found->first, fetcher, env);
}

void FetcherSet::on_answer(std::int64_t key, Fetcher& fetcher, const protocol::ResponseBody& body,
                           FetchEnvironment env) {
  using In = Fetcher::InFlight;
  const In asked = std::exchange(fetcher.in_flight, In::Nothing);
  env.context.cancel_timer(socket_timer(key));
  if (const auto* fetched = std::get_if<protocol::FetchResponse>(&body)) {
    LogFlushes logs = on_fetched(fetcher, *fetched, env);
    if (!logs.empty()) begin_flush(fetcher, std::move(logs), env);
  } else if (const auto* epochs = std::get_if<protocol::OffsetForLeaderEpochResponse>(&body)) {
    on_epochs(fetcher, *epochs, env);
  } else if (const auto* offsets = std::get_if<protocol::ListOffsetsResponse>(&body)) {
    if (asked == In::EndOffsets) {
      on_end_offsets(fetcher, *offsets, env);
      // Those that were not cut end before the leader's start, perhaps: ask for that next.
      if (any_in(fetcher, Phase::NeedsOffset, env.context.now)) {
        fetcher.in_flight = In::StartOffsets;
        fetcher.correlation = fetcher.correlation.next();
        env.context.request(
            fetcher.connection, fetcher.correlation, 4,
            protocol::RequestRef(offsets_request(fetcher, protocol::kEarliestTimestamp, env)));
        env.context.set_timer(socket_timer(key), env.config.replica_socket_timeout);
        return;
      }
    } else {
      on_start_offsets(fetcher, *offsets, env);
    }
  }
  advance(key, fetcher, env);
}

// Sends what is next: the search for a cut comes before fetching, as in
// AbstractFetcherThread.doWork.
void FetcherSet::advance(std::int64_t key, Fetcher& fetcher, FetchEnvironment env) {
  using In = Fetcher::InFlight;
  Context& context = env.context;
  if (fetcher.in_flight != In::Nothing) return;  // one request at a time
  if (fetcher.flush != 0) return;                // fetched records are not yet as safe as asked
  if (fetcher.link == Fetcher::Link::Connecting) return;  // Connected will come
  if (fetcher.partitions.empty()) return;                 // nothing to do
  if (fetcher.link == Fetcher::Link::Disconnected) {
    fetcher.connection = ConnectionId{next_connection++};
    fetcher.link = Fetcher::Link::Connecting;
    fetcher.session.reset();
    context.connect(fetcher.connection, fetcher.endpoint);
    context.set_timer(socket_timer(key), std::min(env.config.connection_setup_timeout,
                                                  env.config.replica_socket_timeout));
    return;
  }
  protocol::RequestBody body;
  std::int16_t version = 17;
  if (any_in(fetcher, Phase::Truncating, context.now)) {
    body = epochs_request(fetcher, env);
    version = 4;
    fetcher.in_flight = In::Epochs;
  } else if (any_in(fetcher, Phase::NeedsOffset, context.now)) {
    body = offsets_request(fetcher, protocol::kLatestTimestamp, env);
    version = 4;
    fetcher.in_flight = In::EndOffsets;
  } else {
    fetcher.asked = fetchable(fetcher, env);
    if (fetcher.asked.empty()) {  // all wait out their backoff
      context.set_timer(backoff_timer(key), env.config.replica_fetch_backoff);
      return;
    }
    body = fetch_request(fetcher, env);
    fetcher.in_flight = In::Fetch;
  }
  fetcher.correlation = fetcher.correlation.next();
  context.request(fetcher.connection, fetcher.correlation, version,
                  protocol::RequestRef(std::move(body)));
  context.set_timer(socket_timer(key), env.config.replica_socket_timeout);
}

}  // namespace barnabas::replica
