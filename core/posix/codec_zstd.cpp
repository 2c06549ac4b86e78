#include <zstd.h>

#include <algorithm>
#include <memory>

#include "core/posix/library_codecs.h"

namespace barnabas::posix {
namespace {

constexpr std::size_t kStep = 131072;

struct FreeStream {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

}  // namespace

Result<ByteVector> to_zstd(ByteSpan plain, std::int32_t level) {
  ByteVector out(ZSTD_compressBound(plain.size()));
  const std::size_t size = ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), level);
  if (ZSTD_isError(size) != 0) return corrupt(ZSTD_getErrorName(size));
  out.resize(size);
  return out;
}

// Frames that were written as a stream do not tell their size, so this reads as a stream, too.
Result<ByteVector> from_zstd(ByteSpan frame, std::uint32_t bytes_max) {
  const std::unique_ptr<ZSTD_DStream, FreeStream> stream(ZSTD_createDStream());
  if (stream == nullptr) return corrupt("zstd does not start");
  ZSTD_inBuffer in{frame.data(), frame.size(), 0};
  ByteVector out;
  for (std::size_t hint = 1; hint != 0;) {
    const std::size_t before = out.size();
    out.resize(before + std::max(kStep, before));
    ZSTD_outBuffer part{out.data() + before, out.size() - before, 0};
    const std::size_t read_before = in.pos;
    hint = ZSTD_decompressStream(stream.get(), &part, &in);
    if (ZSTD_isError(hint) != 0) return corrupt(ZSTD_getErrorName(hint));
    out.resize(before + part.pos);
    if (out.size() > bytes_max) return too_large();
    if (hint != 0 && part.pos == 0 && in.pos == read_before) {
      return corrupt("zstd: the frame is cut");
    }
  }
  return out;
}

}  // namespace barnabas::posix
