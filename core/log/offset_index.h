// The sparse index of a segment from offsets to file positions.
//
// An entry is eight bytes: the last offset of a batch, relative to the segment's base, and the
// position of the batch's first byte, both int32. The file holds valid entries only; one that a
// killed Kafka broker left preallocated is cut to its entries when it is opened.
//
// Invariant: offsets strictly increase; the first batch of a segment never has an entry.
//
// Kafka: OffsetIndex, AbstractIndex.
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

struct OffsetPosition {
  Offset offset;
  std::uint32_t position = 0;
  friend bool operator==(const OffsetPosition&, const OffsetPosition&) = default;
};

class OffsetIndex {
 public:
  static constexpr std::uint32_t kEntrySize = 8;

  static Result<OffsetIndex> open(FileSystem& files, std::string_view path, Offset base_offset);

  // REQUIRES: offset > the last entry's offset.
  Result<void> append(FileSystem& files, Offset offset, std::uint32_t position);
  // The last entry at or below `target`; {base offset, 0} when there is none.
  OffsetPosition lookup(const FileSystem& files, Offset target) const;
  // Removes the entries at and behind `offset`.
  Result<void> truncate_to(FileSystem& files, Offset offset);
  Result<void> clear(FileSystem& files) { return keep(files, 0); }

  FileId file() const { return file_; }
  std::uint32_t entries() const { return entries_; }
  OffsetPosition entry(const FileSystem& files, std::uint32_t at) const;
  OffsetPosition last_entry() const { return last_; }
  bool is_full(std::int32_t bytes_max) const {
    return entries_ >= static_cast<std::uint32_t>(bytes_max) / kEntrySize;
  }
  friend bool operator==(const OffsetIndex&, const OffsetIndex&) = default;
  void fold_into(Hasher& hasher) const;

 private:
  // How many entries have an offset below (or, with `including`, at) the target.
  std::uint32_t count_below(const FileSystem& files, Offset target, bool including) const;
  Result<void> keep(FileSystem& files, std::uint32_t entries);

  FileId file_ = kNoFile;
  Offset base_;
  std::uint32_t entries_ = 0;
  OffsetPosition last_;  // {base, 0} while empty
};

}  // namespace barnabas::log
