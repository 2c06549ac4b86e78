#include "sim/check/high_watermark.h"

#include <algorithm>
#include <variant>

#include "core/replica/partition.h"

namespace barnabas::sim::check {

void TrueHwMonotone::on_partition(const Scene& scene, PartitionEvidence& partition) {
  const ReplicaEvidence* leader = find_true_leader(scene.world, scene.evidence, partition);
  if (leader == nullptr) return;
  const std::int64_t mark = leader->state->high_watermark.value;
  if (mark < leader->state->leader_epoch_start.value || mark >= partition.true_mark) return;
  const std::string epoch = std::to_string(partition.znodes.leader_epoch);
  violate(scene, partition.tp, epoch,
          "the high watermark was " + std::to_string(partition.true_mark) + ", and is " +
              std::to_string(mark) + " under " + name_of(scene.world, leader->node) + " in epoch " +
              epoch);
}

void AppliedHwMonotone::on_partition(const Scene& scene, PartitionEvidence& partition) {
  if (reigns_.size() <= partition.number) reigns_.resize(partition.number + 1);
  std::vector<Reign>& reigns = reigns_[partition.number];
  for (const auto& [node, replica] : partition.replicas) {
    const replica::Partition* state = replica.state;
    if (state == nullptr || state->role != replica::Role::Leader) continue;
    auto reign = std::find_if(reigns.begin(), reigns.end(),
                              [node = node](const Reign& r) { return r.node == node; });
    if (reign == reigns.end()) reign = reigns.insert(reigns.end(), {node, 0, -1, 0});
    const std::uint32_t incarnation = scene.world.node(node).incarnation;
    const std::int64_t mark = state->high_watermark.value;
    const bool is_same =
        reign->incarnation == incarnation && reign->epoch == state->leader_epoch.value;
    if (is_same && mark < reign->mark) {
      violate(scene, partition.tp, name_of(scene.world, node) + std::to_string(reign->epoch),
              "the high watermark of " + name_of(scene.world, node) + " fell from " +
                  std::to_string(reign->mark) + " to " + std::to_string(mark) +
                  " while it led epoch " + std::to_string(reign->epoch));
    }
    *reign = {node, incarnation, state->leader_epoch.value, mark};
  }
}

void AppliedHwMonotone::on_event(const Scene&, const EventRecord& event) {
  if (event.event == nullptr) return;
  const auto* received = std::get_if<event::Received>(event.event);
  if (received == nullptr) return;
  const auto* request = std::get_if<protocol::ListOffsetsRequest>(&*received->request);
  if (request == nullptr || request->replica_id.value >= 0) return;
  std::vector<TopicPartition> asked;
  for (const auto& topic : request->topics) {
    for (const auto& part : topic.partitions) {
      if (part.timestamp == protocol::kLatestTimestamp)
        asked.push_back({topic.name, part.partition});
    }
  }
  if (asked.empty()) return;
  questions_[{event.node, event.from, received->correlation.value}] = std::move(asked);
}

void AppliedHwMonotone::on_sending(const Scene& scene, const Sending& sending) {
  if (sending.response == nullptr || questions_.empty()) return;
  const auto* response = std::get_if<protocol::ListOffsetsResponse>(sending.response);
  if (response == nullptr) return;
  const auto question = questions_.find({sending.from, sending.to, sending.correlation.value});
  if (question == questions_.end()) return;
  const std::vector<TopicPartition> asked = std::move(question->second);
  questions_.erase(question);
  for (const auto& topic : response->topics) {
    for (const auto& part : topic.partitions) {
      const TopicPartition tp{topic.name, part.partition};
      const replica::Partition* state = find_state(scene.world, sending.from, tp);
      if (part.error != ErrorCode::None || part.offset.value < 0 || state == nullptr) continue;
      if (std::find(asked.begin(), asked.end(), tp) == asked.end()) continue;
      Told& told = told_[tp];
      if (state->leader_epoch.value < told.epoch) continue;
      if (part.offset.value < told.end) {
        violate(scene, tp, std::to_string(state->leader_epoch.value),
                name_of(scene.world, sending.from) + " told " + name_of(scene.world, sending.to) +
                    " that " + to_string(tp) + " ends at " + std::to_string(part.offset.value) +
                    ", after somebody had been told " + std::to_string(told.end));
      }
      told = {state->leader_epoch.value, std::max(told.end, part.offset.value)};
    }
  }
}

void AppliedHwMonotone::on_recreated(const PartitionEvidence& partition) {
  told_.erase(partition.tp);
  if (partition.number < reigns_.size()) reigns_[partition.number].clear();
}

}  // namespace barnabas::sim::check
