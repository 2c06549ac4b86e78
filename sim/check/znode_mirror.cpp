#include "sim/check/znode_mirror.h"

#include "core/zookeeper/server.h"
#include "sim/check/json_scan.h"

namespace barnabas::sim::check {
namespace {

const zookeeper::Server* find_zookeeper(const World& world) {
  for (const Cow<Node>& node : world.nodes) {
    if (node->up && node->zookeeper() != nullptr) return node->zookeeper();
  }
  return nullptr;
}

// What belonged to a topic that is gone must not be held against its successor.
void forget(PartitionEvidence& partition) {
  partition.znodes = {};
  partition.committed_to = 0;
  partition.true_mark = 0;
  partition.committed.clear();
  partition.deleted_to = 0;
  partition.asked_to_delete_to = 0;
  partition.agreement.clear();
  for (auto& [node, replica] : partition.replicas) {
    replica.reached = 0;
    replica.mark_seen = 0;
  }
}

std::vector<std::string> names_below(const zookeeper::Znode* znode) {
  std::vector<std::string> names;
  if (znode == nullptr) return names;
  for (const auto& [name, child] : znode->children) names.push_back(name);
  return names;
}

}  // namespace

void ZnodeMirror::read_states(const zookeeper::Znode& topic, const std::string& name,
                              Evidence& evidence) {
  const auto partitions = topic.children.find("partitions");
  if (partitions == topic.children.end()) return;
  for (const auto& [number, znode] : partitions->second->children) {
    const auto state = znode->children.find("state");
    if (state == znode->children.end()) continue;
    PartitionEvidence& partition =
        evidence.partition({name, static_cast<std::int32_t>(scan_number(number, -1))});
    if (partition.znodes.state_mzxid == state->second->mzxid) continue;
    const std::string& data = state->second->data;
    PartitionZnodes& known = partition.znodes;
    known.has_state = true;
    known.state_mzxid = state->second->mzxid;
    known.leader = static_cast<std::int32_t>(scan_integer(data, "leader", -1));
    known.leader_epoch = static_cast<std::int32_t>(scan_integer(data, "leader_epoch", -1));
    known.controller_epoch = static_cast<std::int32_t>(scan_integer(data, "controller_epoch", -1));
    known.isr = scan_list(data, "isr");
    known.note_targets();
    evidence.touch(partition);
  }
}

void ZnodeMirror::read_topic(const zookeeper::Znode& znode, const std::string& name,
                             Evidence& evidence, std::vector<PartitionEvidence*>& recreated) {
  Topic& topic = topics_[name];
  topic.is_there = true;
  if (topic.czxid != znode.czxid) {
    const bool is_again = topic.czxid >= 0;
    topic = {znode.czxid, -1, true, false};
    for (auto& [tp, partition] : evidence.partitions) {
      if (!is_again || tp.topic != name) continue;
      forget(partition);
      recreated.push_back(&partition);
    }
  }
  if (topic.mzxid != znode.mzxid) {
    topic.mzxid = znode.mzxid;
    topic.is_moving = !scan_lists(znode.data, "adding_replicas").empty() ||
                      !scan_lists(znode.data, "removing_replicas").empty();
    std::map<std::int32_t, std::vector<std::int32_t>> removing =
        scan_lists(znode.data, "removing_replicas");
    for (auto& [number, replicas] : scan_lists(znode.data, "partitions")) {
      PartitionEvidence& partition = evidence.partition({name, number});
      PartitionZnodes& known = partition.znodes;
      if (known.removing != removing[number] || known.replicas != replicas)
        known.targets_were_in_sync = false;
      known.exists = true;
      known.removing = removing[number];
      known.replicas = replicas;
      known.note_targets();
      evidence.touch(partition);
    }
  }
  read_states(znode, name, evidence);
}

bool ZnodeMirror::update(const World& world, Evidence& evidence,
                         std::vector<PartitionEvidence*>& recreated) {
  const zookeeper::Server* server = find_zookeeper(world);
  if (server == nullptr || !server->is_serving() || server->last_zxid() == last_zxid_) return false;
  last_zxid_ = server->last_zxid();
  const zookeeper::ZnodeTree& tree = server->tree();
  for (auto& [name, topic] : topics_) topic.is_there = false;
  if (const zookeeper::Znode* topics = tree.find("/brokers/topics")) {
    for (const auto& [name, znode] : topics->children)
      read_topic(*znode, name, evidence, recreated);
  }
  for (auto& [tp, partition] : evidence.partitions) {
    const auto topic = topics_.find(tp.topic);
    if (topic == topics_.end() || topic->second.is_there || !partition.znodes.exists) continue;
    partition.znodes = {};
    evidence.touch(partition);
  }
  evidence.registered.clear();
  for (const std::string& name : names_below(tree.find("/brokers/ids"))) {
    evidence.registered.push_back(static_cast<std::int32_t>(scan_number(name, -1)));
  }
  evidence.reassigning.clear();
  for (const auto& [name, topic] : topics_) {
    if (topic.is_there && topic.is_moving) evidence.reassigning.push_back(name);
  }
  evidence.deleting = names_below(tree.find("/admin/delete_topics"));
  const zookeeper::Znode* epoch = tree.find("/controller_epoch");
  evidence.controller_epoch =
      epoch == nullptr ? -1 : static_cast<std::int32_t>(scan_number(epoch->data, -1));
  return true;
}

}  // namespace barnabas::sim::check
