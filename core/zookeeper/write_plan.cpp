#include "core/zookeeper/write_plan.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "core/zookeeper/path.h"

namespace barnabas::zookeeper {
namespace {

// A znode as it would be in the middle of the plan.
struct Planned {
  bool exists = false;
  std::int32_t creates = 0;
  zk::Stat stat;  // child_version is derived from creates
};

bool is_ephemeral(zk::CreateMode mode) {
  return mode == zk::CreateMode::Ephemeral || mode == zk::CreateMode::EphemeralSequential;
}
bool is_sequential(zk::CreateMode mode) {
  return mode == zk::CreateMode::PersistentSequential ||
         mode == zk::CreateMode::EphemeralSequential;
}

// As Java's "%010d": ten digits, zeros first.
std::string sequence_suffix(std::int32_t number) {
  const std::string digits = std::to_string(number);
  return digits.size() >= 10 ? digits : std::string(10 - digits.size(), '0') + digits;
}

class Planner {
 public:
  Planner(const ZnodeTree& tree, std::int64_t session_id, std::int64_t zxid)
      : tree_(tree), session_id_(session_id), zxid_(zxid) {}

  zk::OpResult plan(const zk::Op& op) {
    zk::OpResult result;
    result.path = op.path;
    switch (op.code) {
      case zk::OpCode::Create:
        plan_create(op, result);
        break;
      case zk::OpCode::Delete:
        plan_delete(op, result);
        break;
      case zk::OpCode::SetData:
        plan_set_data(op, result);
        break;
      case zk::OpCode::Check:
        plan_check(op, result);
        break;
      case zk::OpCode::Exists:
      case zk::OpCode::GetData:
      case zk::OpCode::GetChildren:
      case zk::OpCode::Ping:
      case zk::OpCode::Multi:
      case zk::OpCode::SetWatches:
      case zk::OpCode::Connect:
      case zk::OpCode::CloseSession:
        result.error = zk::Error::BadArguments;
        break;
    }
    return result;
  }
  std::vector<Change> take_changes() { return std::move(changes_); }

 private:
  Planned& at(std::string_view path) {
    const auto known = overlay_.find(path);
    if (known != overlay_.end()) return known->second;
    Planned planned;
    if (const Znode* node = tree_.find(path)) {
      planned = Planned{true, node->creates, node->stat()};
    }
    return overlay_.emplace(std::string(path), planned).first->second;
  }

  static void count_child(Planned& parent, std::int32_t creates, std::int32_t children) {
    parent.creates += creates;
    parent.stat.child_count += children;
    parent.stat.child_version = child_version_of(parent.creates, parent.stat.child_count);
  }

  void plan_create(const zk::Op& op, zk::OpResult& result) {
    // The suffix of a sequential node may follow a slash: "/queue/" gives "/queue/0000000000".
    if (!is_valid_path(is_sequential(op.mode) ? op.path + "1" : op.path)) {
      result.error = zk::Error::BadArguments;
      return;
    }
    if (op.path == "/" && !is_sequential(op.mode)) {
      result.error = zk::Error::NodeExists;
      return;
    }
    Planned& parent = at(parent_of(op.path));
    if (!parent.exists) {
      result.error = zk::Error::NoNode;
      return;
    }
    if (is_sequential(op.mode)) result.path += sequence_suffix(parent.creates);
    Planned& node = at(result.path);
    if (node.exists) {
      result.error = zk::Error::NodeExists;
    } else if (parent.stat.ephemeral_owner != 0) {
      result.error = zk::Error::NoChildrenForEphemerals;
    } else {
      const std::int64_t owner = is_ephemeral(op.mode) ? session_id_ : 0;
      node = Planned{};
      node.exists = true;
      node.stat.czxid = node.stat.mzxid = zxid_;
      node.stat.ephemeral_owner = owner;
      count_child(parent, 1, 1);
      result.stat = node.stat;
      changes_.push_back(Change{ChangeKind::Create, result.path, op.data, 0, owner});
    }
  }

  void plan_delete(const zk::Op& op, zk::OpResult& result) {
    if (!is_valid_path(op.path) || op.path == "/") {
      result.error = zk::Error::BadArguments;
      return;
    }
    Planned& node = at(op.path);
    result.error = check_version(node, op.version);
    if (result.error != zk::Error::Ok) return;
    if (node.stat.child_count > 0) {
      result.error = zk::Error::NotEmpty;
      return;
    }
    node = Planned{};
    count_child(at(parent_of(op.path)), 0, -1);
    changes_.push_back(Change{ChangeKind::Delete, op.path, "", 0, 0});
  }

  void plan_set_data(const zk::Op& op, zk::OpResult& result) {
    plan_check(op, result);
    if (result.error != zk::Error::Ok) return;
    Planned& node = at(op.path);
    ++node.stat.version;
    node.stat.mzxid = zxid_;
    result.stat = node.stat;
    changes_.push_back(Change{ChangeKind::SetData, op.path, op.data, node.stat.version, 0});
  }

  void plan_check(const zk::Op& op, zk::OpResult& result) {
    result.error =
        is_valid_path(op.path) ? check_version(at(op.path), op.version) : zk::Error::BadArguments;
  }

  static zk::Error check_version(const Planned& node, std::int32_t version) {
    if (!node.exists) return zk::Error::NoNode;
    const bool matches = version == -1 || version == node.stat.version;
    return matches ? zk::Error::Ok : zk::Error::BadVersion;
  }

  const ZnodeTree& tree_;
  const std::int64_t session_id_;
  const std::int64_t zxid_;
  std::map<std::string, Planned, std::less<>> overlay_;  // references into it stay valid
  std::vector<Change> changes_;
};

// What a failed multi tells about the operations around the one that failed.
void fail_all(WritePlan& plan, const std::vector<zk::Op>& ops) {
  for (std::size_t i = 0; i < ops.size(); ++i) {
    zk::OpResult result;
    result.path = ops[i].path;
    if (i >= plan.results.size()) {
      result.error = zk::Error::RuntimeInconsistency;
      plan.results.push_back(std::move(result));
    } else if (plan.results[i].error == zk::Error::Ok) {
      plan.results[i] = std::move(result);
    }
  }
}

}  // namespace

WritePlan plan_writes(const ZnodeTree& tree, const std::vector<zk::Op>& ops,
                      std::int64_t session_id, std::int64_t zxid) {
  Planner planner(tree, session_id, zxid);
  WritePlan plan;
  for (const zk::Op& op : ops) {
    plan.results.push_back(planner.plan(op));
    plan.error = plan.results.back().error;
    if (plan.error == zk::Error::Ok) continue;
    fail_all(plan, ops);
    return plan;
  }
  plan.changes = planner.take_changes();
  return plan;
}

}  // namespace barnabas::zookeeper
