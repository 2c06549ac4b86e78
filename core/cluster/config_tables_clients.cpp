// The settings of producers, consumers and administrators, without those of security.
//
// Kafka: ProducerConfig, ConsumerConfig, AdminClientConfig of 3.9 and 1.1.
#include "core/cluster/config_tables.h"

namespace barnabas::cluster::config_tables {
namespace {

using T = ConfigType;
using E = ConfigEra;
using U = ConfigUse;

// clang-format off
constexpr ConfigFacts kProducer[] = {
    {"acks", T::String, "all", "1", E::Both, U::Modelled, {}, "all|-1|0|1"},
    {"auto.include.jmx.reporter", T::Boolean, "true", "true", E::Kafka3, U::Accepted},
    {"batch.size", T::Int, "16384", "16384", E::Both, U::Modelled, {0, kAnyMax}},
    {"bootstrap.servers", T::List, kNone, kNone, E::Both, U::Refused, {}, "", kByName},
    {"buffer.memory", T::Long, "33554432", "33554432", E::Both, U::Modelled, {0, kAnyMax}},
    {"client.dns.lookup", T::String, "use_all_dns_ips", "use_all_dns_ips", E::Kafka3, U::Accepted, {}, "use_all_dns_ips|resolve_canonical_bootstrap_servers_only"},
    {"client.id", T::String, "", "", E::Both, U::Accepted},
    {"compression.gzip.level", T::Int, "-1", "-1", E::Kafka3, U::Modelled, {}, "-1|1|2|3|4|5|6|7|8|9"},
    {"compression.lz4.level", T::Int, "9", "9", E::Kafka3, U::Modelled, {1, 17}},
    {"compression.type", T::String, "none", "none", E::Both, U::Modelled, {}, "none|gzip|snappy|lz4|zstd"},
    {"compression.zstd.level", T::Int, "3", "3", E::Kafka3, U::Modelled, {-131072, 22}},
    {"connections.max.idle.ms", T::Long, "540000", "540000", E::Both, U::Accepted},
    {"delivery.timeout.ms", T::Int, "120000", "2147483647", E::Kafka3, U::Modelled, {0, kAnyMax}},
    {"enable.idempotence", T::Boolean, "true", "false", E::Both, U::Modelled},
    {"enable.metrics.push", T::Boolean, "true", "true", E::Kafka3, U::Accepted},
    {"interceptor.classes", T::List, kNone, kNone, E::Both, U::Refused, {}, "", kNoPlugins},
    {"key.serializer", T::Class, kNone, kNone, E::Both, U::Accepted},
    {"linger.ms", T::Long, "0", "0", E::Both, U::Modelled, {0, kAnyMax}},
    {"max.block.ms", T::Long, "60000", "60000", E::Both, U::Modelled, {0, kAnyMax}},
    {"max.in.flight.requests.per.connection", T::Int, "5", "5", E::Both, U::Modelled, {1, kAnyMax}},
    {"max.request.size", T::Int, "1048576", "1048576", E::Both, U::Modelled, {0, kAnyMax}},
    {"metadata.max.age.ms", T::Long, "300000", "300000", E::Both, U::Modelled, {0, kAnyMax}},
    {"metadata.max.idle.ms", T::Long, "300000", "300000", E::Kafka3, U::Accepted, {5000, kAnyMax}},
    {"metadata.recovery.strategy", T::String, "none", "none", E::Kafka3, U::Accepted, {}, "~rebootstrap|none"},
    {"metric.reporters", T::List, "", "", E::Both, U::Accepted},
    {"metrics.num.samples", T::Int, "2", "2", E::Both, U::Accepted, {1, kAnyMax}},
    {"metrics.recording.level", T::String, "INFO", "INFO", E::Both, U::Accepted, {}, "INFO|DEBUG|TRACE"},
    {"metrics.sample.window.ms", T::Long, "30000", "30000", E::Both, U::Accepted, {0, kAnyMax}},
    {"partitioner.adaptive.partitioning.enable", T::Boolean, "true", "false", E::Kafka3, U::Modelled},
    {"partitioner.availability.timeout.ms", T::Long, "0", "0", E::Kafka3, U::Modelled, {0, kAnyMax}},
    {"partitioner.class", T::Class, kNone, "org.apache.kafka.clients.producer.internals.DefaultPartitioner", E::Both, U::Modelled, {}, "org.apache.kafka.clients.producer.RoundRobinPartitioner|org.apache.kafka.clients.producer.UniformStickyPartitioner|org.apache.kafka.clients.producer.internals.DefaultPartitioner"},
    {"partitioner.ignore.keys", T::Boolean, "false", "false", E::Kafka3, U::Modelled},
    {"receive.buffer.bytes", T::Int, "32768", "32768", E::Both, U::Modelled, {-1, kAnyMax}},
    {"reconnect.backoff.max.ms", T::Long, "1000", "1000", E::Both, U::Modelled, {0, kAnyMax}},
    {"reconnect.backoff.ms", T::Long, "50", "50", E::Both, U::Modelled, {0, kAnyMax}},
    {"request.timeout.ms", T::Int, "30000", "30000", E::Both, U::Modelled, {0, kAnyMax}},
    {"retries", T::Int, "2147483647", "0", E::Both, U::Modelled, {0, 2147483647}},
    {"retry.backoff.max.ms", T::Long, "1000", "100", E::Kafka3, U::Modelled, {0, kAnyMax}},
    {"retry.backoff.ms", T::Long, "100", "100", E::Both, U::Modelled, {0, kAnyMax}},
    {"security.protocol", T::String, "PLAINTEXT", "PLAINTEXT", E::Both, U::Accepted, {}, "~plaintext", kNoSecurity},
    {"send.buffer.bytes", T::Int, "131072", "131072", E::Both, U::Modelled, {-1, kAnyMax}},
    {"socket.connection.setup.timeout.max.ms", T::Long, "30000", "30000", E::Kafka3, U::Modelled},
    {"socket.connection.setup.timeout.ms", T::Long, "10000", "10000", E::Kafka3, U::Modelled},
    {"transaction.timeout.ms", T::Int, "60000", "60000", E::Both, U::Accepted},
    {"transactional.id", T::String, kNone, kNone, E::Both, U::Accepted},
    {"value.serializer", T::Class, kNone, kNone, E::Both, U::Accepted},
};

constexpr ConfigFacts kConsumer[] = {
    {"allow.auto.create.topics", T::Boolean, "true", "true", E::Kafka3, U::Modelled},
    {"auto.commit.interval.ms", T::Int, "5000", "5000", E::Both, U::Accepted, {0, kAnyMax}},
    {"auto.include.jmx.reporter", T::Boolean, "true", "true", E::Kafka3, U::Accepted},
    {"auto.offset.reset", T::String, "latest", "latest", E::Both, U::Modelled, {}, "latest|earliest|none"},
    {"bootstrap.servers", T::List, kNone, kNone, E::Both, U::Refused, {}, "", kByName},
    {"check.crcs", T::Boolean, "true", "true", E::Both, U::Modelled},
    {"client.dns.lookup", T::String, "use_all_dns_ips", "use_all_dns_ips", E::Kafka3, U::Accepted, {}, "use_all_dns_ips|resolve_canonical_bootstrap_servers_only"},
    {"client.id", T::String, "", "", E::Both, U::Accepted},
    {"client.rack", T::String, "", "", E::Kafka3, U::Modelled},
    {"connections.max.idle.ms", T::Long, "540000", "540000", E::Both, U::Accepted},
    {"default.api.timeout.ms", T::Int, "60000", "60000", E::Kafka3, U::Accepted, {0, kAnyMax}},
    {"enable.auto.commit", T::Boolean, "true", "true", E::Both, U::Accepted},
    {"enable.metrics.push", T::Boolean, "true", "true", E::Kafka3, U::Accepted},
    {"exclude.internal.topics", T::Boolean, "true", "true", E::Both, U::Accepted},
    {"fetch.max.bytes", T::Int, "52428800", "52428800", E::Both, U::Modelled, {0, kAnyMax}},
    {"fetch.max.wait.ms", T::Int, "500", "500", E::Both, U::Modelled, {0, kAnyMax}},
    {"fetch.min.bytes", T::Int, "1", "1", E::Both, U::Modelled, {0, kAnyMax}},
    {"group.id", T::String, kNone, "", E::Both, U::Accepted},
    {"group.instance.id", T::String, kNone, kNone, E::Kafka3, U::Accepted},
    {"group.protocol", T::String, "classic", "classic", E::Kafka3, U::Accepted, {}, "~consumer|classic"},
    {"group.remote.assignor", T::String, kNone, kNone, E::Kafka3, U::Accepted},
    {"heartbeat.interval.ms", T::Int, "3000", "3000", E::Both, U::Accepted},
    {"interceptor.classes", T::List, kNone, kNone, E::Both, U::Refused, {}, "", kNoPlugins},
    {"internal.leave.group.on.close", T::Boolean, "true", "true", E::Both, U::Accepted},
    {"internal.throw.on.fetch.stable.offset.unsupported", T::Boolean, "false", "false", E::Kafka3, U::Accepted},
    {"isolation.level", T::String, "read_uncommitted", "read_uncommitted", E::Both, U::Accepted, {}, "read_committed|read_uncommitted"},
    {"key.deserializer", T::Class, kNone, kNone, E::Both, U::Accepted},
    {"max.partition.fetch.bytes", T::Int, "1048576", "1048576", E::Both, U::Modelled, {0, kAnyMax}},
    {"max.poll.interval.ms", T::Int, "300000", "300000", E::Both, U::Accepted, {1, kAnyMax}},
    {"max.poll.records", T::Int, "500", "500", E::Both, U::Modelled, {1, kAnyMax}},
    {"metadata.max.age.ms", T::Long, "300000", "300000", E::Both, U::Modelled, {0, kAnyMax}},
    {"metadata.recovery.strategy", T::String, "none", "none", E::Kafka3, U::Accepted, {}, "~rebootstrap|none"},
    {"metric.reporters", T::List, "", "", E::Both, U::Accepted},
    {"metrics.num.samples", T::Int, "2", "2", E::Both, U::Accepted, {1, kAnyMax}},
    {"metrics.recording.level", T::String, "INFO", "INFO", E::Both, U::Accepted, {}, "INFO|DEBUG|TRACE"},
    {"metrics.sample.window.ms", T::Long, "30000", "30000", E::Both, U::Accepted, {0, kAnyMax}},
    {"partition.assignment.strategy", T::List, "org.apache.kafka.clients.consumer.RangeAssignor,org.apache.kafka.clients.consumer.CooperativeStickyAssignor", "org.apache.kafka.clients.consumer.RangeAssignor", E::Both, U::Accepted},
    {"receive.buffer.bytes", T::Int, "65536", "65536", E::Both, U::Modelled, {-1, kAnyMax}},
    {"reconnect.backoff.max.ms", T::Long, "1000", "1000", E::Both, U::Modelled, {0, kAnyMax}},
    {"reconnect.backoff.ms", T::Long, "50", "50", E::Both, U::Modelled, {0, kAnyMax}},
    {"request.timeout.ms", T::Int, "30000", "305000", E::Both, U::Modelled, {0, kAnyMax}},
    {"retry.backoff.max.ms", T::Long, "1000", "100", E::Kafka3, U::Modelled, {0, kAnyMax}},
    {"retry.backoff.ms", T::Long, "100", "100", E::Both, U::Modelled, {0, kAnyMax}},
    {"security.protocol", T::String, "PLAINTEXT", "PLAINTEXT", E::Both, U::Accepted, {}, "~plaintext", kNoSecurity},
    {"send.buffer.bytes", T::Int, "131072", "131072", E::Both, U::Modelled, {-1, kAnyMax}},
    {"session.timeout.ms", T::Int, "45000", "10000", E::Both, U::Accepted},
    {"socket.connection.setup.timeout.max.ms", T::Long, "30000", "30000", E::Kafka3, U::Modelled},
    {"socket.connection.setup.timeout.ms", T::Long, "10000", "10000", E::Kafka3, U::Modelled},
    {"value.deserializer", T::Class, kNone, kNone, E::Both, U::Accepted},
};

constexpr ConfigFacts kAdmin[] = {
    {"auto.include.jmx.reporter", T::Boolean, "true", "true", E::Kafka3, U::Accepted},
    {"bootstrap.controllers", T::List, kNone, kNone, E::Kafka3, U::Refused, {}, "", kByName},
    {"bootstrap.servers", T::List, kNone, kNone, E::Both, U::Refused, {}, "", kByName},
    {"client.dns.lookup", T::String, "use_all_dns_ips", "use_all_dns_ips", E::Kafka3, U::Accepted, {}, "use_all_dns_ips|resolve_canonical_bootstrap_servers_only"},
    {"client.id", T::String, "", "", E::Both, U::Accepted},
    {"connections.max.idle.ms", T::Long, "300000", "300000", E::Both, U::Accepted},
    {"default.api.timeout.ms", T::Int, "60000", "60000", E::Kafka3, U::Modelled, {0, kAnyMax}},
    {"enable.metrics.push", T::Boolean, "true", "true", E::Kafka3, U::Accepted},
    {"metadata.max.age.ms", T::Long, "300000", "300000", E::Both, U::Modelled, {0, kAnyMax}},
    {"metadata.recovery.strategy", T::String, "none", "none", E::Kafka3, U::Accepted, {}, "~rebootstrap|none"},
    {"metric.reporters", T::List, "", "", E::Both, U::Accepted},
    {"metrics.num.samples", T::Int, "2", "2", E::Both, U::Accepted, {1, kAnyMax}},
    {"metrics.recording.level", T::String, "INFO", "INFO", E::Both, U::Accepted, {}, "INFO|DEBUG|TRACE"},
    {"metrics.sample.window.ms", T::Long, "30000", "30000", E::Both, U::Accepted, {0, kAnyMax}},
    {"receive.buffer.bytes", T::Int, "65536", "65536", E::Both, U::Modelled, {-1, kAnyMax}},
    {"reconnect.backoff.max.ms", T::Long, "1000", "1000", E::Both, U::Modelled, {0, kAnyMax}},
    {"reconnect.backoff.ms", T::Long, "50", "50", E::Both, U::Modelled, {0, kAnyMax}},
    {"request.timeout.ms", T::Int, "30000", "120000", E::Both, U::Modelled, {0, kAnyMax}},
    {"retries", T::Int, "2147483647", "5", E::Both, U::Accepted, {0, 2147483647}},
    {"retry.backoff.max.ms", T::Long, "1000", "100", E::Kafka3, U::Modelled, {0, kAnyMax}},
    {"retry.backoff.ms", T::Long, "100", "100", E::Both, U::Modelled, {0, kAnyMax}},
    {"security.protocol", T::String, "PLAINTEXT", "PLAINTEXT", E::Both, U::Accepted, {}, "~plaintext", kNoSecurity},
    {"send.buffer.bytes", T::Int, "131072", "131072", E::Both, U::Modelled, {-1, kAnyMax}},
    {"socket.connection.setup.timeout.max.ms", T::Long, "30000", "30000", E::Kafka3, U::Modelled},
    {"socket.connection.setup.timeout.ms", T::Long, "10000", "10000", E::Kafka3, U::Modelled},
};
// clang-format on

}  // namespace

ConfigTable producer() { return ConfigTable(kProducer); }
ConfigTable consumer() { return ConfigTable(kConsumer); }
ConfigTable admin() { return ConfigTable(kAdmin); }

}  // namespace barnabas::cluster::config_tables
