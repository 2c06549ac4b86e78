#include "core/broker/broker.h"

#include <utility>
#include <variant>

#include "core/broker/fetch_environment.h"
#include "core/broker/topic_config_lookup.h"
#include "core/cluster/znodes.h"

namespace barnabas::broker {
namespace {

constexpr ConnectionId kZooKeeperConnections{1ull << 32};

controller::Environment controller_environment(Broker& broker, Context& context) {
  return {broker.zookeeper, context};
}

void on_notice(Broker& broker, const zookeeper::Notice& notice, Context& context) {
  if (const auto* answered = std::get_if<zookeeper::notice::Answered>(&notice)) {
    if (answered->token >= kCreationTokens) {
      return on_topic_names(broker, answered->token - kCreationTokens, answered->response, context);
    }
    if (answered->token >= kDescribeTokens) {
      return on_described_topic(broker, answered->token - kDescribeTokens, answered->response,
                                context);
    }
    if (answered->token == kProducerIdToken)
      return on_producer_id_block(broker, answered->response, context);
    if (answered->token >= kIsrNotifyToken) return;  // nobody waits for the notification's creation
    if (answered->token >= kIsrTokens) {
      on_isr_written(broker, answered->token, answered->response, context);
      return;
    }
    if (answered->token >= kTopicConfigTokens) {
      on_topic_config(broker, answered->token, answered->response, context);
      return;
    }
  }
  broker.controller.on_notice(notice, controller_environment(broker, context));
}

// Requests that any broker answers, and those that only the controller role can.
void on_request(Broker& broker, const event::Received& received, Context& context) {
  const Caller caller{received.connection, received.correlation, received.api_version};
  const protocol::RequestBody& body = *received.request;
  if (broker.controller.handles(body)) {
    broker.controller.on_request(caller.connection, caller.correlation, received.request,
                                 controller_environment(broker, context));
    return;
  }
  using namespace protocol;
  if (const auto* produce = std::get_if<ProduceRequest>(&body))
    return on_produce(broker, caller, *produce, context);
  if (const auto* fetch = std::get_if<FetchRequest>(&body))
    return on_fetch(broker, caller, *fetch, context);
  if (const auto* list = std::get_if<ListOffsetsRequest>(&body)) {
    return on_list_offsets(broker, caller, *list, context);
  }
  if (const auto* metadata = std::get_if<MetadataRequest>(&body)) {
    return on_metadata(broker, caller, *metadata, context);
  }
  if (std::holds_alternative<LeaderAndIsrRequest>(body)) {
    return on_leader_and_isr(broker, caller, received.request, context);
  }
  if (const auto* stop = std::get_if<StopReplicaRequest>(&body)) {
    return on_stop_replica(broker, caller, *stop, context);
  }
  if (const auto* update = std::get_if<UpdateMetadataRequest>(&body)) {
    return on_update_metadata(broker, caller, *update, context);
  }
  if (std::holds_alternative<ApiVersionsRequest>(body))
    return on_api_versions(broker, caller, context);
  if (const auto* records = std::get_if<DeleteRecordsRequest>(&body)) {
    return on_delete_records(broker, caller, *records, context);
  }
  if (const auto* init = std::get_if<InitProducerIdRequest>(&body)) {
    return on_init_producer_id(broker, caller, *init, context);
  }
  if (const auto* epochs = std::get_if<OffsetForLeaderEpochRequest>(&body)) {
    return on_offset_for_leader_epoch(broker, caller, *epochs, context);
  }
  if (std::holds_alternative<DescribeConfigsRequest>(body)) {
    return on_describe_configs(broker, caller, received.request, context);
  }
  context.close(caller.connection);  // an API we do not serve: Kafka closes the connection
}

void on_timer(Broker& broker, const TimerId& timer, Context& context) {
  switch (timer.kind) {
    case TimerKind::IsrCheck:
      for (auto& [tp, slot] : broker.partitions) {
        if (!slot->is_leader()) continue;
        const auto proposal =
            replica::maybe_shrink_isr(slot.write(), surroundings(broker), context);
        if (proposal) submit_proposal(broker, *proposal, context);
      }
      context.set_timer(timer, broker.config.replica.replica_lag_time_max / 2);
      return;
    case TimerKind::HighWatermarkCheckpoint:
      write_high_watermarks(broker, context);
      context.set_timer(timer, broker.config.high_watermark_checkpoint_interval);
      return;
    case TimerKind::RecoveryPointCheckpoint:
      write_recovery_points(broker, context);
      context.set_timer(timer, broker.config.recovery_checkpoint_interval);
      return;
    case TimerKind::RetentionCheck:
      if (timer.key == kIdleProducers) return forget_idle_producers(broker, context);
      check_retention(broker, context);
      context.set_timer(timer, broker.config.retention_check_interval);
      return;
    case TimerKind::FlushCheck:
      check_flush(broker, context);
      context.set_timer(timer, broker.config.flush_check_interval);
      return;
    case TimerKind::PurgatoryProduce:
      try_complete_produce(broker, timer.key, true, context);
      return;
    case TimerKind::PurgatoryFetch:
      try_complete_fetch(broker, timer.key, true, context);
      return;
    case TimerKind::PurgatoryDeleteRecords:
      try_complete_deletion(broker, timer.key, true, context);
      return;
    case TimerKind::IsrRetry:
      propagate_proposals(broker, context);
      return;
    case TimerKind::ShutdownRetry:
      begin_shutdown(broker, context);
      return;
    case TimerKind::Reconnect:
    case TimerKind::RequestTimeout:
    case TimerKind::ZkPing:
    case TimerKind::ZkSessionCheck:
    case TimerKind::FetcherBackoff:
    case TimerKind::AlterPartitionRetry:
    case TimerKind::ControllerBackoff:
    case TimerKind::LeaderRebalance:
    case TimerKind::AdminTimeout:
    case TimerKind::MetadataRefresh:
    case TimerKind::Linger:
    case TimerKind::Retry:
    case TimerKind::DeliveryTimeout:
    case TimerKind::Poll:
    case TimerKind::CommandTimeout:
    case TimerKind::PurgeDeleted:
      return;  // another part's, already dead
  }
}

bool on_channel(Broker& broker, const Event& event, Context& context) {
  bool handled = false;
  std::int64_t token = 0;
  const protocol::ResponseBody* body = broker.channel.on_event(event, handled, token, context);
  if (body == nullptr) return handled;
  if (token == kAlterPartitionToken) {
    on_alter_partition(broker, std::get<protocol::AlterPartitionResponse>(*body), context);
  } else if (const auto* created = std::get_if<protocol::CreateTopicsResponse>(body)) {
    on_topics_created(broker, token, *created, context);
  } else {
    on_shutdown_answer(broker, std::get_if<protocol::ControlledShutdownResponse>(body), context);
  }
  return true;
}

// A client that went away waits for nothing any more.
void forget_caller(Broker& broker, ConnectionId connection, Context& context) {
  forget_producer_id_callers(broker, connection);
  forget_topic_creation_callers(broker, connection);
  std::erase_if(broker.descriptions, [connection](const auto& description) {
    return description.second.caller.connection == connection;
  });
  for (const std::int64_t number : broker.fetches.numbers()) {
    if (broker.fetches.find(number)->caller.connection != connection) continue;
    context.cancel_timer({TimerKind::PurgatoryFetch, number});
    broker.fetches.take(number);
  }
}

void dispatch(Broker& broker, const Event& event, Context& context) {
  if (std::holds_alternative<event::Started>(event)) return start_broker(broker, context);
  std::vector<zookeeper::Notice> notices;
  if (broker.zookeeper.on_event(event, context, notices)) {
    for (const zookeeper::Notice& notice : notices) on_notice(broker, notice, context);
    return;
  }
  if (broker.controller.on_event(event, controller_environment(broker, context))) return;
  {
    FetchScope scope(broker, context);
    if (broker.fetchers.on_event(event, scope.environment())) return;
  }
  if (on_channel(broker, event, context)) return;
  if (const auto* received = std::get_if<event::Received>(&event))
    return on_request(broker, *received, context);
  if (const auto* fired = std::get_if<event::TimerFired>(&event))
    return on_timer(broker, fired->timer, context);
  if (const auto* flushed = std::get_if<event::Flushed>(&event))
    return on_flushed(broker, *flushed, context);
  if (const auto* gone = std::get_if<event::Disconnected>(&event)) {
    return forget_caller(broker, gone->connection, context);
  }
  if (std::holds_alternative<event::ShutdownRequested>(event)) begin_shutdown(broker, context);
}

// Serves what the step made ready. Completing one operation can make no partition ready that was
// not.
void serve_ready(Broker& broker, Context& context) {
  const std::set<TopicPartition> ready = std::exchange(broker.ready, {});
  for (const TopicPartition& tp : ready) {
    for (const std::int64_t number : broker.produces.watching(tp)) {
      try_complete_produce(broker, number, false, context);
    }
    for (const std::int64_t number : broker.fetches.watching(tp)) {
      try_complete_fetch(broker, number, false, context);
    }
    for (const std::int64_t number : broker.deletions.watching(tp)) {
      try_complete_deletion(broker, number, false, context);
    }
  }
}

void take_config_changes(Broker& broker, Context& context) {
  bool is_about_me = false;
  for (const auto& [entity, config] : broker.controller.take_config_changes()) {
    if (const auto topic = cluster::znodes::topic_of_entity(entity)) {
      apply_topic_config(broker, *topic, config);
    } else {
      is_about_me = true;
    }
  }
  if (is_about_me) apply_broker_settings(broker, context);
}

}  // namespace

Broker::Broker(BrokerConfig settings, Prng seed)
    : config(std::move(settings)),
      random(seed),
      zookeeper(config.zookeeper, config.zookeeper_session_timeout, kZooKeeperConnections,
                config.self.host),
      controller(config.id, config.self, config.rack, config.controller, Prng{mix64(seed.key), 0}) {
  sessions.slots = config.fetch_session_slots;
  channel.setup_timeout = config.replica.connection_setup_timeout;
  channel.request_timeout = milliseconds(config.controller.controller_socket_timeout_ms);
}

void Broker::step(const Event& event, Context& context) {
  if (lifecycle == Lifecycle::Stopped) return;
  dispatch(*this, event, context);
  take_config_changes(*this, context);
  serve_ready(*this, context);
  if (recovery_points_moved) {
    recovery_points_moved = false;
    write_recovery_points(*this, context);
  }
  const NodeId known = controller.known_controller();
  channel.advance(known, known == config.id ? &config.self : metadata.endpoint_of(known), context);
}

replica::Surroundings surroundings(const Broker& broker) {
  return {broker.config.replica, broker.metadata.alive};
}

replica::Partition* find_partition(Broker& broker, const TopicPartition& tp) {
  const auto found = broker.partitions.find(tp);
  return found == broker.partitions.end() ? nullptr : &found->second.write();
}

replica::Partition* find_readable(Broker& broker, const TopicPartition& tp,
                                  LeaderEpoch current_epoch, ErrorCode& error) {
  replica::Partition* partition = find_partition(broker, tp);
  error = ErrorCode::None;
  // A log that was found at the start is no replica before the first order.
  const bool has_orders = partition != nullptr && partition->leader_epoch != kNoLeaderEpoch;
  if (!has_orders) {
    const bool elsewhere = broker.metadata.partitions.count(tp) != 0;
    error = elsewhere ? ErrorCode::NotLeaderOrFollower : ErrorCode::UnknownTopicOrPartition;
  } else if (partition->role == replica::Role::Offline) {
    error = ErrorCode::KafkaStorageError;
  } else if (current_epoch != kNoLeaderEpoch && current_epoch < partition->leader_epoch) {
    error = ErrorCode::FencedLeaderEpoch;
  } else if (current_epoch != kNoLeaderEpoch && current_epoch > partition->leader_epoch) {
    error = ErrorCode::UnknownLeaderEpoch;
  }
  return error == ErrorCode::None ? partition : nullptr;
}

replica::Partition* find_leader(Broker& broker, const TopicPartition& tp, LeaderEpoch current_epoch,
                                ErrorCode& error) {
  replica::Partition* partition = find_readable(broker, tp, current_epoch, error);
  if (partition == nullptr || partition->is_leader()) return partition;
  error = ErrorCode::NotLeaderOrFollower;
  return nullptr;
}

void apply_progress(Broker& broker, replica::Partition& partition,
                    const replica::Progress& progress, Context& context) {
  if (progress.high_watermark_moved || progress.log_end_moved) broker.ready.insert(partition.tp);
  if (progress.proposal) submit_proposal(broker, *progress.proposal, context);
}

void submit_proposal(Broker& broker, const replica::IsrProposal& proposal, Context& context) {
  broker.isr_carrier.unsent[proposal.tp] = proposal;
  propagate_proposals(broker, context);
}

// Kafka halts when its only log directory fails.
void log_failed(Broker& broker, const TopicPartition& tp, Context& context) {
  replica::Partition* partition = find_partition(broker, tp);
  if (partition != nullptr) partition->role = replica::Role::Offline;
  Note note;
  note.kind = NoteKind::LogFailed;
  note.tp = tp;
  note.error = ErrorCode::KafkaStorageError;
  context.note(std::move(note));
  broker.lifecycle = Lifecycle::Stopped;
  context.exit(false, "the log directory failed while writing " + to_string(tp));
}

bool is_stale_controller(const Broker& broker, ControllerEpoch epoch) {
  if (broker.config.replica.knobs.sabotage == Sabotage::ObeyOldController) return false;
  return broker.config.replica.knobs.controller_epoch_check && epoch < broker.controller_epoch;
}

bool is_stale_broker(const Broker& broker, BrokerEpoch epoch) {
  return broker.config.replica.knobs.broker_epoch_check && epoch != kNoBrokerEpoch &&
         epoch < broker.controller.broker_epoch();
}

void Broker::fold_into(Hasher& hasher) const {
  fold_value(hasher, config.id);
  fold_value(hasher, random);
  fold_value(hasher, lifecycle);
  fold_value(hasher, zookeeper);
  fold_value(hasher, controller);
  fold_value(hasher, controller_epoch);
  fold_value(hasher, metadata);
  fold_value(hasher, topic_configs);
  fold_value(hasher, partitions);
  fold_value(hasher, fetchers);
  fold_value(hasher, sessions);
  fold_value(hasher, produces);
  fold_value(hasher, fetches);
  fold_value(hasher, deletions);
  fold_value(hasher, flushes);
  fold_value(hasher, waiting_orders);
  fold_value(hasher, isr_carrier);
  fold_value(hasher, isr_writes);
  fold_value(hasher, config_lookups);
  fold_value(hasher, channel);
  fold_value(hasher, producer_ids);
  fold_value(hasher, shutdown_tries);
  if (!descriptions.empty()) fold_value(hasher, descriptions);
  fold_value(hasher, creations);
}

}  // namespace barnabas::broker
