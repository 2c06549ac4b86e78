// Incremental fetch sessions (KIP-227): after one full request, only what changed is named, both
// ways.
//
// The server half remembers the partitions of each session; the client half builds requests and
// checks answers. A session is found by its id and stepped by its epoch; any mismatch sends the
// client back to a full request.
//
// Kafka: FetchManager, FetchSession, FetchSessionHandler (3.9). Not modelled: eviction by age and
// privilege; a full cache refuses new sessions.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/base/ids.h"
#include "core/base/prng.h"
#include "core/protocol/01_fetch.h"

namespace barnabas::replica {

using FetchRequestPartition = protocol::FetchRequest::Partition;

// What the server last heard and said about one partition of a session.
struct SessionPartition {
  FetchRequestPartition request;
  Offset told_high_watermark{-1};
  Offset told_log_start{-1};
  friend bool operator==(const SessionPartition&, const SessionPartition&) = default;
};

struct ServerSession {
  std::int32_t epoch = 0;
  std::map<TopicPartition, SessionPartition> partitions;
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

// The client half: one per connection to a leader.
struct ClientSession {
  std::int32_t id = 0;
  std::int32_t epoch = 0;  // 0: the next request is a full one that asks for a session
  std::map<TopicPartition, FetchRequestPartition> told;

  // Fills session fields and the partitions that changed. `wanted` is everything to be fetched now.
  void fill(protocol::FetchRequest& request,
            const std::map<TopicPartition, FetchRequestPartition>& wanted);
  // False when the session must start anew.
  bool on_response(const protocol::FetchResponse& response);
  void reset() {
    id = 0;
    epoch = 0;
    told.clear();
  }
  friend bool operator==(const ClientSession&, const ClientSession&) = default;
};

}  // namespace barnabas::replica
