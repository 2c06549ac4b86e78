// Where each leader epoch begins in a log: what a follower needs to find the point at which its log
// and the leader's part (KIP-101, KIP-279).
//
// Pure data; the log writes it to `leader-epoch-checkpoint` when a call returns true ("changed").
//
// Invariant: epochs and start offsets both strictly increase.
//
// Kafka: LeaderEpochFileCache.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.h"
#include "core/base/result.h"

namespace barnabas {
class Hasher;
}

namespace barnabas::log {

inline constexpr std::string_view kEpochCheckpointFile = "leader-epoch-checkpoint";

// Where a leader epoch ends in this log; {-1, -1} when it is not known.
struct EpochEndOffset {
  LeaderEpoch epoch{-1};
  Offset end_offset{-1};
  friend bool operator==(const EpochEndOffset&, const EpochEndOffset&) = default;
};

struct EpochEntry {
  LeaderEpoch epoch{-1};
  Offset start_offset{-1};
  friend bool operator==(const EpochEntry&, const EpochEntry&) = default;
};

class EpochCache {
 public:
  // Notes that `epoch` starts at `offset`. Entries that contradict it, from the end, are removed:
  // those of the same or a later epoch, and those that start at or behind the offset.
  bool assign(LeaderEpoch epoch, Offset offset);
  // The log now ends at `end`: forgets epochs that start at or behind it.
  bool truncate_from_end(Offset end);
  // The log now starts at `start`: the epoch of that offset starts there, older ones are forgotten.
  bool truncate_from_start(Offset start);
  bool clear();

  // The epoch's end as a leader answers it; `log_end` is where the latest epoch ends.
  EpochEndOffset end_offset_for(LeaderEpoch epoch, Offset log_end) const;
  std::optional<LeaderEpoch> latest_epoch() const;
  std::optional<LeaderEpoch> epoch_for_offset(Offset offset) const;
  const std::vector<EpochEntry>& entries() const { return entries_; }

  // The text of the checkpoint file: version 0, count, then "epoch start" lines.
  std::string to_text() const;
  static Result<EpochCache> from_text(std::string_view text);

  friend bool operator==(const EpochCache&, const EpochCache&) = default;
  void fold_into(Hasher& hasher) const;

 private:
  std::vector<EpochEntry> entries_;
};

}  // namespace barnabas::log
