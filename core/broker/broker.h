// A broker: the node that holds replicas, serves clients, and may be the controller.
//
// The whole volatile state of one process is here; what survives a crash is in its files. step() is
// total and deterministic: it settles who an event belongs to (ZooKeeper session, controller role,
// fetchers, outgoing channel, timers, requests), lets that part act, and then serves whatever the
// act made ready (parked produces and fetches).
//
// State:      Starting → Running when the logs are open; Running → ShuttingDown on request → exit.
// Invariants: a request is answered exactly once; a parked operation has a timer or waits for an
// event that
//             must come; partitions obey replica/partition.h.
//
// Kafka: KafkaServer, KafkaApis, ReplicaManager, LogManager (3.9).
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/base/hash.h"
#include "core/base/prng.h"
#include "core/broker/broker_config.h"
#include "core/broker/controller_channel.h"
#include "core/broker/isr_carrier.h"
#include "core/broker/metadata_cache.h"
#include "core/broker/operations.h"
#include "core/broker/producer_ids.h"
#include "core/broker/topic_creations.h"
#include "core/controller/controller.h"
#include "core/ports/context.h"
#include "core/replica/fetcher.h"
#include "core/replica/purgatory.h"
#include "core/zookeeper/session.h"

namespace barnabas::broker {

enum class Lifecycle : std::uint8_t { Starting, Running, ShuttingDown, Stopped };

using TopicConfig = std::map<std::string, std::string>;

// Offsets that the checkpoint files hold, as loaded at the start; written anew from the logs.
struct Checkpoints {
  std::map<TopicPartition, Offset> high_watermark;
  std::map<TopicPartition, Offset> recovery_point;
  std::map<TopicPartition, Offset> log_start;
  friend bool operator==(const Checkpoints&, const Checkpoints&) = default;
};

struct Broker {
  Broker(BrokerConfig config, Prng random);

  BrokerConfig config;
  Prng random;
  Lifecycle lifecycle = Lifecycle::Starting;
  bool was_clean = true;
  zookeeper::Session zookeeper;
  controller::Controller controller;
  ControllerEpoch controller_epoch{-1};  // the newest that gave orders
  MetadataCache metadata;
  std::map<std::string, TopicConfig> topic_configs;
  replica::PartitionMap partitions;
  replica::FetcherSet fetchers;
  replica::SessionCache sessions;
  replica::Purgatory<ProduceOperation> produces;
  replica::Purgatory<FetchOperation> fetches;
  replica::Purgatory<DeleteRecordsOperation> deletions;
  std::map<std::int64_t, PendingFlush> flushes;
  std::int64_t next_flush = 1;
  std::vector<PendingLeaderAndIsr> waiting_orders;
  IsrCarrier isr_carrier;
  std::map<std::int64_t, IsrWrite> isr_writes;         // by ZooKeeper token (classic carrier)
  std::map<std::int64_t, std::string> config_lookups;  // topics by ZooKeeper token
  ControllerChannel channel;
  ProducerIds producer_ids;
  TopicCreations creations;
  std::map<std::int64_t, Description> descriptions;  // by number
  Checkpoints checkpoints;
  std::int32_t shutdown_tries = 0;
  std::set<TopicPartition> ready;  // moved in this step: parked operations look again at its end
  bool recovery_points_moved = false;  // a truncation wants the checkpoint rewritten in this step

  void step(const Event& event, Context& context);

