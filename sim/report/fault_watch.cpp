#include "sim/report/fault_watch.h"

#include <algorithm>

#include "sim/report/hook_watch.h"
#include "sim/scenario/action_names.h"
#include "sim/world/no_effect.h"

namespace barnabas::sim {
namespace {

std::string verb_of(const Action& action) {
  for (const ActionFacts& facts : kActions) {
    if (facts.kind == action.kind) return std::string(facts.verb);
  }
  return "action";
}

// Whether it never did anything: it was done so often, and each time in vain.
bool is_always_idle(const IdleAction& idle, const Action& action, std::int32_t fired) {
  return idle.times >= std::int64_t{fired} * std::max(action.repeat, 1);
}

}  // namespace

void FaultWatch::on_note(const World& world, const EventRecord&, NodeIndex node, const Note& note) {
  if (note.kind == NoteKind::FaultFired) first_.emplace(note.text, world.now);
  if (note.kind == NoteKind::AdminDone && note.error != ErrorCode::None)
    admin_failures_.push_back({world.node(node).name, note.text, note.error, world.now});
  if (note.kind != NoteKind::NoEffect) return;
  const std::size_t colon = note.text.find(": ");
  IdleAction& idle = idle_[{note.text.substr(0, colon), note.a}];
  if (++idle.times > 1) return;
  idle.why = note.text.substr(colon + 2);
  idle.at = world.now;
}

std::vector<IdleAction> FaultWatch::idle_of(const Fault& fault, std::int32_t fired) const {
  std::vector<IdleAction> all;
  for (std::size_t i = 0; i < fault.actions.size(); ++i) {
    const auto found = idle_.find({fault.id, static_cast<std::int64_t>(i)});
    if (found == idle_.end()) continue;
    IdleAction idle = found->second;
    idle.verb = verb_of(fault.actions[i]);
    idle.is_always = is_always_idle(idle, fault.actions[i], fired);
    all.push_back(std::move(idle));
  }
  return all;
}

std::vector<FaultReport> FaultWatch::reports(const Scenario& seeded, std::size_t own,
                                             const World& world) const {
  std::vector<FaultReport> reports;
  for (std::size_t i = 0; i < seeded.faults.size(); ++i) {
    const Fault& fault = seeded.faults[i];
    FaultReport report;
    report.id = fault.id;
    report.fired = world.fault_states[i].fired;
    report.times = fault.times;
    const auto first = first_.find(fault.id);
    if (first != first_.end()) report.first_at = first->second;
    if (fault.on) report.hook = to_text(*fault.on);
    report.is_of_swarm = i >= own;
    report.idle = idle_of(fault, report.fired);
    reports.push_back(std::move(report));
  }
  for (const AwaitedDeath& death : awaited_deaths(world)) {
    const Action& action = seeded.faults[death.fault].actions[death.action];
    reports[death.fault].idle.push_back({verb_of(action), death.why, 1, world.now, true});
  }
  return reports;
}

std::string to_text(const IdleAction& idle) { return idle.verb + ": " + idle.why; }

}  // namespace barnabas::sim
