// Watches what the faults do: when each fired, which of their actions changed nothing, and which
// requests of administrators failed.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/report/run_report.h"
#include "sim/scenario/scenario.h"
#include "sim/world/observer.h"

namespace barnabas::sim {

class FaultWatch final : public Observer {
 public:
  void on_note(const World& world, const EventRecord& during, NodeIndex node,
               const Note& note) override;

  // One per fault of the seeded scenario; the first `own` are the scenario's, the rest its swarm's.
  std::vector<FaultReport> reports(const Scenario& seeded, std::size_t own,
                                   const World& world) const;
  const std::vector<AdminFailure>& admin_failures() const { return admin_failures_; }

 private:
  std::vector<IdleAction> idle_of(const Fault& fault, std::int32_t fired) const;

  std::map<std::string, Instant> first_;
  std::map<std::pair<std::string, std::int64_t>, IdleAction> idle_;  // by fault and action
  std::vector<AdminFailure> admin_failures_;
};

// "restart: broker-1 runs already".
std::string to_text(const IdleAction& idle);

}  // namespace barnabas::sim
