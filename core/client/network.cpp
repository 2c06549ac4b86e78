#include "core/client/network.h"

#include <algorithm>
#include <variant>

#include "core/base/backoff.h"

namespace barnabas::client {
namespace {

constexpr std::int32_t kFirstBootstrapId = -2;

}  // namespace

Network Network::of(const CommonConfig& config, Prng random) {
  Network network;
  network.bootstrap = config.bootstrap;
  network.reconnect_backoff = config.reconnect_backoff;
  network.reconnect_backoff_max = config.reconnect_backoff_max;
  network.setup_timeout = config.connection_setup_timeout;
  network.setup_timeout_max = config.connection_setup_timeout_max;
  network.request_timeout = config.request_timeout;
  network.random = random;
  return network;
}

void Network::meet_bootstrap(Context& context) {
  for (const Endpoint& endpoint : bootstrap) {
    nodes.push_back(NodeId{kFirstBootstrapId - static_cast<std::int32_t>(nodes.size())});
    learn(nodes.back(), endpoint, context);
  }
}

// Links to others stay as long as they live: a leader may be among them, or an answer under way.
void Network::meet(const std::vector<protocol::MetadataResponse::Broker>& brokers,
                   Context& context) {
  nodes.clear();
  for (const protocol::MetadataResponse::Broker& broker : brokers) {
    nodes.push_back(broker.id);
    learn(broker.id, {broker.host, broker.port}, context);
  }
}

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
  link.last_attempt = context.now;
  link.connection = ConnectionId{next_connection++};
  context.connect(link.connection, link.endpoint);
  context.set_timer(
      {TimerKind::Reconnect, node.value},
      exponential_backoff(setup_timeout, setup_timeout_max, link.failed_attempts, random));
  return false;
}

std::int32_t Network::in_flight_to(NodeId node) const {
  const auto found = links.find(node);
  return found == links.end() ? 0 : found->second.in_flight;
}

NodeId Network::any_ready(Context& context) {
  if (nodes.empty()) meet_bootstrap(context);
  if (nodes.empty()) return kNoNode;
  const NodeId node = least_loaded(context.now);
  if (node == kNoNode)
    return kNoNode;  // all are busy or in backoff: an answer or a timer will come
  return ready(node, context) ? node : kNoNode;
}

// A connection that stands is preferred to one that is being made, and that to a new one; among
// those the one that was tried least lately.
NodeId Network::least_loaded(Instant now) {
  NodeId standing = kNoNode;
  NodeId connecting = kNoNode;
  NodeId other = kNoNode;
  const std::size_t offset = random.below(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const NodeId node = nodes[(offset + i) % nodes.size()];
    const Link& link = links.at(node);
    if (link.state == LinkState::Ready) {
      if (link.in_flight >= max_in_flight) continue;
      if (standing == kNoNode || link.in_flight < in_flight_to(standing)) standing = node;
    } else if (link.state == LinkState::Connecting) {
      connecting = node;
    } else if (link.not_before <= now) {
      if (other == kNoNode || link.last_attempt < links.at(other).last_attempt) other = node;
    }
  }
  if (standing != kNoNode) return standing;
  return connecting != kNoNode ? connecting : other;
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
      link->failed_attempts = 0;
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
  link.failed_attempts = link.state == LinkState::Connecting ? link.failed_attempts + 1 : 0;
  link.state = LinkState::Disconnected;
  link.in_flight = 0;
  has_lost = true;
  const Duration backoff =
      exponential_backoff(reconnect_backoff, reconnect_backoff_max, link.failures++, random);
  link.last_attempt = context.now;
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
