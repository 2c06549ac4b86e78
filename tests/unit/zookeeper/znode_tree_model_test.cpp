// The tree against a model so plain that it can be seen to be right: a flat map of paths.
#include <map>

#include "core/base/prng.h"
#include "core/zookeeper/write_plan.h"
#include "core/zookeeper/znode_tree.h"
#include "tests/support/catch.h"
#include "tests/unit/zookeeper/harness.h"

namespace barnabas::test {
namespace {

using zookeeper::ZnodeTree;

struct FlatNode {
  std::string data;
  std::int64_t czxid = 0;
  std::int64_t mzxid = 0;
  std::int32_t version = 0;
  std::int32_t creates = 0;
  std::int32_t changes = 0;  // creates and deletes of children
  std::int64_t owner = 0;
};

struct FlatModel {
  std::map<std::string, FlatNode> nodes{{"", FlatNode{}}};

  static std::string parent(const std::string& path) { return path.substr(0, path.rfind('/')); }
  std::vector<std::string> children(const std::string& path) const {
    std::vector<std::string> names;
    for (const auto& entry : nodes) {
      if (entry.first.empty() || parent(entry.first) != path) continue;
      names.push_back(entry.first.substr(path.size() + 1));
    }
    return names;
  }

  zk::Error write(const zk::Op& op, std::int64_t session, std::int64_t zxid) {
    const auto node = nodes.find(op.path);
    if (op.code == zk::OpCode::Create) return create(op, session, zxid);
    if (node == nodes.end()) return zk::Error::NoNode;
    if (op.version != -1 && op.version != node->second.version) return zk::Error::BadVersion;
    if (op.code == zk::OpCode::SetData) {
      node->second.data = op.data;
      node->second.mzxid = zxid;
      ++node->second.version;
    } else if (op.code == zk::OpCode::Delete) {
      if (!children(op.path).empty()) return zk::Error::NotEmpty;
      ++nodes[parent(op.path)].changes;
      nodes.erase(node);
    }
    return zk::Error::Ok;
  }

  zk::Error create(const zk::Op& op, std::int64_t session, std::int64_t zxid) {
    const auto above = nodes.find(parent(op.path));
    if (above == nodes.end()) return zk::Error::NoNode;
    std::string path = op.path;
    const bool is_sequential = op.mode == zk::CreateMode::EphemeralSequential;
    if (is_sequential) {
      std::string digits = std::to_string(above->second.creates);
      while (digits.size() < 10) digits.insert(digits.begin(), '0');
      path += digits;
    }
    if (nodes.count(path) == 1) return zk::Error::NodeExists;
    if (above->second.owner != 0) return zk::Error::NoChildrenForEphemerals;
    ++above->second.creates;
    ++above->second.changes;
    const bool is_ephemeral = is_sequential || op.mode == zk::CreateMode::Ephemeral;
    nodes[path] = FlatNode{op.data, zxid, zxid, 0, 0, 0, is_ephemeral ? session : 0};
    return zk::Error::Ok;
  }

  zk::Error write_all(const std::vector<zk::Op>& ops, std::int64_t session, std::int64_t zxid) {
    FlatModel after = *this;
    for (const zk::Op& op : ops) {
      const zk::Error error = after.write(op, session, zxid);
      if (error != zk::Error::Ok) return error;
    }
    *this = after;
    return zk::Error::Ok;
  }
};

zk::Op random_op(Prng& prng) {
  std::string path;
  const std::uint64_t depth = 1 + prng.below(3);
  for (std::uint64_t i = 0; i < depth; ++i) {
    path += "/";
    path += static_cast<char>('a' + prng.below(3));
  }
  const auto version = static_cast<std::int32_t>(prng.below(3)) - 1;
  const auto mode = static_cast<zk::CreateMode>(prng.below(4));
  const std::uint64_t kind = prng.below(10);
  const std::string data = std::to_string(prng.below(100));
  if (kind < 5) {
    return create_op(
        path, data,
        mode == zk::CreateMode::PersistentSequential ? zk::CreateMode::Persistent : mode);
  }
  if (kind < 7) return delete_op(path, version);
  if (kind < 9) return set_op(path, data, version);
  return check_op(path, version);
}

void check_same(const ZnodeTree& tree, const FlatModel& model) {
  for (const auto& entry : model.nodes) {
    const std::string path = entry.first.empty() ? "/" : entry.first;
    const FlatNode& expect = entry.second;
    const zk::Response seen = tree.read(get_op(path));
    INFO(path);
    REQUIRE(seen.error == zk::Error::Ok);
    REQUIRE(seen.data == expect.data);
    REQUIRE(seen.stat.czxid == expect.czxid);
    REQUIRE(seen.stat.mzxid == expect.mzxid);
    REQUIRE(seen.stat.version == expect.version);
    REQUIRE(seen.stat.child_version == expect.changes);
    REQUIRE(seen.stat.ephemeral_owner == expect.owner);
    // Nothing is in the tree that is not in the model, because the children agree everywhere.
    REQUIRE(tree.read(children_op(path)).children == model.children(entry.first));
  }
}

TEST_CASE("the tree does what a flat map of paths does, for any writes") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    Prng prng = stream(seed, "tests/znode-tree");
    ZnodeTree tree;
    FlatModel model;
    std::int64_t zxid = 0;
    std::vector<std::pair<ZnodeTree, std::uint64_t>> snapshots;
    for (int i = 0; i < 200; ++i) {
      std::vector<zk::Op> ops;
      const std::uint64_t count = prng.chance(1, 4) ? 1 + prng.below(4) : 1;
      for (std::uint64_t k = 0; k < count; ++k) ops.push_back(random_op(prng));
      const auto session = static_cast<std::int64_t>(1 + prng.below(3));
      const zookeeper::WritePlan plan = plan_writes(tree, ops, session, zxid + 1);
      REQUIRE(name_of(plan.error) == name_of(model.write_all(ops, session, zxid + 1)));
      REQUIRE(plan.results.size() == ops.size());
      if (plan.error == zk::Error::Ok) ++zxid;
      for (const zookeeper::Change& change : plan.changes) tree.apply(change, zxid);
      if (i % 20 == 0) {
        check_same(tree, model);
        tree.check_invariants();
        snapshots.emplace_back(tree, hash_of(tree));
      }
    }
    // Writing never reached into an older copy.
    for (const auto& snapshot : snapshots) REQUIRE(hash_of(snapshot.first) == snapshot.second);
  }
}

}  // namespace
}  // namespace barnabas::test
