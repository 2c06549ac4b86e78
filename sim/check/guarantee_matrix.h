// Which guarantees hold under which configuration: a table with one row per weakness that a
// configuration may have, and the checkers that it may break.
//
// A guarantee must hold unless a weakness that is there may break it. What may break and does is a
// finding: the configuration asked for it. What must hold and does not is a bug of the cluster.
// What must be seen to break is a scenario's business ("violates").
//
// Source: Kafka's documentation and KIPs, Jepsen's reports; each row says why.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace barnabas::sim::check {

// What of a run's configuration decides.
struct Configuration {
  bool has_acks_0 = false;
  bool has_acks_1 = false;
  bool resends_unnumbered = false;   // a batch may reach a broker twice, and nothing tells it apart
  bool reorders_unnumbered = false;  // and others may overtake it
  bool forgets_batches = false;      // several are in flight where a broker restarts
  bool has_unclean_elections = false;
  bool loses_unflushed = false;  // power may fail, or disks be wiped, before all is on them
  bool has_rotten_bits = false;
  bool wipes_zookeeper = false;
  bool has_old_replication = false;    // one of the fences of replication is off, or of old
  bool obeys_old_controllers = false;  // the fences of controllers and broker epochs are off
};

enum class Weakness : std::uint8_t {
  Acks0,
  Acks1,
  Resends,
  Reorders,
  ForgetsBatches,
  UncleanElections,
  LosesUnflushed,
  RottenBits,
  WipedZooKeeper,
  OldReplication,
  OldControllers,
};

struct MatrixRow {
  Weakness weakness;
  std::string_view name;
  std::array<std::string_view, 3> may_break;  // ids, separated by spaces
  std::string_view why;
};

std::span<const MatrixRow> guarantee_matrix();
bool has(const Configuration& configuration, Weakness weakness);
bool may_break(const MatrixRow& row, std::string_view checker);
// The first weakness of the configuration that may break the checker; null: it must hold.
const MatrixRow* permits(const Configuration& configuration, std::string_view checker);

}  // namespace barnabas::sim::check
