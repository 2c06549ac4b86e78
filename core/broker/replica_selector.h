// Which follower a consumer is sent to, so that it need not read across racks (KIP-392).
//
// Asked by the leader at every fetch of a consumer. Only members of the ISR that hold the offset
// are offered: one that lags would make the consumer come back at once.
//
// Kafka: ReplicaManager.findPreferredReadReplica, RackAwareReplicaSelector (3.9).
#pragma once

#include <string>

#include "core/broker/broker.h"

namespace barnabas::broker {

// -1: read from the leader.
NodeId preferred_read_replica(const Broker& broker, const replica::Partition& partition,
                              Offset fetch_offset, const std::string& rack, Instant now);

}  // namespace barnabas::broker
