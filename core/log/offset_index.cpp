#include "core/log/offset_index.h"

#include <array>

#include "core/base/check.h"
#include "core/base/hash.h"

namespace barnabas::log {
namespace {

std::int32_t relative_at(ByteSpan entries, std::uint32_t at) {
  return load_be<std::int32_t>(entries.data() + std::size_t{at} * OffsetIndex::kEntrySize);
}
std::int32_t position_at(ByteSpan entries, std::uint32_t at) {
  return load_be<std::int32_t>(entries.data() + std::size_t{at} * OffsetIndex::kEntrySize + 4);
}

// Position 0 is never indexed, so an entry of zeros is preallocated space.
std::uint32_t valid_entries(ByteSpan bytes) {
  auto count = static_cast<std::uint32_t>(bytes.size() / OffsetIndex::kEntrySize);
  while (count > 0 && relative_at(bytes, count - 1) == 0 && position_at(bytes, count - 1) == 0) {
    --count;
  }
  return count;
}

}  // namespace

Result<OffsetIndex> OffsetIndex::open(FileSystem& files, std::string_view path,
                                      Offset base_offset) {
  const Result<FileId> file = files.open(path, FileUse::Index, true);
  if (!file) return file.error();
  OffsetIndex index;
  index.file_ = *file;
  index.base_ = base_offset;
  const ByteSpan bytes = files.view(*file);
  const std::uint64_t size = bytes.size();
  const std::uint32_t count = valid_entries(bytes);
  index.entries_ = count;
  index.last_ = {base_offset, 0};
  if (count > 0) index.last_ = index.entry(files, count - 1);
  if (size != std::uint64_t{count} * kEntrySize) {
    const Result<void> cut = files.truncate(*file, std::uint64_t{count} * kEntrySize);
    if (!cut) return cut.error();
  }
  return index;
}

Result<void> OffsetIndex::append(FileSystem& files, Offset offset, std::uint32_t position) {
  BARNABAS_CHECK(entries_ == 0 || offset > last_.offset);
  std::array<std::uint8_t, kEntrySize> bytes;
  store_be(bytes.data(), static_cast<std::int32_t>(offset.minus(base_)));
  store_be(bytes.data() + 4, static_cast<std::int32_t>(position));
  if (Result<void> done = files.append(file_, bytes, SharedBytes()); !done) return done;
  ++entries_;
  last_ = {offset, position};
  return {};
}

OffsetPosition OffsetIndex::entry(const FileSystem& files, std::uint32_t at) const {
  const ByteSpan bytes = files.view(file_);
  return {base_.plus(relative_at(bytes, at)), static_cast<std::uint32_t>(position_at(bytes, at))};
}

std::uint32_t OffsetIndex::count_below(const FileSystem& files, Offset target,
                                       bool including) const {
  const ByteSpan bytes = files.view(file_);
  std::uint32_t low = 0;
  std::uint32_t high = entries_;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    const Offset offset = base_.plus(relative_at(bytes, middle));
    if (offset < target || (including && offset == target)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

OffsetPosition OffsetIndex::lookup(const FileSystem& files, Offset target) const {
  if (entries_ == 0) return {base_, 0};
  if (target >= last_.offset) return last_;  // Most reads are near the end of the log.
  const std::uint32_t count = count_below(files, target, true);
  return count == 0 ? OffsetPosition{base_, 0} : entry(files, count - 1);
}

Result<void> OffsetIndex::truncate_to(FileSystem& files, Offset offset) {
  if (entries_ == 0 || last_.offset < offset) return {};
  return keep(files, count_below(files, offset, false));
}

Result<void> OffsetIndex::keep(FileSystem& files, std::uint32_t entries) {
  if (Result<void> done = files.truncate(file_, std::uint64_t{entries} * kEntrySize); !done) {
    return done;
  }
  entries_ = entries;
  last_ = entries == 0 ? OffsetPosition{base_, 0} : entry(files, entries - 1);
  return {};
}

void OffsetIndex::fold_into(Hasher& hasher) const {
  fold_value(hasher, file_);
  fold_value(hasher, base_);
  fold_value(hasher, entries_);
  fold_value(hasher, last_);
}

}  // namespace barnabas::log
