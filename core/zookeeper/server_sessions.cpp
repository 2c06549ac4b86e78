// The server's sessions: opened, resumed, kept alive, expired, closed.
#include <algorithm>
#include <set>
#include <utility>

#include "core/base/check.h"
#include "core/zookeeper/server.h"

namespace barnabas::zookeeper {
namespace {

constexpr TimerId kSessionCheck{TimerKind::ZkSessionCheck, 0};

// ZooKeeper's ExpiryQueue: the next tick after the timeout, so that many sessions share one check.
Instant round_up_to_tick(Instant at, Duration tick) {
  return Instant{(at.ns / tick.ns + 1) * tick.ns};
}

Note note_of(NoteKind kind, std::int64_t session_id, std::string text) {
  Note note;
  note.kind = kind;
  note.a = session_id;
  note.text = std::move(text);
  return note;
}

std::string owner_prefix(const SessionInfo& session) {
  return session.client_id.empty() ? std::string() : session.client_id + ": ";
}

}  // namespace

void Server::on_connect(const event::Received& received, const zk::Request& request,
                        Context& context) {
  zk::Response response;
  std::int64_t session_id = request.session_id;
  if (session_id == 0) {
    const std::int32_t timeout_ms =
        std::clamp(request.timeout_ms, config_.tick_time_ms * 2, config_.tick_time_ms * 20);
    session_id = last_session_id_ + 1;
    const Change open{ChangeKind::OpenSession, request.client_id, "", timeout_ms, session_id};
    const Note note = note_of(NoteKind::SessionOpened, session_id, request.client_id);
    if (!commit({open}, &note, context)) return;
  }
  const auto session = sessions_.find(session_id);
  if (session != sessions_.end()) {
    attach(session_id, received.connection, context);
    touch(session->second, context.now);
    arm_session_check(context);
    response.session_id = session_id;
    response.timeout_ms = session->second.timeout_ms;
  }
  reply(received, std::move(response), context);  // Session 0: the one asked for has expired.
}

// A session has one connection; the newest wins, as in ZooKeeper's reopenSession.
void Server::attach(std::int64_t session_id, ConnectionId connection, Context& context) {
  on_disconnected(connection);
  SessionInfo& session = sessions_.at(session_id);
  if (session.is_attached) {
    const ConnectionId old = session.connection;
    on_disconnected(old);
    context.close(old);
  }
  session.is_attached = true;
  session.connection = connection;
  connections_[connection] = session_id;
}

void Server::on_disconnected(ConnectionId connection) {
  const auto known = connections_.find(connection);
  if (known == connections_.end()) return;
  SessionInfo& session = sessions_.at(known->second);
  session.is_attached = false;
  session.connection = ConnectionId{};
  connections_.erase(known);
  if (!watches_->empty()) watches_.write().forget(connection);
}

void Server::touch(SessionInfo& session, Instant now) const {
  session.expires_at =
      round_up_to_tick(now + milliseconds(session.timeout_ms), milliseconds(config_.tick_time_ms));
}

// Keeps one timer at the earliest tick at which a session may end. Touching only moves ends away,
// so an armed timer is early at worst.
void Server::arm_session_check(Context& context) {
  if (sessions_.empty()) return;
  Instant earliest{INT64_MAX};
  for (const auto& entry : sessions_) earliest = std::min(earliest, entry.second.expires_at);
  if (is_check_armed_ && next_check_ <= earliest) return;
  is_check_armed_ = true;
  next_check_ = earliest;
  context.set_timer(kSessionCheck, std::max(earliest - context.now, Duration{}));
}

// Ends the sessions of one tick. After a pause of this process several ticks are due: each comes as
// an event of its own, behind the pings that waited in the meantime, as ZooKeeper's tracker polls
// bucket by bucket.
void Server::on_session_check(Context& context) {
  if (!is_check_armed_) return;
  if (context.now < next_check_) {  // A coarse clock woke us early.
    return context.set_timer(kSessionCheck, next_check_ - context.now);
  }
  is_check_armed_ = false;
  std::vector<std::int64_t> due;
  for (auto& entry : sessions_) {
    if (config_.sabotage == Sabotage::NeverExpireSessions) touch(entry.second, context.now);
    if (entry.second.expires_at <= next_check_) due.push_back(entry.first);
  }
  for (const std::int64_t session_id : due) {
    const std::string timeout = std::to_string(sessions_.at(session_id).timeout_ms);
    expire(session_id, "nothing heard for " + timeout + " ms", context);
    if (!is_serving_) return;
  }
  arm_session_check(context);
}

void Server::expire_session(std::int64_t session_id, Context& context) {
  if (!is_serving_ || sessions_.count(session_id) == 0) return;
  expire(session_id, "ended by the operator", context);
}

void Server::expire(std::int64_t session_id, const std::string& reason, Context& context) {
  const SessionInfo session = sessions_.at(session_id);
  const Note note = note_of(NoteKind::SessionExpired, session_id, owner_prefix(session) + reason);
  if (end_session(session_id, &note, context) && session.is_attached) {
    context.close(session.connection);
  }
}

// The client's own watches go first: nobody tells a client what its end has changed.
bool Server::end_session(std::int64_t session_id, const Note* note, Context& context) {
  const SessionInfo session = sessions_.at(session_id);
  if (session.is_attached) on_disconnected(session.connection);
  std::vector<Change> changes;
  const bool keeps = config_.sabotage == Sabotage::KeepEphemerals;
  for (const std::string& path : tree_.ephemerals_of(session_id)) {
    if (keeps) break;
    changes.push_back(Change{ChangeKind::Delete, path, "", 0, 0});
  }
  changes.push_back(Change{ChangeKind::CloseSession, "", "", 0, session_id});
  return commit(std::move(changes), note, context);
}

std::int64_t Server::session_of(ConnectionId connection) const {
  const auto known = connections_.find(connection);
  return known == connections_.end() ? 0 : known->second;
}

std::int64_t Server::session_of_client(std::string_view client_id) const {
  std::int64_t newest = 0;
  for (const auto& entry : sessions_) {
    if (entry.second.client_id == client_id) newest = entry.first;
  }
  return newest;
}

void Server::check_invariants() const {
  std::size_t attached = 0;
  std::size_t ephemerals = 0;
  for (const auto& entry : sessions_) {
    ephemerals += tree_.ephemerals_of(entry.first).size();
    if (!entry.second.is_attached) continue;
    ++attached;
    BARNABAS_CHECK_MSG(session_of(entry.second.connection) == entry.first, "1: one-sided");
  }
  BARNABAS_CHECK_MSG(attached == connections_.size(), "1: a connection without its session");
  tree_.check_invariants();
  BARNABAS_CHECK_MSG(ephemerals == tree_.ephemeral_count(), "2: an orphaned ephemeral znode");
  for (const WatchTable::Watches* watches : {&watches_->data, &watches_->children}) {
    for (const auto& watched : *watches) {
      for (const ConnectionId connection : watched.second) {
        BARNABAS_CHECK_MSG(session_of(connection) != 0, "3: a watch of nobody: " + watched.first);
      }
    }
  }
}

}  // namespace barnabas::zookeeper
