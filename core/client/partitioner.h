// Where a record without a partition of its own goes.
//
// A key decides by murmur2 over all partitions, also leaderless ones, and nothing reroutes it.
// Without a key, each era had its way:
//  Rotating  (1.x DefaultPartitioner) the partitions with a leader in turn, from a random start;
//  Sticky    (2.4 DefaultPartitioner, KIP-480) one partition until a batch has to be opened, then
//            another one at random;
//  BuiltIn   (3.3, KIP-794) one partition until batch.size bytes went there and its batch is full
//            (at the latest twice as many), then one at random, weighted by how short the queues
//            are.
// UniformSticky and RoundRobin ignore keys. RoundRobin is asked once more whenever a batch has to
// be opened, so that it skips partitions (KAFKA-9965, in Kafka until 4.0).
//
// Kafka: BuiltInPartitioner, StickyPartitionCache, RoundRobinPartitioner (3.9).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/prng.h"
#include "core/client/client_config.h"
#include "core/ports/command.h"

namespace barnabas::client {

// What a choice depends on: how many partitions the topic has, and which of them have a leader.
struct TopicChoices {
  std::int32_t count = 0;
  std::vector<std::int32_t> available;  // ascending
};

// One partition's queue, for the weights of BuiltIn.
struct QueueLength {
  std::int32_t partition = 0;
  std::int32_t batches = 0;
};

struct Partitioner {
  struct Topic {
    std::int32_t current = -1;  // the one that is stuck to; -1: none yet
    std::uint64_t bytes = 0;    // that went there
    std::optional<std::uint32_t> turn;
    friend bool operator==(const Topic&, const Topic&) = default;
  };
  PartitionerKind kind = PartitionerKind::BuiltIn;
  bool ignores_keys = false;
  std::map<std::string, Topic> topics;

  // The partition for a record, without BuiltIn's switching. REQUIRES: choices.count > 0.
  std::int32_t choose(const std::string& topic, const command::AppRecord& record,
                      const TopicChoices& choices, Prng& random);
  // A batch must be opened in the partition that was chosen: the partitioner may think again.
  std::int32_t choose_again(const std::string& topic, const command::AppRecord& record,
                            std::int32_t chosen, const TopicChoices& choices, Prng& random);
  // Whether the choice depends on which partitions have a leader.
  bool asks_who_is_available(const command::AppRecord& record) const;
  // Whether the record sticks to the current partition of BuiltIn.
  bool is_stuck(const command::AppRecord& record) const;
  // `bytes` went to the current partition. True when it is time to switch; `is_full`: the
  // partition has no open batch.
  bool is_time_to_switch(const std::string& topic, std::uint64_t bytes, std::int64_t batch_size,
                         bool is_full);
  void switch_to(const std::string& topic, std::int32_t partition);

  friend bool operator==(const Partitioner&, const Partitioner&) = default;

 private:
  bool goes_by_key(const command::AppRecord& record) const;
  std::int32_t rotate(Topic& topic, const TopicChoices& choices, bool starts_at_random,
                      Prng& random);
};

// One of the partitions with a leader, or of all when none has one.
std::int32_t any_partition(const TopicChoices& choices, std::uint64_t draw);
// One of these, the likelier the shorter its queue; `all` is false where partitions were left out.
// Nothing when the queues say nothing: all are equal, or there is but one partition.
std::optional<std::int32_t> weighted_partition(const std::vector<QueueLength>& queues, bool all,
                                               std::uint64_t draw);

}  // namespace barnabas::client
