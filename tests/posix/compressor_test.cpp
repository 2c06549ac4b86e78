// The libraries read every frame that the simulated world writes, and read their own.
#include <vector>

#include "core/posix/library_compressor.h"
#include "core/record/record.h"
#include "sim/process/literal_compressor.h"
#include "tests/support/catch.h"

namespace barnabas::posix {
namespace {

using record::Compression;

constexpr Compression kCodecs[] = {Compression::Gzip, Compression::Snappy, Compression::Lz4,
                                   Compression::Zstd};

ByteVector text_of_size(std::size_t size) {
  ByteVector bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>('a' + i / 5 % 7);
  return bytes;
}

TEST_CASE("the libraries read the frames of the simulated world") {
  const sim::LiteralCompressor simulated;
  const LibraryCompressor real;
  for (const Compression codec : kCodecs) {
    for (const std::size_t size : {0u, 1u, 61u, 32768u, 65537u, 131073u, 300000u}) {
      const ByteVector plain = text_of_size(size);
      const auto frame = simulated.compress(codec, 0, plain);
      REQUIRE(frame);
      const auto back = real.decompress(codec, *frame, kPlainBytesMax);
      INFO("codec " << static_cast<int>(codec) << " size " << size);
      REQUIRE(back);
      CHECK((*back == plain));
    }
  }
}

TEST_CASE("the libraries read what they write, and it is smaller") {
  const LibraryCompressor real;
  for (const Compression codec : kCodecs) {
    CompressionChoice choice;
    choice.codec = codec;
    const ByteVector plain = text_of_size(100000);
    const auto frame = real.compress(codec, choice.level(), plain);
    REQUIRE(frame);
    CHECK(frame->size() < plain.size() / 4);
    const auto back = real.decompress(codec, *frame, kPlainBytesMax);
    REQUIRE(back);
    CHECK((*back == plain));
    CHECK_FALSE(real.decompress(codec, *frame, 99999));
    CHECK_FALSE(
        real.decompress(codec, ByteSpan(*frame).subspan(0, frame->size() / 2), kPlainBytesMax));
  }
}

TEST_CASE("a batch changes its codec and keeps its records") {
  const LibraryCompressor real;
  record::BatchBuilder builder;
  for (int i = 0; i < 50; ++i)
    builder.add(1000 + i, as_bytes("key"), as_bytes("value value value"));
  const record::Batch plain = builder.build();
  record::Batch batch = plain;
  for (const Compression codec : kCodecs) {
    const auto packed = recompress(batch, codec, CompressionChoice{codec}.level(), real);
    REQUIRE(packed);
    batch = *packed;
    CHECK(batch.header.compression() == codec);
    CHECK(record::validate(batch));
    CHECK(batch.header.record_count == 50);
  }
  const auto opened = recompress(batch, Compression::None, 0, real);
  REQUIRE(opened);
  CHECK((opened->body.span().size() == plain.body.span().size()));
  CHECK(opened->header.crc == plain.header.crc);
}

}  // namespace
}  // namespace barnabas::posix
