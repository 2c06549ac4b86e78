// The follower's side: one fetcher per (leader, index) pulls the partitions that this broker
// follows.
//
// A fetcher owns one connection and has at most one request in flight. Its partitions are
// Truncating (ask where our last epoch ends at the leader), NeedsOffset (out of range: ask where
// the leader's log begins and ends) or Fetching. A partition with an error waits for the backoff
// while the others go on. Answers are used only for partitions that still stand where they stood
// when asked (stale answers are ignored). Fenced and Failed wait for another order.
//
// State:   Disconnected → Connecting → Ready; Ready → Disconnected on a lost or timed-out
// connection. Effects: Connect, Close, Request, SetTimer/CancelTimer (FetcherBackoff), Flush,
// Notes. Kafka:   AbstractFetcherThread, ReplicaFetcherThread, RemoteLeaderEndPoint (3.9).
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/base/cow.h"
#include "core/replica/fetch_session.h"
#include "core/replica/partition.h"

namespace barnabas::replica {

using PartitionMap = std::map<TopicPartition, Cow<Partition>>;

struct FetcherPartition {
  enum class Phase : std::uint8_t { Truncating, NeedsOffset, Fetching, Fenced, Failed };
  Phase phase = Phase::Fetching;
  LeaderEpoch epoch{-1};
  Instant delayed_until{};
  friend bool operator==(const FetcherPartition&, const FetcherPartition&) = default;
};

// What a flush under way makes durable of one log.
struct LogFlush {
  Offset up_to;
  std::uint32_t truncation_count = 0;  // if it rises meanwhile, the flush says nothing any more
  friend bool operator==(const LogFlush&, const LogFlush&) = default;
};
using LogFlushes = std::map<TopicPartition, LogFlush>;

struct Fetcher {
  enum class Link : std::uint8_t { Disconnected, Connecting, Ready };
  enum class InFlight : std::uint8_t { Nothing, Fetch, Epochs, EndOffsets, StartOffsets };
  NodeId leader{-1};
  std::int32_t index = 0;
  Endpoint endpoint;
  Link link = Link::Disconnected;
  ConnectionId connection{0};
  InFlight in_flight = InFlight::Nothing;
  CorrelationId correlation{0};
  std::int64_t flush = 0;  // the flush that the next fetch waits for; 0: none
  ClientSession session;
  std::map<TopicPartition, FetcherPartition> partitions;
  std::map<TopicPartition, FetchRequestPartition> asked;  // what the request in flight asked
  friend bool operator==(const Fetcher&, const Fetcher&) = default;
};

// What the fetchers are lent for one call.
struct FetchEnvironment {
  PartitionMap& partitions;
  const ReplicaConfig& config;
  NodeId self;
  BrokerEpoch broker_epoch;
  Context& context;
  std::vector<TopicPartition>& moved;   // out: partitions whose log or high watermark moved
  std::vector<TopicPartition>& failed;  // out: partitions whose device failed
};

struct FetcherSet {
  std::map<std::int64_t, Fetcher> fetchers;  // by leader * 256 + index
  std::uint64_t next_connection = 3ull << 32;
  std::int64_t next_flush = 3ll << 40;
  // Under way, by operation. They outlive their fetchers: a copy counts for no leader, old or new,
  // before its flush is done.
  std::map<std::int64_t, LogFlushes> flushes;

  void follow(const TopicPartition& tp, NodeId leader, const Endpoint& endpoint, LeaderEpoch epoch,
              FetchEnvironment env);
  void unfollow(const TopicPartition& tp, FetchEnvironment env);
  // num.replica.fetchers has changed: partitions go to the fetchers that are now theirs.
  void deal_anew(FetchEnvironment env);
  bool on_event(const Event& event, FetchEnvironment env);  // false: not ours
  friend bool operator==(const FetcherSet&, const FetcherSet&) = default;

 private:
  Fetcher* by_connection(ConnectionId connection);
  void lose_connection(std::int64_t key, Fetcher& fetcher, FetchEnvironment env);
  void on_timer(std::int64_t key, FetchEnvironment env);
  void on_answer(std::int64_t key, Fetcher& fetcher, const protocol::ResponseBody& body,
                 FetchEnvironment env);
  void advance(std::int64_t key, Fetcher& fetcher, FetchEnvironment env);
  void begin_flush(Fetcher& fetcher, LogFlushes logs, FetchEnvironment env);
  bool on_flushed(const event::Flushed& flushed, FetchEnvironment env);
};

// --- fetcher_truncation.cpp: where to cut
// Cuts at once, where the policy needs nobody's answer, and gives the phase to start in.
FetcherPartition::Phase begin_following(Partition& partition, FetchEnvironment env);
void truncate_by_epoch_end(FetcherPartition& state, Partition& partition, ErrorCode error,
                           log::EpochEndOffset leader_end, FetchEnvironment env);
protocol::OffsetForLeaderEpochRequest epochs_request(const Fetcher& fetcher, FetchEnvironment env);
void on_epochs(Fetcher& fetcher, const protocol::OffsetForLeaderEpochResponse& response,
               FetchEnvironment env);
protocol::ListOffsetsRequest offsets_request(const Fetcher& fetcher, std::int64_t which,
                                             FetchEnvironment env);
void on_end_offsets(Fetcher& fetcher, const protocol::ListOffsetsResponse& response,
                    FetchEnvironment env);
void on_start_offsets(Fetcher& fetcher, const protocol::ListOffsetsResponse& response,
                      FetchEnvironment env);

// --- fetcher_append.cpp: what a fetch answer does. Gives the logs that must be flushed before the
// next fetch.
LogFlushes on_fetched(Fetcher& fetcher, const protocol::FetchResponse& response,
                      FetchEnvironment env);
void end_flush(const LogFlushes& logs, Errc result, FetchEnvironment env);

}  // namespace barnabas::replica
