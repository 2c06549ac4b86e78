#include "core/zookeeper/watch_table.h"

#include "tests/support/catch.h"

namespace barnabas::test {
namespace {

namespace zk = protocol::zk;
using zookeeper::Change;
using zookeeper::ChangeKind;
using zookeeper::Notification;
using zookeeper::WatchTable;

std::vector<Notification> fire(WatchTable& table, ChangeKind kind, const std::string& path) {
  std::vector<Notification> fired;
  table.fire(Change{kind, path, "", 0, 0}, fired);
  return fired;
}

Notification told(std::uint64_t connection, zk::WatchType type, const std::string& path) {
  return Notification{ConnectionId{connection}, zk::WatchEvent{type, path}};
}

WatchTable filled() {
  WatchTable table;
  table.watch_data("/a/b", ConnectionId{2});
  table.watch_data("/a/b", ConnectionId{1});
  table.watch_children("/a/b", ConnectionId{2});
  table.watch_children("/a/b", ConnectionId{3});
  table.watch_children("/a", ConnectionId{1});
  return table;
}

TEST_CASE("each kind of change fires its kinds of watches, once per connection and once only") {
  struct Case {
    const char* name;
    ChangeKind kind;
    std::string path;
    std::vector<Notification> expect;
  };
  const Case cases[] = {
      {"deleted",
       ChangeKind::Delete,
       "/a/b",
       {told(1, zk::WatchType::Deleted, "/a/b"), told(2, zk::WatchType::Deleted, "/a/b"),
        told(3, zk::WatchType::Deleted, "/a/b"), told(1, zk::WatchType::ChildrenChanged, "/a")}},
      {"set",
       ChangeKind::SetData,
       "/a/b",
       {told(1, zk::WatchType::DataChanged, "/a/b"), told(2, zk::WatchType::DataChanged, "/a/b")}},
      {"created",
       ChangeKind::Create,
       "/a/b",
       {told(1, zk::WatchType::Created, "/a/b"), told(2, zk::WatchType::Created, "/a/b"),
        told(1, zk::WatchType::ChildrenChanged, "/a")}},
      {"a child created",
       ChangeKind::Create,
       "/a/b/c",
       {told(2, zk::WatchType::ChildrenChanged, "/a/b"),
        told(3, zk::WatchType::ChildrenChanged, "/a/b")}},
      {"set elsewhere", ChangeKind::SetData, "/a", {}},
      {"a session", ChangeKind::CloseSession, "", {}},
  };
  for (const Case& row : cases) {
    DYNAMIC_SECTION(row.name) {
      WatchTable table = filled();
      CHECK(fire(table, row.kind, row.path) == row.expect);
      CHECK(fire(table, row.kind, row.path).empty());
    }
  }
}

TEST_CASE("a connection that goes takes its watches along") {
  WatchTable table = filled();
  table.forget(ConnectionId{2});
  table.forget(ConnectionId{3});
  CHECK(table.children.size() == 1);
  table.forget(ConnectionId{1});
  CHECK(table.empty());
}

}  // namespace
}  // namespace barnabas::test
