// Starting, killing, pausing and stopping processes, and performing what a step asked for.
#pragma once

#include <string>
#include <vector>

#include "core/ports/effect.h"
#include "sim/world/transport.h"

namespace barnabas::sim {

void start_process(Performance& performance, NodeIndex node);
// The process dies; its page cache survives.
void kill_process(Performance& performance, NodeIndex node, const std::string& why);
// The host loses power: what was not flushed is gone, and nobody resets the connections.
void cut_power(Performance& performance, NodeIndex node, const PowerLossOptions& options);
// One of the two, in the middle of a step.
void die_in_step(Performance& performance, NodeIndex node, bool by_power, const std::string& why);
void pause_process(Performance& performance, NodeIndex node);
void resume_process(Performance& performance, NodeIndex node);
// The events that came while it stood still, unless it stands still yet for another reason.
void catch_up(Performance& performance, NodeIndex node);
// The process stands in a write that the stalled disk does not take, until that disk goes on.
void block_process(Performance& performance, NodeIndex node);
void unstall_disk(Performance& performance, NodeIndex node);
// The effects of a step, in order. A fault that strikes in between ends the rest.
void perform_effects(Performance& performance, NodeIndex node, std::vector<Effect>& effects);
void finish_flush(Performance& performance, const Happening& happening);
// Gives a note to the observers and to the faults that wait for one.
void publish(Performance& performance, NodeIndex node, const Note& note);
void deliver_event(Performance& performance, NodeIndex node, const Event& event);

}  // namespace barnabas::sim
