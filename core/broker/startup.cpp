// How a broker starts: open what the last incarnation left, then join the cluster.
// Kafka: KafkaServer.startup, LogManager.loadLogs (3.9).
#include <charconv>

#include "core/broker/broker.h"
#include "core/broker/topic_config.h"
#include "core/broker/topic_config_lookup.h"
#include "core/cluster/znodes.h"
#include "core/log/checkpoint_file.h"
#include "core/log/clean_shutdown.h"

namespace barnabas::broker {
namespace {

std::optional<TopicPartition> parse_directory(std::string_view name) {
  const std::size_t dash = name.rfind('-');
  if (dash == std::string_view::npos || dash == 0 || dash + 1 == name.size()) return std::nullopt;
  TopicPartition tp{std::string(name.substr(0, dash)), 0};
  const auto [end, error] =
      std::from_chars(name.data() + dash + 1, name.data() + name.size(), tp.partition);
  if (error != std::errc{} || end != name.data() + name.size()) return std::nullopt;
  return tp;
}

bool load(Context& context, std::string_view name, std::map<TopicPartition, Offset>& into) {
  auto read = log::read_offset_checkpoint(context.files, "", name);
  if (read) into = std::move(*read);
  return read.has_value();
}

void halt(Broker& broker, std::string why, Context& context) {
  broker.lifecycle = Lifecycle::Stopped;
  context.exit(false, std::move(why));
}

void open_existing_logs(Broker& broker, Context& context) {
  const auto names = context.files.list("");
  if (!names)
    return halt(broker, "the data directory cannot be listed: " + names.error().what, context);
  for (const std::string& name : *names) {
    const auto tp = parse_directory(name);
    if (!tp) continue;
    replica::Partition& partition = broker.partitions[*tp].write();
    partition.tp = *tp;
    partition.self = broker.config.id;
    if (!open_log(broker, partition, context)) {
      return halt(broker, "the log of " + name + " cannot be opened", context);
    }
  }
}

void arm_timers(Broker& broker, Context& context) {
  const BrokerConfig& config = broker.config;
  context.set_timer({TimerKind::IsrCheck, 0}, config.replica.replica_lag_time_max / 2);
  context.set_timer({TimerKind::HighWatermarkCheckpoint, 0},
                    config.high_watermark_checkpoint_interval);
  context.set_timer({TimerKind::RecoveryPointCheckpoint, 0}, config.initial_task_delay);
  context.set_timer({TimerKind::RetentionCheck, 0}, config.initial_task_delay);
  context.set_timer({TimerKind::RetentionCheck, kIdleProducers},
                    config.producer_expiration_check_interval);
  // By default it runs this once: log.flush.scheduler.interval.ms is for ever.
  context.set_timer({TimerKind::FlushCheck, 0}, config.initial_task_delay);
}

}  // namespace

void start_broker(Broker& broker, Context& context) {
  const auto marker = log::take_clean_shutdown(context.files, "");
  broker.was_clean = marker.has_value() && marker.value().has_value();
  const bool loaded =
      load(context, log::kHighWatermarkCheckpoint, broker.checkpoints.high_watermark) &&
      load(context, log::kRecoveryPointCheckpoint, broker.checkpoints.recovery_point) &&
      load(context, log::kLogStartCheckpoint, broker.checkpoints.log_start);
  if (!loaded) return halt(broker, "a checkpoint file cannot be read", context);
  open_existing_logs(broker, context);
  if (broker.lifecycle == Lifecycle::Stopped) return;
  broker.lifecycle = Lifecycle::Running;
  arm_timers(broker, context);
  broker.zookeeper.start(context);
  broker.controller.on_started({broker.zookeeper, context});
}

bool open_log(Broker& broker, replica::Partition& partition, Context& context) {
  const auto at_or_zero = [&](const std::map<TopicPartition, Offset>& offsets) {
    const auto found = offsets.find(partition.tp);
    return found == offsets.end() ? Offset{0} : found->second;
  };
  log::RecoveryReport report;
  auto opened = log::Log::open(
      context.files, to_string(partition.tp), log_config_for(broker, partition.tp.topic),
      at_or_zero(broker.checkpoints.log_start), at_or_zero(broker.checkpoints.recovery_point),
      broker.was_clean, context.wall, report);
  if (!opened) return false;
  partition.log.emplace(std::move(*opened));
  partition.last_flush = context.now;
  const bool takes_all =
      broker.config.replica.knobs.sabotage == Sabotage::LoseHighWatermarkCheckpoint;
  const Offset mark =
      takes_all ? partition.log_end() : at_or_zero(broker.checkpoints.high_watermark);
  partition.high_watermark = std::max(partition.log_start(), std::min(mark, partition.log_end()));
  if (!report.was_clean && report.bytes_cut > 0) {
    Note note;
    note.kind = NoteKind::Recovered;
    note.tp = partition.tp;
    note.from = report.log_end_before;
    note.to = partition.log_end();
    note.a = static_cast<std::int64_t>(report.bytes_cut);
    context.note(std::move(note));
  }
  return true;
}

log::LogConfig log_config_for(const Broker& broker, const std::string& topic) {
  const auto found = broker.topic_configs.find(topic);
  if (found == broker.topic_configs.end()) return broker.config.log;
  return with_topic_config(broker.config.log, found->second);
}

std::int32_t min_insync_replicas_for(const Broker& broker, const std::string& topic) {
  const auto found = broker.topic_configs.find(topic);
  if (found == broker.topic_configs.end()) return broker.config.min_insync_replicas;
  return min_insync_replicas_of(found->second, broker.config.min_insync_replicas);
}

void apply_topic_config(Broker& broker, const std::string& topic, const TopicConfig& config) {
  broker.topic_configs[topic] = config;
  for (auto& [tp, slot] : broker.partitions) {
    if (tp.topic != topic || !slot->log) continue;
    replica::Partition& partition = slot.write();
    partition.log->set_config(log_config_for(broker, topic));
    partition.min_insync_replicas = min_insync_replicas_for(broker, topic);
    broker.ready.insert(tp);
  }
}

void look_up_topic_config(Broker& broker, const std::string& topic, Context& context) {
  protocol::zk::Op op;
  op.code = protocol::zk::OpCode::GetData;
  op.path = cluster::znodes::topic_config_path(topic);
  // The token must lead back to the topic: its place among the topics that are being looked up.
  std::int64_t token = kTopicConfigTokens;
  while (broker.config_lookups.count(token) != 0) ++token;
  broker.config_lookups[token] = topic;
  broker.zookeeper.submit(context, token, std::move(op));
}

void on_topic_config(Broker& broker, std::int64_t token, const protocol::zk::Response& response,
                     Context& context) {
  const auto found = broker.config_lookups.find(token);
  if (found == broker.config_lookups.end()) return;
  const std::string topic = found->second;
  broker.config_lookups.erase(found);
  using protocol::zk::Error;
  if (response.error == Error::ConnectionLoss || response.error == Error::SessionExpired) {
    look_up_topic_config(broker, topic, context);  // nobody knows: ask again when connected
    return;
  }
  const bool exists = response.error == Error::Ok;
  apply_topic_config(broker, topic,
                     exists ? cluster::znodes::decode_configs(response.data) : TopicConfig{});
  resume_leader_and_isr(broker, topic, context);
}

}  // namespace barnabas::broker
