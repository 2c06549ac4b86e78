#include <lz4frame.h>

#include <algorithm>
#include <memory>

#include "core/posix/library_codecs.h"

namespace barnabas::posix {
namespace {

constexpr std::size_t kStep = 65536;

struct FreeContext {
  void operator()(LZ4F_dctx* context) const { LZ4F_freeDecompressionContext(context); }
};

}  // namespace

Result<ByteVector> to_lz4(ByteSpan plain, std::int32_t level) {
  LZ4F_preferences_t wishes{};
  wishes.frameInfo.blockSizeID = LZ4F_max64KB;
  wishes.frameInfo.blockMode = LZ4F_blockIndependent;
  wishes.compressionLevel = level;
  ByteVector out(LZ4F_compressFrameBound(plain.size(), &wishes));
  const std::size_t size =
      LZ4F_compressFrame(out.data(), out.size(), plain.data(), plain.size(), &wishes);
  if (LZ4F_isError(size) != 0) return corrupt(LZ4F_getErrorName(size));
  out.resize(size);
  return out;
}

Result<ByteVector> from_lz4(ByteSpan frame, std::uint32_t bytes_max) {
  LZ4F_dctx* made = nullptr;
  if (LZ4F_isError(LZ4F_createDecompressionContext(&made, LZ4F_VERSION)) != 0) {
    return corrupt("lz4 does not start");
  }
  const std::unique_ptr<LZ4F_dctx, FreeContext> context(made);
  ByteVector out;
  std::size_t at = 0;
  for (std::size_t hint = 1; hint != 0;) {
    const std::size_t before = out.size();
    out.resize(before + std::max(kStep, before));
    std::size_t written = out.size() - before;
    std::size_t read = frame.size() - at;
    hint = LZ4F_decompress(context.get(), out.data() + before, &written, frame.data() + at, &read,
                           nullptr);
    if (LZ4F_isError(hint) != 0) return corrupt(LZ4F_getErrorName(hint));
    out.resize(before + written);
    at += read;
    if (out.size() > bytes_max) return too_large();
    if (hint != 0 && read == 0 && written == 0) return corrupt("lz4: the frame is cut");
  }
  return out;
}

}  // namespace barnabas::posix
