// What happened in a run, event by event: the record that stories are derived from and that --trace
// writes.
//
// One entry per turn: an event that reached a node (or a fault, or an application that acts), with
// the notes and messages that came of it, in order. A process that resumes takes several turns
// during one event; they share its id. Cheap per event: bodies of messages are shared, never
// copied, and facts are put into words only when somebody asks. When more than `events_max` entries
// have been recorded, the oldest quarter is forgotten; `forgotten()` tells.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/world/observer.h"

namespace barnabas::sim {

// An entry of a trace by its place in the order of performing.
using TurnIndex = std::uint64_t;

struct TracedNote {
  TurnIndex turn = 0;
  std::uint32_t rank = 0;  // among the notes and sendings of its turn
  NodeIndex node = kNoIndex;
  Note note;  // without batches: `batches_size` says how many there were
  std::uint32_t batches_size = 0;
};

struct TracedSending {
  TurnIndex turn = 0;
  std::uint32_t rank = 0;
  NodeIndex from = kNoIndex;
  NodeIndex to = kNoIndex;
  bool is_response = false;
  std::int16_t api = -1;  // index of the body
  CorrelationId correlation{0};
  std::uint64_t delivery = 0;  // id of the event that delivers it; 0: held or lost
  Instant arrives{};
  Sending::Fate fate = Sending::Fate::Sent;
  std::int32_t fault = -1;  // whose rule held or lost it; -1: it waits behind one that was held
};

struct TracedTurn {
  std::uint64_t id = 0;
  std::uint64_t cause = 0;
  Instant at{};
  HappeningKind kind = HappeningKind::NodeEvent;
  NodeIndex node = kNoIndex;
  NodeIndex from = kNoIndex;
  std::optional<Event> event;  // none: a fault, an application, or the start of a process
  std::uint64_t first_note = 0;
  std::uint64_t first_sending = 0;
};

struct TraceOptions {
  std::uint64_t events_max = 1'000'000;
};

class Trace final : public Observer {
 public:
  explicit Trace(TraceOptions options = {}) : options_(options) {}

  // Gets every entry as a line of JSON as soon as it is complete.
  void set_sink(std::function<void(const std::string&)> sink) { sink_ = std::move(sink); }
  // The run is over: the last entry is complete.
  void finish();

  void on_event(const World& world, const EventRecord& record) override;
  void on_note(const World& world, const EventRecord& during, NodeIndex node,
               const Note& note) override;
  void on_sending(const World& world, const Sending& sending) override;

  TurnIndex begin() const { return turns_base_; }
  TurnIndex end() const { return turns_base_ + turns_.size(); }
  const TracedTurn& turn(TurnIndex index) const { return turns_[index - turns_base_]; }
  std::vector<const TracedNote*> notes_of(TurnIndex index) const;
  std::vector<const TracedSending*> sendings_of(TurnIndex index) const;
  // All that are remembered, in order.
  const std::vector<TracedNote>& notes() const { return notes_; }
  const std::vector<TracedSending>& sendings() const { return sendings_; }

  // The first turn of an event.
  std::optional<TurnIndex> find(std::uint64_t event_id) const;
  // The turn and what caused it, newest first, to the beginning or to what is forgotten.
  std::vector<TurnIndex> causes_of(TurnIndex index) const;
  std::uint64_t forgotten() const { return turns_base_; }

  // Names of nodes and faults, as they were at the first event.
  const std::string& node_name(NodeIndex node) const;
  const std::string& fault_name(std::int32_t fault) const;

 private:
  TracedTurn& open(const World& world, const EventRecord& record);
  TracedTurn& current(const World& world, const EventRecord& during);
  void learn_names(const World& world);
  void forget_oldest();
  void tell();

  TraceOptions options_;
  std::function<void(const std::string&)> sink_;
  bool is_told_ = true;
  std::vector<TracedTurn> turns_;
  std::vector<TracedNote> notes_;
  std::vector<TracedSending> sendings_;
  TurnIndex turns_base_ = 0;  // how many of each were forgotten
  std::uint64_t notes_base_ = 0;
  std::uint64_t sendings_base_ = 0;
  std::uint32_t rank_ = 0;
  std::vector<std::string> node_names_;
  std::vector<std::string> fault_names_;
  std::string nobody_ = "";
  mutable std::vector<std::pair<std::uint64_t, TurnIndex>>
      by_id_;  // sorted; made when first asked for
};

}  // namespace barnabas::sim
