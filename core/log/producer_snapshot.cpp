#include "core/log/producer_snapshot.h"

#include <algorithm>

#include "core/base/crc32c.h"

namespace barnabas::log {
namespace {

constexpr std::int16_t kVersion = 1;
constexpr std::size_t kCrcPosition = 2;
constexpr std::size_t kCoveredFrom = 6;
constexpr std::size_t kHeaderSize = 10;
constexpr std::size_t kEntrySize = 46;

// The bucket of a key in a table of Java's HashMap<Long, ...> with `buckets` (a power of two).
std::uint32_t bucket_of(ProducerId id, std::uint32_t buckets) {
  const auto bits = static_cast<std::uint64_t>(id.value);
  const auto hash = static_cast<std::uint32_t>(bits ^ (bits >> 32));
  return (hash ^ (hash >> 16)) & (buckets - 1);
}

// A table grows when it is three quarters full.
std::uint32_t buckets_for(std::size_t count) {
  std::uint32_t buckets = 16;
  while (count * 4 > std::size_t{buckets} * 3) buckets *= 2;
  return buckets;
}

void put_entry(ByteWriter& out, const ProducerEntry& entry) {
  const ProducerBatch* last = entry.last_batch();
  const ProducerBatch batch = last == nullptr ? ProducerBatch{} : *last;
  out.put(entry.id.value);
  out.put(entry.epoch.value);
  out.put(batch.last_sequence.value);
  out.put(batch.last_offset.value);
  out.put(batch.offset_delta);
  out.put(entry.last_timestamp);
  out.put(entry.coordinator_epoch);
  out.put(entry.txn_first_offset.value);
}

ProducerEntry get_entry(ByteReader& in) {
  ProducerEntry entry;
  entry.id = ProducerId{in.get<std::int64_t>()};
  entry.epoch = ProducerEpoch{in.get<std::int16_t>()};
  ProducerBatch batch;
  batch.last_sequence = Sequence{in.get<std::int32_t>()};
  batch.last_offset = Offset{in.get<std::int64_t>()};
  batch.offset_delta = in.get<std::int32_t>();
  batch.timestamp = in.get<std::int64_t>();
  entry.last_timestamp = batch.timestamp;
  entry.coordinator_epoch = in.get<std::int32_t>();
  entry.txn_first_offset = Offset{in.get<std::int64_t>()};
  if (batch.last_offset.value >= 0) entry.add_batch(batch);
  return entry;
}

}  // namespace

ByteVector encode_producer_snapshot(const ProducerState& state) {
  std::vector<const ProducerEntry*> order;
  for (const ProducerEntry& entry : state.entries()) order.push_back(&entry);
  const std::uint32_t buckets = buckets_for(order.size());
  std::stable_sort(order.begin(), order.end(),
                   [buckets](const ProducerEntry* a, const ProducerEntry* b) {
                     return bucket_of(a->id, buckets) < bucket_of(b->id, buckets);
                   });
  ByteVector bytes;
  bytes.reserve(kHeaderSize + kEntrySize * order.size());
  ByteWriter out(bytes);
  out.put(kVersion);
  out.put(std::uint32_t{0});
  out.put(static_cast<std::int32_t>(order.size()));
  for (const ProducerEntry* entry : order) put_entry(out, *entry);
  store_be(bytes.data() + kCrcPosition, crc32c(0, ByteSpan(bytes).subspan(kCoveredFrom)));
  return bytes;
}

Result<ProducerState> decode_producer_snapshot(ByteSpan bytes) {
  const auto corrupt = [](const char* what) {
    return Error{Errc::Corrupt, std::string("producer snapshot: ") + what};
  };
  if (bytes.size() < kHeaderSize) return corrupt("too short");
  ByteReader in(bytes);
  if (in.get<std::int16_t>() != kVersion) return corrupt("unknown version");
  const auto crc = in.get<std::uint32_t>();
  if (crc != crc32c(0, bytes.subspan(kCoveredFrom))) return corrupt("its checksum does not match");
  const auto count = in.get<std::int32_t>();
  if (count < 0 || bytes.size() != kHeaderSize + kEntrySize * static_cast<std::size_t>(count)) {
    return corrupt("its size does not match its count");
  }
  ProducerState state;
  for (std::int32_t i = 0; i < count; ++i) state.insert(get_entry(in));
  return state;
}

}  // namespace barnabas::log
