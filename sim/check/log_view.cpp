#include "sim/check/log_view.h"

#include <algorithm>

namespace barnabas::sim::check {
namespace {

// Reads one batch; false when its lengths cannot be true.
bool take(LogSegment& segment, const std::uint8_t* header, const SharedBytes& body,
          DigestCache& digests) {
  const BatchFacts facts = read_batch_facts(header);
  LogEntry entry;
  entry.base = facts.base;
  entry.last_delta = facts.last_delta;
  entry.epoch = facts.epoch;
  entry.count = facts.count;
  entry.max_timestamp = facts.max_timestamp;
  entry.producer_id = facts.producer_id;
  entry.producer_epoch = facts.producer_epoch;
  entry.base_sequence = facts.base_sequence;
  entry.is_control = facts.is_control();
  entry.position = static_cast<std::uint32_t>(segment.decoded);
  entry.attributes = facts.attributes;
  entry.size = static_cast<std::uint32_t>(facts.size());
  if (!segment.entries.empty() && entry.base < segment.entries.back().next()) return false;
  entry.digest = digests.digest(facts.crc, body);
  // The checksum is the batch's own word; that it is true was verified when its body was first
  // seen.
  entry.is_corrupt = !digests.is_true(header, body);
  segment.entries.push_back(entry);
  segment.decoded += entry.size;
  return true;
}

bool starts_batch(const RopePiece& piece) {
  if (piece.prefix_size != kBatchHeaderSize) return false;
  const BatchFacts facts = read_batch_facts(piece.prefix.data());
  return facts.is_plausible() && facts.size() == piece.size();
}

void read_flat(LogSegment& segment, const SharedBytes& bytes, DigestCache& digests) {
  std::uint32_t at = 0;
  while (bytes.size() - at >= kBatchHeaderSize) {
    const std::uint8_t* header = bytes.span().data() + at;
    const BatchFacts facts = read_batch_facts(header);
    if (!facts.is_plausible() || facts.size() > bytes.size() - at) return;
    const auto size = static_cast<std::uint32_t>(facts.size());
    if (!take(segment, header, bytes.slice(at + kBatchHeaderSize, size - kBatchHeaderSize),
              digests))
      return;
    at += size;
  }
}

bool ends_before(const LogEntry& entry, std::int64_t offset) { return entry.last() < offset; }

}  // namespace

std::int64_t LogView::start() const {
  if (segments_.empty()) return 0;
  const LogSegment& first = segments_.front();
  return first.entries.empty() ? first.named : std::max(first.named, first.entries.front().base);
}

std::int64_t LogView::end() const {
  for (auto segment = segments_.rbegin(); segment != segments_.rend(); ++segment) {
    if (!segment->entries.empty())
      return std::max(segment->entries.back().next(), segments_.back().named);
  }
  return segments_.empty() ? 0 : segments_.back().named;
}

std::uint64_t LogView::batch_count() const {
  std::uint64_t count = 0;
  for (const LogSegment& segment : segments_) count += segment.entries.size();
  return count;
}

LogCursor LogView::seek(std::int64_t offset) const {
  const auto behind =
      std::upper_bound(segments_.begin(), segments_.end(), offset,
                       [](std::int64_t o, const LogSegment& s) { return o < s.named; });
  if (behind == segments_.begin()) return {};
  const std::size_t index = static_cast<std::size_t>(behind - segments_.begin()) - 1;
  const std::vector<LogEntry>& entries = segments_[index].entries;
  // Most questions are about the end.
  if (!entries.empty() && entries.back().base <= offset) {
    return {index, entries.size() - (entries.back().last() >= offset ? 1 : 0)};
  }
  const auto found = std::lower_bound(entries.begin(), entries.end(), offset, ends_before);
  return {index, static_cast<std::size_t>(found - entries.begin())};
}

const LogEntry* LogView::at(LogCursor& cursor) const {
  while (cursor.segment < segments_.size()) {
    const std::vector<LogEntry>& entries = segments_[cursor.segment].entries;
    if (cursor.entry < entries.size()) return &entries[cursor.entry];
    ++cursor.segment;
    cursor.entry = 0;
  }
  return nullptr;
}

const LogEntry* LogView::find(std::int64_t offset) const {
  LogCursor cursor = seek(offset);
  const LogEntry* entry = at(cursor);
  return entry != nullptr && entry->base <= offset && offset <= entry->last() ? entry : nullptr;
}

LogSegment& LogView::segment(std::int64_t named, const std::string& path) {
  const auto place =
      std::lower_bound(segments_.begin(), segments_.end(), named,
                       [](const LogSegment& s, std::int64_t o) { return s.named < o; });
  if (place != segments_.end() && place->named == named) return *place;
  LogSegment fresh;
  fresh.named = named;
  fresh.path = path;
  return *segments_.insert(place, std::move(fresh));
}

std::size_t LogView::cut(LogSegment& segment, std::uint64_t position) {
  while (!segment.entries.empty() &&
         segment.entries.back().position + segment.entries.back().size > position) {
    segment.entries.pop_back();
  }
  segment.decoded =
      segment.entries.empty() ? 0 : segment.entries.back().position + segment.entries.back().size;
  return segment.entries.size();
}

void LogView::read(LogSegment& segment, const Rope& bytes, DigestCache& digests) {
  for (std::size_t i = 0; i < bytes.pieces.size(); ++i) {
    const RopePiece& piece = bytes.pieces[i];
    if (starts_batch(piece)) {
      if (!take(segment, piece.prefix.data(), piece.tail, digests)) return;
      continue;
    }
    Rope rest;
    rest.pieces.assign(bytes.pieces.begin() + static_cast<std::ptrdiff_t>(i), bytes.pieces.end());
    return read_flat(segment, SharedBytes(rest.flatten()), digests);
  }
}

std::int64_t LogView::end_of_segment(std::int64_t named) const {
  const auto behind =
      std::upper_bound(segments_.begin(), segments_.end(), named,
                       [](std::int64_t o, const LogSegment& s) { return o < s.named; });
  return behind == segments_.end() ? end() : behind->named;
}

std::int64_t LogView::newest_of_segment(std::int64_t named) const {
  std::int64_t newest = -1;
  for (const LogSegment& segment : segments_) {
    if (segment.named != named) continue;
    for (const LogEntry& entry : segment.entries) newest = std::max(newest, entry.max_timestamp);
  }
  return newest;
}

std::uint64_t LogView::bytes() const {
  std::uint64_t total = 0;
  for (const LogSegment& segment : segments_) total += segment.decoded;
  return total;
}

bool LogView::remove(std::int64_t named) {
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    if (segments_[i].named != named) continue;
    segments_.erase(segments_.begin() + static_cast<std::ptrdiff_t>(i));
    return i == 0 && !segments_.empty();
  }
  return false;
}

}  // namespace barnabas::sim::check
