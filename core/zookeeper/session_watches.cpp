// What the owner of a session watches: remembered on this side, so that it survives connections.
#include "core/zookeeper/session.h"

namespace barnabas::zookeeper {

// As ClientCnxn's WatchRegistration: an exists() on a missing znode waits for its creation.
void Session::remember_watch(const zk::Op& op, zk::Error error) {
  if (!op.watch) return;
  const bool is_there = error == zk::Error::Ok;
  if (op.code == zk::OpCode::GetChildren) {
    if (is_there) child_watches_.insert(op.path);
  } else if (is_there) {
    data_watches_.insert(op.path);
  } else if (op.code == zk::OpCode::Exists && error == zk::Error::NoNode) {
    exist_watches_.insert(op.path);
  }
}

// An event whose watch is gone already is not told: a resumed session may hear of one deletion
// twice.
void Session::on_watch_event(const zk::WatchEvent& event, Notices& notices) {
  std::size_t removed = 0;
  switch (event.type) {
    case zk::WatchType::Created:
    case zk::WatchType::DataChanged:
      removed = data_watches_.erase(event.path) + exist_watches_.erase(event.path);
      break;
    case zk::WatchType::ChildrenChanged:
      removed = child_watches_.erase(event.path);
      break;
    case zk::WatchType::Deleted:
      removed = data_watches_.erase(event.path) + exist_watches_.erase(event.path) +
                child_watches_.erase(event.path);
      break;
  }
  if (removed > 0) notices.emplace_back(notice::WatchFired{event.type, event.path});
}

bool Session::has_watches() const {
  return !data_watches_.empty() || !exist_watches_.empty() || !child_watches_.empty();
}

zk::Request Session::build_set_watches() const {
  zk::Request request;
  request.op.code = zk::OpCode::SetWatches;
  request.watches.zxid = last_zxid_;
  request.watches.data.assign(data_watches_.begin(), data_watches_.end());
  request.watches.existing.assign(exist_watches_.begin(), exist_watches_.end());
  request.watches.children.assign(child_watches_.begin(), child_watches_.end());
  return request;
}

bool Session::is_own(ConnectionId connection) const {
  return connection >= first_connection_ && connection < next_connection_;
}

void Session::fold_into(Hasher& hasher) const {
  fold_value(hasher, state_);
  fold_value(hasher, server_);
  fold_value(hasher, requested_timeout_);
  fold_value(hasher, timeout_);
  fold_value(hasher, client_id_);
  fold_value(hasher, first_connection_);
  fold_value(hasher, next_connection_);
  fold_value(hasher, connection_);
  fold_value(hasher, next_correlation_);
  fold_value(hasher, session_id_);
  fold_value(hasher, last_zxid_);
  fold_value(hasher, last_heard_);
  fold_value(hasher, last_sent_);
  fold_value(hasher, deadline_);
  fold_value(hasher, back_off_);
  fold_value(hasher, sent_);
  fold_value(hasher, waiting_);
  fold_value(hasher, data_watches_);
  fold_value(hasher, exist_watches_);
  fold_value(hasher, child_watches_);
}

}  // namespace barnabas::zookeeper
