#include "sim/world/departure.h"

#include <algorithm>
#include <utility>

#include "sim/net/message_size.h"

namespace barnabas::sim {
namespace {

void tell_sending(Performance& p, NodeIndex from, NodeIndex to, const Frame& frame,
                  std::uint64_t delivery, Instant arrives, Sending::Fate fate) {
  const bool request = frame.kind == FrameKind::Request;
  if (p.observers.empty() || (!request && !(frame.kind == FrameKind::Response && frame.response)))
    return;
  Sending sending;
  sending.during = p.record.id;
  sending.delivery = delivery;
  sending.at = p.world.now;
  sending.arrives = arrives;
  sending.from = from;
  sending.to = to;
  sending.is_response = !request;
  sending.correlation = frame.correlation;
  sending.request = request ? &*frame.request : nullptr;
  sending.response = request ? nullptr : &*frame.response;
  sending.fate = fate;
  for (Observer* observer : p.observers) observer->on_sending(p.world, sending);
}

std::int64_t size_of(const Frame& frame) {
  if (frame.kind == FrameKind::Request) return message_size(*frame.request);
  if (frame.kind == FrameKind::Response && frame.response) return message_size(*frame.response);
  return kMessageOverhead;
}

// The smaller of what one end sends and the other takes in without an acknowledgement.
std::int64_t window_of(const Node& from, const Node& to, bool to_server) {
  std::int64_t receive = to.buffers.receive;
  if (!to_server && to.is_broker() && from.is_broker()) receive = to.buffers.replica_receive;
  if (from.buffers.send == 0 || receive == 0) return std::max(from.buffers.send, receive);
  return std::min(from.buffers.send, receive);
}

// When the last byte of a frame leaves.
Instant departure(Performance& p, Connection& connection, bool to_server, const Frame& frame,
                  Instant start) {
  World& world = p.world;
  const Ends ends = ends_of(connection, to_server);
  if (world.network.bandwidth_of(ends.from, ends.to) == 0) return start;
  const std::int64_t window = window_of(world.node(ends.from), world.node(ends.to), to_server);
  return world.network.occupy(ends.from, ends.to, size_of(frame), leg_of(connection, to_server),
                              window, start);
}

}  // namespace

void launch(Performance& p, LinkId link, bool to_server, Frame frame, const Way& way) {
  World& world = p.world;
  Connection& connection = world.network.connections.at(link);
  Leg& leg = leg_of(connection, to_server);
  const Ends ends = ends_of(connection, to_server);
  const Duration latency = world.network.draw_latency(
      world.seed, ends.from, ends.to, world.node(ends.from).name, world.node(ends.to).name);
  const Instant start = way.is_again ? world.now : world.now + p.work;
  Instant arrives = departure(p, connection, to_server, frame, start) + latency + way.extra;
  if (!is_datagram(connection, frame)) {
    arrives = std::max(leg.free_at, arrives);
    leg.free_at = arrives;
    if (frame.number == 0) frame.number = ++leg.set_off;
  }
  Happening happening;
  happening.kind = Happening::Kind::Frame;
  happening.node = ends.to;
  happening.link = link;
  happening.to_server = to_server;
  happening.cause = way.cause;
  happening.frame = Cow<Frame>(frame);
  const std::uint64_t delivery = schedule(world, arrives, std::move(happening));
  if (!way.is_again)
    tell_sending(p, ends.from, ends.to, frame, delivery, arrives, Sending::Fate::Sent);
}

namespace {

// A message is lost, and with it the connection: both ends see it break.
void break_connection(Performance& p, LinkId link) {
  launch(p, link, true, Frame{FrameKind::Close, {}, 0, {}, {}, 0}, {p.record.id, {}, false});
  launch(p, link, false, Frame{FrameKind::Close, {}, 0, {}, {}, 0}, {p.record.id, {}, false});
}

// Offers a frame to the rules and sends it, loses it, or keeps it back.
void offer(Performance& p, LinkId link, bool to_server, Frame frame, Way way) {
  Connection& connection = p.world.network.connections.at(link);
  Leg& leg = leg_of(connection, to_server);
  const Ends ends = ends_of(connection, to_server);
  const bool is_free = is_datagram(connection, frame);
  const auto tell = [&](Sending::Fate fate) {
    if (!way.is_again) tell_sending(p, ends.from, ends.to, frame, 0, {}, fate);
  };
  if (!connection.is_datagram && !leg.stuck.empty()) {  // the stream is held up
    tell(Sending::Fate::Held);
    leg.keep({std::move(frame), way.cause, 0});
    return;
  }
  Ruling ruling = p.world.network.strike(ends.from, ends.to, frame, is_free);
  if (ruling.fate == Ruling::Fate::Waits) {
    tell(Sending::Fate::Held);
    leg.keep({std::move(frame), way.cause, ruling.held_by});
    return;
  }
  const bool is_control = connection.is_datagram && !is_free;  // reliable, and no stream to break
  if (ruling.fate == Ruling::Fate::Lost && is_control) ruling.fate = Ruling::Fate::Passes;
  if (ruling.fate == Ruling::Fate::Lost) {
    tell(Sending::Fate::Lost);
    if (!is_free) break_connection(p, link);
    return;
  }
  way.extra = ruling.extra;
  for (std::int32_t copy = 0; copy < ruling.copies; ++copy) {
    launch(p, link, to_server, frame, way);
  }
}

}  // namespace

void send(Performance& p, LinkId link, bool to_server, Frame frame) {
  offer(p, link, to_server, std::move(frame), {p.record.id, {}, false});
}

void send_again(Performance& p, LinkId link, bool to_server, StuckFrame stuck) {
  const Way way{stuck.cause, {}, true};
  if (stuck.frame.number != 0) {  // it had set off already
    launch(p, link, to_server, std::move(stuck.frame), way);
  } else {
    offer(p, link, to_server, std::move(stuck.frame), way);
  }
}

}  // namespace barnabas::sim
