// Everything a node can ask of its world. Effects are performed in order, after the step.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/ports/file_system.h"
#include "core/ports/note.h"
#include "core/ports/timer.h"
#include "core/protocol/message.h"

namespace barnabas {

// Where a node listens, as metadata and bootstrap lists name it.
struct Endpoint {
  std::string host;
  std::int32_t port = 9092;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

namespace effect {

// Take connections from now on. Until a process says so, whoever wants to connect to it is refused.
struct Listen {};

// Open a connection under a number of the node's own choosing; Connected or Disconnected follows.
struct Connect {
  ConnectionId connection;
  Endpoint to;
};

struct Request {
  ConnectionId connection;
  CorrelationId correlation;
  std::int16_t api_version = 0;
  protocol::RequestRef body;
};

// Answer a request; an empty body answers nothing but lets the next request of the connection in
// (acks=0).
struct Reply {
  ConnectionId connection;
  CorrelationId correlation;
  protocol::ResponseRef body;
};

struct Close {
  ConnectionId connection;
};

struct SetTimer {
  TimerId timer;
  Duration after;
};

struct CancelTimer {
  TimerId timer;
};

// Make these files durable; Flushed{operation} follows.
struct Flush {
  std::int64_t operation = 0;
  std::vector<FileId> files;
};

// The process ends itself: after an orderly stop, or because it cannot go on (Kafka's Exit.halt).
struct Exit {
  bool orderly = true;
  std::string why;
};

}  // namespace effect

using Effect =
    std::variant<effect::Listen, effect::Connect, effect::Request, effect::Reply, effect::Close,
                 effect::SetTimer, effect::CancelTimer, effect::Flush, effect::Exit, Note>;

}  // namespace barnabas
