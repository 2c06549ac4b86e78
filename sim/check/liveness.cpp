#include "sim/check/liveness.h"

#include <algorithm>
#include <set>

#include "core/broker/broker.h"
#include "core/client/consumer.h"
#include "sim/check/reader_place.h"

namespace barnabas::sim::check {

void Liveness::miss(const Scene& scene, const TopicPartition& tp, std::string text) {
  const std::string key = text;
  violate(scene, tp, key, std::move(text));
}

void Liveness::check_processes(const Scene& scene) {
  for (const Cow<Node>& node : scene.world.nodes) {
    if (!node->joined) continue;
    if (!node->up) {
      miss(scene, {}, node->name + " is down");
    } else if (node->paused) {
      miss(scene, {}, node->name + " is paused");
    } else if (node->broker() != nullptr &&
               node->broker()->lifecycle != broker::Lifecycle::Running) {
      miss(scene, {}, node->name + " is not running");
    } else if (node->is_broker()) {
      const auto& registered = scene.evidence.registered;
      if (std::find(registered.begin(), registered.end(), node->broker_id().value) !=
          registered.end())
        continue;
      miss(scene, {}, node->name + " is not registered");
    }
  }
}

void Liveness::check_partition(const Scene& scene, const PartitionEvidence& partition) {
  const PartitionZnodes& znodes = partition.znodes;
  if (!znodes.exists) return;
  const TopicPartition& tp = partition.tp;
  const auto is_in_sync = [&znodes](std::int32_t id) {
    return std::find(znodes.isr.begin(), znodes.isr.end(), id) != znodes.isr.end();
  };
  const NodeIndex leader = scene.evidence.index_of(scene.world, znodes.leader);
  if (!znodes.has_state || leader == kNoIndex)
    return miss(scene, tp, to_string(tp) + " has no leader");
  const std::string name = name_of(scene.world, leader);
  const replica::Partition* state = find_state(scene.world, leader, tp);
  if (state == nullptr) {
    miss(scene, tp, to_string(tp) + " is led by " + name + ", which does not serve it");
  } else if (state->role != replica::Role::Leader) {
    miss(scene, tp, name + " does not know that it leads " + to_string(tp));
  } else if (state->leader_epoch.value != znodes.leader_epoch) {
    miss(scene, tp,
         name + " leads " + to_string(tp) + " in epoch " +
             std::to_string(state->leader_epoch.value) + ", not in epoch " +
             std::to_string(znodes.leader_epoch));
  }
  if (!is_in_sync(znodes.leader))
    miss(scene, tp, name + ", leader of " + to_string(tp) + ", is not in sync");
  for (const std::int32_t id : znodes.replicas) {
    const NodeIndex node = scene.evidence.index_of(scene.world, id);
    if (node == kNoIndex || !scene.world.node(node).up || is_in_sync(id)) continue;
    miss(scene, tp, name_of(scene.world, node) + " is not in the in-sync set of " + to_string(tp));
  }
}

void Liveness::check_replication(const Scene& scene, const PartitionEvidence& partition) {
  const NodeIndex leader = scene.evidence.index_of(scene.world, partition.znodes.leader);
  const replica::Partition* state =
      leader == kNoIndex ? nullptr : find_state(scene.world, leader, partition.tp);
  if (!partition.znodes.exists || state == nullptr) return;
  if (state->pending) {
    miss(scene, partition.tp,
         name_of(scene.world, leader) +
             " still waits for an answer to the in-sync set that it "
             "proposed for " +
             to_string(partition.tp));
  }
  for (const std::int32_t id : partition.znodes.replicas) {
    const NodeIndex node = scene.evidence.index_of(scene.world, id);
    if (node == kNoIndex || !scene.world.node(node).up) continue;
    const ReplicaEvidence* replica = partition.find_replica(node);
    const std::int64_t end = replica == nullptr ? 0 : replica->log.end();
    if (end >= state->high_watermark.value) continue;
    miss(scene, partition.tp,
         name_of(scene.world, node) + " has " + to_string(partition.tp) + " only up to offset " +
             std::to_string(end) + ", and everything below " +
             std::to_string(state->high_watermark.value) + " is committed");
  }
}

void Liveness::check_metadata(const Scene& scene, const PartitionEvidence& partition) {
  const PartitionZnodes& znodes = partition.znodes;
  if (!znodes.exists || !znodes.has_state) return;
  for (const Cow<Node>& node : scene.world.nodes) {
    const broker::Broker* broker = node->up && !node->paused ? node->broker() : nullptr;
    if (broker == nullptr || broker->lifecycle != broker::Lifecycle::Running) continue;
    const auto known = broker->metadata.partitions.find(partition.tp);
    const bool agrees = known != broker->metadata.partitions.end() &&
                        known->second.leader.value == znodes.leader &&
                        known->second.leader_epoch.value == znodes.leader_epoch;
    if (agrees) continue;
    miss(scene, partition.tp,
         node->name + " does not know who leads " + to_string(partition.tp) + " in epoch " +
             std::to_string(znodes.leader_epoch));
  }
}

void Liveness::check_producers(const Scene& scene) {
  for (const ProducerHistory& producer : scene.history.producers()) {
    std::uint64_t pending = 0;
    const SentRecord* first = nullptr;
    for (const SentRecord& record : producer.records) {
      if (producer.outcome_of(record) != Outcome::Pending) continue;
      if (first == nullptr) first = &record;
      ++pending;
    }
    if (first == nullptr) continue;
    miss(scene, {},
         std::to_string(pending) + (pending == 1 ? " record of " : " records of ") +
             name_of(scene.world, producer.node) +
             (pending == 1 ? " has no outcome, '" : " have no outcome, '") +
             scene.history.value_of(scene.world, producer, *first) + "' the first");
  }
}

void Liveness::check_consumers(const Scene& scene, FinalLogs& logs) {
  for (std::size_t i = 0; i < scene.world.nodes.size(); ++i) {
    const Cow<Node>& node = scene.world.nodes[i];
    const client::Consumer* consumer = node->state.consumer();
    if (consumer == nullptr) continue;
    std::set<TopicPartition> waiting;  // for the application, which may be slow
    for (const auto& fetched : consumer->buffer) waiting.insert(fetched.tp);
    for (const auto& [tp, reading] : consumer->partitions) {
      // An exception that the application was told is an outcome, and a pause is its own wish.
      if (reading.state == client::ConsumerPartition::State::Failed || reading.is_paused) continue;
      if (waiting.count(tp) != 0) continue;
      const FinalLog& log = logs.of(tp);
      const auto resets = resets_in_a_row(scene.history, static_cast<NodeIndex>(i), tp).count;
      if (!log.exists) {
        miss(scene, tp, node->name + " reads " + to_string(tp) + ", which does not exist");
      } else if (resets >= kResetsOfALoop) {
        miss(scene, tp,
             node->name + " was reset " + std::to_string(resets) + " times in " + to_string(tp) +
                 " and has got nothing since the first");
      } else if (reading.state != client::ConsumerPartition::State::Fetching) {
        miss(scene, tp, node->name + " has no place yet to read " + to_string(tp) + " from");
      } else if (reading.position.offset.value < log.end) {
        miss(scene, tp,
             node->name + " is at offset " + std::to_string(reading.position.offset.value) +
                 " of " + to_string(tp) + ", which ends at " + std::to_string(log.end));
      }
    }
  }
}

void Liveness::finish(const Scene& scene, FinalLogs& logs) {
  check_processes(scene);
  for (const auto& [tp, partition] : scene.evidence.partitions) check_partition(scene, partition);
  for (const std::string& topic : scene.evidence.deleting) {
    miss(scene, {}, "topic " + topic + " is still being deleted");
  }
  check_producers(scene);
  check_consumers(scene, logs);
  for (const auto& [tp, partition] : scene.evidence.partitions) {
    check_replication(scene, partition);
    check_metadata(scene, partition);
  }
  for (const std::string& topic : scene.evidence.reassigning) {
    miss(scene, {}, "replicas of topic " + topic + " are still being moved");
  }
}

}  // namespace barnabas::sim::check
