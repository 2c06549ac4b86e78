// The settings of one broker as numbers, made from Kafka's named settings (broker_config.cpp).
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/cluster/profile.h"
#include "core/controller/controller_config.h"
#include "core/log/log_config.h"
#include "core/ports/effect.h"
#include "core/replica/replica_config.h"

namespace barnabas::broker {

struct BrokerConfig {
  NodeId id{-1};
  std::string rack;
  Endpoint self;
  Endpoint zookeeper;
  std::string cluster_id = "barnabas";
  Duration zookeeper_session_timeout = milliseconds(18000);
  replica::ReplicaConfig replica;
  controller::ControllerConfig controller;
  log::LogConfig log;  // defaults of topics
  std::int32_t min_insync_replicas = 1;
  Duration high_watermark_checkpoint_interval = milliseconds(5000);
  Duration recovery_checkpoint_interval = milliseconds(60000);
  Duration initial_task_delay = milliseconds(30000);  // before the first run of what follows
  Duration retention_check_interval = milliseconds(300000);
  Duration flush_check_interval = milliseconds(INT64_MAX / 2'000'000);
  Duration producer_expiration_check_interval = milliseconds(600000);
  std::int32_t fetch_max_bytes = 57671680;
  std::int32_t fetch_session_slots = 1000;
  bool auto_create_topics = true;
  bool rack_aware_reads = false;            // replica.selector.class = RackAwareReplicaSelector
  bool controlled_shutdown = true;
  std::int32_t controlled_shutdown_retries = 3;
  Duration controlled_shutdown_backoff = milliseconds(5000);
  friend bool operator==(const BrokerConfig&, const BrokerConfig&) = default;
};

// Kafka's settings, already validated, with the defaults and the behaviour of a profile behind
// them.
BrokerConfig broker_config(NodeId id, const std::map<std::string, std::string>& settings,
                           Profile profile);
void set_classic_behaviour(BrokerConfig& config);
// Sets one protocol switch by its name; false when name or value is not known.
bool set_knob(BrokerConfig& config, const std::string& name, const std::string& value);

}  // namespace barnabas::broker
