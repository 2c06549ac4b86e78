// How frames set off: what the rules say to them, how long the link is busy with them, and when
// they arrive.
#pragma once

#include "sim/world/transport.h"

namespace barnabas::sim {

// The ends of one direction of a connection.
struct Ends {
  NodeIndex from = kNoIndex;
  NodeIndex to = kNoIndex;
};
inline Ends ends_of(const Connection& connection, bool to_server) {
  return to_server ? Ends{connection.client, connection.server}
                   : Ends{connection.server, connection.client};
}
inline Leg& leg_of(Connection& connection, bool to_server) {
  return to_server ? connection.to_server : connection.to_client;
}
// Requests and responses of a datagram connection travel by themselves.
inline bool is_datagram(const Connection& connection, const Frame& frame) {
  return connection.is_datagram &&
         (frame.kind == FrameKind::Request || frame.kind == FrameKind::Response);
}

// Whose event caused a frame, how much later than usual it arrives, and whether a rule kept it back
// before: then it is not told once more.
struct Way {
  std::uint64_t cause = 0;
  Duration extra{};
  bool is_again = false;
};

// Puts a frame on its way, past the rules. In order, where the connection keeps one.
void launch(Performance& performance, LinkId link, bool to_server, Frame frame, const Way& way);
// Offers a frame to the rules and sends it, loses it, or keeps it back.
void send(Performance& performance, LinkId link, bool to_server, Frame frame);
// What a rule kept back goes on, past the other rules unless it had set off before.
void send_again(Performance& performance, LinkId link, bool to_server, StuckFrame stuck);

}  // namespace barnabas::sim
