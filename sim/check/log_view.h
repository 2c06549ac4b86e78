// One replica's log as its bytes say: the batches in its files, in order, by position and digest.
//
// A view is what the judges believe a replica holds. It knows no index, no checkpoint and nothing
// of what the broker thinks; only what stands in the *.log files of the partition's directory.
//
// Invariants: segments are sorted by the offset in their names; entries by base offset, without
// overlap
//             within a segment.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/rope.h"
#include "sim/workload/batch_decoder.h"
#include "sim/workload/digest.h"

namespace barnabas::sim::check {

struct LogEntry {
  std::int64_t base = 0;
  std::uint64_t digest = 0;       // of the records, whatever the offsets; differs where they do
  std::int64_t producer_id = -1;  // -1: of nobody who could be told from others
  std::int64_t max_timestamp = -1;
  std::int32_t last_delta = 0;
  std::int32_t epoch = -1;
  std::int32_t base_sequence = -1;
  std::uint32_t position = 0;  // in its file
  std::uint32_t size = 0;
  std::int32_t count = 0;
  std::int16_t attributes = 0;
  std::int16_t producer_epoch = -1;
  bool is_control = false;
  bool is_corrupt = false;  // the checksum does not fit

  std::int64_t last() const { return base + last_delta; }
  std::int64_t next() const { return base + last_delta + 1; }
  bool holds_same_as(const LogEntry& other) const {
    return base == other.base && last_delta == other.last_delta && epoch == other.epoch &&
           digest == other.digest && is_corrupt == other.is_corrupt;
  }
};

struct LogSegment {
  std::int64_t named = 0;  // the offset in its name
  std::string path;
  std::vector<LogEntry> entries;
  std::uint64_t decoded = 0;  // bytes that make whole batches
  std::uint64_t version = 0;  // of the file, when it was read
};

// Where in a log one stands while walking along it.
struct LogCursor {
  std::size_t segment = 0;
  std::size_t entry = 0;
};

class LogView {
 public:
  bool is_empty() const { return segments_.empty(); }
  std::int64_t start() const;  // the first offset that could be here
  std::int64_t end() const;    // the next offset that would be written
  std::uint64_t batch_count() const;
  const std::vector<LogSegment>& segments() const { return segments_; }
  // The batch that holds `offset`, or null.
  const LogEntry* find(std::int64_t offset) const;
  // The first batch that ends at or behind `offset`, for walking; null at the end.
  LogCursor seek(std::int64_t offset) const;
  const LogEntry* at(LogCursor& cursor) const;  // steps over empty segments

  // --- following the files
  LogSegment& segment(std::int64_t named, const std::string& path);  // made when it is not there
  // What changed of a segment: `from` on, where `bytes` begins at what was decoded so far. Gives
  // the number of entries that stood before.
  static std::size_t cut(LogSegment& segment, std::uint64_t position);
  static void read(LogSegment& segment, const Rope& bytes, DigestCache& digests);
  // True when it was the first of several: the log lost its beginning, not its end.
  bool remove(std::int64_t named);
  // Where the segment of this name ends: where the next begins, or the log's end.
  std::int64_t end_of_segment(std::int64_t named) const;
  std::int64_t newest_of_segment(std::int64_t named) const;  // timestamp; -1: none
  std::uint64_t bytes() const;                               // of whole batches, in all segments
  void clear() { segments_.clear(); }

 private:
  std::vector<LogSegment> segments_;
};

}  // namespace barnabas::sim::check
