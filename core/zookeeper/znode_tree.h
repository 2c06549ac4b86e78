// The tree of znodes: a value whose copies share what they have in common.
//
// A znode holds its children, so that a write clones only the nodes on its path that another copy
// still shares. Reads answer as ZooKeeper's DataTree does. Writes come as changes that plan_writes
// has decided; applying one cannot fail.
//
// Invariants: 1. An ephemeral znode has no children. 2. `ephemerals_` lists exactly the znodes with
//             an owner. check_invariants() walks the whole tree.
//
// Not modelled: ACLs, quotas and the /zookeeper subtree, containers, TTL nodes, times in the Stat.
//
// Kafka: ZooKeeper's DataTree and DataNode (3.8).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "core/base/cow.h"
#include "core/base/hash.h"
#include "core/protocol/zookeeper.h"
#include "core/zookeeper/transaction.h"

namespace barnabas::zookeeper {

namespace zk = protocol::zk;

struct Znode {
  std::string data;
  std::int64_t czxid = 0;
  std::int64_t mzxid = 0;
  std::int64_t pzxid = 0;  // of the last create or delete of a child
  std::int32_t version = 0;
  std::int32_t creates = 0;  // children ever created: names sequential nodes
  std::int64_t ephemeral_owner = 0;
  std::map<std::string, Cow<Znode>, std::less<>> children;

  zk::Stat stat() const;
  void fold_into(Hasher& hasher) const;
  friend bool operator==(const Znode&, const Znode&) = default;
};

// What the outside sees as cversion counts creates and deletes of children, but only creates are
// stored.
constexpr std::int32_t child_version_of(std::int32_t creates, std::int32_t child_count) {
  return creates * 2 - child_count;
}

class ZnodeTree {
 public:
  // Nothing when no znode is there.
  const Znode* find(std::string_view path) const;
  // Sorted; empty when the session owns none.
  std::set<std::string> ephemerals_of(std::int64_t session_id) const;
  std::size_t ephemeral_count() const;

  // Answers Exists, GetData and GetChildren. Watches are the server's matter.
  zk::Response read(const zk::Op& op) const;

  // REQUIRES: the change was planned on this very state. Changes of sessions are no change here.
  void apply(const Change& change, std::int64_t zxid);

  void check_invariants() const;
  void fold_into(Hasher& hasher) const;
  friend bool operator==(const ZnodeTree&, const ZnodeTree&) = default;

 private:
  // The znode for writing, unshared on the way; it must exist.
  Znode& get_for_writing(std::string_view path);
  void create(const Change& change, std::int64_t zxid);
  void remove(const Change& change, std::int64_t zxid);
  void set_data(const Change& change, std::int64_t zxid);

  Cow<Znode> root_;
  std::map<std::int64_t, std::set<std::string>> ephemerals_;
};

}  // namespace barnabas::zookeeper
