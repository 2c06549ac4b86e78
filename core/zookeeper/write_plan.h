// Decides what a write would do: the changes that make it up, or the error that forbids all of it.
//
// The operations of a multi see each other's effects through an overlay; the tree itself is not
// touched. A plan with an error has no changes. The results of a failed multi are ZooKeeper's: Ok
// for what stood before the failed operation, its own error, RuntimeInconsistency for the rest.
//
// Kafka: ZooKeeper's PrepRequestProcessor with its outstandingChanges (3.8).
#pragma once

#include <cstdint>
#include <vector>

#include "core/protocol/zookeeper.h"
#include "core/zookeeper/transaction.h"
#include "core/zookeeper/znode_tree.h"

namespace barnabas::zookeeper {

struct WritePlan {
  zk::Error error = zk::Error::Ok;
  std::vector<zk::OpResult> results;  // one per operation
  std::vector<Change> changes;
  friend bool operator==(const WritePlan&, const WritePlan&) = default;
};

// Create, Delete, SetData and Check are writes; other operations are BadArguments. `session_id`
// owns what is created as ephemeral; `zxid` is the one that the write will have.
WritePlan plan_writes(const ZnodeTree& tree, const std::vector<zk::Op>& ops,
                      std::int64_t session_id, std::int64_t zxid);

}  // namespace barnabas::zookeeper
