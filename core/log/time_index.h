// The sparse index of a segment from timestamps to offsets.
//
// An entry is twelve bytes: the largest timestamp so far (int64, ms) and the last offset of the
// batch that brought it, relative to the segment's base (int32). When a segment is rolled or
// closed, its largest timestamp becomes its last entry.
//
// Invariant: timestamps strictly increase, offsets increase.
//
// Kafka: TimeIndex, TimestampOffset.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/ports/file_system.h"

namespace barnabas {
class Hasher;
}

namespace barnabas::log {

struct TimestampEntry {
  std::int64_t timestamp = -1;
  Offset offset;
  friend bool operator==(const TimestampEntry&, const TimestampEntry&) = default;
};

class TimeIndex {
 public:
  static constexpr std::uint32_t kEntrySize = 12;

  static Result<TimeIndex> open(FileSystem& files, std::string_view path, Offset base_offset);

  // Appends the entry if its timestamp is above the last one's; otherwise does nothing.
  Result<void> maybe_append(FileSystem& files, TimestampEntry entry);
  // The last entry at or below `timestamp`; {-1, base offset} when there is none.
  TimestampEntry lookup(const FileSystem& files, std::int64_t timestamp) const;
  // Removes the entries at and behind `offset`.
  Result<void> truncate_to(FileSystem& files, Offset offset);
  Result<void> clear(FileSystem& files) { return keep(files, 0); }

  FileId file() const { return file_; }
  std::uint32_t entries() const { return entries_; }
  TimestampEntry entry(const FileSystem& files, std::uint32_t at) const;
  TimestampEntry last_entry() const { return last_; }
  // One entry is kept free for the roll.
  bool is_full(std::int32_t bytes_max) const {
    return entries_ + 1 >= static_cast<std::uint32_t>(bytes_max) / kEntrySize;
  }
  friend bool operator==(const TimeIndex&, const TimeIndex&) = default;
  void fold_into(Hasher& hasher) const;

 private:
  Result<void> keep(FileSystem& files, std::uint32_t entries);

  FileId file_ = kNoFile;
  Offset base_;
  std::uint32_t entries_ = 0;
  TimestampEntry last_;  // {-1, base} while empty
};

}  // namespace barnabas::log
