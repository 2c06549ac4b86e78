// The simulated network: connections between processes, and what the links do to the messages.
//
// A connection is ordered both ways and loses nothing while it lives: frames are numbered per leg
// when they set off, and handed over in that order. Rules stand between. A cut or a hold keeps
// messages back until it ends, and what follows on that leg waits behind them, as TCP's stream
// does; a drop loses one message and with it the connection; a delay adds time. A cut is asked
// twice: what sets off during it waits at its sender, what arrives during it waits behind the cut;
// both go on in order. All other rules are asked once, when a message sets off. One request per
// connection is with its server at a time (Kafka mutes the channel); further ones wait in the
// connection.
//
// In datagram mode requests and responses travel by themselves: they may overtake each other, a
// drop or a cut loses them silently, a duplicate arrives twice. Opening, closing and resetting stay
// reliable, and so do connections to ZooKeeper, whose sessions are built on TCP's order.
//
// A link (one direction between two nodes) may have a bandwidth; its messages then queue for it,
// and a connection keeps at most its window of bytes unacknowledged on the way.
//
// What meets a host without power is sent again, as TCP does: the opening of a connection after one
// second, other segments after 200 ms, then after pauses that double.
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
  std::uint64_t number = 0;   // in the order of its leg; 0: it has not set off, or has no order
  std::int32_t attempts = 0;  // how often it met a host without power
  friend bool operator==(const Frame&, const Frame&) = default;
};

struct StuckFrame {
  Frame frame;
  std::uint64_t cause = 0;
  std::uint64_t held_by = 0;  // the hold that keeps it; 0: a cut, or what is stuck before it
  friend bool operator==(const StuckFrame&, const StuckFrame&) = default;
};

// Bytes on their way that the receiver has not acknowledged, for connections with a window.
struct Unacknowledged {
  Instant until{};
  std::int64_t bytes = 0;
  friend bool operator==(const Unacknowledged&, const Unacknowledged&) = default;
};

// One direction of a connection.
struct Leg {
  Instant free_at{};              // nothing may arrive before what was sent earlier
  std::uint64_t set_off = 0;      // number of the last frame that set off
  std::uint64_t handed_over = 0;  // number of the last frame that arrived in order
  std::deque<StuckFrame> stuck;   // kept back: first those that were under way, then in order
  std::map<std::uint64_t, StuckFrame> early;  // arrived before one that is stuck, by number
  Instant sent_until{};                       // of the window's bookkeeping
  std::deque<Unacknowledged> window;
  std::int64_t in_window = 0;  // sum of its bytes

  void keep(StuckFrame frame);
  friend bool operator==(const Leg&, const Leg&) = default;
};

struct Connection {
  std::int32_t client = -1;  // node indexes
  std::int32_t server = -1;
  std::uint32_t client_life = 0;  // incarnations
  std::uint32_t server_life = 0;
  ConnectionId client_id{0};  // as each side names it
  ConnectionId server_id{0};
  bool is_datagram = false;
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
  enum class Kind : std::uint8_t { Cut, Hold, Drop, Delay, Duplicate, Throttle };
  Kind kind = Kind::Cut;
  std::uint64_t id = 0;   // who made it: ends it
  std::int32_t api = -1;  // index of the body; -1: all
  std::int8_t leg = -1;   // 0 requests, 1 responses, -1 both
  std::vector<std::int32_t> from;
  std::vector<std::int32_t> to;
  std::int32_t left = 0;              // messages it still strikes; 0: no limit, -1: spent
  std::int32_t percent = 100;         // of the messages that match
  Duration by{};                      // of a delay: between this
  Duration by_most{};                 // and this
  std::int64_t bytes_per_second = 0;  // of a throttle
  Prng random;
  friend bool operator==(const LinkRule&, const LinkRule&) = default;
};

struct Latency {
  Duration low = milliseconds(1);
  Duration high = milliseconds(1);
  friend bool operator==(const Latency&, const Latency&) = default;
};

// What the rules do to one message.
struct Ruling {
  enum class Fate : std::uint8_t { Passes, Waits, Lost } fate = Fate::Passes;
  std::uint64_t held_by = 0;
  Duration extra{};
  std::int32_t copies = 1;
};

struct Network {
  bool is_datagram = false;
  std::map<LinkId, Connection> connections;
  std::map<std::pair<std::int32_t, ConnectionId>, LinkId> by_side;  // (node, its name) → link
  LinkId next_link = 1;
  std::vector<LinkRule> rules;
  Latency default_latency;
  std::int64_t default_bandwidth = 0;  // bytes per second; 0: bytes take no time
  // By (from, to).
  std::map<std::pair<std::int32_t, std::int32_t>, Latency> latencies;
  std::map<std::pair<std::int32_t, std::int32_t>, std::int64_t> bandwidths;
  std::map<std::pair<std::int32_t, std::int32_t>, Instant> busy_until;  // links with a bandwidth
  std::map<std::pair<std::int32_t, std::int32_t>, Prng> streams;        // made when first drawn

  Connection* find(std::int32_t node, ConnectionId name, LinkId& link);
  LinkId open(std::int32_t client, std::uint32_t client_life, ConnectionId name,
              std::int32_t server, std::uint32_t server_life);
  void forget(LinkId link);
  const Latency& latency_of(std::int32_t from, std::int32_t to) const;
  Duration draw_latency(std::uint64_t seed, std::int32_t from, std::int32_t to,
                        const std::string& from_name, const std::string& to_name);
  // What the rules say to a frame that sets off. Rules with a limit count down; the first that
  // stops it ends the list, delays add up. On a connection nothing is doubled.
  Ruling strike(std::int32_t from, std::int32_t to, const Frame& frame, bool is_datagram_frame);
  bool is_cut(std::int32_t from, std::int32_t to) const;
  bool has_rule(std::uint64_t id) const;
  // Bytes per second from one node to another now; 0: without limit.
  std::int64_t bandwidth_of(std::int32_t from, std::int32_t to) const;
  // Takes the link for so many bytes, not before `start`; gives when the last of them has left.
  Instant occupy(std::int32_t from, std::int32_t to, std::int64_t bytes, Leg& leg,
                 std::int64_t window, Instant start);
  void fold_into(Hasher& hasher) const;
  friend bool operator==(const Network&, const Network&) = default;
};

// The first connection name that servers get; far above those that processes choose themselves.
inline constexpr std::uint64_t kServerNames = 1ull << 62;

}  // namespace barnabas::sim
