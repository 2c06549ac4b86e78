// Frames of the four formats in which every block is stored as it is: valid for any library, and
// the same bytes on every machine. What reads them reads only such frames.
#pragma once

#include <optional>

#include "core/base/bytes.h"

namespace barnabas::sim {

// RFC 1952 and 1951: one member, deflate blocks of type "stored".
ByteVector to_gzip(ByteSpan plain);
std::optional<ByteVector> from_gzip(ByteSpan frame);

// snappy-java's stream: a header of 16 bytes, then per 32 KiB a length and a snappy block of
// literals.
ByteVector to_snappy(ByteSpan plain);
std::optional<ByteVector> from_snappy(ByteSpan frame);

// An lz4 frame of version 1: independent blocks of at most 64 KiB, stored.
ByteVector to_lz4(ByteSpan plain);
std::optional<ByteVector> from_lz4(ByteSpan frame);

// RFC 8878: one segment, raw blocks of at most 128 KiB.
ByteVector to_zstd(ByteSpan plain);
std::optional<ByteVector> from_zstd(ByteSpan frame);

}  // namespace barnabas::sim
