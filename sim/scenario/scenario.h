// A scenario as plain data: one cluster, its clients, its faults, and what is expected, for one
// variant.
//
// Made from JSON text by parse_scenario(), which reports every error at once. Variants are merge
// patches (RFC 7396) over the base text; each becomes a Scenario of its own.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/cluster/profile.h"
#include "core/ports/note.h"
#include "sim/disk/disk_settings.h"
#include "sim/fault/fault.h"

namespace barnabas::sim {

using Settings =
    std::map<std::string, std::string>;  // Kafka's names, values as text, already validated

struct LatencySpec {  // uniform in [low, high]
  Duration low = milliseconds(1);
  Duration high = milliseconds(1);
};

// What the brokers' work costs; nothing takes time unless the scenario has costs.
struct CostSpec {
  bool takes_time = false;
  Duration per_request{};
  Duration per_kib{};
  bool zero_copy = true;
  Duration copy_per_kib = nanoseconds(250);
};

struct BrokerSpec {
  NodeId id{-1};
  std::string rack;
  Settings config;  // cluster-wide settings with the broker's own over them
};

struct TopicSpec {
  std::string name;
  std::vector<std::vector<NodeId>> replicas;  // by hand; empty: placed by the controller
  std::int32_t partitions = 1;
  std::int16_t replication_factor = -1;  // -1: default.replication.factor
  Settings config;
};

struct WorkloadSpec {  // what a producer's application does
  std::string topic;
  std::int32_t partition = -1;                   // -1: the partitioner chooses
  std::vector<std::string> values;               // expanded from "r{0..9}"
  std::vector<std::optional<std::string>> keys;  // same length as values, or empty
  std::int64_t count = 0;                        // instead of values: generated "v0".."v<count-1>"
  std::int32_t value_size = 0;            // with count: bytes per value, 0 = as long as its text
  Duration interval = milliseconds(100);  // between sends ("rate": "10/s")
  std::int32_t burst = 1;                 // records per send
  Instant start{};
};

struct ClientSpec {
  enum class Type : std::uint8_t { Producer, Consumer, Admin };
  std::string name;
  Type type = Type::Producer;
  std::string rack;
  Settings config;
  std::optional<WorkloadSpec> workload;  // producer
  std::vector<TopicPartition> assign;    // consumer
  command::Place from;                   // consumer: where it begins
  bool makes_topics = false;             // some of its topics are made when it asks for them
  Duration poll_every{};                 // consumer: how its application polls,
  Duration poll_takes{};                 // and how long it works on each record
  Instant start{};
};

// An expected note: {"event": "truncate", "node": "$old", "from": 10, "to": 7}.
using ReachedSpec = Hook;

// What must come of many seeds together ("seeds").
struct SeedsExpectSpec {
  std::vector<std::string> finds;  // checkers that at least one seed must break
  std::vector<std::string> never;  // checkers that no seed may break
};

struct ExpectSpec {
  bool all_fired = true;
  std::string ends = "alive";  // "alive", "stuck" or "any"
  std::vector<std::string>
      holds;  // checkers that must not be violated (others may, when not listed in violates)
  std::optional<std::vector<std::string>> violates;  // exactly these checkers must be violated
  std::vector<ReachedSpec> reached;
  std::vector<std::string> probes;
  std::optional<std::int64_t> acked, unconfirmed, failed, unknown, delivered;
  std::optional<std::vector<std::string>> lost;     // acknowledged and absent
  std::optional<std::vector<std::string>> missing;  // never acknowledged (acks=0) and absent
  std::optional<std::vector<std::string>> duplicates;
  std::optional<SeedsExpectSpec> seeds;
};

// One kind of fault in a swarm. Each seed turns it on with `chance` percent; then it strikes with
// gaps around a mean that the seed takes from the range.
struct SwarmKindSpec {
  std::string kind;
  std::int32_t chance = 50;
  Duration gap_min = seconds(1);
  Duration gap_max = seconds(10);
  Duration duration_min = milliseconds(100);
  Duration duration_max = seconds(5);
};

// Random faults, chosen by the seed (see swarm.h).
struct SwarmSpec {
  Instant start{};
  std::int32_t max_down = 1;         // brokers that are down, paused or isolated at once
  std::int32_t max_powered_off = 1;  // of these, without power
  std::vector<SwarmKindSpec> kinds;
};

struct Scenario {
  std::string name;
  std::string variant;  // empty: the base
  std::string why;
  Profile profile = Profile::Kafka3;
  std::uint64_t seed = 1;
  Duration duration = seconds(60);
  std::int64_t event_budget = 20'000'000;
  Instant faults_end{};  // filled by the reader when stated; liveness is judged after it
  std::vector<BrokerSpec> brokers;
  std::vector<BrokerSpec> joining;  // brokers that faults add
  CostSpec costs;
  std::optional<DiskSettings> disk;  // of the brokers
  Settings cluster_config;
  std::map<std::string, std::string> knobs;  // protocol switches: "trunc.policy": "kip101"
  LatencySpec latency;                       // default of every link
  struct LinkSpec {
    Selector from, to;
    std::optional<LatencySpec> latency;
    std::optional<std::int64_t> bandwidth;  // bytes per second
  };
  std::int64_t bandwidth = 0;  // of every other link; 0: bytes take no time
  std::vector<LinkSpec> links;
  bool datagram = false;  // the harsher network mode
  std::vector<TopicSpec> topics;
  std::vector<ClientSpec> clients;
  std::vector<Fault> faults;
  std::optional<SwarmSpec> swarm;  // seeded_scenario() turns it into faults
  ExpectSpec expect;
  std::vector<std::string> captions;
};

}  // namespace barnabas::sim
