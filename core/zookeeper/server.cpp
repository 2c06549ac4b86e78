#include "core/zookeeper/server.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "core/base/check.h"
#include "core/zookeeper/write_plan.h"

namespace barnabas::zookeeper {
namespace {

constexpr CorrelationId kUnasked{-1};
constexpr TimerId kSessionCheck{TimerKind::ZkSessionCheck, 0};

protocol::ResponseRef body_of(zk::Response response) {
  return protocol::ResponseRef(protocol::ResponseBody(std::move(response)));
}

}  // namespace

void Server::step(const Event& event, Context& context) {
  if (std::holds_alternative<event::Started>(event)) return on_started(context);
  if (!is_serving_) return;
  if (const auto* received = std::get_if<event::Received>(&event)) {
    on_received(*received, context);
  } else if (const auto* disconnected = std::get_if<event::Disconnected>(&event)) {
    on_disconnected(disconnected->connection);
  } else if (const auto* fired = std::get_if<event::TimerFired>(&event)) {
    if (fired->timer == kSessionCheck) on_session_check(context);
  } else if (std::holds_alternative<event::ShutdownRequested>(event)) {
    is_serving_ = false;  // Everything is durable already.
    context.exit(true, "stopped");
  }
}

void Server::on_started(Context& context) {
  *this = Server(config_);
  Result<std::vector<Transaction>> found = log_.open(context.files);
  if (!found) return context.exit(false, found.error().what);
  for (const Transaction& transaction : *found) replay(transaction, context.now);
  is_serving_ = true;
  context.listen();
  arm_session_check(context);
}

void Server::on_received(const event::Received& received, Context& context) {
  const auto* request = std::get_if<zk::Request>(&*received.request);
  if (request == nullptr) return context.close(received.connection);  // Not ZooKeeper's protocol.
  if (request->op.code == zk::OpCode::Connect) return on_connect(received, *request, context);

  const std::int64_t session_id = session_of(received.connection);
  if (session_id == 0) {
    // The session ended while this was on its way; its connection is closed or about to be.
    zk::Response refusal;
    refusal.error = zk::Error::SessionExpired;
    return reply(received, std::move(refusal), context);
  }
  touch(sessions_.at(session_id), context.now);

  switch (request->op.code) {
    case zk::OpCode::Exists:
    case zk::OpCode::GetData:
    case zk::OpCode::GetChildren:
      return reply(received, answer_read(received.connection, request->op), context);
    case zk::OpCode::SetWatches:
      on_set_watches(received.connection, request->watches, context);
      return reply(received, {}, context);
    case zk::OpCode::CloseSession:
      if (end_session(session_id, nullptr, context)) reply(received, {}, context);
      return;
    case zk::OpCode::Create:
    case zk::OpCode::Delete:
    case zk::OpCode::SetData:
    case zk::OpCode::Check:
    case zk::OpCode::Multi: {
      zk::Response response = answer_write(*request, session_id, context);
      if (is_serving_) reply(received, std::move(response), context);
      return;
    }
    case zk::OpCode::Ping:
    case zk::OpCode::Connect:
      return reply(received, {}, context);
  }
}

void Server::on_set_watches(ConnectionId connection, const zk::WatchList& watches,
                            Context& context) {
  for (const std::string& path : watches.data) {
    const Znode* node = tree_.find(path);
    if (node == nullptr) {
      notify(connection, zk::WatchType::Deleted, path, context);
    } else if (node->mzxid > watches.zxid) {
      notify(connection, zk::WatchType::DataChanged, path, context);
    } else {
      watches_.write().watch_data(path, connection);
    }
  }
  for (const std::string& path : watches.existing) {
    if (tree_.find(path) != nullptr) {
      notify(connection, zk::WatchType::Created, path, context);
    } else {
      watches_.write().watch_data(path, connection);
    }
  }
  for (const std::string& path : watches.children) {
    const Znode* node = tree_.find(path);
    if (node == nullptr) {
      notify(connection, zk::WatchType::Deleted, path, context);
    } else if (node->pzxid > watches.zxid) {
      notify(connection, zk::WatchType::ChildrenChanged, path, context);
    } else {
      watches_.write().watch_children(path, connection);
    }
  }
}

zk::Response Server::answer_read(ConnectionId connection, const zk::Op& op) {
  zk::Response response = tree_.read(op);
  if (!op.watch) return response;
  const bool is_there = response.error == zk::Error::Ok;
  if (op.code == zk::OpCode::GetChildren) {
    if (is_there) watches_.write().watch_children(op.path, connection);
  } else if (is_there || (op.code == zk::OpCode::Exists && response.error == zk::Error::NoNode)) {
    watches_.write().watch_data(op.path, connection);
  }
  return response;
}

zk::Response Server::answer_write(const zk::Request& request, std::int64_t session_id,
                                  Context& context) {
  const bool is_multi = request.op.code == zk::OpCode::Multi;
  std::vector<zk::Op> ops = is_multi ? request.multi : std::vector<zk::Op>{request.op};
  if (config_.sabotage == Sabotage::IgnoreVersions) {
    for (zk::Op& op : ops) op.version = -1;
  }
  WritePlan plan = plan_writes(tree_, ops, session_id, last_zxid_ + 1);
  zk::Response response;
  response.error = plan.error;
  if (is_multi) {
    response.results = std::move(plan.results);
  } else {
    response.path = std::move(plan.results.front().path);
    response.stat = plan.results.front().stat;
  }
  if (!plan.changes.empty()) commit(std::move(plan.changes), nullptr, context);
  return response;
}

bool Server::commit(std::vector<Change> changes, const Note* note, Context& context) {
  const Transaction transaction{last_zxid_ + 1, std::move(changes)};
  const Result<void> logged = log_.append(context.files, transaction);
  if (!logged) {
    is_serving_ = false;
    context.exit(false, "transaction log: " + logged.error().what);
    return false;
  }
  replay(transaction, context.now);
  if (note != nullptr) context.note(*note);
  if (watches_->empty()) return true;
  std::vector<Notification> fired;
  for (const Change& change : transaction.changes) watches_.write().fire(change, fired);
  for (const Notification& notification : fired) {
    const bool is_lost = config_.sabotage == Sabotage::LoseChildWatches &&
                         notification.event.type == zk::WatchType::ChildrenChanged;
    if (is_lost) continue;
    notify(notification.connection, notification.event.type, notification.event.path, context);
  }
  return true;
}

void Server::replay(const Transaction& transaction, Instant now) {
  BARNABAS_CHECK_MSG(transaction.zxid == last_zxid_ + 1, "a transaction is missing");
  last_zxid_ = transaction.zxid;
  for (const Change& change : transaction.changes) {
    if (change.kind == ChangeKind::OpenSession) {
      SessionInfo session;
      session.client_id = change.path;
      session.timeout_ms = change.number;
      touch(session, now);
      sessions_.emplace(change.session_id, std::move(session));
      last_session_id_ = std::max(last_session_id_, change.session_id);
    } else if (change.kind == ChangeKind::CloseSession) {
      sessions_.erase(change.session_id);
    } else {
      tree_.apply(change, transaction.zxid);
    }
  }
}

void Server::reply(const event::Received& received, zk::Response response, Context& context) const {
  response.zxid = last_zxid_;
  context.reply(received.connection, received.correlation, body_of(std::move(response)));
}

// A notification tells no zxid, as ZooKeeper's: what the client has seen moves on with answers
// only.
void Server::notify(ConnectionId connection, zk::WatchType type, const std::string& path,
                    Context& context) const {
  zk::Response response;
  response.zxid = -1;
  response.watch = zk::WatchEvent{type, path};
  context.reply(connection, kUnasked, body_of(std::move(response)));
}

void Server::fold_into(Hasher& hasher) const {
  fold_value(hasher, config_);
  fold_value(hasher, is_serving_);
  fold_value(hasher, log_.file());
  fold_value(hasher, tree_);
  fold_value(hasher, last_zxid_);
  fold_value(hasher, last_session_id_);
  fold_value(hasher, sessions_);
  fold_value(hasher, connections_);
  fold_value(hasher, watches_);
  fold_value(hasher, is_check_armed_);
  fold_value(hasher, next_check_);
}

}  // namespace barnabas::zookeeper
