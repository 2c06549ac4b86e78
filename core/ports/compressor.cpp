#include "core/ports/compressor.h"

#include <utility>

namespace barnabas {
namespace {

record::Batch with_body(const record::Batch& batch, record::Compression codec, SharedBytes body) {
  record::Batch made{batch.header, std::move(body)};
  const auto others =
      static_cast<std::int16_t>(batch.header.attributes & ~record::attribute::kCompressionMask);
  made.header.attributes = static_cast<std::int16_t>(others | static_cast<std::int16_t>(codec));
  made.header.length = static_cast<std::int32_t>(made.size() - record::kLogOverhead);
  made.header.crc = record::compute_crc(made.header, made.body);
  return made;
}

}  // namespace

std::int32_t CompressionChoice::level() const {
  switch (codec.value_or(record::Compression::None)) {
    case record::Compression::Gzip:
      return gzip_level;
    case record::Compression::Lz4:
      return lz4_level;
    case record::Compression::Zstd:
      return zstd_level;
    case record::Compression::None:
    case record::Compression::Snappy:
      break;
  }
  return 0;
}

std::optional<record::Compression> find_codec(std::string_view name) {
  if (name == "gzip") return record::Compression::Gzip;
  if (name == "snappy") return record::Compression::Snappy;
  if (name == "lz4") return record::Compression::Lz4;
  if (name == "zstd") return record::Compression::Zstd;
  if (name == "none" || name == "uncompressed") return record::Compression::None;
  return std::nullopt;
}

Result<record::Batch> recompress(const record::Batch& batch, record::Compression codec,
                                 std::int32_t level, const Compressor& compressor) {
  const record::Compression before = batch.header.compression();
  if (before == codec) return batch;
  SharedBytes plain = batch.body;
  if (before != record::Compression::None) {
    auto opened = compressor.decompress(before, batch.body.span(), kPlainBytesMax);
    if (!opened) return opened.error();
    plain = SharedBytes(std::move(*opened));
  }
  if (codec == record::Compression::None) return with_body(batch, codec, std::move(plain));
  auto packed = compressor.compress(codec, level, plain.span());
  if (!packed) return packed.error();
  return with_body(batch, codec, SharedBytes(std::move(*packed)));
}

}  // namespace barnabas
