// The way of one record through the cluster, as the trace shows it: who sent it when, which broker
// took it at which epoch and offset, which replicas copied it, and how each copy ended.
//
// Copies are followed note by note: an Append by the leader makes the first; an Append by a
// follower copies what its leader of that epoch holds at the offset; truncations, power losses,
// retention and deletions end them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/report/chronicle.h"

namespace barnabas::sim {

// A record that is not where it should be, as a judge found it.
struct MissingRecord {
  NodeIndex producer = kNoIndex;
  std::int32_t id = 0;
  TopicPartition tp;
  std::string name;  // its value, as people call it
  bool is_acknowledged = false;
  std::int16_t acks = -1;
  Offset offset{-1};  // as the acknowledgement said; -1: it said nothing
  // Replicas that do not lead, whose log holds it at the end all the same: as a judge found it.
  std::vector<NodeIndex> stands_on{};
};

// One time that a producer sent the batch with the record.
struct Trip {
  const TracedNote* dispatch = nullptr;
  const TracedSending* request = nullptr;  // null: its connection was gone
  std::optional<TurnIndex> arrival;        // the broker's turn
  const TracedNote* append = nullptr;
  Offset offset{-1};  // of the record, when appended
};

enum class CopyEnd : std::uint8_t {
  Stands,
  Truncated,
  LostByPower,
  LostFromDisk,
  Recovered,
  Deleted,
  TopicDeleted
};

struct Copy {
  NodeIndex node = kNoIndex;
  const TracedNote* made = nullptr;
  CopyEnd end = CopyEnd::Stands;
  const TracedNote* ended = nullptr;
};

struct RecordPath {
  MissingRecord record;
  const TracedNote* sent = nullptr;
  std::vector<Trip> trips;
  const TracedNote* acked = nullptr;
  const Trip* taken =
      nullptr;  // the trip whose append was acknowledged, or the last that was appended
  const TracedNote* append = nullptr;  // by the leader
  Offset offset{-1};
  std::vector<Copy> copies;                 // the leader's first; in order of making
  const TracedNote* overwritten = nullptr;  // another record took the offset

  RecordPath() = default;
  RecordPath(const RecordPath&) = delete;  // `taken` points into `trips`
  RecordPath& operator=(const RecordPath&) = delete;
  RecordPath(RecordPath&&) = default;
  RecordPath& operator=(RecordPath&&) = default;
};

// One path per record, in their order.
std::vector<RecordPath> follow_all(const Chronicle& chronicle,
                                   const std::vector<MissingRecord>& records);
// Whether a replica had the record just before a moment.
bool had_copy(const RecordPath& path, NodeIndex node, Moment before);
// When the last copy ended; nothing while one stands or none was ever made.
const TracedNote* last_loss(const RecordPath& path);

}  // namespace barnabas::sim
