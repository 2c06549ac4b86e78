#include "core/cluster/image.h"

#include <algorithm>

#include "core/base/check.h"

namespace barnabas::cluster {

const BrokerRegistration* Image::find_broker(NodeId id) const {
  const auto found = brokers_->find(id);
  return found == brokers_->end() ? nullptr : &found->second;
}

const Topic* Image::find_topic(const std::string& name) const {
  const auto found = topics_->find(name);
  return found == topics_->end() ? nullptr : &*found->second;
}

const Partition* Image::find_partition(const TopicPartition& tp) const {
  const Topic* topic = find_topic(tp.topic);
  if (topic == nullptr) return nullptr;
  const auto found = topic->partitions.find(tp.partition);
  return found == topic->partitions.end() ? nullptr : &found->second;
}

bool Image::is_live(NodeId id) const {
  const BrokerRegistration* broker = find_broker(id);
  return broker != nullptr && !broker->is_shutting_down;
}

bool Image::is_replica_online(const TopicPartition& tp, NodeId id, bool or_shutting_down) const {
  if (!(or_shutting_down ? is_registered(id) : is_live(id))) return false;
  const Partition* partition = find_partition(tp);
  return partition == nullptr || !contains(partition->offline_replicas, id);
}

std::vector<NodeId> Image::registered_brokers() const {
  std::vector<NodeId> ids;
  for (const auto& entry : *brokers_) ids.push_back(entry.first);
  return ids;
}

std::vector<TopicPartition> Image::all_partitions() const {
  std::vector<TopicPartition> all;
  for (const auto& topic : *topics_) {
    for (const auto& partition : topic.second->partitions)
      all.push_back({topic.first, partition.first});
  }
  return all;
}

std::vector<TopicPartition> Image::partitions_of(const std::string& topic) const {
  std::vector<TopicPartition> all;
  const Topic* found = find_topic(topic);
  if (found == nullptr) return all;
  for (const auto& partition : found->partitions) all.push_back({topic, partition.first});
  return all;
}

std::vector<TopicPartition> Image::partitions_on(NodeId broker) const {
  std::vector<TopicPartition> all;
  for (const auto& topic : *topics_) {
    for (const auto& partition : topic.second->partitions) {
      if (contains(partition.second.assignment.replicas, broker)) {
        all.push_back({topic.first, partition.first});
      }
    }
  }
  return all;
}

// Writes the image; one overload per kind of change.
struct Replayer {
  Image& image;

  Topic* topic(const std::string& name) const {
    if (image.topics_->count(name) == 0) return nullptr;
    return &image.topics_.write().at(name).write();
  }
  Partition* partition(const TopicPartition& tp) const {
    if (image.find_partition(tp) == nullptr) return nullptr;
    return &topic(tp.topic)->partitions.at(tp.partition);
  }

  void operator()(const change::BrokerRegistered& change) const {
    image.brokers_.write().insert_or_assign(change.broker.id, change.broker);
  }
  void operator()(const change::BrokerShuttingDown& change) const {
    if (image.is_registered(change.broker)) {
      image.brokers_.write().at(change.broker).is_shutting_down = true;
    }
  }
  void operator()(const change::BrokerGone& change) const {
    if (image.is_registered(change.broker)) image.brokers_.write().erase(change.broker);
  }
  void operator()(const change::TopicAdded& change) const {
    Topic fresh;
    fresh.id = change.id;
    image.topics_.write().insert_or_assign(change.topic, Cow<Topic>(std::move(fresh)));
  }
  void operator()(const change::TopicDeletionStarted& change) const {
    if (Topic* found = topic(change.topic)) found->is_being_deleted = true;
  }
  void operator()(const change::TopicRemoved& change) const {
    if (image.topics_->count(change.topic) != 0) image.topics_.write().erase(change.topic);
  }
  void operator()(const change::ConfigsChanged& change) const {
    if (Topic* found = topic(change.topic)) found->configs = change.configs;
  }
  void operator()(const change::AssignmentChanged& change) const {
    if (Topic* found = topic(change.tp.topic)) {
      found->partitions[change.tp.partition].assignment = change.assignment;
    }
  }
  void operator()(const change::LeadershipChanged& change) const {
    Partition* found = partition(change.tp);
    if (found == nullptr) return;
    const Leadership& next = change.leadership;
    BARNABAS_CHECK_MSG(!next.isr.empty(), to_string(change.tp));
    BARNABAS_CHECK_MSG(next.leader_epoch >= found->leadership.leader_epoch, to_string(change.tp));
    BARNABAS_CHECK_MSG(next.partition_epoch >= found->leadership.partition_epoch,
                       to_string(change.tp));
    found->leadership = next;
  }
  void operator()(const change::ReplicaDiskChanged& change) const {
    const Partition* known = image.find_partition(change.tp);
    if (known == nullptr || contains(known->offline_replicas, change.broker) == change.is_offline)
      return;
    std::vector<NodeId>& offline = partition(change.tp)->offline_replicas;
    if (change.is_offline) {
      offline.push_back(change.broker);
    } else {
      offline = without(offline, {change.broker});
    }
  }
};

void replay(Image& image, const Record& record) { std::visit(Replayer{image}, record); }

bool contains(const std::vector<NodeId>& list, NodeId id) {
  return std::find(list.begin(), list.end(), id) != list.end();
}

std::vector<NodeId> without(const std::vector<NodeId>& list, const std::vector<NodeId>& others) {
  std::vector<NodeId> rest;
  for (const NodeId id : list) {
    if (!contains(others, id)) rest.push_back(id);
  }
  return rest;
}

std::string list_text(const std::vector<NodeId>& list) {
  std::string text;
  for (const NodeId id : list) {
    if (!text.empty()) text += ",";
    text += std::to_string(id.value);
  }
  return text;
}

std::vector<std::int32_t> plain_ids(const std::vector<NodeId>& list) {
  std::vector<std::int32_t> ids;
  for (const NodeId id : list) ids.push_back(id.value);
  return ids;
}

}  // namespace barnabas::cluster
