// The settings of one broker in Kafka's layers, and what may be changed while it runs.
//
// What was changed for this broker goes before what was changed for all brokers, that before what
// it was started with, and that before Kafka's defaults (KIP-226). A setting that has several names
// (log.retention.ms, .minutes, .hours) is overridden under all of them by any of them.
//
// Kafka: DynamicBrokerConfig (3.9).
#pragma once

#include <string_view>
#include <vector>

#include "core/cluster/config_def.h"

namespace barnabas::cluster {

struct BrokerSettings {
  ConfigSettings stated;           // what it was started with
  ConfigSettings cluster_default;  // changed for all brokers
  ConfigSettings own;              // changed for this one
  Profile profile = Profile::Kafka3;
  friend bool operator==(const BrokerSettings&, const BrokerSettings&) = default;
};

// What counts, as if the broker had been started with it; Kafka's defaults are still behind it.
ConfigSettings settings_in_force(const BrokerSettings& settings);

// All names of the same thing among a broker's settings, the strongest first; else the name alone.
std::vector<std::string_view> names_of_same(std::string_view broker_setting);

// May it be changed while a broker runs? And if so, only for one broker at a time?
bool is_dynamic(std::string_view broker_setting);
bool is_per_broker_only(std::string_view broker_setting);

}  // namespace barnabas::cluster
