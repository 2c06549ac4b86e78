// How a run is watched: traces, histories, checkers and stories are observers. They see const
// worlds; they can neither draw nor schedule, so a watched run is the same run.
#pragma once

#include <cstdint>

#include "core/ports/event.h"
#include "core/ports/note.h"
#include "sim/disk/sim_file_system.h"
#include "sim/process/node.h"

namespace barnabas::sim {

struct World;

enum class HappeningKind : std::uint8_t {
  NodeEvent,  // an event reaches a node
  Fault,      // a fault fires
  FaultEnd,   // what a fault's action started ends by its `for`
  Workload,   // an application acts
};

// One event of a run. `id` is its sequence number, `cause` the id of the event during which it was
// scheduled (0: the beginning). For a message, the cause is therefore the sender's event.
struct EventRecord {
  std::uint64_t id = 0;
  std::uint64_t cause = 0;
  Instant at{};
  HappeningKind kind = HappeningKind::NodeEvent;
  NodeIndex node = kNoIndex;
  NodeIndex from = kNoIndex;     // of a message
  const Event* event = nullptr;  // of a NodeEvent; lives during the call
};

// A message that a node sent, as the network took it.
struct Sending {
  std::uint64_t during = 0;    // the sender's event
  std::uint64_t delivery = 0;  // id of the event that will deliver it; 0: held or lost
  Instant at{};
  Instant arrives{};
  NodeIndex from = kNoIndex;
  NodeIndex to = kNoIndex;
  bool is_response = false;
  CorrelationId correlation{0};
  const protocol::RequestBody* request = nullptr;  // exactly one of the two is set
  const protocol::ResponseBody* response = nullptr;
  enum class Fate : std::uint8_t { Sent, Held, Lost } fate = Fate::Sent;
};

class Observer {
 public:
  virtual ~Observer() = default;
  // Before the event is performed.
  virtual void on_event(const World&, const EventRecord&) {}
  // A note of `node` (kNoIndex: of the world itself), while `during` is performed.
  virtual void on_note(const World&, const EventRecord& /*during*/, NodeIndex /*node*/,
                       const Note&) {}
  virtual void on_sending(const World&, const Sending&) {}
  // Files that the step of `node` changed.
  virtual void on_files(const World&, const EventRecord&, NodeIndex,
                        const std::vector<FileChange>&) {}
  // After the event, with all its effects performed.
  virtual void after_event(const World&, const EventRecord&) {}
};

}  // namespace barnabas::sim
