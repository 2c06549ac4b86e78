// Incremental fetch sessions (KIP-227): after one full request, only what changed is named, both
// ways.
//
// This is the server's half: it remembers the partitions of each session. A session is found by its
// id and stepped by its epoch; any mismatch sends the client back to a full request. The asker's
// half is core/protocol/fetch_session_handler.h.
//
// Kafka: FetchManager, FetchSession (3.9). Not modelled: eviction by age and
// privilege; a full cache refuses new sessions.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/base/ids.h"
#include "core/base/prng.h"
#include "core/protocol/01_fetch.h"
#include "core/protocol/fetch_session_handler.h"

namespace barnabas::replica {

using FetchRequestPartition = protocol::FetchRequest::Partition;

// What the server last heard and said about one partition of a session.
struct SessionPartition {
  FetchRequestPartition request;
  Offset told_high_watermark{-1};
  Offset told_log_start{-1};
  std::uint64_t turn = 0;  // its place in the session's order of service
  friend bool operator==(const SessionPartition&, const SessionPartition&) = default;
};

struct ServerSession {
  std::int32_t epoch = 0;
  std::map<TopicPartition, SessionPartition> partitions;
  // Who comes when: as named, and whoever got records goes to the end, so that a small answer
  // starves nobody. Invariant: one entry for each partition, under its turn.
  std::map<std::uint64_t, TopicPartition> order;
  std::uint64_t next_turn = 0;

  SessionPartition& at(const TopicPartition& tp);  // takes it in at the end if it is new
  void forget(const TopicPartition& tp);
  void move_to_end(const TopicPartition& tp);
  friend bool operator==(const ServerSession&, const ServerSession&) = default;
};

struct SessionCache {
  std::map<std::int32_t, ServerSession> sessions;
  std::int32_t slots = 1000;  // max.incremental.fetch.session.cache.slots

  // What a request asks for, with its session's partitions filled in.
  struct Resolved {
    ErrorCode error = ErrorCode::None;
    std::int32_t session_id = 0;
    bool incremental = false;
    std::vector<std::pair<TopicPartition, FetchRequestPartition>> partitions;
  };
  Resolved resolve(const protocol::FetchRequest& request, Prng& random);
  // Leaves out what an incremental answer need not repeat, and remembers what it says.
  void trim(std::int32_t session_id, protocol::FetchResponse& response);

  friend bool operator==(const SessionCache&, const SessionCache&) = default;

 private:
  Resolved open(const protocol::FetchRequest& request, Prng& random);
  Resolved step(const protocol::FetchRequest& request);
};

using protocol::ClientSession;

}  // namespace barnabas::replica
