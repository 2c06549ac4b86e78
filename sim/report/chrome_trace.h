// A run in Chrome's trace event format, for Perfetto or chrome://tracing.
//
// One track per node and one for the world. Every step is a slice, as long as nothing else happens
// on its node but at most 20 us: in the simulation it takes no time. Messages that arrived are flow
// arrows from slice to slice; those that did not are instant events, as are faults and whatever
// else befell a node. Spans without a leader, without a process or with a process that stands still
// are asynchronous events; the sizes of ISRs are counters. Times are microseconds of virtual time
// with all their nanoseconds, in order.
#pragma once

#include <functional>
#include <map>
#include <string_view>
#include <vector>

#include "sim/check/availability.h"
#include "sim/report/chronicle.h"

namespace barnabas::sim {

using Outages = std::map<TopicPartition, std::vector<check::Outage>>;

// Gives the document piece by piece; stops when `write` says no.
void write_chrome_trace(const Chronicle& chronicle, const Outages& outages,
                        const std::function<bool(std::string_view)>& write);

}  // namespace barnabas::sim
