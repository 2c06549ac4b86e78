// The ids of the domain, in Kafka's own words.
//
// Sentinels are Kafka's: -1 means "none" or "unknown" for every id below.
#pragma once

#include <cstdint>
#include <string>
#include <tuple>

#include "core/base/strong.h"

namespace barnabas {

using NodeId = StrongInt<struct NodeIdTag, std::int32_t>;  // broker.id, or any node of a world
using Offset = StrongInt<struct OffsetTag, std::int64_t>;  // position of a record in a partition
using LeaderEpoch =
    StrongInt<struct LeaderEpochTag, std::int32_t>;  // per partition, bumped per leader
using PartitionEpoch =
    StrongInt<struct PartitionEpochTag, std::int32_t>;  // per metadata change; zkVersion
using ControllerEpoch = StrongInt<struct ControllerEpochTag, std::int32_t>;
using BrokerEpoch =
    StrongInt<struct BrokerEpochTag, std::int64_t>;  // per registration; the czxid with ZooKeeper
using ProducerId = StrongInt<struct ProducerIdTag, std::int64_t>;
using ProducerEpoch = StrongInt<struct ProducerEpochTag, std::int16_t>;
using Sequence = StrongInt<struct SequenceTag, std::int32_t>;  // wraps from 2^31-1 to 0
using ConnectionId =
    StrongInt<struct ConnectionIdTag, std::uint64_t>;  // as one side of a connection names it
using CorrelationId = StrongInt<struct CorrelationIdTag, std::int32_t>;

inline constexpr NodeId kNoNode{-1};
inline constexpr Offset kNoOffset{-1};
inline constexpr LeaderEpoch kNoLeaderEpoch{-1};
inline constexpr BrokerEpoch kNoBrokerEpoch{-1};
inline constexpr ProducerId kNoProducerId{-1};
inline constexpr ProducerEpoch kNoProducerEpoch{-1};
inline constexpr Sequence kNoSequence{-1};

// One partition of one topic; ordered by topic, then number, as Kafka prints them.
struct TopicPartition {
  std::string topic;
  std::int32_t partition = 0;

  friend bool operator==(const TopicPartition&, const TopicPartition&) = default;
  friend bool operator<(const TopicPartition& a, const TopicPartition& b) {
    const int order = a.topic.compare(b.topic);
    return order != 0 ? order < 0 : a.partition < b.partition;
  }
};

// "orders-0", the name of the partition's directory.
inline std::string to_string(const TopicPartition& tp) {
  return tp.topic + "-" + std::to_string(tp.partition);
}

// A topic's identity that survives deletion and re-creation under the same name (KIP-516).
struct TopicId {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  bool is_zero() const { return high == 0 && low == 0; }
  friend bool operator==(const TopicId&, const TopicId&) = default;
  friend bool operator<(const TopicId& a, const TopicId& b) {
    return a.high != b.high ? a.high < b.high : a.low < b.low;
  }
};

}  // namespace barnabas
