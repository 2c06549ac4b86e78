// Reading: a slice of one segment's file, found through the sparse index; and records by their
// timestamps.
//
// Kafka: UnifiedLog.read and fetchOffsetByTimestamp, LocalLog.read, LogSegment.read.
#include <algorithm>

#include "core/log/log.h"
#include "core/record/record.h"

namespace barnabas::log {
namespace {

// The first record of a batch that `matches` by its timestamp, at or behind `start`.
template <class Match>
std::optional<TimestampOffset> find_record(const record::Batch& batch, Offset start,
                                           Match matches) {
  const record::BatchHeader& header = batch.header;
  if (header.compression() != record::Compression::None) {  // The batch is all that can be told.
    return TimestampOffset{header.max_timestamp, std::max(header.base_offset, start),
                           header.leader_epoch};
  }
  record::RecordReader reader(batch);
  while (const auto view = reader.next()) {
    const std::int64_t timestamp = reader.timestamp_of(*view);
    const Offset offset = header.base_offset.plus(view->offset_delta);
    if (matches(timestamp) && offset >= start)
      return TimestampOffset{timestamp, offset, header.leader_epoch};
  }
  return std::nullopt;
}

}  // namespace

// Up to which position of the segment's file a reader may see.
std::uint32_t Log::readable_end(const FileSystem& files, std::size_t segment, Offset upper_bound,
                                bool& is_damaged) const {
  const Segment& s = segments_[segment];
  if (upper_bound >= end_) return s.size;
  if (segment + 1 < segments_.size() && segments_[segment + 1].base_offset <= upper_bound)
    return s.size;
  const auto bound = s.find_batch(files, upper_bound);
  if (!bound) {
    is_damaged = true;
    return 0;
  }
  return *bound ? (*bound)->position : s.size;
}

ReadResult Log::read(const FileSystem& files, Offset from, Offset upper_bound,
                     std::int32_t max_bytes, bool min_one_batch) const {
  ReadResult result;
  if (from < log_start_ || from > end_) {
    result.error = ErrorCode::OffsetOutOfRange;
    return result;
  }
  if (from >= upper_bound || from == end_) return result;
  for (std::size_t i = floor_segment(from); i < segments_.size(); ++i) {
    const Segment& segment = segments_[i];
    if (segment.base_offset >= upper_bound) return result;
    const auto first = segment.find_batch(files, from);
    bool is_damaged = !first;
    if (!is_damaged && !*first) continue;  // A gap: the next segment holds the next batch.
    const std::uint32_t end = is_damaged ? 0 : readable_end(files, i, upper_bound, is_damaged);
    if (is_damaged) {
      result.error = ErrorCode::KafkaStorageError;
      return result;
    }
    const std::uint32_t start = (*first)->position;
    if (start >= end) return result;
    const std::uint32_t wanted = max_bytes > 0 ? static_cast<std::uint32_t>(max_bytes) : 0;
    const std::uint32_t whole = (*first)->header.size();
    if (wanted < whole && !min_one_batch) return result;
    result.slice = {segment.file.value, start, std::min(end - start, std::max(wanted, whole))};
    return result;
  }
  return result;
}

Result<std::optional<TimestampOffset>> Log::find_by_timestamp(const FileSystem& files,
                                                              std::int64_t timestamp) const {
  const auto segment = std::find_if(
      segments_.begin(), segments_.end(),
      [timestamp](const Segment& s) { return s.size > 0 && s.largest.timestamp >= timestamp; });
  if (segment == segments_.end()) return std::optional<TimestampOffset>();
  const Offset indexed = segment->times.lookup(files, timestamp).offset;
  const std::uint32_t position =
      segment->offsets.lookup(files, std::max(indexed, log_start_)).position;
  BatchScanner scanner(files, segment->file, position, segment->size);
  while (const auto scanned = scanner.next()) {
    if (scanned->header.max_timestamp < timestamp) continue;
    const auto batch = scanner.read(*scanned);
    if (!batch) return batch.error();
    const auto found =
        find_record(*batch, log_start_, [timestamp](std::int64_t t) { return t >= timestamp; });
    if (found && scanned->header.last_offset() >= log_start_) return found;
  }
  if (scanner.failure()) return *scanner.failure();
  return std::optional<TimestampOffset>();
}

Result<std::optional<TimestampOffset>> Log::find_max_timestamp(const FileSystem& files) const {
  const auto segment = std::max_element(
      segments_.begin(), segments_.end(),
      [](const Segment& a, const Segment& b) { return a.largest.timestamp < b.largest.timestamp; });
  const TimestampEntry largest = segment->largest;
  const std::uint32_t position = segment->offsets.lookup(files, largest.offset).position;
  BatchScanner scanner(files, segment->file, position, segment->size);
  while (const auto scanned = scanner.next()) {
    if (scanned->header.max_timestamp != largest.timestamp) continue;
    const auto batch = scanner.read(*scanned);
    if (!batch) return batch.error();
    return find_record(*batch, Offset{0},
                       [&largest](std::int64_t t) { return t == largest.timestamp; });
  }
  if (scanner.failure()) return *scanner.failure();
  return std::optional<TimestampOffset>();
}

}  // namespace barnabas::log
