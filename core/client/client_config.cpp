#include "core/client/client_config.h"

#include <algorithm>

#include "core/cluster/config_def.h"

namespace barnabas::client {
namespace {

using cluster::ConfigScope;
using cluster::ConfigView;

std::int32_t narrow(std::int64_t value) { return static_cast<std::int32_t>(value); }
Duration duration_ms(std::int64_t ms) {
  return milliseconds(std::clamp<std::int64_t>(ms, 0, INT64_MAX / 2'000'000));
}

// Before KIP-580 a client's pauses did not grow; before KIP-601 it was for the operating system to
// give up an attempt to connect (Linux: six repetitions).
void settle_classic(CommonConfig& config) {
  config.retry_backoff_max = config.retry_backoff;
  config.connection_setup_timeout = seconds(127);
  config.connection_setup_timeout_max = seconds(127);
}

CommonConfig common(const ConfigView& view, Profile profile, std::vector<Endpoint> bootstrap) {
  CommonConfig config;
  config.client_id = view.text("client.id");
  config.bootstrap = std::move(bootstrap);
  config.request_timeout = duration_ms(view.integer("request.timeout.ms"));
  config.retry_backoff = duration_ms(view.integer("retry.backoff.ms"));
  config.retry_backoff_max = duration_ms(view.integer("retry.backoff.max.ms"));
  config.reconnect_backoff = duration_ms(view.integer("reconnect.backoff.ms"));
  config.reconnect_backoff_max = duration_ms(view.integer("reconnect.backoff.max.ms"));
  config.connection_setup_timeout = duration_ms(view.integer("socket.connection.setup.timeout.ms"));
  config.connection_setup_timeout_max =
      duration_ms(view.integer("socket.connection.setup.timeout.max.ms"));
  config.metadata_max_age = duration_ms(view.integer("metadata.max.age.ms"));
  if (profile == Profile::Classic) settle_classic(config);
  return config;
}

// A batch has time for one request at least. Who sets less is refused (by whoever reads the
// settings); a default is raised.
void raise_delivery_timeout(ProducerConfig& config) {
  const Duration most = milliseconds(INT32_MAX);
  const Duration least = std::min(config.linger, most) + config.common.request_timeout;
  config.delivery_timeout = std::max(config.delivery_timeout, std::min(least, most));
}

std::int16_t parse_acks(const std::string& text) {
  if (text == "0") return 0;
  if (text == "1") return 1;
  return -1;  // "all" or "-1"
}

PartitionerKind partitioner_of(const std::string& name, Profile profile) {
  const std::string own = name.substr(name.rfind('.') + 1);
  if (own == "RoundRobinPartitioner") return PartitionerKind::RoundRobin;
  if (own == "UniformStickyPartitioner") return PartitionerKind::UniformSticky;
  if (own != "DefaultPartitioner") return PartitionerKind::BuiltIn;
  return profile == Profile::Classic ? PartitionerKind::Rotating : PartitionerKind::Sticky;
}

// Today other settings turn idempotence off without a word, unless it was asked for; then they are
// refused (by whoever reads the settings). The 1.x era turned them up instead.
void settle_idempotence(ProducerConfig& config, bool is_asked_for, const ConfigView& view,
                        Profile profile) {
  if (profile == Profile::Classic && is_asked_for) {
    if (!view.is_set("acks")) config.acks = -1;
    if (!view.is_set("retries")) config.retries = INT32_MAX;
  }
  config.idempotent =
      is_asked_for && config.acks == -1 && config.retries > 0 && config.max_in_flight <= 5;
}

}  // namespace

ProducerConfig producer_config(const Settings& settings, Profile profile,
                               std::vector<Endpoint> bootstrap) {
  const ConfigView view(ConfigScope::Producer, settings, profile);
  ProducerConfig config;
  config.common = common(view, profile, std::move(bootstrap));
  config.acks = parse_acks(view.text("acks"));
  config.batch_size = narrow(view.integer("batch.size"));
  config.linger = duration_ms(view.integer("linger.ms"));
  config.delivery_timeout = duration_ms(view.integer("delivery.timeout.ms"));
  if (!view.is_set("delivery.timeout.ms")) raise_delivery_timeout(config);
  config.retries = narrow(view.integer("retries"));
  config.max_in_flight = narrow(view.integer("max.in.flight.requests.per.connection"));
  config.max_request_size = narrow(view.integer("max.request.size"));
  config.compression.codec = find_codec(view.text("compression.type"));
  config.compression.gzip_level = narrow(view.integer("compression.gzip.level"));
  config.compression.lz4_level = narrow(view.integer("compression.lz4.level"));
  config.compression.zstd_level = narrow(view.integer("compression.zstd.level"));
  config.buffer_memory = view.integer("buffer.memory");
  config.max_block = duration_ms(view.integer("max.block.ms"));
  config.partitioner = partitioner_of(view.text("partitioner.class"), profile);
  config.ignores_keys = view.boolean("partitioner.ignore.keys");
  config.adaptive_partitioning = view.boolean("partitioner.adaptive.partitioning.enable");
  config.partition_availability_timeout =
      duration_ms(view.integer("partitioner.availability.timeout.ms"));
  config.bumps_epoch = profile != Profile::Classic;
  settle_idempotence(config, view.boolean("enable.idempotence"), view, profile);
  return config;
}

ConsumerConfig consumer_config(const Settings& settings, Profile profile,
                               std::vector<Endpoint> bootstrap) {
  const ConfigView view(ConfigScope::Consumer, settings, profile);
  ConsumerConfig config;
  config.common = common(view, profile, std::move(bootstrap));
  config.fetch_min_bytes = narrow(view.integer("fetch.min.bytes"));
  config.fetch_max_bytes = narrow(view.integer("fetch.max.bytes"));
  config.fetch_max_wait_ms = narrow(view.integer("fetch.max.wait.ms"));
  config.max_partition_fetch_bytes = narrow(view.integer("max.partition.fetch.bytes"));
  config.check_crcs = view.boolean("check.crcs");
  config.max_poll_records = narrow(view.integer("max.poll.records"));
  config.knows_epochs = profile == Profile::Kafka3;
  if (profile == Profile::Kafka3) {  // neither was there in the 1.x era; it always created topics
    config.client_rack = view.text("client.rack");
    config.allow_auto_create_topics = view.boolean("allow.auto.create.topics");
  }
  const std::string reset = view.text("auto.offset.reset");
  config.auto_offset_reset = reset == "earliest" ? OffsetReset::Earliest
                             : reset == "none"   ? OffsetReset::None
                                                 : OffsetReset::Latest;
  return config;
}

AdminConfig admin_config(const Settings& settings, Profile profile,
                         std::vector<Endpoint> bootstrap) {
  const ConfigView view(ConfigScope::Admin, settings, profile);
  AdminConfig config;
  config.common = common(view, profile, std::move(bootstrap));
  config.api_timeout = duration_ms(view.integer("default.api.timeout.ms"));
  return config;
}

}  // namespace barnabas::client
