// What an operator can set about a controller, by Kafka's names, and the switches of its protocol
// variants.
#pragma once

#include <cstdint>

#include "core/base/sabotage.h"
#include "core/base/time.h"
#include "core/cluster/config_layers.h"

namespace barnabas::controller {

// `controller.epoch.check`: what stops a controller that was deposed and does not know it.
enum class EpochCheck : std::uint8_t {
  Off,          // nothing (the brokers' half of this switch is theirs)
  BrokersOnly,  // brokers reject requests of an older controller epoch; writes to ZooKeeper go
                // through
  On,  // and each write is a multi that checks the version of /controller_epoch (KAFKA-6082)
};

enum class ElectionPolicy : std::uint8_t {
  KafkaReplicaOrder,  // the first live in-sync replica in the order of the assignment
  // The live member that is longest in the ISR: leaders append members to the list as they catch
  // up, so its order is the only knowledge about progress that reaches the controller.
  MostCaughtUpInIsr,
};

// `isr.eligibility`: whom a leader may add to the ISR.
enum class IsrEligibility : std::uint8_t {
  None,
  Live,                // registered and not shutting down (KIP-841)
  LiveAndBrokerEpoch,  // and in the incarnation that the leader saw fetching (KIP-903, Raft only)
};

struct ControllerConfig {
  cluster::BrokerSettings settings;  // of its broker, as it was started
  EpochCheck epoch_check = EpochCheck::On;
  ElectionPolicy election_policy = ElectionPolicy::KafkaReplicaOrder;
  IsrEligibility isr_eligibility = IsrEligibility::Live;
  bool unclean_leader_election_enable = false;  // the default of topics that do not say
  bool delete_topic_enable = true;
  bool auto_leader_rebalance_enable = true;
  std::int32_t leader_imbalance_check_interval_seconds = 300;
  std::int32_t leader_imbalance_per_broker_percentage = 10;
  std::int32_t num_partitions = 1;
  std::int16_t default_replication_factor = 1;
  std::int32_t controller_socket_timeout_ms = 30000;
  std::int32_t registration_retry_ms = 1000;
  Sabotage sabotage = Sabotage::None;

  friend bool operator==(const ControllerConfig&, const ControllerConfig&) = default;
};

}  // namespace barnabas::controller
