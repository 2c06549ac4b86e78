#include "sim/workload/batch_decoder.h"

#include <utility>

#include "core/base/crc32c.h"
#include "sim/process/literal_compressor.h"
#include "sim/workload/digest.h"

namespace barnabas::sim {

BatchFacts read_batch_facts(const std::uint8_t* header) {
  BatchFacts facts;
  facts.base = load_be<std::int64_t>(header);
  facts.length = load_be<std::int32_t>(header + 8);
  facts.epoch = load_be<std::int32_t>(header + 12);
  facts.magic = static_cast<std::int8_t>(header[16]);
  facts.crc = load_be<std::uint32_t>(header + 17);
  facts.attributes = load_be<std::int16_t>(header + 21);
  facts.last_delta = load_be<std::int32_t>(header + 23);
  facts.max_timestamp = load_be<std::int64_t>(header + 35);
  facts.producer_id = load_be<std::int64_t>(header + 43);
  facts.producer_epoch = load_be<std::int16_t>(header + 51);
  facts.base_sequence = load_be<std::int32_t>(header + 53);
  facts.count = load_be<std::int32_t>(header + 57);
  return facts;
}

bool has_true_checksum(const std::uint8_t* header, ByteSpan body) {
  const std::uint32_t own = crc32c(0, ByteSpan(header + 21, kBatchHeaderSize - 21));
  return crc32c(own, body) == load_be<std::uint32_t>(header + 17);
}

RecordWalk::RecordWalk(std::int64_t base, std::int32_t count, std::int16_t attributes,
                       ByteSpan body)
    : base_(base), left_(count), body_(body) {
  const int codec = attributes & 0x07;
  if (codec == 0) return;
  auto opened =
      LiteralCompressor().decompress(static_cast<record::Compression>(codec), body, kPlainBytesMax);
  if (opened) {
    opened_ = std::move(*opened);
    body_ = ByteSpan(opened_);
  } else {
    left_ = 0;
  }
}

bool RecordWalk::take_varint(std::int64_t& value) {
  std::uint64_t bits = 0;
  for (std::uint32_t shift = 0; shift < 64; shift += 7) {
    if (at_ >= body_.size()) return false;
    const std::uint8_t byte = body_[at_++];
    bits |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) {
      value = static_cast<std::int64_t>(bits >> 1) ^ -static_cast<std::int64_t>(bits & 1);
      return true;
    }
  }
  return false;
}

bool RecordWalk::take_field(bool& present, ByteSpan& field) {
  std::int64_t size = 0;
  if (!take_varint(size)) return false;
  present = size >= 0;
  if (!present) return size == -1;
  if (static_cast<std::uint64_t>(size) > body_.size() - at_) return false;
  field = body_.subspan(at_, static_cast<std::size_t>(size));
  at_ += static_cast<std::size_t>(size);
  return true;
}

std::optional<RecordFacts> RecordWalk::next() {
  if (left_ <= 0) return std::nullopt;
  --left_;
  std::int64_t length = 0;
  if (!take_varint(length) || length < 0 ||
      static_cast<std::uint64_t>(length) > body_.size() - at_) {
    left_ = 0;
    return std::nullopt;
  }
  const std::size_t end = at_ + static_cast<std::size_t>(length);
  ++at_;  // attributes, unused
  std::int64_t time_delta = 0;
  std::int64_t offset_delta = 0;
  bool has_key = false;
  ByteSpan key;
  RecordFacts record;
  if (!take_varint(time_delta) || !take_varint(offset_delta) || !take_field(has_key, key) ||
      !take_field(record.has_value, record.value) || at_ > end) {
    left_ = 0;
    return std::nullopt;
  }
  at_ = end;  // over the headers
  record.offset = base_ + offset_delta;
  record.value_digest = record.has_value ? digest_bytes(record.value) : kDigestOfNull;
  return record;
}

}  // namespace barnabas::sim
