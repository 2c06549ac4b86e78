// The settings of topics.
//
// Kafka: TopicConfig, LogConfig of 3.9 and 1.1.
#include "core/cluster/config_tables.h"

namespace barnabas::cluster::config_tables {
namespace {

using T = ConfigType;
using E = ConfigEra;
using U = ConfigUse;

// clang-format off
constexpr ConfigFacts kTopic[] = {
    {"cleanup.policy", T::List, "delete", "delete", E::Both, U::Modelled, {}, "compact|delete"},
    {"compression.gzip.level", T::Int, "-1", "-1", E::Kafka3, U::Modelled, {}, "-1|1|2|3|4|5|6|7|8|9"},
    {"compression.lz4.level", T::Int, "9", "9", E::Kafka3, U::Modelled, {1, 17}},
    {"compression.type", T::String, "producer", "producer", E::Both, U::Modelled, {}, "uncompressed|zstd|lz4|snappy|gzip|producer"},
    {"compression.zstd.level", T::Int, "3", "3", E::Kafka3, U::Modelled, {-131072, 22}},
    {"delete.retention.ms", T::Long, "86400000", "86400000", E::Both, U::Accepted, {0, kAnyMax}},
    {"file.delete.delay.ms", T::Long, "60000", "60000", E::Both, U::Modelled, {0, kAnyMax}},
    {"flush.messages", T::Long, "9223372036854775807", "9223372036854775807", E::Both, U::Modelled, {1, kAnyMax}},
    {"flush.ms", T::Long, "9223372036854775807", "9223372036854775807", E::Both, U::Modelled, {0, kAnyMax}},
    {"follower.replication.throttled.replicas", T::List, "", "", E::Both, U::Accepted},
    {"index.interval.bytes", T::Int, "4096", "4096", E::Both, U::Modelled, {0, kAnyMax}},
    {"leader.replication.throttled.replicas", T::List, "", "", E::Both, U::Accepted},
    {"local.retention.bytes", T::Long, "-2", "-2", E::Kafka3, U::Accepted, {-2, kAnyMax}},
    {"local.retention.ms", T::Long, "-2", "-2", E::Kafka3, U::Accepted, {-2, kAnyMax}},
    {"max.compaction.lag.ms", T::Long, "9223372036854775807", "9223372036854775807", E::Kafka3, U::Accepted, {1, kAnyMax}},
    {"max.message.bytes", T::Int, "1048588", "1000012", E::Both, U::Modelled, {0, kAnyMax}},
    {"message.downconversion.enable", T::Boolean, "true", "true", E::Kafka3, U::Accepted},
    {"message.format.version", T::String, kNone, kNone, E::Both, U::Refused, {}, "", kByProfile},
    {"message.timestamp.after.max.ms", T::Long, "9223372036854775807", "9223372036854775807", E::Kafka3, U::Modelled, {0, kAnyMax}},
    {"message.timestamp.before.max.ms", T::Long, "9223372036854775807", "9223372036854775807", E::Kafka3, U::Modelled, {0, kAnyMax}},
    {"message.timestamp.difference.max.ms", T::Long, "9223372036854775807", "9223372036854775807", E::Both, U::Accepted, {0, kAnyMax}},
    {"message.timestamp.type", T::String, "CreateTime", "CreateTime", E::Both, U::Modelled, {}, "CreateTime|LogAppendTime"},
    {"min.cleanable.dirty.ratio", T::Double, "0.5", "0.5", E::Both, U::Accepted, {0, 1000}},
    {"min.compaction.lag.ms", T::Long, "0", "0", E::Both, U::Accepted, {0, kAnyMax}},
    {"min.insync.replicas", T::Int, "1", "1", E::Both, U::Modelled, {1, kAnyMax}},
    {"preallocate", T::Boolean, "false", "false", E::Both, U::Accepted},
    {"remote.log.copy.disable", T::Boolean, "false", "false", E::Kafka3, U::Accepted},
    {"remote.log.delete.on.disable", T::Boolean, "false", "false", E::Kafka3, U::Accepted},
    {"remote.storage.enable", T::Boolean, kNone, kNone, E::Kafka3, U::Refused, {}, "", kNoTiers},
    {"retention.bytes", T::Long, "-1", "-1", E::Both, U::Modelled},
    {"retention.ms", T::Long, "604800000", "604800000", E::Both, U::Modelled, {-1, kAnyMax}},
    {"segment.bytes", T::Int, "1073741824", "1073741824", E::Both, U::Modelled, {14, kAnyMax}},
    {"segment.index.bytes", T::Int, "10485760", "10485760", E::Both, U::Modelled, {4, kAnyMax}},
    {"segment.jitter.ms", T::Long, "0", "0", E::Both, U::Modelled, {0, kAnyMax}},
    {"segment.ms", T::Long, "604800000", "604800000", E::Both, U::Modelled, {1, kAnyMax}},
    {"unclean.leader.election.enable", T::Boolean, "false", "false", E::Both, U::Modelled},
};
// clang-format on

}  // namespace

ConfigTable topic() { return ConfigTable(kTopic); }

}  // namespace barnabas::cluster::config_tables
