// Compression as a port: the core decides when records are compressed, the host knows how.
//
// The real world uses the libraries that Kafka uses. The simulated one writes frames of the same
// formats whose blocks are stored as they are, so that no library's version can change a byte, a
// size or a fingerprint. Either reads what the other wrote only as far as the formats promise it:
// the libraries read all frames, the simulation reads its own.
//
// Formats, per codec of a batch of magic 2 (Kafka: CompressionType): gzip; snappy in snappy-java's
// framing; an lz4 frame with a right header checksum; a zstd frame.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/result.h"
#include "core/record/batch.h"

namespace barnabas {

class Compressor {
 public:
  Compressor() = default;
  virtual ~Compressor() = default;
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;

  // REQUIRES: a codec other than None. Errc::Invalid for a codec that is none.
  virtual Result<ByteVector> compress(record::Compression codec, std::int32_t level,
                                      ByteSpan plain) const = 0;
  // Errc::Corrupt when the frame does not decode, or to more than `bytes_max`.
  virtual Result<ByteVector> decompress(record::Compression codec, ByteSpan frame,
                                        std::uint32_t bytes_max) const = 0;
};

// What a record's bytes may grow to when a batch is read: far above any max.message.bytes in use.
inline constexpr std::uint32_t kPlainBytesMax = 256u << 20;

// compression.type with its levels, of a producer or of a topic.
struct CompressionChoice {
  std::optional<record::Compression> codec;  // nothing: leave batches as they are
  std::int32_t gzip_level = -1;
  std::int32_t lz4_level = 9;
  std::int32_t zstd_level = 3;

  std::int32_t level() const;  // of the codec; 0 where it has none
  friend bool operator==(const CompressionChoice&, const CompressionChoice&) = default;
};

// "gzip", "snappy", "lz4", "zstd"; "none" and a topic's "uncompressed" are None; nothing for a
// topic's "producer" and for what is no codec.
std::optional<record::Compression> find_codec(std::string_view name);

// The batch with its records compressed by `codec` (None: laid open), with the right length,
// attributes and checksum.
Result<record::Batch> recompress(const record::Batch& batch, record::Compression codec,
                                 std::int32_t level, const Compressor& compressor);

}  // namespace barnabas
