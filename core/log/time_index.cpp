#include "core/log/time_index.h"

#include <array>

#include "core/base/hash.h"

namespace barnabas::log {
namespace {

std::int64_t timestamp_at(ByteSpan entries, std::uint32_t at) {
  return load_be<std::int64_t>(entries.data() + std::size_t{at} * TimeIndex::kEntrySize);
}
std::int32_t relative_at(ByteSpan entries, std::uint32_t at) {
  return load_be<std::int32_t>(entries.data() + std::size_t{at} * TimeIndex::kEntrySize + 8);
}
bool is_zero(ByteSpan entries, std::uint32_t at) {
  return timestamp_at(entries, at) == 0 && relative_at(entries, at) == 0;
}

// Two entries of zeros can only be preallocated space: timestamps strictly increase. A single one
// is the time zero of a simulated clock.
std::uint32_t valid_entries(ByteSpan bytes) {
  auto count = static_cast<std::uint32_t>(bytes.size() / TimeIndex::kEntrySize);
  if (count < 2 || !is_zero(bytes, count - 1)) return count;
  while (count > 0 && is_zero(bytes, count - 1)) --count;
  return count;
}

}  // namespace

Result<TimeIndex> TimeIndex::open(FileSystem& files, std::string_view path, Offset base_offset) {
  const Result<FileId> file = files.open(path, FileUse::Index, true);
  if (!file) return file.error();
  TimeIndex index;
  index.file_ = *file;
  index.base_ = base_offset;
  const ByteSpan bytes = files.view(*file);
  const std::uint64_t size = bytes.size();
  const std::uint32_t count = valid_entries(bytes);
  index.entries_ = count;
  index.last_ = {-1, base_offset};
  if (count > 0) index.last_ = index.entry(files, count - 1);
  if (size != std::uint64_t{count} * kEntrySize) {
    const Result<void> cut = files.truncate(*file, std::uint64_t{count} * kEntrySize);
    if (!cut) return cut.error();
  }
  return index;
}

Result<void> TimeIndex::maybe_append(FileSystem& files, TimestampEntry entry) {
  if (entry.timestamp <= last_.timestamp) return {};
  std::array<std::uint8_t, kEntrySize> bytes;
  store_be(bytes.data(), entry.timestamp);
  store_be(bytes.data() + 8, static_cast<std::int32_t>(entry.offset.minus(base_)));
  if (Result<void> done = files.append(file_, bytes, SharedBytes()); !done) return done;
  ++entries_;
  last_ = entry;
  return {};
}

TimestampEntry TimeIndex::entry(const FileSystem& files, std::uint32_t at) const {
  const ByteSpan bytes = files.view(file_);
  return {timestamp_at(bytes, at), base_.plus(relative_at(bytes, at))};
}

TimestampEntry TimeIndex::lookup(const FileSystem& files, std::int64_t timestamp) const {
  const ByteSpan bytes = files.view(file_);
  std::uint32_t low = 0;
  std::uint32_t high = entries_;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (timestamp_at(bytes, middle) <= timestamp) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low == 0 ? TimestampEntry{-1, base_} : entry(files, low - 1);
}

Result<void> TimeIndex::truncate_to(FileSystem& files, Offset offset) {
  if (entries_ == 0 || last_.offset < offset) return {};
  const ByteSpan bytes = files.view(file_);
  std::uint32_t low = 0;
  std::uint32_t high = entries_;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (base_.plus(relative_at(bytes, middle)) < offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return keep(files, low);
}

Result<void> TimeIndex::keep(FileSystem& files, std::uint32_t entries) {
  if (Result<void> done = files.truncate(file_, std::uint64_t{entries} * kEntrySize); !done) {
    return done;
  }
  entries_ = entries;
  last_ = entries == 0 ? TimestampEntry{-1, base_} : entry(files, entries - 1);
  return {};
}

void TimeIndex::fold_into(Hasher& hasher) const {
  fold_value(hasher, file_);
  fold_value(hasher, base_);
  fold_value(hasher, entries_);
  fold_value(hasher, last_);
}

}  // namespace barnabas::log
