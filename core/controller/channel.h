// The controller's connections to the brokers: per broker one connection, one queue, one request in
// flight.
//
// A request is dropped only when its broker is removed. When a connection is lost or stays silent
// for controller.socket.timeout.ms, the request in flight is sent again over a new one: a broker
// may therefore see it twice, which leader epochs and broker epochs make harmless.
//
// State:   per broker Closed → Connecting → Open; Open → Closed on a lost connection, and back
// after 100 ms. Effects: Connect, Request, Close, SetTimer/CancelTimer (ControllerBackoff: 2 *
// broker is the reconnect,
//          2 * broker + 1 the silence of a broker).
// Kafka:   ControllerChannelManager, RequestSendThread (3.9).
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <vector>

#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/ports/context.h"

namespace barnabas::controller {

class Channels {
 public:
  // A request that its broker answered.
  struct Answered {
    NodeId broker{-1};
    protocol::RequestRef request;
    protocol::ResponseRef response;
  };

  Channels() = default;
  explicit Channels(Duration request_timeout) : request_timeout_(request_timeout) {}

  void add(NodeId broker, const Endpoint& endpoint, Context& context);
  void remove(NodeId broker, Context& context);
  void clear(Context& context);
  // Dropped when the broker has no channel.
  void send(NodeId broker, protocol::RequestBody body, Context& context);
  // True when the event was about one of these connections or their timers.
  bool on_event(const Event& event, Context& context, std::vector<Answered>& answered);
  // Nothing waits and nothing is in flight.
  bool is_idle(NodeId broker) const;

  friend bool operator==(const Channels&, const Channels&) = default;
  void fold_into(Hasher& hasher) const;

 private:
  enum class State : std::uint8_t { Closed, Connecting, Open };
  struct Channel {
    Endpoint endpoint;
    State state = State::Closed;
    ConnectionId connection;
    bool is_in_flight = false;  // the queue's first request is sent
    CorrelationId correlation{0};
    std::deque<protocol::RequestRef> queue;
    friend bool operator==(const Channel&, const Channel&) = default;
  };
  using Entry = std::map<NodeId, Channel>::value_type;

  Entry* find(ConnectionId connection);
  void connect(Entry& entry, Context& context);
  void pump(Entry& entry, Context& context);
  void lose(Entry& entry, Context& context);
  bool on_timer(const TimerId& timer, Context& context);

  std::map<NodeId, Channel> channels_;
  ConnectionId next_connection_{std::uint64_t{2} << 32};
  CorrelationId next_correlation_{1};
  Duration request_timeout_ = seconds(30);
};

}  // namespace barnabas::controller
