// A record batch of format 2: its header as numbers, its records as shared bytes.
//
// The leader assigns base offset and leader epoch; both lie outside the checksum, so a batch keeps
// its CRC and its body on every replica. The body is what follows the header, compressed or not.
//
// Kafka: DefaultRecordBatch (magic 2, since 0.11); the layout is in section 5.3 of the protocol's
// docs.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/base/rope.h"

namespace barnabas::record {

inline constexpr std::uint32_t kHeaderSize = 61;
inline constexpr std::uint32_t kLogOverhead =
    12;  // base offset and length, before what length counts
inline constexpr std::int8_t kMagic = 2;
inline constexpr std::int64_t kNoTimestamp = -1;

enum class Compression : std::uint8_t { None = 0, Gzip = 1, Snappy = 2, Lz4 = 3, Zstd = 4 };
enum class TimestampType : std::uint8_t { CreateTime = 0, LogAppendTime = 1 };

namespace attribute {
inline constexpr std::int16_t kCompressionMask = 0x07;
inline constexpr std::int16_t kLogAppendTime = 0x08;
inline constexpr std::int16_t kTransactional = 0x10;
inline constexpr std::int16_t kControl = 0x20;
inline constexpr std::int16_t kDeleteHorizon = 0x40;
}  // namespace attribute

struct BatchHeader {
  Offset base_offset{0};
  std::int32_t length = 0;  // bytes after this field: the whole batch is length + kLogOverhead
  LeaderEpoch leader_epoch{-1};
  std::int8_t magic = kMagic;
  std::uint32_t crc = 0;
  std::int16_t attributes = 0;
  std::int32_t last_offset_delta = 0;
  std::int64_t base_timestamp = kNoTimestamp;
  std::int64_t max_timestamp = kNoTimestamp;
  ProducerId producer_id{-1};
  ProducerEpoch producer_epoch{-1};
  Sequence base_sequence{-1};
  std::int32_t record_count = 0;

  Offset last_offset() const { return base_offset.plus(last_offset_delta); }
  Offset next_offset() const { return base_offset.plus(std::int64_t{last_offset_delta} + 1); }
  std::uint32_t size() const { return static_cast<std::uint32_t>(length) + kLogOverhead; }
  Compression compression() const {
    return static_cast<Compression>(attributes & attribute::kCompressionMask);
  }
  bool is_control() const { return (attributes & attribute::kControl) != 0; }
  bool is_transactional() const { return (attributes & attribute::kTransactional) != 0; }
  bool has_producer() const { return producer_id != kNoProducerId; }
  friend bool operator==(const BatchHeader&, const BatchHeader&) = default;
};

struct Batch {
  BatchHeader header;
  SharedBytes body;

  std::uint32_t size() const { return kHeaderSize + body.size(); }
  friend bool operator==(const Batch&, const Batch&) = default;
};

using HeaderBytes = std::array<std::uint8_t, kHeaderSize>;

HeaderBytes encode_header(const BatchHeader& header);
// REQUIRES: bytes.size() >= kHeaderSize. Decodes without judging; see validate().
BatchHeader decode_header(ByteSpan bytes);

// The CRC-32C over everything behind the crc field.
std::uint32_t compute_crc(const BatchHeader& header, const SharedBytes& body);

// Whether the batch is whole and of format 2: Corrupt with the reason when it is not.
Result<void> validate(const Batch& batch);

void append_to(Rope& rope, const Batch& batch);
Rope rope_of(const Batch& batch);

// Walks the batches of a rope in order. A cut batch at the end is left out, as Kafka's clients do.
class BatchReader {
 public:
  explicit BatchReader(const Rope& rope) : rope_(rope) {}
  // The next whole batch, not yet validated; nothing at the end, or where the length cannot be
  // true.
  std::optional<Batch> next();
  bool is_malformed() const { return malformed_; }

 private:
  std::optional<Batch> next_across_pieces();
  const Rope& rope_;
  std::size_t piece_ = 0;
  std::uint32_t at_ = 0;  // within the piece
  bool malformed_ = false;
};

}  // namespace barnabas::record
