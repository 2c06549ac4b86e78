// One pair of functions per compression library. Errors: Errc::Corrupt, with the library's words.
#pragma once

#include <cstdint>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace barnabas::posix {

Result<ByteVector> to_gzip(ByteSpan plain, std::int32_t level);
Result<ByteVector> from_gzip(ByteSpan frame, std::uint32_t bytes_max);
Result<ByteVector> to_snappy(ByteSpan plain);
Result<ByteVector> from_snappy(ByteSpan frame, std::uint32_t bytes_max);
Result<ByteVector> to_lz4(ByteSpan plain, std::int32_t level);
Result<ByteVector> from_lz4(ByteSpan frame, std::uint32_t bytes_max);
Result<ByteVector> to_zstd(ByteSpan plain, std::int32_t level);
Result<ByteVector> from_zstd(ByteSpan frame, std::uint32_t bytes_max);

inline Error corrupt(const char* what) { return {Errc::Corrupt, what}; }
inline Error too_large() { return {Errc::Corrupt, "the records are too large"}; }

}  // namespace barnabas::posix
