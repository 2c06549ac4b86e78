// A trace made answerable: which notes there are of a kind and a partition, and how the world stood
// at a moment.
//
// Pure questions over what was recorded; what is to be told of it is the business of stories.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/report/message_links.h"
#include "sim/report/trace.h"
#include "sim/workload/history.h"
#include "sim/world/world.h"

namespace barnabas::sim {

// A place in the order of things: later turns, and later ranks within a turn, are later.
struct Moment {
  TurnIndex turn = 0;
  std::uint32_t rank = 0;
  friend bool operator==(const Moment&, const Moment&) = default;
  friend bool operator<(const Moment& a, const Moment& b) {
    return a.turn != b.turn ? a.turn < b.turn : a.rank < b.rank;
  }
};
inline Moment moment_of(const TracedNote& note) { return {note.turn, note.rank}; }
inline Moment moment_of(const TracedSending& sending) { return {sending.turn, sending.rank}; }
inline constexpr Moment kEndOfRun{UINT64_MAX, UINT32_MAX};

using NoteList = std::vector<const TracedNote*>;

class Chronicle {
 public:
  // All must outlive the chronicle; the world is the one at the end of the run. Without a history,
  // records are called by their numbers.
  Chronicle(const Trace& trace, const World& world, const History* history = nullptr);

  const Trace& trace() const { return trace_; }
  const World& world() const { return world_; }
  // Made when first asked for.
  const MessageLinks& links() const;

  const NoteList& notes(NoteKind kind) const;                            // in order
  const NoteList& notes(NoteKind kind, const TopicPartition& tp) const;  // in order
  // Messages that were held or lost, in order.
  const std::vector<const TracedSending*>& stopped() const { return stopped_; }
  // The last one before the moment, of this node unless kNoIndex; null when there is none.
  const TracedNote* last_before(NoteKind kind, const TopicPartition& tp, NodeIndex node,
                                Moment before) const;

  std::uint64_t event_of(TurnIndex turn) const { return trace_.turn(turn).id; }
  Instant time_of(TurnIndex turn) const { return trace_.turn(turn).at; }
  Instant time_of(const TracedNote& note) const { return time_of(note.turn); }
  // The first moment at or after this time.
  Moment moment_at(Instant at) const;

  const std::string& name(NodeIndex node) const { return trace_.node_name(node); }
  // A record as people call it, by its value; and several: "r7-r9".
  std::string record_name(NodeIndex producer, std::int32_t id) const;
  std::string record_names(NodeIndex producer, const std::vector<std::int32_t>& ids) const;
  std::string broker_name(NodeId id) const;                          // "broker-2", "nobody"
  std::string isr_text(const std::vector<std::int32_t>& isr) const;  // "broker-1 and broker-2"

  // How a process stood just before a moment.
  enum class Condition : std::uint8_t { NotStarted, Up, Paused, Killed, PowerLost, Stopped };
  struct Standing {
    Condition condition = Condition::NotStarted;
    const TracedNote* since = nullptr;
  };
  Standing standing_of(NodeIndex node, Moment before) const;
  // The fault by whose hand a note came about: the last one that fired or ended before it in its
  // turn.
  std::string fault_behind(const TracedNote& note) const;
  // Who leads in this epoch, by its own word or by the controller's.
  NodeIndex leader_in(const TopicPartition& tp, LeaderEpoch epoch) const;
  // The ISR and high watermark that a leader knew just before a moment.
  std::vector<std::int32_t> isr_of(const TopicPartition& tp, NodeIndex leader, Moment before) const;
  Offset high_watermark_of(const TopicPartition& tp, NodeIndex node, Moment before) const;
  // The replicas that were ever made leader or follower of the partition, sorted.
  std::vector<NodeIndex> replicas_of(const TopicPartition& tp) const;

 private:
  const Trace& trace_;
  const World& world_;
  const History* history_;
  mutable std::unique_ptr<const MessageLinks> links_;
  NoteList none_;
  std::vector<const TracedSending*> stopped_;
  std::map<NoteKind, NoteList> by_kind_;
  std::map<std::pair<NoteKind, TopicPartition>, NoteList> by_partition_;
};

}  // namespace barnabas::sim
