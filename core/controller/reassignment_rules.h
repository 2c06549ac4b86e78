// Which replicas a partition has on its way to others: pure decisions (KIP-455).
#pragma once

#include <string>
#include <vector>

#include "core/cluster/image.h"
#include "core/protocol/message.h"

namespace barnabas::controller {

struct ReassignmentDecision {
  ErrorCode error = ErrorCode::None;
  std::string message;
  cluster::Assignment wanted;
};

cluster::Assignment reassign_to(const cluster::Assignment& current,
                                const std::vector<NodeId>& targets);
ReassignmentDecision decide_reassignment(
    const cluster::Image& image,
    const protocol::AlterPartitionReassignmentsRequest::Partition& wish);

}  // namespace barnabas::controller
