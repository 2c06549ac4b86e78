#include "core/posix/library_compressor.h"

#include "core/posix/library_codecs.h"

namespace barnabas::posix {
namespace {

Error no_codec() { return {Errc::Invalid, "there is no such compression codec"}; }

}  // namespace

Result<ByteVector> LibraryCompressor::compress(record::Compression codec, std::int32_t level,
                                               ByteSpan plain) const {
  switch (codec) {
    case record::Compression::Gzip:
      return to_gzip(plain, level);
    case record::Compression::Snappy:
      return to_snappy(plain);
    case record::Compression::Lz4:
      return to_lz4(plain, level);
    case record::Compression::Zstd:
      return to_zstd(plain, level);
    case record::Compression::None:
      break;
  }
  return no_codec();
}

Result<ByteVector> LibraryCompressor::decompress(record::Compression codec, ByteSpan frame,
                                                 std::uint32_t bytes_max) const {
  switch (codec) {
    case record::Compression::Gzip:
      return from_gzip(frame, bytes_max);
    case record::Compression::Snappy:
      return from_snappy(frame, bytes_max);
    case record::Compression::Lz4:
      return from_lz4(frame, bytes_max);
    case record::Compression::Zstd:
      return from_zstd(frame, bytes_max);
    case record::Compression::None:
      break;
  }
  return no_codec();
}

}  // namespace barnabas::posix
