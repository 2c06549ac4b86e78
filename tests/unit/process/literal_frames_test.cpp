// The simulated world's frames: what is written is read again, and damage is seen.
#include <string>
#include <vector>

#include "sim/process/literal_compressor.h"
#include "tests/support/catch.h"

namespace barnabas::sim {
namespace {

using record::Compression;

constexpr Compression kCodecs[] = {Compression::Gzip, Compression::Snappy, Compression::Lz4,
                                   Compression::Zstd};

ByteVector bytes_of_size(std::size_t size) {
  ByteVector bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 7 + i / 251);
  return bytes;
}

TEST_CASE("frames of every size around the block limits come back as they were") {
  const LiteralCompressor compressor;
  for (const Compression codec : kCodecs) {
    for (const std::size_t size : {0u, 1u, 60u, 61u, 300u, 32767u, 32768u, 32769u, 65535u, 65536u,
                                   65537u, 131072u, 131073u, 300000u}) {
      const ByteVector plain = bytes_of_size(size);
      const auto frame = compressor.compress(codec, 0, plain);
      REQUIRE(frame);
      const auto back = compressor.decompress(codec, *frame, kPlainBytesMax);
      INFO("codec " << static_cast<int>(codec) << " size " << size);
      REQUIRE(back);
      CHECK((*back == plain));
    }
  }
}

TEST_CASE("a frame that is cut anywhere is refused") {
  const LiteralCompressor compressor;
  for (const Compression codec : kCodecs) {
    const auto frame = compressor.compress(codec, 0, bytes_of_size(200));
    REQUIRE(frame);
    for (std::size_t size = 0; size < frame->size(); ++size) {
      // An empty stream of snappy-java is its header alone.
      if (codec == Compression::Snappy && size == 16) continue;
      INFO("codec " << static_cast<int>(codec) << " cut to " << size);
      CHECK_FALSE(compressor.decompress(codec, ByteSpan(*frame).subspan(0, size), kPlainBytesMax));
    }
  }
}

TEST_CASE("what would grow too large, and what is no codec, is refused") {
  const LiteralCompressor compressor;
  const auto frame = compressor.compress(Compression::Gzip, 0, bytes_of_size(100));
  REQUIRE(frame);
  CHECK_FALSE(compressor.decompress(Compression::Gzip, *frame, 99));
  CHECK(compressor.decompress(Compression::Gzip, *frame, 100));
  CHECK(compressor.compress(Compression::None, 0, {}).error().code == Errc::Invalid);
  CHECK(compressor.decompress(static_cast<Compression>(7), *frame, 100).error().code ==
        Errc::Invalid);
}

}  // namespace
}  // namespace barnabas::sim