  friend bool operator==(const Broker&, const Broker&) = default;
  void fold_into(Hasher& hasher) const;
};

// --- shared by the handlers
replica::Surroundings surroundings(const Broker& broker);
replica::Partition* find_partition(Broker& broker, const TopicPartition& tp);
// The partition as leader, or why not (UNKNOWN_TOPIC_OR_PARTITION, NOT_LEADER_OR_FOLLOWER, fences).
replica::Partition* find_leader(Broker& broker, const TopicPartition& tp, LeaderEpoch current_epoch,
                                ErrorCode& error);
// The same, or the partition as follower: consumers may read there (KIP-392).
replica::Partition* find_readable(Broker& broker, const TopicPartition& tp,
                                  LeaderEpoch current_epoch, ErrorCode& error);
void apply_progress(Broker& broker, replica::Partition& partition,
                    const replica::Progress& progress, Context& context);
void submit_proposal(Broker& broker, const replica::IsrProposal& proposal, Context& context);
void log_failed(Broker& broker, const TopicPartition& tp, Context& context);
template <class Response>
void answer(Context& context, const Caller& caller, Response response) {
  context.reply(caller.connection, caller.correlation, protocol::ResponseRef(std::move(response)));
}
bool is_stale_controller(const Broker& broker, ControllerEpoch epoch);
bool is_stale_broker(const Broker& broker, BrokerEpoch epoch);

// --- one file per subject
void start_broker(Broker& broker, Context& context);  // startup.cpp
log::LogConfig log_config_for(const Broker& broker, const std::string& topic);
std::int32_t min_insync_replicas_for(const Broker& broker, const std::string& topic);
bool open_log(Broker& broker, replica::Partition& partition, Context& context);
void apply_topic_config(Broker& broker, const std::string& topic, const TopicConfig& config);
void apply_broker_settings(Broker& broker, Context& context);  // dynamic_settings.cpp
void write_high_watermarks(Broker& broker, Context& context);  // checkpoints.cpp
void write_recovery_points(Broker& broker, Context& context);
void check_retention(Broker& broker, Context& context);
void check_flush(Broker& broker, Context& context);
// The other thing that RetentionCheck looks after, under a key of its own: idle producers.
inline constexpr std::int64_t kIdleProducers = 1;
void forget_idle_producers(Broker& broker, Context& context);
void start_flush(Broker& broker, const TopicPartition& tp, Offset up_to, std::int64_t produce,
                 Context& context);
void on_flushed(Broker& broker, const event::Flushed& flushed, Context& context);
void begin_shutdown(Broker& broker, Context& context);  // shutdown.cpp
void on_shutdown_answer(Broker& broker, const protocol::ControlledShutdownResponse* response,
                        Context& context);
void finish_shutdown(Broker& broker, Context& context);

// --- one file per API
void on_produce(Broker& broker, const Caller& caller, const protocol::ProduceRequest& request,
                Context& context);
bool try_complete_produce(Broker& broker, std::int64_t number, bool timed_out, Context& context);
void on_fetch(Broker& broker, const Caller& caller, const protocol::FetchRequest& request,
              Context& context);
bool try_complete_fetch(Broker& broker, std::int64_t number, bool timed_out, Context& context);
void on_metadata(Broker& broker, const Caller& caller, const protocol::MetadataRequest& request,
                 Context& context);
void on_topics_created(Broker& broker, std::int64_t token,
                       const protocol::CreateTopicsResponse& created, Context& context);
void forget_topic_creation_callers(Broker& broker, ConnectionId connection);
void on_list_offsets(Broker& broker, const Caller& caller,
                     const protocol::ListOffsetsRequest& request, Context& context);
void on_leader_and_isr(Broker& broker, const Caller& caller, const protocol::RequestRef& request,
                       Context& context);
void resume_leader_and_isr(Broker& broker, const std::string& topic, Context& context);
void on_stop_replica(Broker& broker, const Caller& caller,
                     const protocol::StopReplicaRequest& request, Context& context);
void on_update_metadata(Broker& broker, const Caller& caller,
                        const protocol::UpdateMetadataRequest& request, Context& context);
void on_delete_records(Broker& broker, const Caller& caller,
                       const protocol::DeleteRecordsRequest& request, Context& context);
bool try_complete_deletion(Broker& broker, std::int64_t number, bool timed_out, Context& context);
void on_init_producer_id(Broker& broker, const Caller& caller,
                         const protocol::InitProducerIdRequest& request, Context& context);
void on_producer_id_block(Broker& broker, const protocol::zk::Response& response, Context& context);
void forget_producer_id_callers(Broker& broker, ConnectionId connection);
void on_offset_for_leader_epoch(Broker& broker, const Caller& caller,
                                const protocol::OffsetForLeaderEpochRequest& request,
                                Context& context);
void on_describe_configs(Broker& broker, const Caller& caller, const protocol::RequestRef& request,
                         Context& context);
void on_described_topic(Broker& broker, std::int64_t number, const protocol::zk::Response& response,
                        Context& context);
void on_api_versions(Broker& broker, const Caller& caller, Context& context);

}  // namespace barnabas::broker
