#include "core/zookeeper/watch_table.h"

#include <iterator>

#include "core/zookeeper/path.h"

namespace barnabas::zookeeper {
namespace {

using Watches = WatchTable::Watches;

void add(Watches& watches, std::string_view path, ConnectionId connection) {
  watches[std::string(path)].insert(connection);
}

std::set<ConnectionId> take(Watches& watches, std::string_view path) {
  const auto watched = watches.find(path);
  if (watched == watches.end()) return {};
  std::set<ConnectionId> connections = std::move(watched->second);
  watches.erase(watched);
  return connections;
}

void drop(Watches& watches, ConnectionId connection) {
  for (auto watched = watches.begin(); watched != watches.end();) {
    watched->second.erase(connection);
    watched = watched->second.empty() ? watches.erase(watched) : std::next(watched);
  }
}

void tell(const std::set<ConnectionId>& connections, zk::WatchType type, std::string_view path,
          std::vector<Notification>& out) {
  for (const ConnectionId connection : connections) {
    out.push_back(Notification{connection, zk::WatchEvent{type, std::string(path)}});
  }
}

}  // namespace

void WatchTable::watch_data(std::string_view path, ConnectionId connection) {
  add(data, path, connection);
}

void WatchTable::watch_children(std::string_view path, ConnectionId connection) {
  add(children, path, connection);
}

void WatchTable::forget(ConnectionId connection) {
  drop(data, connection);
  drop(children, connection);
}

void WatchTable::fire(const Change& change, std::vector<Notification>& out) {
  switch (change.kind) {
    case ChangeKind::Create:
      tell(take(data, change.path), zk::WatchType::Created, change.path, out);
      break;
    case ChangeKind::Delete: {
      std::set<ConnectionId> connections = take(data, change.path);
      connections.merge(take(children, change.path));
      tell(connections, zk::WatchType::Deleted, change.path, out);
      break;
    }
    case ChangeKind::SetData:
      tell(take(data, change.path), zk::WatchType::DataChanged, change.path, out);
      return;
    case ChangeKind::OpenSession:
    case ChangeKind::CloseSession:
      return;
  }
  const std::string_view parent = parent_of(change.path);
  tell(take(children, parent), zk::WatchType::ChildrenChanged, parent, out);
}

}  // namespace barnabas::zookeeper
