// Where a consumer stands in one partition, and what must be settled before it may read on.
//
// State:   AwaitsLookup → (AwaitsValidation →) Fetching; a position that the leader refuses goes
// back
//          to AwaitsLookup or, when the application forbade that, to Failed. A seek leaves any
//          state. A new leader puts a position whose epoch is known back to AwaitsValidation
//          (KIP-320).
//
// Kafka: SubscriptionState.TopicPartitionState, FetchPosition (3.9).
#pragma once

#include <cstdint>
#include <string>

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/client/cluster_view.h"
#include "core/ports/command.h"

namespace barnabas::client {

struct ReadPosition {
  Offset offset{-1};      // the next record to hand over
  LeaderEpoch epoch{-1};  // of the record before it; -1: not known
  NodeId leader{-1};      // whom it is to be read from, and under which epoch it was found valid
  LeaderEpoch leader_epoch{-1};
  friend bool operator==(const ReadPosition&, const ReadPosition&) = default;
};

struct ConsumerPartition {
  enum class State : std::uint8_t { AwaitsLookup, AwaitsValidation, Fetching, Failed };
  State state = State::AwaitsLookup;
  ReadPosition position;    // while AwaitsLookup: the one that is left
  command::Place wanted;    // while AwaitsLookup
  std::string why;          // of a lookup; empty when the application asked for it
  CorrelationId asking{0};  // the lookup or validation in flight; 0: none
  Instant not_before{};
  std::int64_t turn = 0;  // of being fetched: after what was served lately; smaller is sooner
  bool is_paused = false;
  NodeId read_replica{-1};  // the follower that the leader sent us to (KIP-392); -1: none
  Instant read_replica_until{};

  void look_up(const command::Place& place, std::string reason);
  void place_at(const ReadPosition& at, bool validates);
  // Takes over the leader that metadata names; a position under another one may have to be
  // validated.
  void follow(const ClusterView::Partition& known, bool validates);
  void try_again(Instant when);
  friend bool operator==(const ConsumerPartition&, const ConsumerPartition&) = default;
};

// Records that arrived and wait for the application's poll.
struct FetchedRecords {
  TopicPartition tp;
  NodeId node{-1};
  Offset high_watermark{-1};  // as the server told it
  Offset next{-1};            // the position that they continue
  std::vector<record::Batch> batches;
  friend bool operator==(const FetchedRecords&, const FetchedRecords&) = default;
};

}  // namespace barnabas::client
