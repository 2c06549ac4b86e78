// LeaderAndIsr: the controller makes this broker leader or follower of partitions.
//
// Orders of an older controller, or meant for an earlier registration of this broker, are refused
// whole. Within one request, a partition whose leader epoch is not newer is left as it is. A topic
// whose settings this broker has not met is looked up in ZooKeeper first; the request waits. Kafka:
// ReplicaManager.becomeLeaderOrFollower, makeLeaders, makeFollowers (3.9).
#include <algorithm>
#include <set>

#include "core/broker/broker.h"
#include "core/broker/fetch_environment.h"
#include "core/broker/topic_config_lookup.h"

namespace barnabas::broker {
namespace {

using protocol::PartitionState;

const PartitionState* order_for(const Broker& broker, const PartitionState& state) {
  const bool assigned = std::find(state.replicas.begin(), state.replicas.end(), broker.config.id) !=
                        state.replicas.end();
  return assigned ? &state : nullptr;
}

replica::Partition& partition_for(Broker& broker, const TopicPartition& tp) {
  Cow<replica::Partition>& slot = broker.partitions[tp];
  replica::Partition& partition = slot.write();
  partition.tp = tp;
  partition.self = broker.config.id;
  return partition;
}

void lead(Broker& broker, replica::Partition& partition, const PartitionState& state,
          Context& context) {
  {
    FetchScope scope(broker, context);
    broker.fetchers.unfollow(partition.tp, scope.environment());
  }
  const replica::Progress progress =
      replica::become_leader(partition, state, surroundings(broker), context);
  apply_progress(broker, partition, progress, context);
}

// Nobody follows a leader that is not there: the replica stays what it was until another order
// comes. A broker that is about to stop obeys, and fetches no more.
void follow(Broker& broker, replica::Partition& partition, const PartitionState& state,
            const protocol::LeaderAndIsrRequest& request, Context& context) {
  const auto live = std::find_if(request.live_leaders.begin(), request.live_leaders.end(),
                                 [&state](const auto& it) { return it.id == state.leader; });
  if (live == request.live_leaders.end()) return context.probe("leader-and-isr.absent-leader");
  FetchScope scope(broker, context);
  broker.fetchers.unfollow(partition.tp, scope.environment());
  replica::become_follower(partition, state, context);
  if (broker.lifecycle == Lifecycle::ShuttingDown) return;
  broker.fetchers.follow(partition.tp, state.leader, {live->host, live->port}, state.leader_epoch,
                         scope.environment());
}

ErrorCode obey(Broker& broker, const PartitionState& state,
               const protocol::LeaderAndIsrRequest& request, Context& context) {
  if (order_for(broker, state) == nullptr) return ErrorCode::UnknownTopicOrPartition;
  const TopicPartition tp{state.topic, state.partition};
  replica::Partition& partition = partition_for(broker, tp);
  if (partition.role == replica::Role::Offline) return ErrorCode::KafkaStorageError;
  if (state.leader_epoch < partition.leader_epoch) {
    context.probe("leader-and-isr.fenced-epoch");
    Note note;
    note.kind = NoteKind::Fenced;
    note.tp = tp;
    note.peer = request.controller_id;
    note.epoch = state.leader_epoch;
    note.a = partition.leader_epoch.value;
    note.error = ErrorCode::StaleControllerEpoch;
    context.note(std::move(note));
    return ErrorCode::StaleControllerEpoch;
  }
  // Known already. Kafka's word for it is the same as for an older one; the controller ignores it.
  if (state.leader_epoch == partition.leader_epoch) return ErrorCode::StaleControllerEpoch;
  for (const auto& [name, id] : request.topic_ids) {
    if (name == state.topic) partition.id = id;
  }
  if (!partition.log && !open_log(broker, partition, context)) return ErrorCode::KafkaStorageError;
  partition.min_insync_replicas = min_insync_replicas_for(broker, state.topic);
  if (state.leader == broker.config.id) {
    lead(broker, partition, state, context);
  } else {
    follow(broker, partition, state, request, context);
  }
  broker.ready.insert(tp);
  return ErrorCode::None;
}

void carry_out(Broker& broker, const Caller& caller, const protocol::LeaderAndIsrRequest& request,
               Context& context) {
  protocol::LeaderAndIsrResponse response;
  if (is_stale_controller(broker, request.controller_epoch)) {
    context.probe("leader-and-isr.zombie-controller");
    response.error = ErrorCode::StaleControllerEpoch;
  } else if (is_stale_broker(broker, request.broker_epoch)) {
    context.probe("leader-and-isr.earlier-life");
    response.error = ErrorCode::StaleBrokerEpoch;
  }
  if (response.error != ErrorCode::None) {
    Note note;
    note.kind = NoteKind::Fenced;
    note.peer = request.controller_id;
    note.a = broker.controller_epoch.value;
    note.error = response.error;
    context.note(std::move(note));
    answer(context, caller, std::move(response));
    return;
  }
  broker.controller_epoch = request.controller_epoch;
  for (const PartitionState& state : request.partitions) {
    const ErrorCode error = obey(broker, state, request, context);
    response.partitions.push_back({state.topic, state.partition, error});
  }
  answer(context, caller, std::move(response));
}

}  // namespace

void on_leader_and_isr(Broker& broker, const Caller& caller, const protocol::RequestRef& request,
                       Context& context) {
  const auto& body = std::get<protocol::LeaderAndIsrRequest>(*request);
  std::set<std::string> unknown;
  for (const PartitionState& state : body.partitions) {
    if (broker.topic_configs.count(state.topic) == 0) unknown.insert(state.topic);
  }
  if (unknown.empty()) {
    carry_out(broker, caller, body, context);
    return;
  }
  broker.waiting_orders.push_back({caller, request, static_cast<std::int32_t>(unknown.size())});
  for (const std::string& topic : unknown) look_up_topic_config(broker, topic, context);
}

void resume_leader_and_isr(Broker& broker, const std::string&, Context& context) {
  std::vector<PendingLeaderAndIsr> waiting = std::move(broker.waiting_orders);
  broker.waiting_orders.clear();
  for (const PendingLeaderAndIsr& order : waiting) {
    const auto& body = std::get<protocol::LeaderAndIsrRequest>(*order.request);
    const bool complete = std::all_of(
        body.partitions.begin(), body.partitions.end(),
        [&](const auto& state) { return broker.topic_configs.count(state.topic) != 0; });
    if (complete) {
      carry_out(broker, order.caller, body, context);
    } else {
      broker.waiting_orders.push_back(order);
    }
  }
}

}  // namespace barnabas::broker
