// How far the deletion of one topic has come: a small table of its replicas.
//
// A topic goes when every replica has been deleted by its broker; then its znodes are removed. A
// replica on a dead broker, or one that failed, makes the topic ineligible until the broker is
// back.
//
// State: per replica (none) → Started → Done; Started → Ineligible; Ineligible → Started when
// retried. Kafka: TopicDeletionManager, and the deletion states of ReplicaStateMachine (3.9).
#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "core/base/ids.h"

namespace barnabas::controller {

enum class ReplicaDeletion : std::uint8_t { Started, Done, Ineligible };

struct DeletingTopic {
  bool is_ineligible = false;
  std::map<std::pair<std::int32_t, NodeId>, ReplicaDeletion> replicas;  // partition, broker

  bool has(ReplicaDeletion state) const {
    for (const auto& replica : replicas) {
      if (replica.second == state) return true;
    }
    return false;
  }
  friend bool operator==(const DeletingTopic&, const DeletingTopic&) = default;
};

}  // namespace barnabas::controller
