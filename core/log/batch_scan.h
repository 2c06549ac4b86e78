// Walks the batches of a segment's log file by their headers, without reading the records.
//
// Kafka: FileLogInputStream.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "core/ports/file_system.h"
#include "core/record/batch.h"

namespace barnabas::log {

struct ScannedBatch {
  std::uint32_t position = 0;
  record::BatchHeader header;

  std::uint32_t end() const { return position + header.size(); }
};

// The file is taken to end at `size`. A cut batch at the end is left out. Where a header cannot be
// true, the walk ends and `is_corrupt` tells so; where the device fails, it ends and `failure`
// tells why.
class BatchScanner {
 public:
  BatchScanner(const FileSystem& files, FileId file, std::uint32_t position, std::uint32_t size)
      : files_(files), file_(file), position_(position), size_(size) {}

  std::optional<ScannedBatch> next();
  std::uint32_t position() const { return position_; }  // behind the last whole batch
  bool is_corrupt() const { return corrupt_; }
  const std::optional<Error>& failure() const { return failure_; }

  // The whole batch; Corrupt when its checksum does not match.
  Result<record::Batch> read(const ScannedBatch& scanned) const;

 private:
  // Small batches lie close together: one read brings the headers of several.
  static constexpr std::uint32_t kWindowSize = 1024;
  bool fill_window();

  const FileSystem& files_;
  FileId file_;
  std::uint32_t position_;
  std::uint32_t size_;
  bool corrupt_ = false;
  std::uint32_t window_start_ = 0;
  std::uint32_t window_size_ = 0;
  std::array<std::uint8_t, kWindowSize> window_;  // its first window_size_ bytes are set
  std::optional<Error> failure_;
};

}  // namespace barnabas::log
