// The requests that one state change makes, collected per broker and sent together.
//
// Adding a partition's LeaderAndIsr also adds it to the UpdateMetadata of every broker. Later
// additions about a partition replace earlier ones. Requests carry the controller's epoch and the
// target's broker epoch, so that zombies on either side are told apart.
//
// Kafka: AbstractControllerBrokerRequestBatch (3.9).
#pragma once

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "core/base/ids.h"
#include "core/cluster/image.h"
#include "core/protocol/message.h"

namespace barnabas::controller {

// Tells a broker that its replica is deleted with its topic, whatever epoch it knows (KIP-455 era
// constant).
inline constexpr LeaderEpoch kEpochDuringDelete{-2};

class RequestBatch {
 public:
  void add_leader_and_isr(const cluster::Image& image, const std::vector<NodeId>& brokers,
                          const TopicPartition& tp, bool is_new);
  void add_stop_replica(const cluster::Image& image, NodeId broker, const TopicPartition& tp,
                        bool delete_partition);
  // Only the list of live brokers, when there are no partitions.
  void add_update_metadata(const std::vector<NodeId>& brokers,
                           const std::vector<TopicPartition>& tps);

  // The requests in the order in which they are to be sent; the batch is empty afterwards.
  std::vector<std::pair<NodeId, protocol::RequestBody>> take(const cluster::Image& image,
                                                             NodeId controller,
                                                             ControllerEpoch epoch);
  void clear() { *this = RequestBatch(); }
  bool is_empty() const {
    return leader_and_isr_.empty() && stop_replica_.empty() && told_.empty();
  }

  friend bool operator==(const RequestBatch&, const RequestBatch&) = default;
  template <class Hasher>
  void fold_into(Hasher& hasher) const {
    fold_value(hasher, leader_and_isr_);
    fold_value(hasher, stop_replica_);
    fold_value(hasher, told_);
    fold_value(hasher, metadata_);
  }

 private:
  using Stop = protocol::StopReplicaRequest::Partition;

  std::map<NodeId, std::map<TopicPartition, protocol::PartitionState>> leader_and_isr_;
  std::map<NodeId, std::map<TopicPartition, Stop>> stop_replica_;
  std::set<NodeId> told_;              // gets UpdateMetadata
  std::set<TopicPartition> metadata_;  // about these partitions
};

protocol::PartitionState build_partition_state(const TopicPartition& tp,
                                               const cluster::Partition& partition, bool is_new);

}  // namespace barnabas::controller
