// StopReplica: stop serving replicas, and delete them when told so.
// Kafka: ReplicaManager.stopReplicas (3.9). A leader epoch of -2 in a deletion means "whatever
// epoch".
#include "core/broker/broker.h"
#include "core/broker/fetch_environment.h"

namespace barnabas::broker {
namespace {

constexpr LeaderEpoch kDeletionEpoch{-2};

ErrorCode stop(Broker& broker, const protocol::StopReplicaRequest::Partition& order,
               Context& context) {
  const TopicPartition tp{order.topic, order.partition};
  replica::Partition* partition = find_partition(broker, tp);
  if (partition == nullptr) return ErrorCode::None;  // nothing to stop
  if (order.leader_epoch != kDeletionEpoch && order.leader_epoch != kNoLeaderEpoch &&
      order.leader_epoch < partition->leader_epoch) {
    context.probe("stop-replica.fenced-epoch");
    return ErrorCode::FencedLeaderEpoch;
  }
  {
    FetchScope scope(broker, context);
    broker.fetchers.unfollow(tp, scope.environment());
  }
  if (!order.delete_partition)
    return ErrorCode::None;  // a leader stays one until it hears of another
  broker.ready.insert(tp);
  ErrorCode error = ErrorCode::None;
  if (partition->log && !partition->log->remove(context.files))
    error = ErrorCode::KafkaStorageError;
  broker.partitions.erase(tp);
  broker.recovery_points_moved = true;
  return error;
}

}  // namespace

void on_stop_replica(Broker& broker, const Caller& caller,
                     const protocol::StopReplicaRequest& request, Context& context) {
  protocol::StopReplicaResponse response;
  if (is_stale_controller(broker, request.controller_epoch)) {
    context.probe("stop-replica.zombie-controller");
    response.error = ErrorCode::StaleControllerEpoch;
  } else if (is_stale_broker(broker, request.broker_epoch)) {
    context.probe("stop-replica.earlier-life");
    response.error = ErrorCode::StaleBrokerEpoch;
  } else {
    broker.controller_epoch = request.controller_epoch;
    for (const auto& order : request.partitions) {
      response.partitions.push_back({order.topic, order.partition, stop(broker, order, context)});
    }
  }
  answer(context, caller, std::move(response));
}

}  // namespace barnabas::broker
