// The settings of brokers that concern coordinators, the Raft quorum, quotas and metrics.
//
// Kafka: GroupCoordinatorConfig, TransactionStateManagerConfigs, QuorumConfig, KRaftConfigs of 3.9,
// KafkaConfig of 1.1.
#include "core/cluster/config_tables.h"

namespace barnabas::cluster::config_tables {
namespace {

using T = ConfigType;
using E = ConfigEra;
using U = ConfigUse;

// clang-format off
constexpr ConfigFacts kBrokerGroups[] = {
    {"controller.quorum.append.linger.ms", T::Int, "25", "25", E::Kafka3, U::Accepted},
    {"controller.quorum.bootstrap.servers", T::List, kNone, kNone, E::Kafka3, U::Refused, {}, "", kNoRaft},
    {"controller.quorum.election.backoff.max.ms", T::Int, "1000", "1000", E::Kafka3, U::Accepted},
    {"controller.quorum.election.timeout.ms", T::Int, "1000", "1000", E::Kafka3, U::Accepted},
    {"controller.quorum.fetch.timeout.ms", T::Int, "2000", "2000", E::Kafka3, U::Accepted},
    {"controller.quorum.request.timeout.ms", T::Int, "2000", "2000", E::Kafka3, U::Accepted},
    {"controller.quorum.retry.backoff.ms", T::Int, "20", "20", E::Kafka3, U::Accepted},
    {"controller.quorum.voters", T::List, kNone, kNone, E::Kafka3, U::Refused, {}, "", kNoRaft},
    {"group.consumer.assignors", T::List, "org.apache.kafka.coordinator.group.assignor.UniformAssignor,org.apache.kafka.coordinator.group.assignor.RangeAssignor", "org.apache.kafka.coordinator.group.assignor.UniformAssignor,org.apache.kafka.coordinator.group.assignor.RangeAssignor", E::Kafka3, U::Accepted},
    {"group.consumer.heartbeat.interval.ms", T::Int, "5000", "5000", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"group.consumer.max.heartbeat.interval.ms", T::Int, "15000", "15000", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"group.consumer.max.session.timeout.ms", T::Int, "60000", "60000", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"group.consumer.max.size", T::Int, "2147483647", "2147483647", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"group.consumer.migration.policy", T::String, "disabled", "disabled", E::Kafka3, U::Accepted, {}, "~disabled|downgrade|upgrade|bidirectional"},
    {"group.consumer.min.heartbeat.interval.ms", T::Int, "5000", "5000", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"group.consumer.min.session.timeout.ms", T::Int, "45000", "45000", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"group.consumer.session.timeout.ms", T::Int, "45000", "45000", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"group.coordinator.append.linger.ms", T::Int, "10", "10", E::Kafka3, U::Accepted, {0, kAnyMax}},
    {"group.coordinator.new.enable", T::Boolean, "false", "false", E::Kafka3, U::Accepted},
    {"group.coordinator.rebalance.protocols", T::List, "classic", "classic", E::Kafka3, U::Accepted, {}, "consumer|classic|share|unknown"},
    {"group.coordinator.threads", T::Int, "1", "1", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"group.initial.rebalance.delay.ms", T::Int, "3000", "3000", E::Both, U::Accepted},
    {"group.max.session.timeout.ms", T::Int, "1800000", "300000", E::Both, U::Accepted},
    {"group.max.size", T::Int, "2147483647", "2147483647", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"group.min.session.timeout.ms", T::Int, "6000", "6000", E::Both, U::Accepted},
    {"group.share.delivery.count.limit", T::Int, "5", "5", E::Kafka3, U::Accepted, {2, 10}},
    {"group.share.enable", T::Boolean, "false", "false", E::Kafka3, U::Accepted},
    {"group.share.heartbeat.interval.ms", T::Int, "5000", "5000", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"group.share.max.groups", T::Short, "10", "10", E::Kafka3, U::Accepted, {1, 100}},
    {"group.share.max.heartbeat.interval.ms", T::Int, "15000", "15000", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"group.share.max.record.lock.duration.ms", T::Int, "60000", "60000", E::Kafka3, U::Accepted, {30000, 3600000}},
    {"group.share.max.session.timeout.ms", T::Int, "60000", "60000", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"group.share.max.size", T::Short, "200", "200", E::Kafka3, U::Accepted, {10, 1000}},
    {"group.share.min.heartbeat.interval.ms", T::Int, "5000", "5000", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"group.share.min.record.lock.duration.ms", T::Int, "15000", "15000", E::Kafka3, U::Accepted, {1000, 30000}},
    {"group.share.min.session.timeout.ms", T::Int, "45000", "45000", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"group.share.partition.max.record.locks", T::Int, "200", "200", E::Kafka3, U::Accepted, {100, 10000}},
    {"group.share.record.lock.duration.ms", T::Int, "30000", "30000", E::Kafka3, U::Accepted, {1000, 60000}},
    {"group.share.session.timeout.ms", T::Int, "45000", "45000", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"kafka.metrics.polling.interval.secs", T::Int, "10", "10", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"kafka.metrics.reporters", T::List, "", "", E::Kafka3, U::Accepted},
    {"metadata.log.dir", T::String, kNone, kNone, E::Kafka3, U::Refused, {}, "", kByScenario},
    {"metadata.log.max.record.bytes.between.snapshots", T::Long, "20971520", "20971520", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"metadata.log.max.snapshot.interval.ms", T::Long, "3600000", "3600000", E::Kafka3, U::Accepted, {0, kAnyMax}},
    {"metadata.log.segment.bytes", T::Int, "1073741824", "1073741824", E::Kafka3, U::Accepted, {12, kAnyMax}},
    {"metadata.log.segment.min.bytes", T::Int, "8388608", "8388608", E::Kafka3, U::Accepted, {12, kAnyMax}},
    {"metadata.log.segment.ms", T::Long, "604800000", "604800000", E::Kafka3, U::Accepted},
    {"metadata.max.idle.interval.ms", T::Int, "500", "500", E::Kafka3, U::Accepted, {0, kAnyMax}},
    {"metadata.max.retention.bytes", T::Long, "104857600", "104857600", E::Kafka3, U::Accepted},
    {"metadata.max.retention.ms", T::Long, "604800000", "604800000", E::Kafka3, U::Accepted},
    {"metric.reporters", T::List, "", "", E::Both, U::Accepted},
    {"metrics.num.samples", T::Int, "2", "2", E::Both, U::Accepted, {1, kAnyMax}},
    {"metrics.recording.level", T::String, "INFO", "INFO", E::Both, U::Accepted},
    {"metrics.sample.window.ms", T::Long, "30000", "30000", E::Both, U::Accepted, {1, kAnyMax}},
    {"offset.metadata.max.bytes", T::Int, "4096", "4096", E::Both, U::Accepted},
    {"offsets.commit.required.acks", T::Short, "-1", "-1", E::Both, U::Accepted},
    {"offsets.commit.timeout.ms", T::Int, "5000", "5000", E::Both, U::Accepted, {1, kAnyMax}},
    {"offsets.load.buffer.size", T::Int, "5242880", "5242880", E::Both, U::Accepted, {1, kAnyMax}},
    {"offsets.retention.check.interval.ms", T::Long, "600000", "600000", E::Both, U::Accepted, {1, kAnyMax}},
    {"offsets.retention.minutes", T::Int, "10080", "1440", E::Both, U::Accepted, {1, kAnyMax}},
    {"offsets.topic.compression.codec", T::Int, "0", "0", E::Both, U::Accepted},
    {"offsets.topic.num.partitions", T::Int, "50", "50", E::Both, U::Accepted, {1, kAnyMax}},
    {"offsets.topic.replication.factor", T::Short, "3", "3", E::Both, U::Accepted, {1, kAnyMax}},
    {"offsets.topic.segment.bytes", T::Int, "104857600", "104857600", E::Both, U::Accepted, {1, kAnyMax}},
    {"producer.id.expiration.check.interval.ms", T::Int, "600000", "600000", E::Kafka3, U::Modelled, {1, kAnyMax}},
    {"producer.id.expiration.ms", T::Int, "86400000", "604800000", E::Kafka3, U::Modelled, {1, kAnyMax}},
    {"quota.consumer.default", T::Long, "9223372036854775807", "9223372036854775807", E::Classic, U::Accepted, {1, kAnyMax}},
    {"quota.producer.default", T::Long, "9223372036854775807", "9223372036854775807", E::Classic, U::Accepted, {1, kAnyMax}},
    {"quota.window.num", T::Int, "11", "11", E::Both, U::Accepted, {1, kAnyMax}},
    {"quota.window.size.seconds", T::Int, "1", "1", E::Both, U::Accepted, {1, kAnyMax}},
    {"telemetry.max.bytes", T::Int, "1048576", "1048576", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"transaction.abort.timed.out.transaction.cleanup.interval.ms", T::Int, "10000", "60000", E::Both, U::Accepted, {1, kAnyMax}},
    {"transaction.max.timeout.ms", T::Int, "900000", "900000", E::Both, U::Accepted, {1, kAnyMax}},
    {"transaction.partition.verification.enable", T::Boolean, "true", "false", E::Kafka3, U::Accepted},
    {"transaction.remove.expired.transaction.cleanup.interval.ms", T::Int, "3600000", "3600000", E::Both, U::Accepted, {1, kAnyMax}},
    {"transaction.state.log.load.buffer.size", T::Int, "5242880", "5242880", E::Both, U::Accepted, {1, kAnyMax}},
    {"transaction.state.log.min.isr", T::Int, "2", "2", E::Both, U::Accepted, {1, kAnyMax}},
    {"transaction.state.log.num.partitions", T::Int, "50", "50", E::Both, U::Accepted, {1, kAnyMax}},
    {"transaction.state.log.replication.factor", T::Short, "3", "3", E::Both, U::Accepted, {1, kAnyMax}},
    {"transaction.state.log.segment.bytes", T::Int, "104857600", "104857600", E::Both, U::Accepted, {1, kAnyMax}},
    {"transactional.id.expiration.ms", T::Int, "604800000", "604800000", E::Both, U::Accepted, {1, kAnyMax}},
};
// clang-format on

}  // namespace

ConfigTable broker_groups() { return ConfigTable(kBrokerGroups); }

}  // namespace barnabas::cluster::config_tables
