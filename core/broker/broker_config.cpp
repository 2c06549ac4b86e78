#include "core/broker/broker_config.h"

#include "core/cluster/config_def.h"

namespace barnabas::broker {
namespace {

using cluster::ConfigScope;
using cluster::ConfigSettings;
using cluster::ConfigView;

std::int32_t narrow(std::int64_t value) { return static_cast<std::int32_t>(value); }

// A duration in ms; "never" stays representable in nanoseconds.
Duration duration_ms(std::int64_t ms) {
  return milliseconds(std::min<std::int64_t>(ms, INT64_MAX / 2'000'000));
}

std::int64_t topic_integer(const ConfigSettings& settings, Profile profile, const char* name,
                           std::int64_t fallback) {
  const auto text = cluster::topic_default(name, settings, profile);
  if (!text) return fallback;
  const ConfigSettings one{{name, *text}};
  return ConfigView(ConfigScope::Topic, one, profile).find_integer(name).value_or(fallback);
}

log::LogConfig log_defaults(const ConfigSettings& settings, Profile profile) {
  log::LogConfig log;
  const auto integer = [&](const char* name, std::int64_t fallback) {
    return topic_integer(settings, profile, name, fallback);
  };
  log.segment_bytes = narrow(integer("segment.bytes", log.segment_bytes));
  log.segment_ms = integer("segment.ms", log.segment_ms);
  log.segment_jitter_ms = integer("segment.jitter.ms", log.segment_jitter_ms);
  log.segment_index_bytes = narrow(integer("segment.index.bytes", log.segment_index_bytes));
  log.index_interval_bytes = narrow(integer("index.interval.bytes", log.index_interval_bytes));
  log.retention_ms = integer("retention.ms", log.retention_ms);
  log.retention_bytes = integer("retention.bytes", log.retention_bytes);
  log.flush_messages = integer("flush.messages", log.flush_messages);
  log.flush_ms = integer("flush.ms", log.flush_ms);
  log.file_delete_delay_ms = integer("file.delete.delay.ms", log.file_delete_delay_ms);
  log.max_message_bytes = narrow(integer("max.message.bytes", log.max_message_bytes));
  log.timestamp_before_max_ms =
      integer("message.timestamp.before.max.ms", log.timestamp_before_max_ms);
  log.timestamp_after_max_ms =
      integer("message.timestamp.after.max.ms", log.timestamp_after_max_ms);
  const auto type = cluster::topic_default("message.timestamp.type", settings, profile);
  if (type == "LogAppendTime") log.timestamp_type = record::TimestampType::LogAppendTime;
  log.compression.gzip_level = narrow(integer("compression.gzip.level", -1));
  log.compression.lz4_level = narrow(integer("compression.lz4.level", 9));
  log.compression.zstd_level = narrow(integer("compression.zstd.level", 3));
  const auto codec = cluster::topic_default("compression.type", settings, profile);
  if (codec) log.compression.codec = find_codec(*codec);
  const auto policy = cluster::topic_default("cleanup.policy", settings, profile);
  if (policy) {
    log.delete_policy = policy->find("delete") != std::string::npos;
    log.compact_policy = policy->find("compact") != std::string::npos;
  }
  return log;
}

void take_replication(const ConfigView& view, replica::ReplicaConfig& replica) {
  replica.replica_lag_time_max = duration_ms(view.integer("replica.lag.time.max.ms"));
  replica.replica_fetch_max_bytes = narrow(view.integer("replica.fetch.max.bytes"));
  replica.replica_fetch_response_max_bytes =
      narrow(view.integer("replica.fetch.response.max.bytes"));
  replica.replica_fetch_min_bytes = narrow(view.integer("replica.fetch.min.bytes"));
  replica.replica_fetch_wait_max_ms = narrow(view.integer("replica.fetch.wait.max.ms"));
  replica.replica_fetch_backoff = duration_ms(view.integer("replica.fetch.backoff.ms"));
  replica.num_replica_fetchers = narrow(view.integer("num.replica.fetchers"));
  replica.replica_socket_timeout = duration_ms(view.integer("replica.socket.timeout.ms"));
  replica.connection_setup_timeout =
      view.find_integer("socket.connection.setup.timeout.ms")
          ? duration_ms(view.integer("socket.connection.setup.timeout.ms"))
          : replica.replica_socket_timeout;
}

void take_controller(const ConfigView& view, controller::ControllerConfig& controller) {
  controller.unclean_leader_election_enable = view.boolean("unclean.leader.election.enable");
  controller.delete_topic_enable = view.boolean("delete.topic.enable");
  controller.auto_leader_rebalance_enable = view.boolean("auto.leader.rebalance.enable");
  controller.leader_imbalance_check_interval_seconds =
      narrow(view.integer("leader.imbalance.check.interval.seconds"));
  controller.leader_imbalance_per_broker_percentage =
      narrow(view.integer("leader.imbalance.per.broker.percentage"));
  controller.num_partitions = narrow(view.integer("num.partitions"));
  controller.default_replication_factor =
      static_cast<std::int16_t>(view.integer("default.replication.factor"));
  controller.controller_socket_timeout_ms = narrow(view.integer("controller.socket.timeout.ms"));
}

}  // namespace

BrokerConfig broker_config(NodeId id, const ConfigSettings& settings, Profile profile) {
  const ConfigView view(ConfigScope::Broker, settings, profile);
  BrokerConfig config;
  config.id = id;
  config.controller.settings = {settings, {}, {}, profile};
  config.zookeeper_session_timeout = duration_ms(view.integer("zookeeper.session.timeout.ms"));
  config.log = log_defaults(settings, profile);
  config.log.producer_id_expiration_ms = view.integer("producer.id.expiration.ms");
  config.producer_expiration_check_interval =
      duration_ms(view.integer("producer.id.expiration.check.interval.ms"));
  config.min_insync_replicas = narrow(view.integer("min.insync.replicas"));
  config.high_watermark_checkpoint_interval =
      duration_ms(view.integer("replica.high.watermark.checkpoint.interval.ms"));
  config.recovery_checkpoint_interval =
      duration_ms(view.integer("log.flush.offset.checkpoint.interval.ms"));
  config.retention_check_interval = duration_ms(view.integer("log.retention.check.interval.ms"));
  config.flush_check_interval = duration_ms(view.integer("log.flush.scheduler.interval.ms"));
  config.initial_task_delay =
      duration_ms(view.find_integer("log.initial.task.delay.ms").value_or(30000));
  config.fetch_max_bytes = narrow(view.find_integer("fetch.max.bytes").value_or(INT32_MAX));
  config.fetch_session_slots = narrow(view.integer("max.incremental.fetch.session.cache.slots"));
  config.auto_create_topics = view.boolean("auto.create.topics.enable");
  if (profile == Profile::Kafka3) {
    config.rack_aware_reads =
        view.text("replica.selector.class").find("RackAware") != std::string::npos;
  }
  config.controlled_shutdown = view.boolean("controlled.shutdown.enable");
  config.controlled_shutdown_retries = narrow(view.integer("controlled.shutdown.max.retries"));
  config.controlled_shutdown_backoff =
      duration_ms(view.integer("controlled.shutdown.retry.backoff.ms"));
  take_replication(view, config.replica);
  take_controller(view, config.controller);
  if (profile == Profile::Classic) set_classic_behaviour(config);
  return config;
}

// The 1.x era: what KIP-279, 320, 380, 497, 841, 903 and KAFKA-6082, 7128, 15583 brought is not
// there yet.
void set_classic_behaviour(BrokerConfig& config) {
  replica::Knobs& knobs = config.replica.knobs;
  knobs.truncation = replica::TruncationPolicy::Kip101;
  knobs.fetch_fence = false;
  knobs.isr_expand = replica::IsrExpandCheck::HighWatermark;
  knobs.hw_maximal_isr = false;
  knobs.strict_min_isr = false;
  knobs.effective_min_isr = false;
  knobs.broker_epoch_check = false;
  knobs.alter_partition = false;
  knobs.isr_eligibility = false;
  config.log.forgets_producers_with_records = true;
  config.controller.epoch_check = controller::EpochCheck::BrokersOnly;
  config.controller.isr_eligibility = controller::IsrEligibility::None;
}

bool set_knob(BrokerConfig& config, const std::string& name, const std::string& value) {
  replica::Knobs& knobs = config.replica.knobs;
  const bool on = value == "on" || value == "true" || value == "maximal";
  if (name == "trunc.policy") {
    using P = replica::TruncationPolicy;
    const std::map<std::string, P> policies{{"hw", P::HighWatermark},
                                            {"kip101", P::Kip101},
                                            {"kip279", P::Kip279},
                                            {"kip320", P::Kip320},
                                            {"on-fetch", P::OnFetch}};
    const auto found = policies.find(value);
    if (found == policies.end()) return false;
    knobs.truncation = found->second;
  } else if (name == "follower.fetch.fence") {
    knobs.fetch_fence = on;
  } else if (name == "isr.expand.check") {
    knobs.isr_expand = value == "hw-only" ? replica::IsrExpandCheck::HighWatermark
                                          : replica::IsrExpandCheck::LeaderEpochStart;
  } else if (name == "hw.isr") {
    knobs.hw_maximal_isr = on;
  } else if (name == "isr.update.cas") {
    knobs.isr_cas = on;
  } else if (name == "hw.strict-min-isr") {
    knobs.strict_min_isr = on;
  } else if (name == "min-isr.effective") {
    knobs.effective_min_isr = value != "raw";
  } else if (name == "isr.carrier") {
    knobs.alter_partition = value != "zookeeper";
  } else if (name == "broker.epoch.check") {
    knobs.broker_epoch_check = on;
  } else if (name == "controller.epoch.check") {
    using E = controller::EpochCheck;
    knobs.controller_epoch_check = value != "off";
    config.controller.epoch_check = value == "off"       ? E::Off
                                    : value == "brokers" ? E::BrokersOnly
                                                         : E::On;
  } else if (name == "isr.eligibility") {
    using I = controller::IsrEligibility;
    knobs.isr_eligibility = value != "none";
    knobs.fetch_life_fence = value == "broker-epoch";
    config.controller.isr_eligibility = value == "none"       ? I::None
                                        : value == "unfenced" ? I::Live
                                                              : I::LiveAndBrokerEpoch;
  } else if (name == "election.policy") {
    using P = controller::ElectionPolicy;
    config.controller.election_policy =
        value == "most-caught-up" ? P::MostCaughtUpInIsr : P::KafkaReplicaOrder;
  } else if (name == "unclean.election") {
    config.controller.unclean_leader_election_enable = on;
  } else if (name == "sabotage") {
    const SabotageFacts* facts = find_sabotage(value);
    if (facts == nullptr) return false;
    knobs.sabotage = config.log.sabotage = config.controller.sabotage = facts->id;
  } else {
    return false;
  }
  return true;
}

}  // namespace barnabas::broker
