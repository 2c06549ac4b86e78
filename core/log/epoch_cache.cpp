#include "core/log/epoch_cache.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/hash.h"
#include "core/log/checkpoint_text.h"

namespace barnabas::log {

bool EpochCache::assign(LeaderEpoch epoch, Offset offset) {
  BARNABAS_CHECK(epoch.value >= 0);
  BARNABAS_CHECK(offset.value >= 0);
  if (!entries_.empty()) {
    const EpochEntry& latest = entries_.back();
    if (latest.epoch == epoch && offset >= latest.start_offset) return false;
  }
  while (!entries_.empty() &&
         (entries_.back().epoch >= epoch || entries_.back().start_offset >= offset)) {
    entries_.pop_back();
  }
  entries_.push_back({epoch, offset});
  return true;
}

bool EpochCache::truncate_from_end(Offset end) {
  const std::size_t before = entries_.size();
  while (!entries_.empty() && entries_.back().start_offset >= end) entries_.pop_back();
  return entries_.size() != before;
}

bool EpochCache::truncate_from_start(Offset start) {
  auto keep = std::find_if(entries_.begin(), entries_.end(),
                           [start](const EpochEntry& e) { return e.start_offset > start; });
  if (keep == entries_.begin()) return false;
  --keep;  // The epoch that holds `start`.
  if (keep == entries_.begin() && keep->start_offset == start) return false;
  keep->start_offset = start;
  entries_.erase(entries_.begin(), keep);
  return true;
}

bool EpochCache::clear() {
  const bool changed = !entries_.empty();
  entries_.clear();
  return changed;
}

EpochEndOffset EpochCache::end_offset_for(LeaderEpoch epoch, Offset log_end) const {
  if (epoch == kNoLeaderEpoch || entries_.empty()) return {};
  if (entries_.back().epoch == epoch) return {epoch, log_end};
  const auto higher = std::find_if(entries_.begin(), entries_.end(),
                                   [epoch](const EpochEntry& e) { return e.epoch > epoch; });
  if (higher == entries_.end()) return {};
  if (higher == entries_.begin()) return {epoch, higher->start_offset};
  return {(higher - 1)->epoch, higher->start_offset};
}

std::optional<LeaderEpoch> EpochCache::latest_epoch() const {
  if (entries_.empty()) return std::nullopt;
  return entries_.back().epoch;
}

std::optional<LeaderEpoch> EpochCache::epoch_for_offset(Offset offset) const {
  for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
    if (entry->start_offset <= offset) return entry->epoch;
  }
  return std::nullopt;
}

std::string EpochCache::to_text() const {
  std::string text = checkpoint_header(entries_.size());
  for (const EpochEntry& entry : entries_) {
    text += std::to_string(entry.epoch.value);
    text.push_back(' ');
    text += std::to_string(entry.start_offset.value);
    text.push_back('\n');
  }
  return text;
}

Result<EpochCache> EpochCache::from_text(std::string_view text) {
  const auto lines = parse_checkpoint(text, 2);
  if (!lines) return lines.error();
  EpochCache cache;
  for (const CheckpointLine& line : *lines) {
    const auto epoch = line.integer(0, 0, INT32_MAX);
    const auto start = line.integer(1, 0, INT64_MAX);
    if (!epoch) return epoch.error();
    if (!start) return start.error();
    cache.assign(LeaderEpoch{static_cast<std::int32_t>(*epoch)}, Offset{*start});
  }
  return cache;
}

void EpochCache::fold_into(Hasher& hasher) const { fold_value(hasher, entries_); }

}  // namespace barnabas::log
