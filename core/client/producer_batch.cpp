#include "core/client/producer_batch.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/check.h"

namespace barnabas::client {
namespace {

constexpr std::int64_t kRecordOverhead = 21;  // DefaultRecord.MAX_RECORD_OVERHEAD
constexpr std::int64_t kHeaderCountSize = 1;  // records of the simulation have no headers

std::optional<ByteSpan> span_of(const std::optional<SharedBytes>& bytes) {
  return bytes ? std::optional(bytes->span()) : std::nullopt;
}

// A key or value with the length before it; what is absent has length -1.
std::int64_t field_size(const std::optional<SharedBytes>& bytes) {
  if (!bytes) return 1;
  const auto size = static_cast<std::int32_t>(bytes->size());
  return static_cast<std::int64_t>(varint_size(size)) + size;
}

}  // namespace

Sequence sequence_after(Sequence sequence, std::int32_t steps) {
  const std::int64_t next = std::int64_t{sequence.value} + steps;
  return Sequence{static_cast<std::int32_t>(next & 0x7fffffff)};
}

Sequence ProducerBatch::last_sequence() const {
  return has_sequence() ? sequence_after(base_sequence, count() - 1) : kNoSequence;
}

std::uint32_t ProducerBatch::size_of(const command::AppRecord& record,
                                     std::int64_t timestamp) const {
  const std::int64_t delta = timestamps.empty() ? 0 : timestamp - timestamps.front();
  return record::record_size(count(), delta, span_of(record.key), span_of(record.value), {});
}

void ProducerBatch::add(const command::AppRecord& record, std::int64_t timestamp) {
  size += size_of(record, timestamp);
  ids.push_back(record.id);
  records.push_back(record);
  timestamps.push_back(timestamp);
}

void ProducerBatch::see_leader_epoch(LeaderEpoch epoch) {
  if (epoch <= leader_epoch) return;
  leader_epoch = epoch;
  retries_at_leader_change = retries;
}

bool ProducerBatch::is_backing_off(Instant now) const {
  const bool has_new_leader = retries > 0 && retries == retries_at_leader_change;
  return retries > 0 && now < not_before && !has_new_leader;
}

std::int64_t size_bound(const command::AppRecord& record) {
  return record::kHeaderSize + kRecordOverhead + field_size(record.key) + field_size(record.value) +
         kHeaderCountSize;
}

void seal(ProducerBatch& batch, const CompressionChoice& compression, const Context& context) {
  record::BatchBuilder builder(batch.size);
  for (std::size_t i = 0; i < batch.records.size(); ++i) {
    const command::AppRecord& record = batch.records[i];
    builder.add(batch.timestamps[i], span_of(record.key), span_of(record.value));
  }
  builder.set_producer(batch.producer_id, batch.producer_epoch, batch.base_sequence);
  batch.sealed = builder.build();
  if (compression.codec.value_or(record::Compression::None) == record::Compression::None) return;
  BARNABAS_CHECK_MSG(context.compressor != nullptr, "a host of producers has a compressor");
  auto packed =
      recompress(batch.sealed, *compression.codec, compression.level(), *context.compressor);
  BARNABAS_CHECK_MSG(packed.has_value(), "a codec that is known compresses");
  batch.sealed = std::move(*packed);
  batch.size = batch.sealed.size();
}

void stamp(ProducerBatch& batch) {
  record::BatchHeader& header = batch.sealed.header;
  if (header.producer_id == batch.producer_id && header.producer_epoch == batch.producer_epoch &&
      header.base_sequence == batch.base_sequence) {
    return;
  }
  header.producer_id = batch.producer_id;
  header.producer_epoch = batch.producer_epoch;
  header.base_sequence = batch.base_sequence;
  header.crc = record::compute_crc(header, batch.sealed.body);
}

std::vector<ProducerBatch> split(const ProducerBatch& batch, std::uint32_t limit) {
  std::vector<ProducerBatch> parts;
  for (std::size_t i = 0; i < batch.records.size(); ++i) {
    const command::AppRecord& record = batch.records[i];
    const std::int64_t timestamp = batch.timestamps[i];
    if (parts.empty() || !parts.back().has_room_for(parts.back().size_of(record, timestamp))) {
      ProducerBatch part;
      part.tp = batch.tp;
      part.created = batch.created;
      part.last_attempt = batch.created;
      part.capacity = std::max(limit, record::kHeaderSize + part.size_of(record, timestamp));
      part.may_be_appended = batch.may_be_appended;
      part.is_split = true;
      parts.push_back(std::move(part));
    }
    parts.back().add(record, timestamp);
  }
  Sequence sequence = batch.base_sequence;
  for (ProducerBatch& part : parts) {
    part.is_closed = true;
    if (!batch.has_sequence()) continue;
    part.producer_id = batch.producer_id;
    part.producer_epoch = batch.producer_epoch;
    part.base_sequence = sequence;
    sequence = sequence_after(sequence, part.count());
  }
  return parts;
}

}  // namespace barnabas::client
