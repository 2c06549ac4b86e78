// The real world's compressor: zlib, snappy, lz4 and zstd, in the framings that Kafka's clients
// use.
//
// Snappy is written in snappy-java's framing and read in that or bare, as librdkafka sends it.
#pragma once

#include "core/ports/compressor.h"

namespace barnabas::posix {

class LibraryCompressor final : public Compressor {
 public:
  Result<ByteVector> compress(record::Compression codec, std::int32_t level,
                              ByteSpan plain) const override;
  Result<ByteVector> decompress(record::Compression codec, ByteSpan frame,
                                std::uint32_t bytes_max) const override;
};

}  // namespace barnabas::posix
