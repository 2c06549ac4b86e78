// Carries faults out: watches for their hooks, binds their selectors, does and undoes their
// actions.
#pragma once

#include <string>
#include <vector>

#include "sim/world/transport.h"

namespace barnabas::sim {

// Who a selector means in this world now, sorted. Empty when nobody fits. "one of" draws from
// `random`; without it, it is the first.
std::vector<NodeIndex> resolve(const World& world, const Selector& selector,
                               Prng* random = nullptr);

// Whether a note is of the kind and of the partition or topic that a hook names.
bool is_about(const Hook& hook, const Note& note);
// Whether a note is one that a hook waits for, its ordinal and `since` aside.
bool hook_matches(const World& world, const Hook& hook, NodeIndex node, const Note& note);

// Looks at all faults that wait for notes. A fault without delay strikes at once, in the middle of
// the step.
void on_hooks(Performance& performance, NodeIndex node, const Note& note);
void fire_fault(Performance& performance, std::size_t fault);
void end_effect(Performance& performance, std::uint64_t id);
// The `for` of an action is over; when nothing else of its fault lasts, the fault has ended.
void end_in_time(Performance& performance, std::uint64_t id);
void run_workload(Performance& performance, std::size_t workload);
void repeat_action(Performance& performance, const Happening& happening);
// director_actions.cpp
void do_action(Performance& performance, std::size_t fault, const Action& action);
// A dead process starts again; a paused one goes on.
void start_or_resume(Performance& performance, NodeIndex target);
void undo(Performance& performance, const ActiveEffect& effect);

}  // namespace barnabas::sim
