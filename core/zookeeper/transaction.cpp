#include "core/zookeeper/transaction.h"

#include <string_view>
#include <utility>

namespace barnabas::zookeeper {
namespace {

void put_text(ByteWriter& writer, std::string_view text) {
  writer.put(static_cast<std::int32_t>(text.size()));
  writer.put_bytes(as_bytes(text));
}

std::string get_text(ByteReader& reader) {
  const auto size = reader.get<std::uint32_t>();
  return std::string(as_text(reader.get_bytes(size)));
}

bool is_known(std::uint8_t kind) {
  return kind >= static_cast<std::uint8_t>(ChangeKind::Create) &&
         kind <= static_cast<std::uint8_t>(ChangeKind::CloseSession);
}

std::optional<Change> decode_change(ByteReader& reader) {
  const auto kind = reader.get<std::uint8_t>();
  if (!is_known(kind)) return std::nullopt;
  Change change;
  change.kind = static_cast<ChangeKind>(kind);
  change.path = get_text(reader);
  change.data = get_text(reader);
  change.number = reader.get<std::int32_t>();
  change.session_id = reader.get<std::int64_t>();
  if (!reader.ok()) return std::nullopt;
  return change;
}

}  // namespace

ByteVector encode(const Transaction& transaction) {
  ByteVector bytes;
  ByteWriter writer(bytes);
  writer.put(transaction.zxid);
  writer.put(static_cast<std::int32_t>(transaction.changes.size()));
  for (const Change& change : transaction.changes) {
    writer.put(static_cast<std::uint8_t>(change.kind));
    put_text(writer, change.path);
    put_text(writer, change.data);
    writer.put(change.number);
    writer.put(change.session_id);
  }
  return bytes;
}

std::optional<Transaction> decode_transaction(ByteSpan bytes) {
  ByteReader reader(bytes);
  Transaction transaction;
  transaction.zxid = reader.get<std::int64_t>();
  const auto count = reader.get<std::int32_t>();
  for (std::int32_t i = 0; i < count; ++i) {
    std::optional<Change> change = decode_change(reader);
    if (!change) return std::nullopt;
    transaction.changes.push_back(std::move(*change));
  }
  if (!reader.ok() || reader.remaining() != 0) return std::nullopt;
  return transaction;
}

}  // namespace barnabas::zookeeper
