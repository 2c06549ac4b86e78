// This broker's connection to whoever is controller: a queue of requests, one in flight, kept
// across fail-overs.
//
// A request that is lost with its connection, or refused because the other is not controller any
// more, is sent again to the next one; the requests that travel here are safe to repeat.
//
// Kafka: NodeToControllerChannelManager (3.9).
#pragma once

#include <cstdint>
#include <deque>

#include "core/base/ids.h"
#include "core/ports/context.h"

namespace barnabas::broker {

struct ControllerChannel {
  enum class Link : std::uint8_t { Disconnected, Connecting, Ready };
  struct Item {
    std::int64_t token = 0;
    protocol::RequestRef request;
    std::int16_t version = 0;
    friend bool operator==(const Item&, const Item&) = default;
  };
  Link link = Link::Disconnected;
  NodeId target{-1};
  Endpoint endpoint;
  ConnectionId connection{0};
  std::uint64_t next_connection = 4ull << 32;
  CorrelationId correlation{0};
  bool in_flight = false;
  std::deque<Item> queue;
  Duration setup_timeout = milliseconds(10000);    // socket.connection.setup.timeout.ms
  Duration request_timeout = milliseconds(30000);  // controller.socket.timeout.ms

  void send(std::int64_t token, protocol::RequestRef request, std::int16_t version) {
    queue.push_back({token, std::move(request), version});
  }
  // Connects or sends, when there is something to do. `controller` is the one known now, or none.
  void advance(NodeId controller, const Endpoint* controller_endpoint, Context& context);
  // The answer to the request in flight, with its token, when the event is one; `handled` tells
  // whether the event was ours at all.
  const protocol::ResponseBody* on_event(const Event& event, bool& handled, std::int64_t& token,
                                         Context& context);
  // Sends the same request again, after a pause: the answer was NOT_CONTROLLER or another passing
  // error.
  void retry(Item item, Context& context);
  friend bool operator==(const ControllerChannel&, const ControllerChannel&) = default;
};

}  // namespace barnabas::broker
