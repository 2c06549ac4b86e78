// What a write does to ZooKeeper's state: decided once, logged, then replayed without a choice.
//
// A transaction has one zxid. It holds final facts (the name of a sequential node, the version
// after a setData), so that replaying it after a restart gives the same state.
//
// Kafka: ZooKeeper's TxnHeader, CreateTxn, DeleteTxn, SetDataTxn, CreateSessionTxn, MultiTxn (3.8).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/bytes.h"

namespace barnabas::zookeeper {

enum class ChangeKind : std::uint8_t { Create = 1, Delete, SetData, OpenSession, CloseSession };

struct Change {
  ChangeKind kind = ChangeKind::Create;
  std::string path;  // of the znode; of a session: how its owner is called
  std::string data;
  std::int32_t number = 0;      // SetData: the new version; OpenSession: the timeout in ms
  std::int64_t session_id = 0;  // Create: the ephemeral owner, 0 when persistent
  friend bool operator==(const Change&, const Change&) = default;
};

struct Transaction {
  std::int64_t zxid = 0;
  std::vector<Change> changes;
  friend bool operator==(const Transaction&, const Transaction&) = default;
};

ByteVector encode(const Transaction& transaction);
// Nothing when the bytes are not exactly one transaction.
std::optional<Transaction> decode_transaction(ByteSpan bytes);

}  // namespace barnabas::zookeeper
