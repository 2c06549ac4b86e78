// Which fault is behind what befell a process, a session or a message.
//
// A fault that strikes in a note's own turn is behind it. What a fault only asked for (an orderly
// stop, an election) comes about later: then the causes are followed back to a fault that could
// have asked for it.
#pragma once

#include <string>
#include <vector>

#include "sim/report/chronicle.h"

namespace barnabas::sim {

// Null: there is no such fault.
const Fault* find_fault(const Chronicle& chronicle, const std::string& id);
// The fault's id; empty: none is behind it.
std::string fault_behind(const Chronicle& chronicle, const TracedNote& note);
// The fault that held or lost the message, or that holds what the message waits behind.
std::string fault_behind(const Chronicle& chronicle, const TracedSending& stopped);
// Faults that stopped messages between two nodes in a span of time, in order; of one index of a
// body, or of all (-1).
std::vector<std::string> faults_between(const Chronicle& chronicle, NodeIndex a, NodeIndex b,
                                        Instant from, Moment until, std::int16_t api);
// Why ZooKeeper heard nothing of the owner of a session that it ended: faults that stopped its
// messages, made it stand still, or struck ZooKeeper itself. Empty: the owner was down, or it
// cannot be told.
std::vector<std::string> faults_of_silence(const Chronicle& chronicle, const TracedNote& expired);

// Adds a fault that is named and not yet there.
void add_fault(std::vector<std::string>& faults, const std::string& fault);
// " (fault kill)", " (faults a and b)", or nothing.
std::string by_fault(const std::string& fault);
std::string by_faults(const std::vector<std::string>& faults);

}  // namespace barnabas::sim
