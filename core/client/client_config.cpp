#include "core/client/client_config.h"

#include <algorithm>

#include "core/cluster/config_def.h"

namespace barnabas::client {
namespace {

using cluster::ConfigScope;
using cluster::ConfigView;

std::int32_t narrow(std::int64_t value) { return static_cast<std::int32_t>(value); }
Duration duration_ms(std::int64_t ms) {
  return milliseconds(std::min<std::int64_t>(ms, INT64_MAX / 2'000'000));
}

CommonConfig common(const ConfigView& view, std::vector<Endpoint> bootstrap) {
  CommonConfig config;
  config.client_id = view.text("client.id");
  config.bootstrap = std::move(bootstrap);
  config.request_timeout = duration_ms(view.integer("request.timeout.ms"));
  config.retry_backoff = duration_ms(view.integer("retry.backoff.ms"));
  config.retry_backoff_max = duration_ms(view.integer("retry.backoff.max.ms"));
  config.reconnect_backoff = duration_ms(view.integer("reconnect.backoff.ms"));
  config.reconnect_backoff_max = duration_ms(view.integer("reconnect.backoff.max.ms"));
  config.metadata_max_age = duration_ms(view.integer("metadata.max.age.ms"));
  return config;
}

std::int16_t parse_acks(const std::string& text) {
  if (text == "0") return 0;
  if (text == "1") return 1;
  return -1;  // "all" or "-1"
}

}  // namespace

ProducerConfig producer_config(const Settings& settings, Profile profile,
                               std::vector<Endpoint> bootstrap) {
  const ConfigView view(ConfigScope::Producer, settings, profile);
  ProducerConfig config;
  config.common = common(view, std::move(bootstrap));
  config.acks = parse_acks(view.text("acks"));
  config.batch_size = narrow(view.integer("batch.size"));
  config.linger = duration_ms(view.integer("linger.ms"));
  config.delivery_timeout = duration_ms(view.integer("delivery.timeout.ms"));
  config.retries = narrow(view.integer("retries"));
  config.max_in_flight = narrow(view.integer("max.in.flight.requests.per.connection"));
  config.max_request_size = narrow(view.integer("max.request.size"));
  config.compression.codec = find_codec(view.text("compression.type"));
  config.compression.gzip_level = narrow(view.integer("compression.gzip.level"));
  config.compression.lz4_level = narrow(view.integer("compression.lz4.level"));
  config.compression.zstd_level = narrow(view.integer("compression.zstd.level"));
  // Kafka turns idempotence off by itself where the other settings do not allow it.
  config.keeps_order =
      view.boolean("enable.idempotence") && config.acks == -1 && config.max_in_flight <= 5;
  return config;
}

ConsumerConfig consumer_config(const Settings& settings, Profile profile,
                               std::vector<Endpoint> bootstrap) {
  const ConfigView view(ConfigScope::Consumer, settings, profile);
  ConsumerConfig config;
  config.common = common(view, std::move(bootstrap));
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
  config.common = common(view, std::move(bootstrap));
  config.api_timeout = duration_ms(view.integer("default.api.timeout.ms"));
  return config;
}

}  // namespace barnabas::client
