#include "core/broker/isr_carrier.h"

#include <utility>

#include "core/broker/broker.h"
#include "core/broker/topic_config_lookup.h"
#include "core/cluster/znodes.h"

namespace barnabas::broker {
namespace {

using replica::IsrProposal;

// In which life the leader saw a member fetch; the controller compares (KIP-903).
BrokerEpoch epoch_seen(const Broker& broker, const TopicPartition& tp, NodeId node) {
  if (node == broker.config.id) return broker.controller.broker_epoch();
  const auto partition = broker.partitions.find(tp);
  if (partition == broker.partitions.end()) return kNoBrokerEpoch;
  const auto remote = partition->second->remotes.find(node);
  return remote == partition->second->remotes.end() ? kNoBrokerEpoch : remote->second.broker_epoch;
}

void send_to_controller(Broker& broker) {
  IsrCarrier& carrier = broker.isr_carrier;
  if (carrier.unsent.empty() || !carrier.in_flight.empty()) return;  // one request at a time
  carrier.in_flight = std::exchange(carrier.unsent, {});
  protocol::AlterPartitionRequest request;
  request.broker_id = broker.config.id;
  request.broker_epoch = broker.controller.broker_epoch();
  for (const auto& [tp, proposal] : carrier.in_flight) {
    protocol::AlterPartitionRequest::Partition part;
    part.partition = tp;
    part.leader_epoch = proposal.leader_epoch;
    part.partition_epoch = proposal.partition_epoch;
    for (const NodeId node : proposal.isr)
      part.new_isr.push_back({node, epoch_seen(broker, tp, node)});
    request.partitions.push_back(std::move(part));
  }
  broker.channel.send(kAlterPartitionToken, protocol::RequestRef(std::move(request)), 3);
}

cluster::Leadership leadership_of(const Broker& broker, const IsrWrite& write) {
  cluster::Leadership leadership;
  leadership.leader = broker.config.id;
  leadership.leader_epoch = write.proposal.leader_epoch;
  leadership.isr = write.proposal.isr;
  leadership.controller_epoch = write.controller_epoch;
  return leadership;
}

// Without isr.update.cas the write takes the place of whatever stands there.
void ask_zookeeper(Broker& broker, const IsrWrite& write, Context& context) {
  protocol::zk::Op op;
  op.path = cluster::znodes::state_path(write.proposal.tp);
  op.code = write.is_read_back ? protocol::zk::OpCode::GetData : protocol::zk::OpCode::SetData;
  if (!write.is_read_back) {
    const bool is_conditional = broker.config.replica.knobs.isr_cas;
    op.data = cluster::znodes::encode_leadership(leadership_of(broker, write));
    op.version = is_conditional ? write.proposal.partition_epoch.value : -1;
  }
  std::int64_t token = kIsrTokens;
  while (broker.isr_writes.count(token) != 0) ++token;
  broker.isr_writes[token] = write;
  broker.zookeeper.submit(context, token, std::move(op));
}

void write_to_zookeeper(Broker& broker, Context& context) {
  for (auto& [tp, proposal] : std::exchange(broker.isr_carrier.unsent, {}))
    ask_zookeeper(broker, {proposal, broker.controller_epoch, false}, context);
}

// What was read back is what we wrote, in the version that we do not know because its answer was
// lost.
bool is_own_write(const Broker& broker, const IsrWrite& write,
                  const protocol::zk::Response& response) {
  const auto found = cluster::znodes::decode_leadership(response.data, -1);
  return found && *found == leadership_of(broker, write);
}

void tell_controller(Broker& broker, const TopicPartition& tp, Context& context) {
  protocol::zk::Op op;
  op.code = protocol::zk::OpCode::Create;
  op.path = cluster::znodes::new_isr_change_path();
  op.data = cluster::znodes::encode_isr_change({tp});
  op.mode = protocol::zk::CreateMode::PersistentSequential;
  broker.zookeeper.submit(context, kIsrNotifyToken, std::move(op));
}

// Only these prove that nothing was applied; everything else stays pending until new orders come.
bool proves_refusal(ErrorCode error) {
  return error == ErrorCode::OperationNotAttempted || error == ErrorCode::IneligibleReplica;
}

bool awaits_orders(ErrorCode error) {
  return error == ErrorCode::UnknownTopicOrPartition || error == ErrorCode::UnknownTopicId ||
         error == ErrorCode::FencedLeaderEpoch || error == ErrorCode::InvalidUpdateVersion ||
         error == ErrorCode::InvalidRequest || error == ErrorCode::NewLeaderElected;
}

void on_partition(Broker& broker, const protocol::AlterPartitionResponse::Partition& part,
                  const IsrProposal& proposal, Context& context) {
  replica::Partition* partition = find_partition(broker, part.partition);
  if (partition == nullptr || partition->leader_epoch != proposal.leader_epoch) {
    context.probe("alter-partition.overtaken");
    return;
  }
  if (part.error == ErrorCode::None) {
    if (part.leader_epoch != partition->leader_epoch) return;
    apply_progress(broker, *partition,
                   replica::on_isr_committed(*partition, part.isr, part.partition_epoch,
                                             surroundings(broker), context),
                   context);
    broker.ready.insert(part.partition);
  } else if (proves_refusal(part.error)) {
    context.probe("alter-partition.refused");
    replica::on_isr_refused(*partition, part.error, context);
  } else if (awaits_orders(part.error)) {
    context.probe("alter-partition.awaits-orders");
  } else {
    broker.isr_carrier.unsent.emplace(part.partition, proposal);  // try again
  }
}

}  // namespace

void propagate_proposals(Broker& broker, Context& context) {
  if (broker.config.replica.knobs.alter_partition) {
    send_to_controller(broker);
  } else {
    write_to_zookeeper(broker, context);
  }
}

void on_alter_partition(Broker& broker, const protocol::AlterPartitionResponse& response,
                        Context& context) {
  const auto in_flight = std::exchange(broker.isr_carrier.in_flight, {});
  if (response.error !=
      ErrorCode::None) {  // not the controller, or it does not know us: all of them again
    for (const auto& [tp, proposal] : in_flight) {
      const replica::Partition* partition = find_partition(broker, tp);
      if (partition != nullptr && partition->pending &&
          partition->leader_epoch == proposal.leader_epoch) {
        broker.isr_carrier.unsent.emplace(tp, proposal);
      }
    }
    context.set_timer({TimerKind::IsrRetry, 0}, milliseconds(50));
    return;
  }
  for (const auto& part : response.partitions) {
    const auto proposal = in_flight.find(part.partition);
    if (proposal != in_flight.end()) on_partition(broker, part, proposal->second, context);
  }
  if (!broker.isr_carrier.unsent.empty())
    context.set_timer({TimerKind::IsrRetry, 0}, milliseconds(50));
}

void on_isr_written(Broker& broker, std::int64_t token, const protocol::zk::Response& response,
                    Context& context) {
  const auto found = broker.isr_writes.find(token);
  if (found == broker.isr_writes.end()) return;
  IsrWrite write = found->second;
  const IsrProposal& proposal = write.proposal;
  broker.isr_writes.erase(found);
  replica::Partition* partition = find_partition(broker, proposal.tp);
  if (partition == nullptr || partition->leader_epoch != proposal.leader_epoch ||
      !partition->pending)
    return;
  using protocol::zk::Error;
  const bool is_stale = response.error == Error::BadVersion && !write.is_read_back;
  write.is_read_back = write.is_read_back || is_stale;
  if (is_stale || response.error == Error::ConnectionLoss)
    return ask_zookeeper(broker, write, context);
  const bool is_found = write.is_read_back && is_own_write(broker, write, response);
  if (is_found) context.probe("isr-carrier.own-write-found");
  if (response.error == Error::Ok && (is_found || !write.is_read_back)) {
    const PartitionEpoch epoch{response.stat.version};
    apply_progress(
        broker, *partition,
        replica::on_isr_committed(*partition, proposal.isr, epoch, surroundings(broker), context),
        context);
    broker.ready.insert(proposal.tp);
    tell_controller(broker, proposal.tp, context);
  } else {
    // "Cached zkVersion not equal to that in zookeeper, skip updating ISR": the old view stays, and
    // a later check tries again with the same stale version (KAFKA-2729).
    replica::on_isr_refused(*partition, ErrorCode::InvalidUpdateVersion, context);
  }
}

}  // namespace barnabas::broker
