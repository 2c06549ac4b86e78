// Everything that can happen to a node. An event is data: it can be printed, compared, delayed and
// repeated.
#pragma once

#include <cstdint>
#include <variant>

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/ports/command.h"
#include "core/ports/timer.h"
#include "core/protocol/message.h"

namespace barnabas::event {

// The process starts. Its volatile state is new, its files are what the last incarnation left.
struct Started {
  friend bool operator==(const Started&, const Started&) = default;
};

// A connection that this node asked for is open.
struct Connected {
  ConnectionId connection;
  friend bool operator==(const Connected&, const Connected&) = default;
};

// A request arrived. The host delivers the next one of the connection only after this one is
// answered, as Kafka mutes a channel.
struct Received {
  ConnectionId connection;
  CorrelationId correlation;
  std::int16_t api_version = 0;
  protocol::RequestRef request;
  friend bool operator==(const Received&, const Received&) = default;
};

// An answer arrived; correlation -1 is ZooKeeper's unasked notification.
struct Answered {
  ConnectionId connection;
  CorrelationId correlation;
  protocol::ResponseRef response;
  friend bool operator==(const Answered&, const Answered&) = default;
};

// The connection is gone, for either side; requests without an answer will have none.
struct Disconnected {
  ConnectionId connection;
  friend bool operator==(const Disconnected&, const Disconnected&) = default;
};

struct TimerFired {
  TimerId timer;
  friend bool operator==(const TimerFired&, const TimerFired&) = default;
};

// A flush that this node asked for has ended.
struct Flushed {
  std::int64_t operation = 0;
  Errc result = Errc::Ok;
  friend bool operator==(const Flushed&, const Flushed&) = default;
};

// The application asks something of its client node.
struct Commanded {
  Ref<command::Body> command;
  friend bool operator==(const Commanded&, const Commanded&) = default;
};

// The operator asks for an orderly stop (SIGTERM): controlled shutdown, flush, clean marker.
struct ShutdownRequested {
  friend bool operator==(const ShutdownRequested&, const ShutdownRequested&) = default;
};

}  // namespace barnabas::event

namespace barnabas {

using Event = std::variant<event::Started, event::Connected, event::Received, event::Answered,
                           event::Disconnected, event::TimerFired, event::Flushed, event::Commanded,
                           event::ShutdownRequested>;

}  // namespace barnabas
