// A client's session with ZooKeeper: it outlives connections and dies only when the server says so.
//
// Owns one connection at a time. Requests are sent in order and answered in order; each carries the
// owner's token. While disconnected, new requests wait; those in flight on a lost connection are
// answered with ConnectionLoss, because nobody knows whether they happened. After expiry every
// waiting request is answered with SessionExpired, the owner hears Expired, and a new session is
// opened.
//
// Watches are one-shot. The session remembers what the owner watches (requests with `watch` set,
// once they are answered) and brings it along to a new connection, with the last zxid seen; what
// changed in between fires then. Expiry forgets them all.
//
// All waiting is by instants, so that timers may come late, twice, or after what they waited for: a
// process that was paused drops the connection at its first look at the clock if it heard nothing
// for too long.
//
// State:   Idle → Dialing on start; Dialing → Greeting when the connection is open; Greeting →
//          Connected on the server's answer, or → Dialing (new session) when it no longer knows the
//          session; Dialing, Greeting, Connected → BackingOff on a lost connection; BackingOff →
//          Dialing on the timer; any → Closing → Closed.
// Effects: Connect, Request, Close, SetTimer/CancelTimer (Reconnect with key kReconnectKey, ZkPing
//          with key 0), notes SessionLost and Probe.
// Differs: waiting requests survive failed attempts to connect; the back-off is fixed (100 ms,
//          doubling to 1 s) instead of random; an attempt may take a third of the timeout, as with
//          an ensemble of three.
// Kafka:   ZooKeeperClient (3.9), with ClientCnxn underneath: a ping every third of the timeout,
//          silence for two thirds loses the connection.
#pragma once

#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/ports/context.h"
#include "core/ports/event.h"
#include "core/protocol/zookeeper.h"

namespace barnabas::zookeeper {

namespace zk = protocol::zk;

// What the owner hears.
namespace notice {
struct Connected {
  bool new_session = false;
  std::int64_t session_id = 0;
};
struct Disconnected {};  // also when close() has been answered
struct Expired {};
struct WatchFired {
  zk::WatchType type;
  std::string path;
};
struct Answered {
  std::int64_t token = 0;
  zk::Response response;
};
}  // namespace notice
using Notice = std::variant<notice::Connected, notice::Disconnected, notice::Expired,
                            notice::WatchFired, notice::Answered>;

// The key of the session's Reconnect timer, apart from the node ids that an owner may use.
inline constexpr std::int64_t kReconnectKey = -2181;

class Session {
 public:
  Session() = default;
  // `connections` is the first of the connection numbers that this session may use (it counts up).
  // `client_id` is how operators and stories call the owner ("broker-1").
  Session(Endpoint server, Duration timeout, ConnectionId connections, std::string client_id = {});

  void start(Context& context);
  // Offers an event. True when it was the session's; what it means for the owner is appended to
  // `notices`.
  bool on_event(const Event& event, Context& context, std::vector<Notice>& notices);

  // After close(), requests are dropped without an answer.
  void submit(Context& context, std::int64_t token, zk::Op op);
  void submit_multi(Context& context, std::int64_t token, std::vector<zk::Op> ops);
  void close(Context& context);  // ends the session at the server: its ephemeral nodes go at once

  bool is_connected() const { return state_ == State::Connected; }
  bool is_closed() const {
    return state_ == State::Closed;
  }  // the server's answer came, or never will
  std::int64_t session_id() const { return session_id_; }
  friend bool operator==(const Session&, const Session&) = default;
  void fold_into(Hasher& hasher) const;

 private:
  enum class State : std::uint8_t {
    Idle,
    BackingOff,
    Dialing,
    Greeting,
    Connected,
    Closing,
    Closed
  };
  struct Waiting {
    std::int64_t token = 0;
    zk::Request request;
    CorrelationId correlation{0};
    friend bool operator==(const Waiting&, const Waiting&) = default;
  };
  using Notices = std::vector<Notice>;

  void on_connected(Context& context);
  void on_answered(const event::Answered& answered, Context& context, Notices& notices);
  void on_greeting(const zk::Response& response, Context& context, Notices& notices);
  void on_expired(Context& context, Notices& notices);
  void on_watch_event(const zk::WatchEvent& event, Notices& notices);
  void on_reconnect_timer(Context& context, Notices& notices);
  void on_ping_timer(Context& context, Notices& notices);

  void dial(Context& context);
  // The connection is lost for us, whoever ended it.
  void drop_connection(Context& context, bool close_it, Notices& notices);
  void submit_request(Context& context, Waiting waiting);
  void send(Context& context, Waiting waiting);
  void arm_ping(Context& context);
  void remember_watch(const zk::Op& op, zk::Error error);
  zk::Request build_set_watches() const;

  bool is_own(ConnectionId connection) const;
  bool has_open_connection() const {
    return state_ == State::Connected || state_ == State::Closing;
  }
  bool has_watches() const;
  // A third of it is the pace of pings, two thirds is the longest silence.
  Duration third_of_timeout() const { return timeout_ / 3; }

  State state_ = State::Idle;
  Endpoint server_;
  Duration requested_timeout_{};
  Duration timeout_{};  // as the server granted it
  std::string client_id_;
  ConnectionId first_connection_;
  ConnectionId next_connection_;
  ConnectionId connection_;
  CorrelationId next_correlation_{1};
  std::int64_t session_id_ = 0;
  std::int64_t last_zxid_ = 0;
  Instant last_heard_{};
  Instant last_sent_{};
  Instant deadline_{};           // of the back-off, or of the attempt to connect
  Duration back_off_{};          // the next one
  std::deque<Waiting> sent_;     // in flight on the current connection
  std::deque<Waiting> waiting_;  // not yet sent
  std::set<std::string> data_watches_;
  std::set<std::string> exist_watches_;
  std::set<std::string> child_watches_;
};

}  // namespace barnabas::zookeeper
