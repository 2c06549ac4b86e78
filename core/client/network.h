// A client's connections: one per broker, requests in flight with their deadlines, and what became
// of them.
//
// Bootstrap servers have ids from -2 downwards until metadata names real brokers. A request that is
// not answered in time costs its connection, and with it every other request in flight there, as in
// Kafka.
//
// State:   per link: Disconnected → Connecting → Ready → Disconnected, with a growing backoff
// between tries. Effects: Connect, Close, Request, SetTimer/CancelTimer (Reconnect by node,
// RequestTimeout by correlation). Kafka:   NetworkClient, ClusterConnectionStates (3.9).
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/base/ids.h"
#include "core/ports/context.h"

namespace barnabas::client {

struct Outcome {
  CorrelationId correlation{0};
  NodeId node{-1};
  protocol::ResponseRef
      response;  // absent: the connection was lost, or the answer did not come in time
  bool timed_out = false;
};

struct Network {
  enum class LinkState : std::uint8_t { Disconnected, Connecting, Ready };
  struct Link {
    LinkState state = LinkState::Disconnected;
    Endpoint endpoint;
    ConnectionId connection{0};
    Instant not_before{};  // of the next connection attempt
    std::int32_t failures = 0;
    std::int32_t in_flight = 0;
    friend bool operator==(const Link&, const Link&) = default;
  };
  std::vector<Endpoint> bootstrap;
  Duration reconnect_backoff = milliseconds(50);
  Duration reconnect_backoff_max = milliseconds(1000);
  Duration request_timeout = milliseconds(30000);
  std::map<NodeId, Link> links;
  std::map<CorrelationId, NodeId> in_flight;
  std::uint64_t next_connection = 1;
  CorrelationId next_correlation{1};
  std::uint32_t next_bootstrap = 0;
  bool has_lost = false;  // a connection ended, or did not come about, since the view last looked

  // Names a broker's address, as metadata tells it.
  void learn(NodeId node, const Endpoint& endpoint, Context& context);
  // Whether a request can leave now; starts a connection when there is none.
  bool ready(NodeId node, Context& context);
  std::int32_t in_flight_to(NodeId node) const;
  // Any node that can be asked for metadata: the least loaded ready one, or one to connect to.
  NodeId any_ready(Context& context);
  CorrelationId send(NodeId node, std::int16_t version, protocol::RequestRef body,
                     bool wants_answer, Context& context);
  // False when the event is not the network's. Outcomes are appended in order of correlation.
  bool on_event(const Event& event, Context& context, std::vector<Outcome>& outcomes);
  friend bool operator==(const Network&, const Network&) = default;

 private:
  void lose(NodeId node, Context& context, bool timed_out, std::vector<Outcome>& outcomes);
  Link* by_connection(ConnectionId connection, NodeId& node);
};

}  // namespace barnabas::client
