#include "core/log/segment.h"

#include "core/base/check.h"
#include "core/log/segment_files.h"

namespace barnabas::log {

Result<Segment> Segment::open(FileSystem& files, std::string_view directory, Offset base_offset,
                              WallTime now) {
  Segment segment;
  segment.base_offset = base_offset;
  const auto file =
      files.open(segment_file_path(directory, base_offset, kLogSuffix), FileUse::Log, true);
  if (!file) return file.error();
  auto offsets = OffsetIndex::open(files, segment_file_path(directory, base_offset, kIndexSuffix),
                                   base_offset);
  if (!offsets) return offsets.error();
  auto times = TimeIndex::open(files, segment_file_path(directory, base_offset, kTimeIndexSuffix),
                               base_offset);
  if (!times) return times.error();
  segment.file = *file;
  const std::uint64_t size = files.size(*file);
  if (size > INT32_MAX)
    return Error{Errc::Corrupt, "a segment of " + std::to_string(size) + " bytes"};
  segment.size = static_cast<std::uint32_t>(size);
  segment.offsets = *offsets;
  segment.times = *times;
  segment.largest = segment.times.last_entry();
  segment.created = now;
  segment.modified = now;
  BatchScanner scanner(files, segment.file, 0, segment.size);
  if (const auto first = scanner.next())
    segment.first_batch_timestamp = first->header.max_timestamp;
  if (scanner.failure()) return *scanner.failure();
  return segment;
}

Result<void> Segment::append(FileSystem& files, const record::BatchHeader& header,
                             const SharedBytes& body, std::int32_t index_interval_bytes,
                             bool indexes_behind) {
  BARNABAS_CHECK(holds_relative(header.base_offset) && holds_relative(header.last_offset()));
  const record::HeaderBytes bytes = record::encode_header(header);
  if (Result<void> done = files.append(file, bytes, body); !done) return done;
  const std::uint32_t position = size;
  size += header.size();
  last_batch = {header.base_offset, position};
  if (position == 0) first_batch_timestamp = header.max_timestamp;
  if (header.max_timestamp > largest.timestamp)
    largest = {header.max_timestamp, header.last_offset()};
  if (bytes_since_index_entry > static_cast<std::uint32_t>(index_interval_bytes)) {
    const std::uint32_t named = indexes_behind ? size : position;
    if (Result<void> done = offsets.append(files, header.last_offset(), named); !done) return done;
    if (Result<void> done = times.maybe_append(files, largest); !done) return done;
    bytes_since_index_entry = 0;
  }
  bytes_since_index_entry += header.size();
  return {};
}

bool Segment::should_roll(const LogConfig& config, std::int64_t jitter_ms, const AppendShape& shape,
                          WallTime now) const {
  const std::uint64_t bytes_max = static_cast<std::uint32_t>(config.segment_bytes);
  if (size + shape.size > bytes_max) return true;
  const std::int64_t waited = first_batch_timestamp >= 0
                                  ? shape.max_timestamp - first_batch_timestamp
                                  : now.ms - created.ms;
  if (size > 0 && waited > config.segment_ms - jitter_ms) return true;
  if (offsets.is_full(config.segment_index_bytes) || times.is_full(config.segment_index_bytes)) {
    return true;
  }
  return !holds_relative(shape.last_offset);
}

Result<void> Segment::seal(FileSystem& files) { return times.maybe_append(files, largest); }

Result<std::optional<ScannedBatch>> Segment::find_batch(const FileSystem& files,
                                                        Offset offset) const {
  const bool is_in_last = last_batch.position > 0 && offset >= last_batch.offset;
  const std::uint32_t from =
      is_in_last ? last_batch.position : offsets.lookup(files, offset).position;
  BatchScanner scanner(files, file, from, size);
  while (const auto batch = scanner.next()) {
    if (batch->header.last_offset() >= offset) return std::optional<ScannedBatch>(*batch);
  }
  if (scanner.failure()) return *scanner.failure();
  if (scanner.is_corrupt()) {
    return Error{Errc::Corrupt, "no batch at position " + std::to_string(scanner.position()) +
                                    " of segment " + std::to_string(base_offset.value)};
  }
  return std::optional<ScannedBatch>();
}

Result<Offset> Segment::read_next_offset(const FileSystem& files) const {
  BatchScanner scanner(files, file, offsets.last_entry().position, size);
  Offset next = base_offset;
  while (const auto batch = scanner.next()) next = batch->header.next_offset();
  if (scanner.failure()) return *scanner.failure();
  if (scanner.position() != size) {
    return Error{Errc::Corrupt, "segment " + std::to_string(base_offset.value) +
                                    " has no whole batch at position " +
                                    std::to_string(scanner.position())};
  }
  return next;
}

Result<void> Segment::truncate_to(FileSystem& files, Offset offset, WallTime now) {
  const auto batch = find_batch(files, offset);
  if (!batch) return batch.error();
  if (Result<void> done = offsets.truncate_to(files, offset); !done) return done;
  if (Result<void> done = times.truncate_to(files, offset); !done) return done;
  if (*batch) {
    if (Result<void> done = files.truncate(file, (*batch)->position); !done) return done;
    size = (*batch)->position;
  }
  if (size == 0) {
    created = now;
    first_batch_timestamp = record::kNoTimestamp;
  }
  bytes_since_index_entry = 0;
  last_batch = {};
  if (largest.timestamp < 0) return {};
  largest = times.last_entry();
  BatchScanner scanner(files, file, offsets.lookup(files, largest.offset).position, size);
  while (const auto rest = scanner.next()) {
    if (rest->header.max_timestamp > largest.timestamp) {
      largest = {rest->header.max_timestamp, rest->header.last_offset()};
    }
  }
  if (scanner.failure()) return *scanner.failure();
  return {};
}

Result<void> Segment::sync(FileSystem& files) const {
  for (const FileId id : {file, offsets.file(), times.file()}) {
    if (Result<void> done = files.sync(id); !done) return done;
  }
  return {};
}

void Segment::close(FileSystem& files) {
  for (const FileId id : {file, offsets.file(), times.file()}) {
    if (id != kNoFile) files.close(id);
  }
}

}  // namespace barnabas::log
