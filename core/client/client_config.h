// The settings of clients as numbers, with Kafka 3.9's defaults.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/sabotage.h"
#include "core/cluster/profile.h"
#include "core/ports/command.h"
#include "core/ports/compressor.h"
#include "core/ports/effect.h"

namespace barnabas::client {

// Whether asking for a topic that is not there may make it (auto.create.topics.enable).
enum class CreatesTopics : std::uint8_t {
  Never,
  OnceSeen,  // somebody else makes them first; one that was deleted may come back
  Always,
};

struct CommonConfig {
  std::string client_id;
  std::vector<Endpoint> bootstrap;
  Duration request_timeout = milliseconds(30000);
  Duration retry_backoff = milliseconds(100);
  Duration retry_backoff_max = milliseconds(1000);
  Duration reconnect_backoff = milliseconds(50);
  Duration reconnect_backoff_max = milliseconds(1000);
  Duration connection_setup_timeout = milliseconds(10000);
  Duration connection_setup_timeout_max = milliseconds(30000);
  Duration metadata_max_age = milliseconds(300000);
  CreatesTopics creates_topics = CreatesTopics::Always;
  Sabotage sabotage = Sabotage::None;
  friend bool operator==(const CommonConfig&, const CommonConfig&) = default;
};

// How records without a key find their partition (partitioner.h).
enum class PartitionerKind : std::uint8_t { BuiltIn, RoundRobin, UniformSticky, Sticky, Rotating };

struct ProducerConfig {
  CommonConfig common;
  std::int16_t acks = -1;
  std::int32_t batch_size = 16384;
  Duration linger{};
  Duration delivery_timeout = milliseconds(120000);
  std::int32_t retries = INT32_MAX;
  std::int32_t max_in_flight = 5;
  std::int32_t max_request_size = 1048576;
  CompressionChoice compression;
  bool idempotent = true;   // enable.idempotence, unless other settings turned it off
  bool bumps_epoch = true;  // KIP-360: a gap bumps the epoch; before, it cost the producer its id
  std::int64_t buffer_memory = 33554432;
  Duration max_block = milliseconds(60000);
  PartitionerKind partitioner = PartitionerKind::BuiltIn;
  bool ignores_keys = false;
  bool adaptive_partitioning = true;
  Duration partition_availability_timeout{};  // 0: a slow broker's partitions are not left out
  friend bool operator==(const ProducerConfig&, const ProducerConfig&) = default;
};

enum class OffsetReset : std::uint8_t { Earliest, Latest, None };

// What the program around a consumer does from its start on, every time that it starts.
struct ConsumerApplication {
  std::vector<TopicPartition> assign;
  command::Place from;    // where partitions that are new to it begin
  Duration poll_every{};  // at least so long between two polls that return something
  Duration takes{};       // its work on each record, between polls
  bool has_pace() const { return poll_every.ns > 0 || takes.ns > 0; }
  friend bool operator==(const ConsumerApplication&, const ConsumerApplication&) = default;
};

struct ConsumerConfig {
  CommonConfig common;
  std::int32_t fetch_min_bytes = 1;
  std::int32_t fetch_max_bytes = 52428800;
  std::int32_t fetch_max_wait_ms = 500;
  std::int32_t max_partition_fetch_bytes = 1048576;
  OffsetReset auto_offset_reset = OffsetReset::Latest;
  bool check_crcs = true;
  std::int32_t max_poll_records = 500;
  std::string client_rack;
  bool allow_auto_create_topics = true;
  bool knows_epochs = true;  // KIP-320 and KIP-392, since 2.1 and 2.4; not in profile classic
  // The newest OffsetForLeaderEpoch that the brokers serve; versions are not negotiated.
  std::int16_t offset_for_leader_epoch_version = 4;
  ConsumerApplication application;
  // Older answers do not name the epoch that they speak of, or are not for consumers.
  bool validates_positions() const { return knows_epochs && offset_for_leader_epoch_version >= 3; }
  friend bool operator==(const ConsumerConfig&, const ConsumerConfig&) = default;
};

struct AdminConfig {
  CommonConfig common;
  Duration api_timeout = milliseconds(60000);
  friend bool operator==(const AdminConfig&, const AdminConfig&) = default;
};

// Kafka's settings, already validated, with the defaults of a profile behind them.
using Settings = std::map<std::string, std::string>;
ProducerConfig producer_config(const Settings& settings, Profile profile,
                               std::vector<Endpoint> bootstrap);
ConsumerConfig consumer_config(const Settings& settings, Profile profile,
                               std::vector<Endpoint> bootstrap);
AdminConfig admin_config(const Settings& settings, Profile profile,
                         std::vector<Endpoint> bootstrap);

}  // namespace barnabas::client
