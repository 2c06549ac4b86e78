// ZooKeeper as one node: the tree, the sessions, and who is told when something changes.
//
// Every write is one transaction: decided on the state, appended to the log and synced, applied,
// told to the watchers, answered; all in one step, so nobody sees what is not durable and nobody is
// answered before the notifications that belong to what the answer shows. A session lives until
// nothing was heard from it for its timeout, rounded up to the next tick as ZooKeeper's
// SessionTrackerImpl does; then its ephemeral znodes go in one transaction and its connection is
// closed. Tree and sessions are rebuilt from the log at a start, where every session gets its full
// timeout again. Watches belong to connections and die with them.
//
// State:      per session: attached to a connection ⇄ detached; gone on expiry or CloseSession.
// Invariants: 1. Connections and sessions name each other. 2. Every ephemeral znode belongs to a
//             session. 3. Watches belong to connections of sessions.
// Effects:    Reply (correlation -1: a watch event), Close, SetTimer (ZkSessionCheck), Exit when
//             the log fails, notes SessionOpened and SessionExpired.
// Not modelled: an ensemble, its elections and its quorum (one standalone node); session passwords,
//             read-only mode, ACLs, failed writes that use up a zxid.
//
// Kafka: ZooKeeper's ZooKeeperServer, SessionTrackerImpl and FinalRequestProcessor (3.8).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/cow.h"
#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/sabotage.h"
#include "core/ports/context.h"
#include "core/ports/event.h"
#include "core/protocol/zookeeper.h"
#include "core/zookeeper/transaction_log.h"
#include "core/zookeeper/watch_table.h"
#include "core/zookeeper/znode_tree.h"

namespace barnabas::zookeeper {

// ZooKeeper's names. Timeouts that clients ask for are clamped to 2 to 20 ticks.
struct ServerConfig {
  std::int32_t tick_time_ms = 2000;
  Sabotage sabotage = Sabotage::None;
  friend bool operator==(const ServerConfig&, const ServerConfig&) = default;
};

struct SessionInfo {
  std::string client_id;
  std::int32_t timeout_ms = 0;
  Instant expires_at{};  // if nothing more is heard
  bool is_attached = false;
  ConnectionId connection{};  // while attached
  friend bool operator==(const SessionInfo&, const SessionInfo&) = default;
};

class Server {
 public:
  explicit Server(ServerConfig config = {}) : config_(config) {}

  void step(const Event& event, Context& context);

  // An operator's tool: ends a session at once, whatever its client does. Nothing when it is not
  // there.
  void expire_session(std::int64_t session_id, Context& context);

  // 0: none.
  std::int64_t session_of(ConnectionId connection) const;
  // The newest session of this client; 0: none.
  std::int64_t session_of_client(std::string_view client_id) const;

  const ZnodeTree& tree() const { return tree_; }
  const std::map<std::int64_t, SessionInfo>& sessions() const { return sessions_; }
  const WatchTable& watches() const { return *watches_; }
  std::int64_t last_zxid() const { return last_zxid_; }
  bool is_serving() const { return is_serving_; }

  void check_invariants() const;
  void fold_into(Hasher& hasher) const;
  friend bool operator==(const Server&, const Server&) = default;

 private:
  void on_started(Context& context);
  void on_received(const event::Received& received, Context& context);
  void on_connect(const event::Received& received, const zk::Request& request, Context& context);
  void on_set_watches(ConnectionId connection, const zk::WatchList& watches, Context& context);
  void on_disconnected(ConnectionId connection);
  void on_session_check(Context& context);

  zk::Response answer_read(ConnectionId connection, const zk::Op& op);
  zk::Response answer_write(const zk::Request& request, std::int64_t session_id, Context& context);

  // False when the log failed: the process ends, and nothing may be answered. The note tells what
  // happened, before those who are watching are told.
  bool commit(std::vector<Change> changes, const Note* note, Context& context);
  void replay(const Transaction& transaction, Instant now);
  bool end_session(std::int64_t session_id, const Note* note, Context& context);
  void expire(std::int64_t session_id, const std::string& reason, Context& context);

  void attach(std::int64_t session_id, ConnectionId connection, Context& context);
  void touch(SessionInfo& session, Instant now) const;
  void arm_session_check(Context& context);
  void reply(const event::Received& received, zk::Response response, Context& context) const;
  void notify(ConnectionId connection, zk::WatchType type, const std::string& path,
              Context& context) const;

  ServerConfig config_;
  bool is_serving_ = false;
  TransactionLog log_;

  // What the log holds.
  ZnodeTree tree_;
  std::int64_t last_zxid_ = 0;
  std::int64_t last_session_id_ = 0;
  std::map<std::int64_t, SessionInfo> sessions_;  // id, owner and timeout; the rest is volatile

  // What dies with the process.
  std::map<ConnectionId, std::int64_t> connections_;
  Cow<WatchTable> watches_;
  bool is_check_armed_ = false;
  Instant next_check_{};
};

}  // namespace barnabas::zookeeper
