// The tables behind config_def.h, each sorted by name; facts taken from the ConfigDefs of
// Kafka 3.9.1 and 1.1.1.
#pragma once

#include <span>
#include <string_view>

#include "core/cluster/config_def.h"

namespace barnabas::cluster::config_tables {

using ConfigTable = std::span<const ConfigFacts>;

// Why a setting is refused.
inline constexpr std::string_view kNoSecurity = "there is no encryption or authentication here";
inline constexpr std::string_view kByName = "nodes find each other by the scenario's names";
inline constexpr std::string_view kByScenario =
    "the scenario gives each broker its id, rack and disk";
inline constexpr std::string_view kNoRaft = "there is no Raft quorum here yet, only ZooKeeper";
inline constexpr std::string_view kNoTiers = "there is no tiered storage here";
inline constexpr std::string_view kByProfile = "the scenario's profile decides the version";
inline constexpr std::string_view kNoPlugins = "there are no plug-ins here";

ConfigTable producer();
ConfigTable consumer();
ConfigTable admin();
ConfigTable client_security();
ConfigTable topic();
ConfigTable broker();
ConfigTable broker_log();
ConfigTable broker_groups();
ConfigTable broker_security();

}  // namespace barnabas::cluster::config_tables
