// The file that makes ZooKeeper's state durable: every transaction, appended and synced before it
// is answered.
//
// A record is a header (size and CRC-32C of the payload, CRC-32C of these eight bytes) and the
// payload, one encoded transaction. Opening reads all of them, cuts what a crash tore off at the
// end, and syncs, so that nothing is shown that a power cut could still take back. Anything else
// that does not match is corruption, and opening fails: starting without it would lose acknowledged
// writes.
//
// Not modelled: snapshots and rolled files; the log is read from its beginning at every start.
//
// Kafka: ZooKeeper's FileTxnLog and SyncRequestProcessor (3.8), with one sync per write.
#pragma once

#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/ports/file_system.h"
#include "core/zookeeper/transaction.h"

namespace barnabas::zookeeper {

inline constexpr std::string_view kTransactionLogPath = "log.1";

class TransactionLog {
 public:
  // Opens the file, or makes it, and gives what is in it, oldest first.
  Result<std::vector<Transaction>> open(FileSystem& files);
  // Returns only after the transaction is durable. After an error the process must end.
  Result<void> append(FileSystem& files, const Transaction& transaction);

  FileId file() const { return file_; }
  friend bool operator==(const TransactionLog&, const TransactionLog&) = default;

 private:
  FileId file_ = kNoFile;
};

}  // namespace barnabas::zookeeper
