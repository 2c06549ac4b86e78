#include "sim/process/literal_compressor.h"

#include <optional>
#include <string>
#include <utility>

#include "sim/process/literal_frames.h"

namespace barnabas::sim {
namespace {

Error unknown(record::Compression codec) {
  return {Errc::Invalid,
          "there is no compression codec " + std::to_string(static_cast<int>(codec))};
}

std::optional<ByteVector> open(record::Compression codec, ByteSpan frame) {
  switch (codec) {
    case record::Compression::Gzip:
      return from_gzip(frame);
    case record::Compression::Snappy:
      return from_snappy(frame);
    case record::Compression::Lz4:
      return from_lz4(frame);
    case record::Compression::Zstd:
      return from_zstd(frame);
    case record::Compression::None:
      break;
  }
  return std::nullopt;
}

}  // namespace

Result<ByteVector> LiteralCompressor::compress(record::Compression codec, std::int32_t,
                                               ByteSpan plain) const {
  switch (codec) {
    case record::Compression::Gzip:
      return to_gzip(plain);
    case record::Compression::Snappy:
      return to_snappy(plain);
    case record::Compression::Lz4:
      return to_lz4(plain);
    case record::Compression::Zstd:
      return to_zstd(plain);
    case record::Compression::None:
      break;
  }
  return unknown(codec);
}

Result<ByteVector> LiteralCompressor::decompress(record::Compression codec, ByteSpan frame,
                                                 std::uint32_t bytes_max) const {
  if (codec == record::Compression::None || codec > record::Compression::Zstd)
    return unknown(codec);
  std::optional<ByteVector> plain = open(codec, frame);
  if (!plain) return Error{Errc::Corrupt, "the compressed records do not decode"};
  if (plain->size() > bytes_max) return Error{Errc::Corrupt, "the records are too large"};
  return std::move(*plain);
}

}  // namespace barnabas::sim
