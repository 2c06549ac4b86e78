#include "core/log/batch_scan.h"

#include <algorithm>
#include <utility>

namespace barnabas::log {

// Makes the header at `position_` lie within the window. REQUIRES: the file has it.
bool BatchScanner::fill_window() {
  const bool is_inside =
      position_ >= window_start_ && position_ + record::kHeaderSize <= window_start_ + window_size_;
  if (is_inside) return true;
  window_start_ = position_;
  window_size_ = std::min(kWindowSize, size_ - position_);
  const std::span<std::uint8_t> out(window_.data(), window_size_);
  if (const Result<void> done = files_.read_at(file_, position_, out); !done) {
    failure_ = done.error();
    return false;
  }
  return true;
}

std::optional<ScannedBatch> BatchScanner::next() {
  if (corrupt_ || failure_ || position_ >= size_) return std::nullopt;
  if (size_ - position_ < record::kHeaderSize || !fill_window()) return std::nullopt;
  const ByteSpan bytes(window_.data() + (position_ - window_start_), record::kHeaderSize);
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
