// The simulated world's compressor: right formats, nothing saved. See literal_frames.h.
#pragma once

#include "core/ports/compressor.h"

namespace barnabas::sim {

class LiteralCompressor final : public Compressor {
 public:
  Result<ByteVector> compress(record::Compression codec, std::int32_t level,
                              ByteSpan plain) const override;
  Result<ByteVector> decompress(record::Compression codec, ByteSpan frame,
                                std::uint32_t bytes_max) const override;
};

}  // namespace barnabas::sim
