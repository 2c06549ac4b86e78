// CRC-32C (Castagnoli), the checksum of record batch v2. Uses the processor's instruction where it
// has one; the result is the same everywhere.
#pragma once

#include <cstdint>

#include "core/base/bytes.h"

namespace barnabas {

// Continues `crc` (start with 0) over `bytes`: crc32c(crc32c(0, a), b) == crc32c(0, ab).
std::uint32_t crc32c(std::uint32_t crc, ByteSpan bytes);

// The table-driven twin, for machines without the instruction and for tests of agreement.
std::uint32_t crc32c_portable(std::uint32_t crc, ByteSpan bytes);

}  // namespace barnabas
