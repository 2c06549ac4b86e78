// Which records of which producer an append by a leader brought: by the request that the append's
// turn took, and the dispatch that the request left with.
#pragma once

#include <cstdint>

#include "sim/report/message_links.h"
#include "sim/report/trace.h"

namespace barnabas::sim {

// The dispatch that an append carries out; null: it cannot be told.
// REQUIRES: a note Append of a leader.
const TracedNote* dispatch_of(const Trace& trace, const MessageLinks& links,
                              const TracedNote& append);
// The record's id at an offset of the append; -1: the dispatch does not reach there.
std::int32_t record_at(const TracedNote& append, const TracedNote& dispatch, std::int64_t offset);

}  // namespace barnabas::sim
