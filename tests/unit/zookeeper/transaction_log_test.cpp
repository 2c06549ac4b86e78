#include "core/zookeeper/transaction_log.h"

#include "tests/support/catch.h"
#include "tests/unit/zookeeper/memory_files.h"

namespace barnabas::test {
namespace {

using zookeeper::Change;
using zookeeper::ChangeKind;
using zookeeper::Transaction;
using zookeeper::TransactionLog;

std::vector<Transaction> three() {
  return {
      {1, {Change{ChangeKind::OpenSession, "broker-1", "", 6000, 1}}},
      {2,
       {Change{ChangeKind::Create, "/a", "data", 0, 1},
        Change{ChangeKind::SetData, "/b", "", 4, 0}}},
      {3,
       {Change{ChangeKind::Delete, "/a", "", 0, 0},
        Change{ChangeKind::CloseSession, "", "", 0, 1}}},
  };
}

MemoryFiles written() {
  MemoryFiles files;
  TransactionLog log;
  REQUIRE(log.open(files)->empty());
  for (const Transaction& transaction : three()) REQUIRE(log.append(files, transaction));
  return files;
}

ByteVector& bytes_of(MemoryFiles& files) {
  return files.by_path.find(zookeeper::kTransactionLogPath)->second.cached;
}

TEST_CASE("what was appended is read back") {
  MemoryFiles files = written();
  TransactionLog log;
  CHECK(*log.open(files) == three());
}

TEST_CASE("a tail that is torn anywhere is cut, and appending goes on behind what is whole") {
  const MemoryFiles whole = written();
  MemoryFiles files = whole;
  const std::size_t size = bytes_of(files).size();
  const ByteVector last = encode(three()[2]);
  for (std::size_t kept = size - last.size() - 12; kept < size; ++kept) {
    CAPTURE(kept);
    files = whole;
    bytes_of(files).resize(kept);
    TransactionLog log;
    std::vector<Transaction> expect = three();
    expect.pop_back();
    REQUIRE(*log.open(files) == expect);
    REQUIRE(log.append(files, three()[2]));
    TransactionLog again;
    REQUIRE(*again.open(files) == three());
  }
}

TEST_CASE("space that was never written ends the log") {
  MemoryFiles files = written();
  bytes_of(files).resize(bytes_of(files).size() + 100);
  TransactionLog log;
  CHECK(*log.open(files) == three());
}

TEST_CASE("a flipped bit before the last record is corruption, never a shorter log") {
  const MemoryFiles whole = written();
  MemoryFiles files = whole;
  const std::size_t last = bytes_of(files).size() - encode(three()[2]).size() - 12;
  for (std::size_t at = 0; at < last; ++at) {
    CAPTURE(at);
    files = whole;
    bytes_of(files)[at] ^= 0x10;
    TransactionLog log;
    const Result<std::vector<Transaction>> found = log.open(files);
    REQUIRE_FALSE(found.has_value());
    REQUIRE(found.error().code == Errc::Corrupt);
  }
}

TEST_CASE("opening makes durable what a killed process had only written") {
  MemoryFiles files;
  TransactionLog log;
  REQUIRE(log.open(files)->empty());
  files.operations_until_failure = 2;  // the append succeeds, its sync does not
  REQUIRE_FALSE(log.append(files, three()[0]).has_value());
  files.operations_until_failure = INT64_MAX;
  TransactionLog next;
  REQUIRE(next.open(files)->size() == 1);
  files.cut_power(0);
  TransactionLog after;
  CHECK(after.open(files)->size() == 1);
}

}  // namespace
}  // namespace barnabas::test
