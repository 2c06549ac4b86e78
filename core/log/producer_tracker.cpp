#include "core/log/producer_tracker.h"

#include <algorithm>

#include "core/log/producer_snapshot.h"
#include "core/log/segment_files.h"

namespace barnabas::log {
namespace {

std::string snapshot_path(const std::string& directory, Offset offset) {
  return segment_file_path(directory, offset, kSnapshotSuffix);
}

Result<void> write_snapshot(FileSystem& files, const std::string& path, const ByteVector& bytes,
                            bool syncs) {
  const auto file = files.open(path, FileUse::Text, true);
  if (!file) return file.error();
  Result<void> done = files.truncate(*file, 0);
  if (done) done = files.append(*file, bytes, SharedBytes());
  if (done && syncs) done = files.sync(*file);
  files.close(*file);
  return done;
}

Result<ProducerState> read_snapshot(FileSystem& files, const std::string& path) {
  const auto file = files.open(path, FileUse::Text, false);
  if (!file) return file.error();
  auto state = decode_producer_snapshot(files.view(*file));
  files.close(*file);
  return state;
}

bool is_base(const std::vector<Segment>& segments, Offset offset) {
  return std::any_of(segments.begin(), segments.end(),
                     [offset](const Segment& s) { return s.base_offset == offset; });
}

}  // namespace

Result<void> ProducerTracker::list_snapshots(FileSystem& files, const std::string& directory) {
  const auto names = files.list(directory);
  if (!names) return names.error();
  snapshots.clear();
  for (const std::string& name : *names) {
    if (const auto offset = offset_of_file(name, kSnapshotSuffix)) snapshots.push_back(*offset);
  }
  return {};
}

Result<void> ProducerTracker::take_snapshot(FileSystem& files, const std::string& directory,
                                            bool syncs) {
  if (map_end <= last_snapshot) return {};
  const auto done = write_snapshot(files, snapshot_path(directory, map_end),
                                   encode_producer_snapshot(state), syncs);
  if (!done) return done;
  const auto at = std::lower_bound(snapshots.begin(), snapshots.end(), map_end);
  if (at == snapshots.end() || *at != map_end) snapshots.insert(at, map_end);
  last_snapshot = map_end;
  return {};
}

bool ProducerTracker::forget_snapshot(Offset offset) {
  const auto at = std::lower_bound(snapshots.begin(), snapshots.end(), offset);
  if (at == snapshots.end() || *at != offset) return false;
  snapshots.erase(at);
  return true;
}

Result<void> ProducerTracker::remove_snapshot(FileSystem& files, const std::string& directory,
                                              Offset offset) {
  const std::string path = snapshot_path(directory, offset);
  // Recovery of a segment has a list of its own, and may have removed the file before.
  if (!forget_snapshot(offset) || !files.exists(path)) return {};
  return files.remove(path);
}

Result<void> ProducerTracker::remove_stray(FileSystem& files, const std::string& directory,
                                           const std::vector<Segment>& segments) {
  if (auto done = list_snapshots(files, directory); !done) return done;
  std::vector<Offset> stray;
  for (const Offset offset : snapshots) {
    if (!is_base(segments, offset)) stray.push_back(offset);
  }
  if (stray.empty()) return {};
  if (!segments.empty() && stray.back() > segments.back().base_offset) stray.pop_back();
  for (const Offset offset : stray) {
    if (auto done = remove_snapshot(files, directory, offset); !done) return done;
  }
  return {};
}

void ProducerTracker::on_log_start(Offset start) {
  if (forgets_with_records) state.remove_before(start);
  map_end = std::max(map_end, start);
  last_snapshot = snapshots.empty() ? start : snapshots.back();
}

Result<void> ProducerTracker::start_anew_at(FileSystem& files, const std::string& directory,
                                            Offset offset) {
  state.clear();
  const std::vector<Offset> all = snapshots;
  for (const Offset snapshot : all) {
    if (auto done = remove_snapshot(files, directory, snapshot); !done) return done;
  }
  last_snapshot = Offset{0};
  map_end = offset;
  return {};
}

Result<void> ProducerTracker::load_newest(FileSystem& files, const std::string& directory,
                                          Offset start, WallTime now) {
  while (!snapshots.empty()) {
    const Offset offset = snapshots.back();
    auto loaded = read_snapshot(files, snapshot_path(directory, offset));
    if (loaded) {
      state = std::move(*loaded);
      state.remove_expired(now.ms, expiration_ms);
      if (forgets_with_records) state.remove_before(start);
      last_snapshot = offset;
      map_end = offset;
      return {};
    }
    if (loaded.error().code != Errc::Corrupt) return loaded.error();
    if (auto done = remove_snapshot(files, directory, offset); !done) return done;
  }
  last_snapshot = start;
  map_end = start;
  return {};
}

Result<void> ProducerTracker::truncate_and_reload(FileSystem& files, const std::string& directory,
                                                  Offset start, Offset end, WallTime now) {
  const std::vector<Offset> all = snapshots;
  for (const Offset offset : all) {
    if (offset <= end && offset > start) continue;
    if (auto done = remove_snapshot(files, directory, offset); !done) return done;
  }
  if (end == map_end) {
    on_log_start(start);
    return {};
  }
  state.clear();
  return load_newest(files, directory, start, now);
}

Result<void> ProducerTracker::rebuild(FileSystem& files, const std::string& directory,
                                      const std::vector<Segment>& segments, Offset start,
                                      Offset end, bool is_clean, WallTime now) {
  if (snapshots.empty() && is_clean) {
    // Written before snapshots existed: nobody was idempotent then.
    for (std::size_t i = segments.size() > 2 ? segments.size() - 2 : 0; i < segments.size(); ++i) {
      map_end = segments[i].base_offset;
      if (auto done = take_snapshot(files, directory, true); !done) return done;
    }
  } else {
    const bool was_empty = state.empty() && map_end >= end;
    if (auto done = truncate_and_reload(files, directory, start, end, now); !done) return done;
    if (end > map_end && !was_empty) {
      if (auto done = replay(files, directory, segments, start, end); !done) return done;
    }
  }
  map_end = end;
  return take_snapshot(files, directory, true);
}

Result<void> ProducerTracker::replay(FileSystem& files, const std::string& directory,
                                     const std::vector<Segment>& segments, Offset start,
                                     Offset end) {
  for (std::size_t i = 0; i < segments.size() && segments[i].base_offset < end; ++i) {
    const bool is_passed = i + 1 < segments.size() && segments[i + 1].base_offset <= map_end;
    if (is_passed) continue;
    const Segment& segment = segments[i];
    map_end = std::max(std::max(segment.base_offset, map_end), start);
    const bool is_snapshot_point = i + 2 >= segments.size();
    if (is_snapshot_point) {
      if (auto done = take_snapshot(files, directory, true); !done) return done;
    }
    if (auto done = replay_segment(files, segment, map_end, end); !done) return done;
  }
  return {};
}

Result<void> ProducerTracker::replay_segment(const FileSystem& files, const Segment& segment,
                                             Offset from, Offset end) {
  const auto first = segment.find_batch(files, from);
  if (!first) return first.error();
  if (!*first) return {};
  BatchScanner scanner(files, segment.file, (*first)->position, segment.size);
  while (const auto scanned = scanner.next()) {
    if (scanned->header.last_offset() >= end) break;
    if (!scanned->header.has_producer()) continue;
    if (!scanned->header.is_control()) {
      state.apply({scanned->header, SharedBytes()});
      continue;
    }
    const auto batch = scanner.read(*scanned);
    if (!batch) return batch.error();
    state.apply(*batch);
  }
  if (scanner.failure()) return *scanner.failure();
  return {};
}

}  // namespace barnabas::log
