// The simulated network: connections between processes, and what the links do to the messages.
//
// A connection is ordered both ways and loses nothing while it lives: each leg delivers not before
// what was sent earlier on it. Rules stand between: a cut or a hold keeps messages back until it
// ends (what follows on that leg waits behind them, as TCP's stream does), a drop loses one message
// and with it the connection, a delay adds time. One request per connection is with its server at a
// time (Kafka mutes the channel); further ones wait in the connection.
//
// State per connection: Opening → Open → closed and forgotten. A process that dies resets its
// connections; a host that loses power does not, so its peers learn of it by silence, or by a reset
// after the restart.
//
// Pure data and decisions; the world schedules what is decided here.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/cow.h"
#include "core/base/hash.h"
#include "core/base/prng.h"
#include "core/ports/effect.h"
#include "core/ports/event.h"

namespace barnabas::sim {

using LinkId = std::uint64_t;

// What travels on a leg, besides requests and responses.
enum class FrameKind : std::uint8_t { Request, Response, Open, Accept, Refuse, Close };

struct Frame {
  FrameKind kind = FrameKind::Request;
  CorrelationId correlation{0};
  std::int16_t version = 0;
  protocol::RequestRef request;
  protocol::ResponseRef response;
  friend bool operator==(const Frame&, const Frame&) = default;
};

struct StuckFrame {
  Frame frame;
  std::uint64_t cause = 0;
  friend bool operator==(const StuckFrame&, const StuckFrame&) = default;
};

// One direction of a connection.
struct Leg {
  Instant free_at{};             // nothing may arrive before what was sent earlier
  std::deque<StuckFrame> stuck;  // kept back by a rule, in order
  friend bool operator==(const Leg&, const Leg&) = default;
};

struct Connection {
  std::int32_t client = -1;  // node indexes
  std::int32_t server = -1;
  std::uint32_t client_life = 0;  // incarnations
  std::uint32_t server_life = 0;
  ConnectionId client_id{0};  // as each side names it
  ConnectionId server_id{0};
  bool open = false;
  bool client_closed = false;  // that side knows that it is over
  bool server_closed = false;
  Leg to_server;
  Leg to_client;
  bool busy = false;  // the server works on a request
  CorrelationId working_on{0};
  struct Queued {
    Frame frame;
    std::uint64_t cause = 0;
    friend bool operator==(const Queued&, const Queued&) = default;
  };
  std::deque<Queued> queued;  // arrived, and waiting for the server
  friend bool operator==(const Connection&, const Connection&) = default;
};

// A rule of a fault on messages from `from` to `to` (node indexes, sorted).
struct LinkRule {
  enum class Kind : std::uint8_t { Cut, Hold, Drop, Delay, Duplicate };
  Kind kind = Kind::Cut;
  std::uint64_t id = 0;   // who made it: ends it
  std::int32_t api = -1;  // index of the body; -1: all
  std::int8_t leg = -1;   // 0 requests, 1 responses, -1 both
  std::vector<std::int32_t> from;
  std::vector<std::int32_t> to;
  std::int32_t left = 0;  // messages it still strikes; 0: no limit
  Duration by{};
  friend bool operator==(const LinkRule&, const LinkRule&) = default;
};

struct Latency {
  Duration low = milliseconds(1);
  Duration high = milliseconds(1);
  friend bool operator==(const Latency&, const Latency&) = default;
};

struct Network {
  std::map<LinkId, Connection> connections;
  std::map<std::pair<std::int32_t, ConnectionId>, LinkId> by_side;  // (node, its name) → link
  LinkId next_link = 1;
  std::vector<LinkRule> rules;
  Latency default_latency;
  std::map<std::pair<std::int32_t, std::int32_t>, Latency> latencies;  // by (from, to)
  std::map<std::pair<std::int32_t, std::int32_t>, Prng> streams;       // made when first drawn

  Connection* find(std::int32_t node, ConnectionId name, LinkId& link);
  LinkId open(std::int32_t client, std::uint32_t client_life, ConnectionId name,
              std::int32_t server, std::uint32_t server_life);
  void forget(LinkId link);
  Duration draw_latency(std::uint64_t seed, std::int32_t from, std::int32_t to,
                        const std::string& from_name, const std::string& to_name);
  // The rule that strikes a frame; a rule with a limit counts down. Cuts strike every frame.
  const LinkRule* strike(std::int32_t from, std::int32_t to, const Frame& frame);
  bool is_cut(std::int32_t from, std::int32_t to) const;
  void fold_into(Hasher& hasher) const;
  friend bool operator==(const Network&, const Network&) = default;
};

// The first connection name that servers get; far above those that processes choose themselves.
inline constexpr std::uint64_t kServerNames = 1ull << 62;

}  // namespace barnabas::sim
