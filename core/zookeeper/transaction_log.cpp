#include "core/zookeeper/transaction_log.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "core/base/bytes.h"
#include "core/base/check.h"
#include "core/base/crc32c.h"

namespace barnabas::zookeeper {
namespace {

constexpr std::size_t kHeaderSize = 12;

struct Scan {
  std::vector<Transaction> transactions;
  std::size_t valid_size = 0;
  bool is_corrupt = false;
};

bool is_all_zero(ByteSpan bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

ByteVector build_header(const SharedBytes& payload) {
  ByteVector header;
  ByteWriter writer(header);
  writer.put(payload.size());
  writer.put(crc32c(0, payload.span()));
  writer.put(crc32c(0, header));
  BARNABAS_CHECK(header.size() == kHeaderSize);
  return header;
}

// What is left of the file begins with no whole record. It is a torn tail when it can be what one
// append leaves behind: a part of a record, a last record with a wrong payload, or space that was
// never written.
bool is_torn_tail(ByteSpan rest) {
  if (rest.size() < kHeaderSize || is_all_zero(rest)) return true;
  const bool is_header_whole = crc32c(0, rest.first(8)) == load_be<std::uint32_t>(&rest[8]);
  return is_header_whole && rest.size() - kHeaderSize <= load_be<std::uint32_t>(&rest[0]);
}

Scan scan(ByteSpan bytes) {
  Scan result;
  ByteReader reader(bytes);
  while (reader.remaining() > 0) {
    const ByteSpan header = reader.get_bytes(kHeaderSize);
    if (!reader.ok() || crc32c(0, header.first(8)) != load_be<std::uint32_t>(&header[8])) break;
    const ByteSpan payload = reader.get_bytes(load_be<std::uint32_t>(&header[0]));
    if (!reader.ok() || crc32c(0, payload) != load_be<std::uint32_t>(&header[4])) break;
    std::optional<Transaction> transaction = decode_transaction(payload);
    if (!transaction) break;
    result.transactions.push_back(std::move(*transaction));
    result.valid_size = reader.position();
  }
  result.is_corrupt = !is_torn_tail(bytes.subspan(result.valid_size));
  return result;
}

}  // namespace

Result<std::vector<Transaction>> TransactionLog::open(FileSystem& files) {
  Result<FileId> file = files.open(kTransactionLogPath, FileUse::Log, true);
  if (!file) return file.error();
  file_ = *file;
  ByteVector bytes(static_cast<std::size_t>(files.size(file_)));
  if (!bytes.empty()) {
    const Result<void> read = files.read_at(file_, 0, bytes);
    if (!read) return read.error();
  }
  Scan found = scan(bytes);
  if (found.is_corrupt)
    return Error{Errc::Corrupt, "transaction log: a record does not match its CRC"};
  if (found.valid_size < bytes.size()) {
    const Result<void> cut = files.truncate(file_, found.valid_size);
    if (!cut) return cut.error();
  }
  const Result<void> synced = files.sync(file_);
  if (!synced) return synced.error();
  return std::move(found.transactions);
}

Result<void> TransactionLog::append(FileSystem& files, const Transaction& transaction) {
  BARNABAS_CHECK(file_ != kNoFile);
  const SharedBytes payload(encode(transaction));
  const Result<void> appended = files.append(file_, build_header(payload), payload);
  if (!appended) return appended.error();
  return files.sync(file_);
}

}  // namespace barnabas::zookeeper
