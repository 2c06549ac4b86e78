// Requests that a broker has accepted and not yet answered, as data.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/message.h"
#include "core/replica/fetch_session.h"

namespace barnabas::broker {

// Where an answer must go.
struct Caller {
  ConnectionId connection{0};
  CorrelationId correlation{0};
  std::int16_t version = 0;
  friend bool operator==(const Caller&, const Caller&) = default;
};

// A produce that waits for a flush, for the high watermark, or for both (Kafka: DelayedProduce).
struct ProduceOperation {
  struct Part {
    TopicPartition tp;
    Offset required{-1};  // the high watermark that acks=all waits for
    bool waiting = false;
    protocol::ProduceResponse::Partition answer;
    friend bool operator==(const Part&, const Part&) = default;
  };
  Caller caller;
  std::int16_t acks = -1;
  std::int32_t flushes = 0;  // flushes that must end before anything is answered
  std::vector<Part> parts;
  friend bool operator==(const ProduceOperation&, const ProduceOperation&) = default;
};

// A fetch that waits for min_bytes (Kafka: DelayedFetch).
struct FetchOperation {
  Caller caller;
  NodeId replica_id{-1};
  std::int32_t min_bytes = 1;
  std::int32_t max_bytes = 0;
  std::int32_t session_id = 0;
  bool leader_only = true;  // followers, and consumers older than KIP-392
  std::string rack;         // of a consumer
  std::vector<std::pair<TopicPartition, replica::FetchRequestPartition>> partitions;
  friend bool operator==(const FetchOperation&, const FetchOperation&) = default;
};

// A DeleteRecords that waits until all replicas have moved their log start (Kafka:
// DelayedDeleteRecords).
struct DeleteRecordsOperation {
  struct Part {
    TopicPartition tp;
    Offset required{-1};
    bool waiting = false;
    ErrorCode error = ErrorCode::None;
    Offset low_watermark{-1};
    friend bool operator==(const Part&, const Part&) = default;
  };
  Caller caller;
  std::vector<Part> parts;
  friend bool operator==(const DeleteRecordsOperation&, const DeleteRecordsOperation&) = default;
};

// A LeaderAndIsr that waits for the configuration of topics this broker has not met yet.
struct PendingLeaderAndIsr {
  Caller caller;
  protocol::RequestRef request;
  std::int32_t missing = 0;
  friend bool operator==(const PendingLeaderAndIsr&, const PendingLeaderAndIsr&) = default;
};

// A DescribeConfigs of which these resources are described; the next topic's settings are being
// read.
struct Description {
  Caller caller;
  protocol::RequestRef request;
  std::vector<protocol::DescribeConfigsResponse::Resource> results;
  friend bool operator==(const Description&, const Description&) = default;
};

// What a Flushed event finishes: the log was durable up to here when the flush was asked for.
struct PendingFlush {
  TopicPartition tp;
  Offset up_to{-1};
  std::uint32_t truncation_count = 0;
  std::int64_t produce = 0;  // the produce that waits for it; 0: nobody does
  friend bool operator==(const PendingFlush&, const PendingFlush&) = default;
};

}  // namespace barnabas::broker
