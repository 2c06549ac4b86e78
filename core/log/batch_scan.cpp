#include "core/log/batch_scan.h"

#include <utility>

namespace barnabas::log {

std::optional<ScannedBatch> BatchScanner::next() {
  if (corrupt_ || position_ >= size_ || size_ - position_ < record::kHeaderSize) return std::nullopt;
  record::HeaderBytes bytes;
  if (!files_.read_at(file_, position_, bytes)) {
    corrupt_ = true;
    return std::nullopt;
  }
  const ScannedBatch scanned{position_, record::decode_header(bytes)};
  constexpr auto kLengthMin = static_cast<std::int32_t>(record::kHeaderSize - record::kLogOverhead);
  if (scanned.header.length < kLengthMin || scanned.header.magic != record::kMagic) {
    corrupt_ = true;
    return std::nullopt;
  }
  if (scanned.header.size() > size_ - position_) return std::nullopt;
  position_ += scanned.header.size();
  return scanned;
}

Result<record::Batch> BatchScanner::read(const ScannedBatch& scanned) const {
  ByteVector body(scanned.header.size() - record::kHeaderSize);
  if (!body.empty()) {
    const std::uint64_t at = std::uint64_t{scanned.position} + record::kHeaderSize;
    if (const Result<void> done = files_.read_at(file_, at, body); !done) return done.error();
  }
  record::Batch batch{scanned.header, SharedBytes(std::move(body))};
  if (const Result<void> valid = record::validate(batch); !valid) return valid.error();
  return batch;
}

}  // namespace barnabas::log
