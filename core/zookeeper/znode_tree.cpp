#include "core/zookeeper/znode_tree.h"

#include <utility>

#include "core/base/check.h"
#include "core/zookeeper/path.h"

namespace barnabas::zookeeper {
namespace {

// Returns how many ephemeral znodes stand in this subtree, having checked each against its owner's
// list.
std::size_t check_subtree(const Znode& node, const std::string& path,
                          const std::map<std::int64_t, std::set<std::string>>& ephemerals) {
  std::size_t count = 0;
  if (node.ephemeral_owner != 0) {
    BARNABAS_CHECK_MSG(node.children.empty(), "1: an ephemeral znode has children: " + path);
    const auto owned = ephemerals.find(node.ephemeral_owner);
    BARNABAS_CHECK_MSG(owned != ephemerals.end(), "2: the owner's list is missing: " + path);
    BARNABAS_CHECK_MSG(owned->second.count(path) == 1, "2: not in the owner's list: " + path);
    ++count;
  }
  const std::string prefix = path == "/" ? path : path + "/";
  for (const auto& entry : node.children) {
    count += check_subtree(*entry.second, prefix + entry.first, ephemerals);
  }
  return count;
}

}  // namespace

zk::Stat Znode::stat() const {
  zk::Stat stat;
  stat.czxid = czxid;
  stat.mzxid = mzxid;
  stat.version = version;
  stat.child_count = static_cast<std::int32_t>(children.size());
  stat.child_version = child_version_of(creates, stat.child_count);
  stat.ephemeral_owner = ephemeral_owner;
  return stat;
}

void Znode::fold_into(Hasher& hasher) const {
  fold_value(hasher, data);
  fold_value(hasher, czxid);
  fold_value(hasher, mzxid);
  fold_value(hasher, pzxid);
  fold_value(hasher, version);
  fold_value(hasher, creates);
  fold_value(hasher, ephemeral_owner);
  fold_value(hasher, children);
}

const Znode* ZnodeTree::find(std::string_view path) const {
  if (!is_valid_path(path)) return nullptr;
  const Znode* node = &*root_;
  if (path == "/") return node;
  while (!path.empty()) {
    const auto child = node->children.find(take_first_part(path));
    if (child == node->children.end()) return nullptr;
    node = &*child->second;
  }
  return node;
}

std::set<std::string> ZnodeTree::ephemerals_of(std::int64_t session_id) const {
  const auto owned = ephemerals_.find(session_id);
  return owned == ephemerals_.end() ? std::set<std::string>{} : owned->second;
}

std::size_t ZnodeTree::ephemeral_count() const {
  std::size_t count = 0;
  for (const auto& entry : ephemerals_) count += entry.second.size();
  return count;
}

zk::Response ZnodeTree::read(const zk::Op& op) const {
  zk::Response response;
  response.path = op.path;
  if (!is_valid_path(op.path)) {
    response.error = zk::Error::BadArguments;
    return response;
  }
  const Znode* node = find(op.path);
  if (node == nullptr) {
    response.error = zk::Error::NoNode;
    return response;
  }
  response.stat = node->stat();
  if (op.code == zk::OpCode::GetData) response.data = node->data;
  if (op.code == zk::OpCode::GetChildren) {
    response.children.reserve(node->children.size());
    for (const auto& entry : node->children) response.children.push_back(entry.first);
  }
  return response;
}

void ZnodeTree::apply(const Change& change, std::int64_t zxid) {
  switch (change.kind) {
    case ChangeKind::Create:
      return create(change, zxid);
    case ChangeKind::Delete:
      return remove(change, zxid);
    case ChangeKind::SetData:
      return set_data(change, zxid);
    case ChangeKind::OpenSession:
    case ChangeKind::CloseSession:
      return;
  }
}

Znode& ZnodeTree::get_for_writing(std::string_view path) {
  Znode* node = &root_.write();
  if (path == "/") return *node;
  while (!path.empty()) {
    const auto child = node->children.find(take_first_part(path));
    BARNABAS_CHECK_MSG(child != node->children.end(), "no znode to write");
    node = &child->second.write();
  }
  return *node;
}

void ZnodeTree::create(const Change& change, std::int64_t zxid) {
  Znode& parent = get_for_writing(parent_of(change.path));
  BARNABAS_CHECK(parent.ephemeral_owner == 0);
  Znode node;
  node.data = change.data;
  node.czxid = node.mzxid = node.pzxid = zxid;
  node.ephemeral_owner = change.session_id;
  const bool is_new =
      parent.children.emplace(std::string(name_of_path(change.path)), Cow<Znode>(std::move(node)))
          .second;
  BARNABAS_CHECK_MSG(is_new, change.path);
  ++parent.creates;
  parent.pzxid = zxid;
  if (change.session_id != 0) ephemerals_[change.session_id].insert(change.path);
}

void ZnodeTree::remove(const Change& change, std::int64_t zxid) {
  Znode& parent = get_for_writing(parent_of(change.path));
  const auto child = parent.children.find(name_of_path(change.path));
  BARNABAS_CHECK_MSG(child != parent.children.end(), change.path);
  BARNABAS_CHECK_MSG(child->second->children.empty(), change.path);
  const std::int64_t owner = child->second->ephemeral_owner;
  parent.children.erase(child);
  parent.pzxid = zxid;
  if (owner == 0) return;
  const auto owned = ephemerals_.find(owner);
  BARNABAS_CHECK(owned != ephemerals_.end());
  owned->second.erase(change.path);
  if (owned->second.empty()) ephemerals_.erase(owned);
}

void ZnodeTree::set_data(const Change& change, std::int64_t zxid) {
  Znode& node = get_for_writing(change.path);
  node.data = change.data;
  node.version = change.number;
  node.mzxid = zxid;
}

void ZnodeTree::check_invariants() const {
  const std::size_t standing = check_subtree(*root_, "/", ephemerals_);
  BARNABAS_CHECK_MSG(ephemeral_count() == standing, "2: the lists name znodes that are not there");
}

void ZnodeTree::fold_into(Hasher& hasher) const {
  fold_value(hasher, root_);
  fold_value(hasher, ephemerals_);
}

}  // namespace barnabas::zookeeper
