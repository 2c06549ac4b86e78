// The metadata image: what the cluster is, as one value that only committed records change.
//
// The controller decides changes over a const image, has the quorum (ZooKeeper, later Raft) accept
// them, and then replays them as records. A copy costs two counts: brokers and topics are shared
// until written.
//
// State:      brokers, topics with their partitions and configs; `replay` is the only writer.
// Invariants: 1. leader is -1 or one of the replicas; 2. isr is part of replicas and not empty once
// a state
//             was committed; 3. leader and partition epochs never fall while a topic lives.
// Kafka:      ControllerContext (ZooKeeper mode), MetadataImage and its records (KRaft).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "core/base/cow.h"
#include "core/base/ids.h"

namespace barnabas::cluster {

using Configs = std::map<std::string, std::string>;

struct BrokerRegistration {
  NodeId id{-1};
  std::string host;
  std::int32_t port = 0;
  std::string rack;
  BrokerEpoch epoch{-1};
  bool is_shutting_down = false;  // it asked for a controlled shutdown: alive, but no candidate
  friend bool operator==(const BrokerRegistration&, const BrokerRegistration&) = default;
};

// Where a partition's replicas are, and where they are going (KIP-455).
struct Assignment {
  std::vector<NodeId> replicas;
  std::vector<NodeId> adding;
  std::vector<NodeId> removing;

  bool is_being_reassigned() const { return !adding.empty() || !removing.empty(); }
  friend bool operator==(const Assignment&, const Assignment&) = default;
};

// Who leads a partition, at which epoch, with whom in sync: the content of its state znode.
struct Leadership {
  NodeId leader{-1};
  LeaderEpoch leader_epoch{-1};
  std::vector<NodeId> isr;
  PartitionEpoch partition_epoch{-1};  // the znode's version; -1: never committed
  ControllerEpoch controller_epoch{-1};
  bool is_recovering = false;  // elected unclean, and not yet told that it has recovered (KIP-704)
  friend bool operator==(const Leadership&, const Leadership&) = default;
};

struct Partition {
  Assignment assignment;
  Leadership leadership;
  std::vector<NodeId> offline_replicas;  // replicas whose disk failed on a live broker

  bool has_state() const { return leadership.partition_epoch.value >= 0; }
  friend bool operator==(const Partition&, const Partition&) = default;
};

struct Topic {
  TopicId id;
  std::map<std::int32_t, Partition> partitions;
  Configs configs;
  bool is_being_deleted = false;
  friend bool operator==(const Topic&, const Topic&) = default;
};

class Image {
 public:
  const std::map<NodeId, BrokerRegistration>& brokers() const { return *brokers_; }
  const std::map<std::string, Cow<Topic>>& topics() const { return *topics_; }

  const BrokerRegistration* find_broker(NodeId id) const;
  const Topic* find_topic(const std::string& name) const;
  const Partition* find_partition(const TopicPartition& tp) const;

  bool is_registered(NodeId id) const { return find_broker(id) != nullptr; }
  // Registered and not shutting down: who may lead.
  bool is_live(NodeId id) const;
  // Can this replica serve? Its broker is live (or shutting down, if that counts) and its disk
  // works.
  bool is_replica_online(const TopicPartition& tp, NodeId id, bool or_shutting_down = false) const;

  std::vector<NodeId> registered_brokers() const;
  std::vector<TopicPartition> all_partitions() const;
  std::vector<TopicPartition> partitions_of(const std::string& topic) const;
  std::vector<TopicPartition> partitions_on(NodeId broker) const;

  friend bool operator==(const Image&, const Image&) = default;

 private:
  friend struct Replayer;
  Cow<std::map<NodeId, BrokerRegistration>> brokers_;
  Cow<std::map<std::string, Cow<Topic>>> topics_;

 public:
  // For hash_of; a template so that this header needs no hasher.
  template <class Hasher>
  void fold_into(Hasher& hasher) const {
    fold_value(hasher, brokers_);
    fold_value(hasher, topics_);
  }
};

// The changes that an image can suffer.
namespace change {
struct BrokerRegistered {
  BrokerRegistration broker;
  friend bool operator==(const BrokerRegistered&, const BrokerRegistered&) = default;
};
struct BrokerShuttingDown {
  NodeId broker{-1};
  friend bool operator==(const BrokerShuttingDown&, const BrokerShuttingDown&) = default;
};
struct BrokerGone {
  NodeId broker{-1};
  friend bool operator==(const BrokerGone&, const BrokerGone&) = default;
};
struct TopicAdded {
  std::string topic;
  TopicId id;
  friend bool operator==(const TopicAdded&, const TopicAdded&) = default;
};
struct TopicDeletionStarted {
  std::string topic;
  friend bool operator==(const TopicDeletionStarted&, const TopicDeletionStarted&) = default;
};
struct TopicRemoved {
  std::string topic;
  friend bool operator==(const TopicRemoved&, const TopicRemoved&) = default;
};
struct ConfigsChanged {
  std::string topic;
  Configs configs;
  friend bool operator==(const ConfigsChanged&, const ConfigsChanged&) = default;
};
struct AssignmentChanged {  // makes the partition if it is new
  TopicPartition tp;
  Assignment assignment;
  friend bool operator==(const AssignmentChanged&, const AssignmentChanged&) = default;
};
struct LeadershipChanged {
  TopicPartition tp;
  Leadership leadership;
  friend bool operator==(const LeadershipChanged&, const LeadershipChanged&) = default;
};
struct ReplicaDiskChanged {
  TopicPartition tp;
  NodeId broker{-1};
  bool is_offline = true;
  friend bool operator==(const ReplicaDiskChanged&, const ReplicaDiskChanged&) = default;
};
}  // namespace change

using Record = std::variant<change::BrokerRegistered, change::BrokerShuttingDown,
                            change::BrokerGone, change::TopicAdded, change::TopicDeletionStarted,
                            change::TopicRemoved, change::ConfigsChanged, change::AssignmentChanged,
                            change::LeadershipChanged, change::ReplicaDiskChanged>;

// The only mutator. A record about a topic or broker that is not there (any more) changes nothing.
void replay(Image& image, const Record& record);

// Small helpers over lists of node ids, which keep Kafka's order.
bool contains(const std::vector<NodeId>& list, NodeId id);
std::vector<NodeId> without(const std::vector<NodeId>& list, const std::vector<NodeId>& others);
std::string list_text(const std::vector<NodeId>& list);  // "1,2,3"
std::vector<std::int32_t> plain_ids(const std::vector<NodeId>& list);

}  // namespace barnabas::cluster
