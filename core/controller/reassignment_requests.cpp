// AlterPartitionReassignments and ListPartitionReassignments.
//
// Kafka: KafkaController.processApiPartitionReassignment, maybeBuildReassignment, validateReplicas
// (3.9); KIP-455.
#include <set>
#include <utility>

#include "core/controller/controller.h"
#include "core/controller/reassignment_rules.h"

namespace barnabas::controller {
namespace {

using cluster::Assignment;

}  // namespace

// Kafka's ReplicaAssignment.reassignTo: targets first, then who is only there until they are in
// sync.
Assignment reassign_to(const Assignment& current, const std::vector<NodeId>& targets) {
  const std::vector<NodeId> origin = cluster::without(current.replicas, current.adding);
  Assignment wanted;
  wanted.replicas = targets;
  for (const NodeId id : cluster::without(origin, targets)) wanted.replicas.push_back(id);
  wanted.adding = cluster::without(wanted.replicas, origin);
  wanted.removing = cluster::without(wanted.replicas, targets);
  return wanted;
}

ReassignmentDecision decide_reassignment(
    const cluster::Image& image,
    const protocol::AlterPartitionReassignmentsRequest::Partition& wish) {
  const cluster::Topic* topic = image.find_topic(wish.partition.topic);
  const cluster::Partition* partition = image.find_partition(wish.partition);
  const bool is_known = partition != nullptr && !topic->is_being_deleted;
  if (!wish.replicas && !(is_known && partition->assignment.is_being_reassigned())) {
    return {ErrorCode::NoReassignmentInProgress, "No partition reassignment is in progress.", {}};
  }
  if (!is_known) return {ErrorCode::UnknownTopicOrPartition, "The partition does not exist.", {}};
  const Assignment& current = partition->assignment;
  if (!wish.replicas) {
    return {ErrorCode::None, "",
            reassign_to(current, cluster::without(current.replicas, current.adding))};
  }
  const std::vector<NodeId>& targets = *wish.replicas;
  const std::set<NodeId> distinct(targets.begin(), targets.end());
  if (targets.empty()) {
    return {ErrorCode::InvalidReplicaAssignment,
            "Empty replica list specified in partition reassignment.",
            {}};
  }
  if (distinct.size() != targets.size()) {
    return {ErrorCode::InvalidReplicaAssignment,
            "Duplicate replica ids in partition reassignment replica list: " +
                cluster::list_text(targets),
            {}};
  }
  if (distinct.begin()->value < 0) {
    return {ErrorCode::InvalidReplicaAssignment,
            "Invalid broker id in replica list: " + cluster::list_text(targets),
            {}};
  }
  const std::vector<NodeId> origin = cluster::without(current.replicas, current.adding);
  for (const NodeId id : cluster::without(targets, origin)) {
    if (image.is_live(id)) continue;
    return {ErrorCode::InvalidReplicaAssignment,
            "Replica assignment has brokers that are not alive. Replica list: " +
                cluster::list_text(targets),
            {}};
  }
  return {ErrorCode::None, "", reassign_to(current, targets)};
}

void Controller::on_alter_reassignments() {
  const auto& request = std::get<protocol::AlterPartitionReassignmentsRequest>(*current_->request);
  protocol::AlterPartitionReassignmentsResponse response;
  std::vector<Step> steps;
  for (const auto& wish : request.partitions) {
    ReassignmentDecision decision = decide_reassignment(image_, wish);
    response.partitions.push_back({wish.partition, decision.error, std::move(decision.message)});
    if (decision.error != ErrorCode::None) continue;
    Step start = make_step(StepKind::StartReassignment);
    start.partitions = {wish.partition};
    start.assignment = std::move(decision.wanted);
    steps.push_back(std::move(start));
  }
  work_.response = std::move(response);
  next(std::move(steps));
}

void Controller::on_list_reassignments() {
  const auto& request = std::get<protocol::ListPartitionReassignmentsRequest>(*current_->request);
  protocol::ListPartitionReassignmentsResponse response;
  const std::vector<TopicPartition> asked =
      request.partitions ? *request.partitions : image_.all_partitions();
  for (const TopicPartition& tp : asked) {
    const cluster::Partition* partition = image_.find_partition(tp);
    if (partition == nullptr || !partition->assignment.is_being_reassigned()) continue;
    const Assignment& assignment = partition->assignment;
    response.partitions.push_back(
        {tp, assignment.replicas, assignment.adding, assignment.removing});
  }
  work_.response = std::move(response);
}

}  // namespace barnabas::controller
