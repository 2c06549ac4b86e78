#include <snappy.h>

#include <algorithm>
#include <array>
#include <string>

#include "core/posix/library_codecs.h"

namespace barnabas::posix {
namespace {

// snappy-java's SnappyOutputStream: a magic number and two versions, then blocks with their sizes.
constexpr std::array<std::uint8_t, 16> kMagic{0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0,
                                              0,    0,   0,   1,   0,   0,   0,   1};
constexpr std::size_t kMarkSize = 8;  // of the magic number; the versions are not looked at
constexpr std::size_t kBlockMax = 32768;

bool append_block(ByteVector& out, ByteSpan block, std::uint32_t bytes_max) {
  const char* data = reinterpret_cast<const char*>(block.data());
  std::size_t size = 0;
  if (!snappy::GetUncompressedLength(data, block.size(), &size)) return false;
  if (size > bytes_max - std::min<std::size_t>(out.size(), bytes_max)) return false;
  const std::size_t before = out.size();
  out.resize(before + size);
  return snappy::RawUncompress(data, block.size(), reinterpret_cast<char*>(out.data() + before));
}

}  // namespace

Result<ByteVector> to_snappy(ByteSpan plain) {
  ByteVector out(kMagic.begin(), kMagic.end());
  for (std::size_t at = 0; at < plain.size(); at += kBlockMax) {
    const ByteSpan part = plain.subspan(at, std::min(kBlockMax, plain.size() - at));
    std::string block;
    snappy::Compress(reinterpret_cast<const char*>(part.data()), part.size(), &block);
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.push_back(static_cast<std::uint8_t>(block.size() >> shift));
    }
    const ByteSpan bytes = as_bytes(block);
    out.insert(out.end(), bytes.begin(), bytes.end());
  }
  return out;
}

Result<ByteVector> from_snappy(ByteSpan frame, std::uint32_t bytes_max) {
  ByteVector out;
  const bool is_framed = frame.size() >= kMagic.size() &&
                         std::equal(kMagic.begin(), kMagic.begin() + kMarkSize, frame.begin());
  if (!is_framed) {
    if (!append_block(out, frame, bytes_max)) return corrupt("snappy: the block does not decode");
    return out;
  }
  std::size_t at = kMagic.size();
  while (at < frame.size()) {
    if (frame.size() - at < 4) return corrupt("snappy: a block's size is cut");
    const std::size_t size = load_be<std::uint32_t>(frame.data() + at);
    at += 4;
    if (frame.size() - at < size || !append_block(out, frame.subspan(at, size), bytes_max)) {
      return corrupt("snappy: a block does not decode");
    }
    at += size;
  }
  return out;
}

}  // namespace barnabas::posix
