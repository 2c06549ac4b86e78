// Carries the effects on the network out: what leaves a node, what arrives, what breaks.
#pragma once

#include "sim/world/world.h"

namespace barnabas::sim {

// A step being performed: who steps, as which event, watched by whom.
struct Performance {
  World& world;
  EventRecord record;
  const Observers& observers;
  Duration work{};  // of the step so far: its messages leave when it is done
};

void do_connect(Performance& performance, NodeIndex node, const effect::Connect& connect);
void do_request(Performance& performance, NodeIndex node, const effect::Request& request);
void do_reply(Performance& performance, NodeIndex node, const effect::Reply& reply);
void do_close(Performance& performance, NodeIndex node, ConnectionId connection);

// A frame reaches the end of its leg. Gives the event for the receiving node, if there is one now.
struct Arrival {
  NodeIndex node = kNoIndex;
  NodeIndex from = kNoIndex;
  std::optional<Event> event;
};
Arrival arrive(Performance& performance, LinkId link, bool to_server, Frame frame);
// The next queued request of a connection whose server has answered.
Arrival next_request(Performance& performance, LinkId link);

// The process died: its connections are reset, and the peers are told (not after a power cut).
void drop_connections(Performance& performance, NodeIndex node, bool tells_peers);
// Ends rules with this id, and lets go what they kept back.
void end_rules(Performance& performance, std::uint64_t id);
// Ends the cuts from some to others; both lists are sorted.
void end_cuts(Performance& performance, const std::vector<NodeIndex>& from,
              const std::vector<NodeIndex>& to);

}  // namespace barnabas::sim
