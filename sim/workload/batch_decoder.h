// The judges' own reading of record batches, from the bytes alone.
//
// Written from the format's description and not from the core's code, so that an error there is not
// repeated here: 61 bytes of header in big-endian, then records with zig-zag varints. Compressed
// bodies are opened as the simulated world writes them; others are opaque.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/bytes.h"

namespace barnabas::sim {

inline constexpr std::uint32_t kBatchHeaderSize = 61;
inline constexpr std::uint32_t kBatchSizeMin = 61;

struct BatchFacts {
  std::int64_t base = 0;
  std::int32_t length = 0;  // what follows this field; the batch has 12 bytes more
  std::int32_t epoch = -1;  // of the partition's leader
  std::int8_t magic = 0;
  std::uint32_t crc = 0;
  std::int16_t attributes = 0;
  std::int32_t last_delta = 0;
  std::int64_t max_timestamp = -1;
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = -1;
  std::int32_t base_sequence = -1;
  std::int32_t count = 0;

  std::int64_t last() const { return base + last_delta; }
  std::uint64_t size() const { return static_cast<std::uint64_t>(length) + 12; }
  bool is_control() const { return (attributes & 0x20) != 0; }
  bool is_compressed() const { return (attributes & 0x07) != 0; }
  // Whether the lengths can be true; says nothing about the content.
  bool is_plausible() const { return magic == 2 && length >= 49 && last_delta >= 0 && base >= 0; }
};

// REQUIRES: 61 bytes at `header`.
BatchFacts read_batch_facts(const std::uint8_t* header);
// Whether the checksum fits; it covers everything behind its own field.
bool has_true_checksum(const std::uint8_t* header, ByteSpan body);

struct RecordFacts {
  std::int64_t offset = 0;
  bool has_value = false;
  ByteSpan value;
  std::uint64_t value_digest = 0;
};

// The records of a body, which must outlive the walk. Stops early where the bytes make no sense.
class RecordWalk {
 public:
  RecordWalk(std::int64_t base, std::int32_t count, std::int16_t attributes, ByteSpan body);
  RecordWalk(const RecordWalk&) = delete;
  RecordWalk& operator=(const RecordWalk&) = delete;
  std::optional<RecordFacts> next();

 private:
  bool take_varint(std::int64_t& value);
  bool take_field(bool& present, ByteSpan& field);

  std::int64_t base_;
  std::int32_t left_;
  ByteVector opened_;  // of a compressed body
  ByteSpan body_;
  std::size_t at_ = 0;
};

}  // namespace barnabas::sim
