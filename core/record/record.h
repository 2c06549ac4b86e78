// One record within a batch, and the builder and reader of a batch's records.
//
// Kafka: DefaultRecord. Offsets and timestamps are deltas to the batch's base; a null key is "no
// key", an empty key is a key; a null value is a tombstone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/record/batch.h"

namespace barnabas::record {

struct RecordHeader {
  std::string key;
  std::optional<std::string> value;
  friend bool operator==(const RecordHeader&, const RecordHeader&) = default;
};

struct Record {
  std::int32_t offset_delta = 0;
  std::int64_t timestamp_delta = 0;
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<RecordHeader> headers;
  friend bool operator==(const Record&, const Record&) = default;
};

// A record as views into the batch's bytes: nothing is copied. Valid while the batch lives.
struct RecordView {
  std::int32_t offset_delta = 0;
  std::int64_t timestamp_delta = 0;
  std::optional<ByteSpan> key;
  std::optional<ByteSpan> value;
  std::int32_t header_count = 0;
  ByteSpan header_bytes;  // still encoded; see decode_headers
};

// Collects records into one uncompressed batch.
class BatchBuilder {
 public:
  explicit BatchBuilder(std::uint32_t reserve = 512) { body_.reserve(reserve); }
  void add(std::int64_t timestamp_ms, std::optional<ByteSpan> key, std::optional<ByteSpan> value,
           const std::vector<RecordHeader>& headers = {});
  void set_producer(ProducerId id, ProducerEpoch epoch, Sequence base_sequence);
  void set_attributes(std::int16_t attributes) { header_.attributes = attributes; }

  bool empty() const { return header_.record_count == 0; }
  std::int32_t record_count() const { return header_.record_count; }
  std::uint32_t size() const { return kHeaderSize + static_cast<std::uint32_t>(body_.size()); }

  // The finished batch with base offset 0 and leader epoch -1, as a producer sends it. The builder
  // is empty afterwards.
  Batch build();

 private:
  BatchHeader header_;
  ByteVector body_;
};

// Bytes that a record takes in a batch (Kafka: DefaultRecord.sizeInBytes).
std::uint32_t record_size(std::int32_t offset_delta, std::int64_t timestamp_delta,
                          std::optional<ByteSpan> key, std::optional<ByteSpan> value,
                          const std::vector<RecordHeader>& headers);

// Walks the records of an uncompressed batch, which must outlive the reader. After the last one, or
// at the first byte that does not decode, `next` gives nothing; `is_malformed` tells which. Bytes
// left over behind the last record are malformed, too.
class RecordReader {
 public:
  explicit RecordReader(const Batch& batch);
  std::optional<RecordView> next();
  bool is_malformed() const { return malformed_; }
  // The record's own time or, where the broker stamped the batch, the time it was appended.
  std::int64_t timestamp_of(const RecordView& view) const;

 private:
  const BatchHeader& header_;
  ByteReader reader_;
  std::int32_t left_;
  bool malformed_ = false;
};

std::optional<std::vector<RecordHeader>> decode_headers(const RecordView& view);
// All records, copied; an error when the body does not decode or is compressed.
Result<std::vector<Record>> decode_records(const Batch& batch);

}  // namespace barnabas::record
