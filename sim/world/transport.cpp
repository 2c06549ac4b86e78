#include "sim/world/transport.h"

#include <algorithm>
#include <utility>

#include "sim/world/departure.h"

namespace barnabas::sim {
namespace {

NodeIndex find_endpoint(const World& world, const Endpoint& endpoint) {
  return world.find(endpoint.host);
}

Arrival closed_for(Performance& p, LinkId link, bool server_side) {
  Connection& connection = p.world.network.connections.at(link);
  Arrival arrival;
  arrival.node = server_side ? connection.server : connection.client;
  arrival.from = server_side ? connection.client : connection.server;
  const ConnectionId name = server_side ? connection.server_id : connection.client_id;
  const std::uint32_t life = server_side ? connection.server_life : connection.client_life;
  bool& closed = server_side ? connection.server_closed : connection.client_closed;
  if (!closed && p.world.node(arrival.node).incarnation == life) {
    arrival.event = event::Disconnected{name};
  }
  closed = true;
  if (connection.client_closed && connection.server_closed) p.world.network.forget(link);
  return arrival;
}

// Whoever gets a frame of a connection that only an earlier life knew answers with a reset.
void reset(Performance& p, LinkId link, bool to_server) {
  Connection& connection = p.world.network.connections.at(link);
  (to_server ? connection.server_closed : connection.client_closed) = true;
  send(p, link, !to_server, Frame{FrameKind::Close, {}, 0, {}, {}, 0});
}

bool is_running(const World& world, NodeIndex node, std::uint32_t life) {
  return world.node(node).up && world.node(node).incarnation == life;
}

// Hands a request over, or queues it behind the one that is being worked on.
Arrival admit(Performance& p, LinkId link, Frame frame) {
  Connection& connection = p.world.network.connections.at(link);
  Arrival arrival;
  arrival.node = connection.server;
  arrival.from = connection.client;
  if (connection.busy) {
    connection.queued.push_back({std::move(frame), p.record.cause});
    return arrival;
  }
  connection.busy = true;
  connection.working_on = frame.correlation;
  arrival.event = event::Received{connection.server_id, frame.correlation, frame.version,
                                  std::move(frame.request)};
  return arrival;
}

// Nobody is there, not even to reset: the segment is sent again. A segment that was once in its
// place in the order of its leg needs none any more.
void send_into_the_dark(Performance& p, LinkId link, bool to_server, Frame frame) {
  constexpr std::int32_t kMostAttempts = 10;
  const Connection& connection = p.world.network.connections.at(link);
  const bool has_closed = to_server ? connection.client_closed : connection.server_closed;
  if (is_datagram(connection, frame) || has_closed || frame.attempts == kMostAttempts) return;
  const Duration first = frame.kind == FrameKind::Open ? seconds(1) : milliseconds(200);
  const Duration pause{first.ns << frame.attempts};
  ++frame.attempts;
  frame.number = 0;
  Happening happening;
  happening.kind = Happening::Kind::Frame;
  happening.node = ends_of(connection, to_server).to;
  happening.link = link;
  happening.to_server = to_server;
  happening.cause = p.record.id;
  happening.frame = Cow<Frame>(std::move(frame));
  schedule(p.world, p.world.now + pause, std::move(happening));
}

// What happens to a frame that reaches its end is decided here, and how the leg goes on.
Arrival hand_over(Performance& p, LinkId link, bool to_server, Frame frame);

// Frames that were there before one that a cut kept back come after it.
void call_early(Performance& p, LinkId link, bool to_server) {
  const auto found = p.world.network.connections.find(link);
  if (found == p.world.network.connections.end()) return;
  Leg& leg = leg_of(found->second, to_server);
  const auto next = leg.early.find(leg.handed_over + 1);
  if (next == leg.early.end()) return;
  Happening happening;
  happening.kind = Happening::Kind::Frame;
  happening.node = ends_of(found->second, to_server).to;
  happening.link = link;
  happening.to_server = to_server;
  happening.cause = next->second.cause;
  happening.frame = Cow<Frame>(std::move(next->second.frame));
  leg.early.erase(next);
  schedule(p.world, p.world.now, std::move(happening));
}

}  // namespace

void do_connect(Performance& p, NodeIndex node, const effect::Connect& connect) {
  World& world = p.world;
  const NodeIndex server = find_endpoint(world, connect.to);
  const Node& self = world.node(node);
  const NodeIndex target =
      server == kNoIndex ? node : server;  // an unknown host: refused by the resolver
  const std::uint32_t life = server == kNoIndex ? 0 : world.node(target).incarnation;
  const LinkId link = world.network.open(node, self.incarnation, connect.connection, target, life);
  world.network.connections.at(link).is_datagram =
      world.network.is_datagram &&
      (world.node(target).is_broker() || world.node(target).is_client());
  if (server == kNoIndex) {
    launch(p, link, false, Frame{FrameKind::Refuse, {}, 0, {}, {}, 0}, {p.record.id, {}, false});
    return;
  }
  send(p, link, true, Frame{FrameKind::Open, {}, 0, {}, {}, 0});
}

void do_request(Performance& p, NodeIndex node, const effect::Request& request) {
  LinkId link = 0;
  Connection* connection = p.world.network.find(node, request.connection, link);
  if (connection == nullptr || connection->client_closed) return;  // it broke in this very step
  Frame frame{FrameKind::Request, request.correlation, request.api_version, request.body, {}, 0};
  send(p, link, true, std::move(frame));
}

void do_reply(Performance& p, NodeIndex node, const effect::Reply& reply) {
  LinkId link = 0;
  Connection* connection = p.world.network.find(node, reply.connection, link);
  if (connection == nullptr || connection->server_closed) return;  // the asker is gone
  const bool frees = connection->busy && connection->working_on == reply.correlation;
  if (reply.body)
    send(p, link, false, Frame{FrameKind::Response, reply.correlation, 0, {}, reply.body, 0});
  if (!frees) return;  // a notification that nobody asked for
  connection->busy = false;
  if (connection->queued.empty()) return;
  Happening next;
  next.kind = Happening::Kind::Next;
  next.node = node;
  next.link = link;
  next.cause = connection->queued.front().cause;
  schedule(p.world, p.world.now, std::move(next));
}

void do_close(Performance& p, NodeIndex node, ConnectionId name) {
  LinkId link = 0;
  Connection* connection = p.world.network.find(node, name, link);
  if (connection == nullptr) return;
  const bool is_client = connection->client == node && connection->client_id == name;
  bool& closed = is_client ? connection->client_closed : connection->server_closed;
  if (closed) return;
  closed = true;
  const bool peer_knows = is_client ? connection->server_closed : connection->client_closed;
  if (peer_knows) {
    p.world.network.forget(link);
    return;
  }
  send(p, link, is_client, Frame{FrameKind::Close, {}, 0, {}, {}, 0});
}

Arrival arrive(Performance& p, LinkId link, bool to_server, Frame frame) {
  World& world = p.world;
  const auto found = world.network.connections.find(link);
  if (found == world.network.connections.end()) return {};
  Connection& connection = found->second;
  Leg& leg = leg_of(connection, to_server);
  const Ends ends = ends_of(connection, to_server);
  const bool is_free = is_datagram(connection, frame);
  if (world.network.is_cut(ends.from, ends.to)) {  // it was under way when the link broke
    if (!is_free) leg.keep({std::move(frame), p.record.cause, 0});
    return {};
  }
  if (is_free || frame.number == 0) return hand_over(p, link, to_server, std::move(frame));
  if (frame.number > leg.handed_over + 1) {  // one that set off before is still kept back
    leg.early[frame.number] = {std::move(frame), p.record.cause, 0};
    return {};
  }
  leg.handed_over = frame.number;
  Arrival arrival = hand_over(p, link, to_server, std::move(frame));
  call_early(p, link, to_server);
  return arrival;
}

namespace {

Arrival hand_over(Performance& p, LinkId link, bool to_server, Frame frame) {
  World& world = p.world;
  Connection& connection = world.network.connections.at(link);
  const NodeIndex from = ends_of(connection, to_server).from;
  const NodeIndex to = ends_of(connection, to_server).to;
  if (!world.node(to).powered) {
    send_into_the_dark(p, link, to_server, std::move(frame));
    return {};
  }
  const bool to_closed = to_server ? connection.server_closed : connection.client_closed;
  switch (frame.kind) {
    case FrameKind::Open:
      if (!world.node(to).listens) {
        send(p, link, false, Frame{FrameKind::Refuse, {}, 0, {}, {}, 0});
        return {};
      }
      connection.server_life = world.node(to).incarnation;  // whoever listens now
      connection.open = true;
      send(p, link, false, Frame{FrameKind::Accept, {}, 0, {}, {}, 0});
      return {};
    case FrameKind::Accept:
      if (to_closed || !is_running(world, to, connection.client_life)) return {};
      return {to, from, Event(event::Connected{connection.client_id})};
    case FrameKind::Refuse: {
      connection.server_closed = true;
      return closed_for(p, link, false);
    }
    case FrameKind::Close:
      return closed_for(p, link, to_server);
    case FrameKind::Request:
      if (to_closed) return {};
      if (!is_running(world, to, connection.server_life)) {
        reset(p, link, true);
        return {};
      }
      return admit(p, link, std::move(frame));
    case FrameKind::Response:
      if (to_closed) return {};
      if (!is_running(world, to, connection.client_life)) {
        reset(p, link, false);
        return {};
      }
      return {to, from,
              Event(event::Answered{connection.client_id, frame.correlation,
                                    std::move(frame.response)})};
  }
  return {};
}

}  // namespace

Arrival next_request(Performance& p, LinkId link) {
  const auto found = p.world.network.connections.find(link);
  if (found == p.world.network.connections.end()) return {};
  Connection& connection = found->second;
  if (connection.busy || connection.queued.empty() || connection.server_closed) return {};
  if (!is_running(p.world, connection.server, connection.server_life)) return {};
  Frame frame = std::move(connection.queued.front().frame);
  connection.queued.pop_front();
  return admit(p, link, std::move(frame));
}

void drop_connections(Performance& p, NodeIndex node, bool tells_peers) {
  std::vector<LinkId> touched;
  for (const auto& [link, connection] : p.world.network.connections) {
    if (connection.client == node || connection.server == node) touched.push_back(link);
  }
  for (const LinkId link : touched) {
    Connection& connection = p.world.network.connections.at(link);
    const bool both = connection.client == connection.server;
    const bool is_client = connection.client == node;
    bool& own = is_client ? connection.client_closed : connection.server_closed;
    const bool peer_knows = is_client ? connection.server_closed : connection.client_closed;
    if (both || (own && peer_knows) || peer_knows) {
      p.world.network.forget(link);
      continue;
    }
    if (!tells_peers || own) continue;  // a host without power resets when it is back, if asked
    own = true;
    send(p, link, is_client, Frame{FrameKind::Close, {}, 0, {}, {}, 0});
  }
}

}  // namespace barnabas::sim
