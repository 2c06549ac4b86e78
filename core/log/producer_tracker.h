// The producer state of a log together with its snapshot files.
//
// Snapshots are named by the offset they end at. One is written at every roll, at a clean close,
// and while recovery reads the log; loading takes the newest usable one and replays the batches
// behind it. A snapshot has a checksum and can always be made again from the log, so those of a
// roll are left to the page cache.
//
// Kafka: ProducerStateManager, UnifiedLog.rebuildProducerState.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/log/log_config.h"
#include "core/log/producer_state.h"
#include "core/log/segment.h"
#include "core/ports/file_system.h"

namespace barnabas::log {

struct ProducerTracker {
  ProducerState state;
  Offset map_end;                 // the state covers the log up to here
  Offset last_snapshot;           // Kafka's lastSnapOffset: nothing at or below it is written again
  std::vector<Offset> snapshots;  // the files that are there, ascending
  std::int64_t expiration_ms = 86400000;
  bool forgets_with_records = false;  // LogConfig::forgets_producers_with_records

  void take_settings(const LogConfig& config) {
    expiration_ms = config.producer_id_expiration_ms;
    forgets_with_records = config.forgets_producers_with_records;
  }

  void note(const record::Batch& batch) {
    if (batch.header.has_producer()) state.apply(batch);
    map_end = batch.header.next_offset();
  }

  Result<void> list_snapshots(FileSystem& files, const std::string& directory);
  // Writes the state at `map_end`, unless a snapshot is as new.
  Result<void> take_snapshot(FileSystem& files, const std::string& directory, bool syncs);
  // Removes snapshots that stand at no segment's base, except the newest one behind the last base.
  Result<void> remove_stray(FileSystem& files, const std::string& directory,
                            const std::vector<Segment>& segments);
  // The state of the log [start, end): from a snapshot and the batches behind it.
  Result<void> rebuild(FileSystem& files, const std::string& directory,
                       const std::vector<Segment>& segments, Offset start, Offset end,
                       bool is_clean, WallTime now);
  Result<void> start_anew_at(FileSystem& files, const std::string& directory, Offset offset);
  void on_log_start(Offset start);
  bool forget_snapshot(Offset offset);  // True when there was one; its file is the caller's.

  friend bool operator==(const ProducerTracker&, const ProducerTracker&) = default;

 private:
  Result<void> remove_snapshot(FileSystem& files, const std::string& directory, Offset offset);
  Result<void> truncate_and_reload(FileSystem& files, const std::string& directory, Offset start,
                                   Offset end, WallTime now);
  Result<void> load_newest(FileSystem& files, const std::string& directory, Offset start,
                           WallTime now);
  Result<void> replay(FileSystem& files, const std::string& directory,
                      const std::vector<Segment>& segments, Offset start, Offset end);
  Result<void> replay_segment(const FileSystem& files, const Segment& segment, Offset from,
                              Offset end);
};

}  // namespace barnabas::log
