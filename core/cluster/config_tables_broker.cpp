// The settings of brokers that concern the server, its network, its controller and ZooKeeper.
//
// Kafka: ServerConfigs, SocketServerConfigs, ZkConfigs of 3.9, KafkaConfig of 1.1.
#include "core/cluster/config_tables.h"

namespace barnabas::cluster::config_tables {
namespace {

using T = ConfigType;
using E = ConfigEra;
using U = ConfigUse;

// clang-format off
constexpr ConfigFacts kBroker[] = {
    {"advertised.host.name", T::String, kNone, kNone, E::Classic, U::Refused, {}, "", kByName},
    {"advertised.listeners", T::String, kNone, kNone, E::Both, U::Refused, {}, "", kByName},
    {"advertised.port", T::Int, kNone, kNone, E::Classic, U::Refused, {}, "", kByName},
    {"alter.config.policy.class.name", T::Class, kNone, kNone, E::Both, U::Refused, {}, "", kNoPlugins},
    {"authorizer.class.name", T::String, kNone, kNone, E::Both, U::Refused, {}, "", kNoSecurity},
    {"auto.create.topics.enable", T::Boolean, "true", "true", E::Both, U::Modelled},
    {"auto.include.jmx.reporter", T::Boolean, "true", "true", E::Kafka3, U::Accepted},
    {"background.threads", T::Int, "10", "10", E::Both, U::Accepted, {1, kAnyMax}},
    {"broker.heartbeat.interval.ms", T::Int, "2000", "2000", E::Kafka3, U::Accepted},
    {"broker.id", T::Int, kNone, kNone, E::Both, U::Refused, {}, "", kByScenario},
    {"broker.id.generation.enable", T::Boolean, kNone, kNone, E::Both, U::Refused, {}, "", kByScenario},
    {"broker.rack", T::String, kNone, kNone, E::Both, U::Refused, {}, "", kByScenario},
    {"broker.session.timeout.ms", T::Int, "9000", "9000", E::Kafka3, U::Accepted},
    {"client.quota.callback.class", T::Class, kNone, kNone, E::Kafka3, U::Refused, {}, "", kNoPlugins},
    {"connection.failed.authentication.delay.ms", T::Int, kNone, kNone, E::Kafka3, U::Refused, {}, "", kNoSecurity},
    {"connections.max.idle.ms", T::Long, "600000", "600000", E::Both, U::Accepted},
    {"connections.max.reauth.ms", T::Long, kNone, kNone, E::Kafka3, U::Refused, {}, "", kNoSecurity},
    {"control.plane.listener.name", T::String, kNone, kNone, E::Kafka3, U::Refused, {}, "", kByName},
    {"controlled.shutdown.enable", T::Boolean, "true", "true", E::Both, U::Modelled},
    {"controlled.shutdown.max.retries", T::Int, "3", "3", E::Both, U::Modelled},
    {"controlled.shutdown.retry.backoff.ms", T::Long, "5000", "5000", E::Both, U::Modelled},
    {"controller.listener.names", T::String, kNone, kNone, E::Kafka3, U::Refused, {}, "", kNoRaft},
    {"controller.quota.window.num", T::Int, "11", "11", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"controller.quota.window.size.seconds", T::Int, "1", "1", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"controller.socket.timeout.ms", T::Int, "30000", "30000", E::Both, U::Modelled},
    {"create.topic.policy.class.name", T::Class, kNone, kNone, E::Both, U::Refused, {}, "", kNoPlugins},
    {"delete.records.purgatory.purge.interval.requests", T::Int, "1", "1", E::Both, U::Accepted},
    {"delete.topic.enable", T::Boolean, "true", "true", E::Both, U::Modelled},
    {"early.start.listeners", T::String, kNone, kNone, E::Kafka3, U::Refused, {}, "", kByName},
    {"eligible.leader.replicas.enable", T::Boolean, kNone, kNone, E::Kafka3, U::Refused, {}, "", kNoRaft},
    {"fetch.max.bytes", T::Int, "57671680", "2147483647", E::Kafka3, U::Modelled, {1024, kAnyMax}},
    {"fetch.purgatory.purge.interval.requests", T::Int, "1000", "1000", E::Both, U::Accepted},
    {"host.name", T::String, kNone, kNone, E::Classic, U::Refused, {}, "", kByName},
    {"initial.broker.registration.timeout.ms", T::Int, "60000", "60000", E::Kafka3, U::Accepted},
    {"inter.broker.listener.name", T::String, kNone, kNone, E::Both, U::Refused, {}, "", kByName},
    {"inter.broker.protocol.version", T::String, kNone, kNone, E::Both, U::Refused, {}, "", kByProfile},
    {"listener.security.protocol.map", T::String, kNone, kNone, E::Both, U::Refused, {}, "", kByName},
    {"listeners", T::String, kNone, kNone, E::Both, U::Refused, {}, "", kByName},
    {"max.connection.creation.rate", T::Int, "2147483647", "2147483647", E::Kafka3, U::Accepted, {0, kAnyMax}},
    {"max.connections", T::Int, "2147483647", "2147483647", E::Kafka3, U::Accepted, {0, kAnyMax}},
    {"max.connections.per.ip", T::Int, "2147483647", "2147483647", E::Both, U::Accepted, {0, kAnyMax}},
    {"max.connections.per.ip.overrides", T::String, "", "", E::Both, U::Accepted},
    {"max.incremental.fetch.session.cache.slots", T::Int, "1000", "1000", E::Both, U::Modelled, {0, kAnyMax}},
    {"max.request.partition.size.limit", T::Int, "2000", "2000", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"node.id", T::Int, kNone, kNone, E::Kafka3, U::Refused, {}, "", kByScenario},
    {"num.io.threads", T::Int, "8", "8", E::Both, U::Modelled, {1, kAnyMax}},
    {"num.network.threads", T::Int, "3", "3", E::Both, U::Accepted, {1, kAnyMax}},
    {"num.partitions", T::Int, "1", "1", E::Both, U::Modelled, {1, kAnyMax}},
    {"port", T::Int, kNone, kNone, E::Classic, U::Refused, {}, "", kByName},
    {"principal.builder.class", T::Class, kNone, kNone, E::Both, U::Refused, {}, "", kNoSecurity},
    {"process.roles", T::List, kNone, kNone, E::Kafka3, U::Refused, {}, "", kNoRaft},
    {"producer.purgatory.purge.interval.requests", T::Int, "1000", "1000", E::Both, U::Accepted},
    {"queued.max.request.bytes", T::Long, "-1", "-1", E::Both, U::Accepted},
    {"queued.max.requests", T::Int, "500", "500", E::Both, U::Accepted, {1, kAnyMax}},
    {"request.timeout.ms", T::Int, "30000", "30000", E::Both, U::Accepted},
    {"reserved.broker.max.id", T::Int, kNone, kNone, E::Both, U::Refused, {}, "", kByScenario},
    {"security.inter.broker.protocol", T::String, "PLAINTEXT", "PLAINTEXT", E::Both, U::Accepted, {}, "~plaintext", kNoSecurity},
    {"server.max.startup.time.ms", T::Long, "9223372036854775807", "9223372036854775807", E::Kafka3, U::Accepted, {0, kAnyMax}},
    {"socket.connection.setup.timeout.max.ms", T::Long, "30000", "30000", E::Kafka3, U::Accepted},
    {"socket.connection.setup.timeout.ms", T::Long, "10000", "10000", E::Kafka3, U::Modelled},
    {"socket.listen.backlog.size", T::Int, "50", "50", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"socket.receive.buffer.bytes", T::Int, "102400", "102400", E::Both, U::Modelled},
    {"socket.request.max.bytes", T::Int, "104857600", "104857600", E::Both, U::Accepted, {1, kAnyMax}},
    {"socket.send.buffer.bytes", T::Int, "102400", "102400", E::Both, U::Modelled},
    {"unstable.api.versions.enable", T::Boolean, "false", "false", E::Kafka3, U::Accepted},
    {"unstable.feature.versions.enable", T::Boolean, "false", "false", E::Kafka3, U::Accepted},
    {"zookeeper.clientCnxnSocket", T::String, kNone, kNone, E::Kafka3, U::Refused, {}, "", kNoSecurity},
    {"zookeeper.connect", T::String, kNone, kNone, E::Both, U::Refused, {}, "", kByName},
    {"zookeeper.connection.timeout.ms", T::Int, kNone, kNone, E::Both, U::Accepted},
    {"zookeeper.max.in.flight.requests", T::Int, "10", "10", E::Both, U::Accepted, {1, kAnyMax}},
    {"zookeeper.metadata.migration.enable", T::Boolean, kNone, kNone, E::Kafka3, U::Refused, {}, "", kNoRaft},
    {"zookeeper.metadata.migration.min.batch.size", T::Int, "200", "200", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"zookeeper.session.timeout.ms", T::Int, "18000", "6000", E::Both, U::Modelled},
    {"zookeeper.set.acl", T::Boolean, kNone, kNone, E::Both, U::Refused, {}, "", kNoSecurity},
    {"zookeeper.sync.time.ms", T::Int, "2000", "2000", E::Classic, U::Accepted},
};
// clang-format on

}  // namespace

ConfigTable broker() { return ConfigTable(kBroker); }

}  // namespace barnabas::cluster::config_tables
