// Binds selectors to nodes, from what the nodes themselves are at this moment.
#include <algorithm>

#include "core/broker/broker.h"
#include "sim/world/director.h"
#include "sim/world/rolling.h"

namespace barnabas::sim {
namespace {

void add(std::vector<NodeIndex>& nodes, NodeIndex node) {
  if (node != kNoIndex) nodes.push_back(node);
}

const replica::Partition* replica_at(const World& world, NodeIndex index,
                                     const TopicPartition& tp) {
  const broker::Broker* broker = world.node(index).broker();
  if (broker == nullptr) return nullptr;
  const auto found = broker->partitions.find(tp);
  return found == broker->partitions.end() ? nullptr : &*found->second;
}

// The live broker that leads at the highest epoch; a paused one still leads, as far as it knows.
NodeIndex leader_of(const World& world, const TopicPartition& tp) {
  NodeIndex best = kNoIndex;
  LeaderEpoch epoch{-1};
  for (std::size_t i = 0; i < world.nodes.size(); ++i) {
    const auto index = static_cast<NodeIndex>(i);
    const replica::Partition* partition = replica_at(world, index, tp);
    if (partition == nullptr || !partition->is_leader() || partition->leader_epoch <= epoch)
      continue;
    best = index;
    epoch = partition->leader_epoch;
  }
  return best;
}

// The replica state of the highest epoch, whoever holds it.
const replica::Partition* newest(const World& world, const TopicPartition& tp) {
  const replica::Partition* best = nullptr;
  for (std::size_t i = 0; i < world.nodes.size(); ++i) {
    const replica::Partition* partition = replica_at(world, static_cast<NodeIndex>(i), tp);
    if (partition == nullptr) continue;
    if (best == nullptr || partition->leader_epoch > best->leader_epoch ||
        (partition->leader_epoch == best->leader_epoch && partition->is_leader())) {
      best = partition;
    }
  }
  return best;
}

void add_brokers(const World& world, const std::vector<NodeId>& ids,
                 std::vector<NodeIndex>& nodes) {
  for (const NodeId id : ids) add(nodes, world.find_broker(id));
}

NodeIndex controller_of(const World& world) {
  NodeIndex best = kNoIndex;
  ControllerEpoch epoch{-1};
  for (std::size_t i = 0; i < world.nodes.size(); ++i) {
    const broker::Broker* broker = world.nodes[i]->broker();
    if (broker == nullptr || !broker->controller.is_active() || broker->controller.epoch() <= epoch)
      continue;
    best = static_cast<NodeIndex>(i);
    epoch = broker->controller.epoch();
  }
  return best;
}

void collect_group(const World& world, Selector::Kind kind, std::vector<NodeIndex>& nodes) {
  for (std::size_t i = 0; i < world.nodes.size(); ++i) {
    const Node& node = *world.nodes[i];
    // Rules about everyone are also for those who join later.
    if (!node.joined && kind != Selector::Kind::Everyone) continue;
    if (kind == Selector::Kind::Brokers && !node.is_broker()) continue;
    if (kind == Selector::Kind::Clients && !node.is_client()) continue;
    nodes.push_back(static_cast<NodeIndex>(i));
  }
}

void collect(const World& world, const Selector& selector, Prng* random,
             std::vector<NodeIndex>& nodes) {
  using Kind = Selector::Kind;
  const replica::Partition* partition = nullptr;
  switch (selector.kind) {
    case Kind::Node:
      add(nodes, world.find(selector.text));
      return;
    case Kind::Remembered: {
      const auto found = world.remembered.find(selector.text);
      if (found != world.remembered.end())
        nodes.insert(nodes.end(), found->second.begin(), found->second.end());
      return;
    }
    case Kind::LeaderOf:
      add(nodes, leader_of(world, selector.partition));
      return;
    case Kind::FollowersOf:
      partition = newest(world, selector.partition);
      if (partition == nullptr) return;
      for (const NodeId id : partition->replicas) {
        if (id != partition->leader) add(nodes, world.find_broker(id));
      }
      return;
    case Kind::ReplicasOf:
      partition = newest(world, selector.partition);
      if (partition != nullptr) add_brokers(world, partition->replicas, nodes);
      return;
    case Kind::IsrOf:
      partition = newest(world, selector.partition);
      if (partition != nullptr) add_brokers(world, partition->isr, nodes);
      return;
    case Kind::Controller:
      add(nodes, controller_of(world));
      return;
    case Kind::Brokers:
    case Kind::Clients:
    case Kind::Everyone:
      collect_group(world, selector.kind, nodes);
      return;
    case Kind::OneOf: {
      const std::vector<NodeIndex> all = resolve(world, selector.list.front(), random);
      if (all.empty()) return;
      const std::uint64_t which = random == nullptr ? 0 : random->below(all.size());
      nodes.push_back(all[static_cast<std::size_t>(which)]);
      return;
    }
    case Kind::List:
      for (const Selector& part : selector.list) collect(world, part, random, nodes);
      return;
  }
}

}  // namespace

std::vector<NodeIndex> resolve(const World& world, const Selector& selector, Prng* random) {
  std::vector<NodeIndex> nodes;
  collect(world, selector, random, nodes);
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  return nodes;
}

bool is_back(const World& world, NodeIndex index) {
  const broker::Broker* broker = world.node(index).broker();
  if (broker == nullptr) return world.node(index).up;
  if (broker->lifecycle != broker::Lifecycle::Running || !broker->zookeeper.is_connected())
    return false;
  const NodeId id = world.node(index).broker_id();
  for (std::size_t i = 0; i < world.nodes.size(); ++i) {
    const broker::Broker* other = world.nodes[i]->broker();
    if (other == nullptr) continue;
    for (const auto& [tp, slot] : other->partitions) {
      const replica::Partition* now = newest(world, tp);
      const auto& replicas = now->replicas;
      if (std::find(replicas.begin(), replicas.end(), id) == replicas.end()) continue;
      if (std::find(now->isr.begin(), now->isr.end(), id) == now->isr.end()) return false;
      // It must have heard of its role in this life.
      const replica::Partition* own = replica_at(world, index, tp);
      if (own == nullptr || own->leader_epoch != now->leader_epoch) return false;
    }
  }
  return true;
}

}  // namespace barnabas::sim
