// Brokers come, go, and come back as another incarnation of themselves.
//
// Kafka: KafkaController.processBrokerChange, onBrokerStartup, onBrokerFailure,
// onReplicasBecomeOffline,
//        processLeaderAndIsrResponseReceived (3.9); KIP-380 for the broker that bounced.
#include <map>
#include <utility>

#include "core/cluster/znodes.h"
#include "core/controller/controller.h"

namespace barnabas::controller {
namespace {

namespace znodes = cluster::znodes;

std::vector<Replica> replicas_on(const cluster::Image& image, const std::vector<NodeId>& brokers) {
  std::vector<Replica> replicas;
  for (const NodeId broker : brokers) {
    for (const TopicPartition& tp : image.partitions_on(broker)) replicas.push_back({tp, broker});
  }
  return replicas;
}

}  // namespace

void Controller::add_broker(const cluster::BrokerRegistration& broker, Environment env) {
  commit(cluster::change::BrokerRegistered{broker});
  channels_.add(broker.id, {broker.host, broker.port}, env.context);
  Note note;
  note.kind = NoteKind::BrokerUp;
  note.peer = broker.id;
  note.a = broker.epoch.value;
  env.context.note(std::move(note));
}

void Controller::remove_broker(NodeId broker, Environment env) {
  commit(cluster::change::BrokerGone{broker});
  channels_.remove(broker, env.context);
  // A disk that failed is a new one when its broker comes back.
  for (const TopicPartition& tp : image_.partitions_on(broker)) {
    commit(cluster::change::ReplicaDiskChanged{tp, broker, false});
  }
  Note note;
  note.kind = NoteKind::BrokerDown;
  note.peer = broker;
  env.context.note(std::move(note));
}

void Controller::end_read_broker_ids(const Answers& answers) {
  Step read = make_step(StepKind::ReadBrokers);
  read.names = answers.front().children;
  next(std::move(read));
}

void Controller::begin_read_brokers(const Step& step, Environment env) {
  for (const std::string& id : step.names) {
    ask(env, op_get(std::string(znodes::kBrokerIds) + "/" + id));
  }
}

void Controller::end_read_brokers(const Step& step, const Answers& answers, Environment env) {
  std::map<NodeId, cluster::BrokerRegistration> there;
  for (std::size_t i = 0; i < step.names.size(); ++i) {
    const auto id = znodes::parse_broker_id(step.names[i]);
    if (!id || answers[i].error != zk::Error::Ok) continue;
    const auto broker = znodes::decode_broker(*id, answers[i].data, answers[i].stat.czxid);
    if (broker) there[*id] = *broker;
  }
  Step come = make_step(StepKind::BrokersUp);
  Step bounce_down = make_step(StepKind::BrokersDown);
  Step bounce_up = make_step(StepKind::BrokersUp);
  Step go = make_step(StepKind::BrokersDown);
  for (const auto& entry : there) {
    const cluster::BrokerRegistration* known = image_.find_broker(entry.first);
    if (known == nullptr) {
      come.registrations.push_back(entry.second);
    } else if (entry.second.epoch > known->epoch) {
      bounce_down.brokers.push_back(entry.first);
      bounce_up.registrations.push_back(entry.second);
    }
  }
  for (const NodeId known : image_.registered_brokers()) {
    if (there.count(known) == 0) go.brokers.push_back(known);
  }
  if (!bounce_down.brokers.empty()) env.context.probe("controller.broker-bounced");
  next({std::move(come), std::move(bounce_down), std::move(bounce_up), std::move(go)});
}

void Controller::end_brokers_up(const Step& step, Environment env) {
  if (step.registrations.empty()) return;
  const std::vector<NodeId> existing = image_.registered_brokers();
  std::vector<NodeId> fresh;
  for (const cluster::BrokerRegistration& broker : step.registrations) {
    add_broker(broker, env);
    fresh.push_back(broker.id);
  }
  // The others learn who is alive; the new ones learn everything, then what they host.
  if (!existing.empty()) {
    batch_.add_update_metadata(existing, {});
    send_batch(env);
  }
  batch_.add_update_metadata(fresh, image_.all_partitions());
  send_batch(env);
  Step host = make_step(StepKind::BringOnline);
  host.replicas = replicas_on(image_, fresh);
  Step resume = make_step(StepKind::ResumeReassignments);
  resume.brokers = fresh;
  retry_deletions_on(fresh);
  next({std::move(host), make_step(StepKind::ElectWhereNeeded), std::move(resume),
        make_step(StepKind::ResumeDeletions)});
}

void Controller::end_brokers_down(const Step& step, Environment env) {
  if (step.brokers.empty()) return;
  for (const NodeId broker : step.brokers) remove_broker(broker, env);
  Step gone = make_step(StepKind::ReplicasGone);
  gone.replicas = replicas_on(image_, step.brokers);
  next(std::move(gone));
}

void Controller::end_replicas_gone(const Step& step) {
  std::vector<Replica> in_deletion;
  Step offline = make_step(StepKind::TakeOffline);
  for (const Replica& replica : step.replicas) {
    (is_being_deleted(replica.tp.topic) ? in_deletion : offline.replicas).push_back(replica);
  }
  fail_deletions(in_deletion);
  Step after = make_step(StepKind::AfterOffline);
  after.number = static_cast<std::int64_t>(change_count_);
  after.replicas = offline.replicas;
  Step elect = make_step(StepKind::ElectWhereNeeded);
  elect.number = 1;
  next({std::move(elect), std::move(offline), std::move(after),
        make_step(StepKind::ResumeDeletions)});
}

// When nothing else changed, nobody was told yet that a broker is gone.
void Controller::end_after_offline(const Step& step) {
  const bool nothing_changed = static_cast<std::int64_t>(change_count_) == step.number;
  if (step.replicas.empty() && nothing_changed) next(make_step(StepKind::TellMetadata));
}

void Controller::on_replica_answer(const Operation& operation, Environment env) {
  const protocol::RequestBody& request = *operation.request;
  if (const auto* answer = std::get_if<protocol::LeaderAndIsrResponse>(&*operation.response)) {
    on_leader_and_isr_answer(operation.broker, *answer, env);
  } else if (const auto* stopped =
                 std::get_if<protocol::StopReplicaResponse>(&*operation.response)) {
    on_stop_replica_answer(operation.broker, std::get<protocol::StopReplicaRequest>(request),
                           *stopped);
  }
}

void Controller::on_leader_and_isr_answer(NodeId broker,
                                          const protocol::LeaderAndIsrResponse& response,
                                          Environment env) {
  if (response.error != ErrorCode::None)
    return;  // it knows a newer controller; ZooKeeper will tell us
  Step gone = make_step(StepKind::ReplicasGone);
  for (const auto& partition : response.partitions) {
    const TopicPartition tp{partition.topic, partition.partition};
    const cluster::Partition* known = image_.find_partition(tp);
    if (known == nullptr) continue;
    const bool was_offline = cluster::contains(known->offline_replicas, broker);
    if (partition.error == ErrorCode::KafkaStorageError && !was_offline) {
      commit(cluster::change::ReplicaDiskChanged{tp, broker, true});
      gone.replicas.push_back({tp, broker});
    } else if (partition.error == ErrorCode::None && was_offline) {
      commit(cluster::change::ReplicaDiskChanged{tp, broker, false});
    }
  }
  if (gone.replicas.empty()) return;
  env.context.probe("controller.replica-disk-failed");
  next(std::move(gone));
}

}  // namespace barnabas::controller
