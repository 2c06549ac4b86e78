#include "core/base/hash.h"

namespace barnabas {

// The size first, then little-endian words, the last one padded with zeros.
void Hasher::fold_bytes(ByteSpan bytes) {
  fold(static_cast<std::uint64_t>(bytes.size()));
  std::size_t at = 0;
  while (at < bytes.size()) {
    std::uint64_t word = 0;
    for (unsigned shift = 0; shift < 64 && at < bytes.size(); shift += 8, ++at) {
      word |= static_cast<std::uint64_t>(bytes[at]) << shift;
    }
    fold(word);
  }
}

}  // namespace barnabas
