// Who waits for which change: one-shot watches of the server's connections.
//
// A watch belongs to a connection and goes with it; the client brings its watches along when it
// resumes its session elsewhere. Firing removes it.
//
// Kafka: ZooKeeper's WatchManager, once for data and once for children (3.8).
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/zookeeper.h"
#include "core/zookeeper/transaction.h"

namespace barnabas::zookeeper {

namespace zk = protocol::zk;

struct Notification {
  ConnectionId connection;
  zk::WatchEvent event;
  friend bool operator==(const Notification&, const Notification&) = default;
};

// An aggregate, so that hashing needs no list of its fields.
struct WatchTable {
  using Watches = std::map<std::string, std::set<ConnectionId>, std::less<>>;
  Watches data;  // of znodes that are there, and of those waited for
  Watches children;

  bool empty() const { return data.empty() && children.empty(); }
  void watch_data(std::string_view path, ConnectionId connection);
  void watch_children(std::string_view path, ConnectionId connection);
  void forget(ConnectionId connection);

  // Fires what this change fires: per kind of event in the order of the connections' numbers. A
  // connection that watches both the data and the children of a deleted znode hears of it once.
  void fire(const Change& change, std::vector<Notification>& out);

  friend bool operator==(const WatchTable&, const WatchTable&) = default;
};

}  // namespace barnabas::zookeeper
