#include "core/client/network.h"

#include <algorithm>
#include <variant>

namespace barnabas::client {
namespace {

constexpr std::int32_t kFirstBootstrapId = -2;

}  // namespace

void Network::learn(NodeId node, const Endpoint& endpoint, Context& context) {
  Link& link = links[node];
  if (link.endpoint == endpoint) return;
  if (link.state != LinkState::Disconnected) {
    context.close(link.connection);
    link.state = LinkState::Disconnected;
  }
  link.endpoint = endpoint;
}

bool Network::ready(NodeId node, Context& context) {
  const auto found = links.find(node);
  if (found == links.end()) return false;
  Link& link = found->second;
  if (link.state == LinkState::Ready) return true;
  if (link.state == LinkState::Connecting) return false;
  if (context.now < link.not_before) {
    context.set_timer({TimerKind::Reconnect, node.value}, link.not_before - context.now);
    return false;
  }
  link.state = LinkState::Connecting;
  link.connection = ConnectionId{next_connection++};
  context.connect(link.connection, link.endpoint);
  context.set_timer({TimerKind::Reconnect, node.value}, request_timeout);
  return false;
}

std::int32_t Network::in_flight_to(NodeId node) const {
  const auto found = links.find(node);
  return found == links.end() ? 0 : found->second.in_flight;
}

NodeId Network::any_ready(Context& context) {
  NodeId best{kFirstBootstrapId - 1000};
  std::int32_t least = INT32_MAX;
  for (const auto& [node, link] : links) {
    if (link.state == LinkState::Ready && link.in_flight < least) {
      best = node;
      least = link.in_flight;
    }
  }
  if (least != INT32_MAX) return best;
  for (const auto& [node, link] : links) {
    if (link.state == LinkState::Connecting) return kNoNode;  // one attempt at a time
  }
  if (links.empty()) {
    for (std::size_t i = 0; i < bootstrap.size(); ++i) {
      links[NodeId{kFirstBootstrapId - static_cast<std::int32_t>(i)}].endpoint = bootstrap[i];
    }
  }
  // Round robin over those whose backoff is over; the earliest of the others when none is.
  auto at = links.begin();
  std::advance(at, static_cast<std::ptrdiff_t>(next_bootstrap++ % links.size()));
  auto earliest = at;
  for (std::size_t i = 0; i < links.size(); ++i) {
    if (at->second.not_before < earliest->second.not_before) earliest = at;
    if (at->second.not_before <= context.now) {
      earliest = at;
      break;
    }
    if (++at == links.end()) at = links.begin();
  }
  ready(earliest->first, context);
  return kNoNode;
}

CorrelationId Network::send(NodeId node, std::int16_t version, protocol::RequestRef body,
                            bool wants_answer, Context& context) {
  Link& link = links.at(node);
  BARNABAS_CHECK(link.state == LinkState::Ready);
  const CorrelationId correlation = next_correlation;
  next_correlation = next_correlation.next();
  context.request(link.connection, correlation, version, std::move(body));
  if (wants_answer) {
    in_flight[correlation] = node;
    ++link.in_flight;
    context.set_timer({TimerKind::RequestTimeout, correlation.value}, request_timeout);
  }
  return correlation;
}

bool Network::on_event(const Event& event, Context& context, std::vector<Outcome>& outcomes) {
  NodeId node{-1};
  if (const auto* up = std::get_if<event::Connected>(&event)) {
    if (Link* link = by_connection(up->connection, node)) {
      link->state = LinkState::Ready;
      link->failures = 0;
      context.cancel_timer({TimerKind::Reconnect, node.value});
    }
    return true;
  }
  if (const auto* down = std::get_if<event::Disconnected>(&event)) {
    if (by_connection(down->connection, node) != nullptr) lose(node, context, false, outcomes);
    return true;
  }
  if (const auto* answered = std::get_if<event::Answered>(&event)) {
    const auto waiting = in_flight.find(answered->correlation);
    if (waiting == in_flight.end()) return true;  // given up already
    outcomes.push_back({answered->correlation, waiting->second, answered->response, false});
    --links.at(waiting->second).in_flight;
    in_flight.erase(waiting);
    context.cancel_timer({TimerKind::RequestTimeout, answered->correlation.value});
    return true;
  }
  const auto* fired = std::get_if<event::TimerFired>(&event);
  if (fired == nullptr) return false;
  if (fired->timer.kind == TimerKind::Reconnect) {
    const NodeId late{static_cast<std::int32_t>(fired->timer.key)};
    const auto link = links.find(late);
    if (link != links.end() && link->second.state == LinkState::Connecting) {
      context.close(link->second.connection);
      lose(late, context, true, outcomes);
    }
    return true;
  }
  if (fired->timer.kind == TimerKind::RequestTimeout) {
    const auto waiting = in_flight.find(CorrelationId{static_cast<std::int32_t>(fired->timer.key)});
    if (waiting == in_flight.end()) return true;
    const NodeId slow = waiting->second;
    context.probe("client.request-timed-out");
    context.close(links.at(slow).connection);
    lose(slow, context, true, outcomes);
    return true;
  }
  return false;
}

void Network::lose(NodeId node, Context& context, bool timed_out, std::vector<Outcome>& outcomes) {
  Link& link = links.at(node);
  link.state = LinkState::Disconnected;
  link.in_flight = 0;
  has_lost = true;
  const std::int32_t doublings = std::min(link.failures, 10);
  ++link.failures;
  const Duration backoff =
      std::min(reconnect_backoff * (std::int64_t{1} << doublings), reconnect_backoff_max);
  link.not_before = context.now + backoff;
  context.set_timer({TimerKind::Reconnect, node.value}, backoff);
  for (auto at = in_flight.begin(); at != in_flight.end();) {
    if (at->second != node) {
      ++at;
      continue;
    }
    outcomes.push_back({at->first, node, {}, timed_out});
    context.cancel_timer({TimerKind::RequestTimeout, at->first.value});
    at = in_flight.erase(at);
  }
}

Network::Link* Network::by_connection(ConnectionId connection, NodeId& node) {
  for (auto& [id, link] : links) {
    if (link.connection != connection || link.state == LinkState::Disconnected) continue;
    node = id;
    return &link;
  }
  return nullptr;
}

}  // namespace barnabas::client
