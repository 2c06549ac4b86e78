// A client's connections: one per broker, requests in flight with their deadlines, and what became
// of them.
//
// Bootstrap servers have ids from -2 downwards and are asked until metadata names the brokers; from
// then on whatever any broker can answer is asked of a broker that the last metadata named. A
// request that is not answered in time costs its connection, and with it every other request in
// flight there, as in Kafka. So does an attempt to connect that takes too long.
//
// State:   per link: Disconnected → Connecting → Ready → Disconnected, with a growing backoff
//          between tries.
// Effects: Connect, Close, Request, SetTimer/CancelTimer (Reconnect by node, RequestTimeout by
//          correlation).
// Kafka:   NetworkClient, ClusterConnectionStates (3.9).
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/base/ids.h"
#include "core/base/prng.h"
#include "core/client/client_config.h"
#include "core/ports/context.h"
#include "core/protocol/03_metadata.h"

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
    Instant last_attempt{};
    Instant not_before{};              // of the next connection attempt
    std::int32_t failures = 0;         // since it was ready
    std::int32_t failed_attempts = 0;  // of attempts to connect, in a row
    std::int32_t in_flight = 0;
    friend bool operator==(const Link&, const Link&) = default;
  };
  std::vector<Endpoint> bootstrap;
  Duration reconnect_backoff = milliseconds(50);
  Duration reconnect_backoff_max = milliseconds(1000);
  Duration setup_timeout = milliseconds(10000);
  Duration setup_timeout_max = milliseconds(30000);
  Duration request_timeout = milliseconds(30000);
  std::int32_t max_in_flight = INT32_MAX;  // per connection, before any_ready looks elsewhere
  Prng random;
  std::map<NodeId, Link> links;
  std::vector<NodeId> nodes;  // whom the last metadata named; before it, the bootstrap servers
  std::map<CorrelationId, NodeId> in_flight;
  std::uint64_t next_connection = 1;
  CorrelationId next_correlation{1};
  bool has_lost = false;  // a connection ended, or did not come about, since the view last looked

  static Network of(const CommonConfig& config, Prng random);
  // The brokers that metadata names, all of them.
  void meet(const std::vector<protocol::MetadataResponse::Broker>& brokers, Context& context);
  // Whether a request can leave now; starts a connection when there is none.
  bool ready(NodeId node, Context& context);
  std::int32_t in_flight_to(NodeId node) const;
  // The least loaded of the nodes with a connection. When there is none: kNoNode, and a connection
  // to one that is not in backoff is under way.
  NodeId any_ready(Context& context);
  CorrelationId send(NodeId node, std::int16_t version, protocol::RequestRef body,
                     bool wants_answer, Context& context);
  // False when the event is not the network's. Outcomes are appended in order of correlation.
  bool on_event(const Event& event, Context& context, std::vector<Outcome>& outcomes);
  friend bool operator==(const Network&, const Network&) = default;

 private:
  void learn(NodeId node, const Endpoint& endpoint, Context& context);
  void meet_bootstrap(Context& context);
  NodeId least_loaded(Instant now);
  void lose(NodeId node, Context& context, bool timed_out, std::vector<Outcome>& outcomes);
  Link* by_connection(ConnectionId connection, NodeId& node);
};

}  // namespace barnabas::client
