#include <zlib.h>

#include <algorithm>

#include "core/posix/library_codecs.h"

namespace barnabas::posix {
namespace {

constexpr int kGzipWindow = 15 + 16;  // the largest window, in gzip's wrapping
constexpr std::size_t kStep = 65536;

// zlib takes what it reads as not const; it does not write there.
Bytef* input_of(ByteSpan bytes) { return const_cast<Bytef*>(bytes.data()); }

}  // namespace

Result<ByteVector> to_gzip(ByteSpan plain, std::int32_t level) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    return Error{Errc::Invalid, "zlib refuses the compression level"};
  }
  ByteVector out(deflateBound(&stream, static_cast<uLong>(plain.size())));
  stream.next_in = input_of(plain);
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  const int ended = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (ended != Z_STREAM_END) return corrupt("gzip did not finish");
  return out;
}

Result<ByteVector> from_gzip(ByteSpan frame, std::uint32_t bytes_max) {
  z_stream stream{};
  if (inflateInit2(&stream, kGzipWindow) != Z_OK) return corrupt("zlib does not start");
  stream.next_in = input_of(frame);
  stream.avail_in = static_cast<uInt>(frame.size());
  ByteVector out;
  int ended = Z_OK;
  while (ended == Z_OK && out.size() <= bytes_max) {
    const std::size_t before = out.size();
    out.resize(before + std::max(kStep, before));
    stream.next_out = out.data() + before;
    stream.avail_out = static_cast<uInt>(out.size() - before);
    ended = inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (out.size() > bytes_max) return too_large();
  if (ended != Z_STREAM_END) return corrupt("gzip: the frame does not decode");
  return out;
}

}  // namespace barnabas::posix
