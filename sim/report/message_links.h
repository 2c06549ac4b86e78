// Which turn a message arrived in, and which message a turn came from.
//
// A message is delivered by the event that its sending names; one that waited behind others at its
// server, or for a paused process, is found by its correlation. A message that nobody got (its
// connection broke, its receiver was gone, the run ended) has no arrival.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/report/trace.h"

namespace barnabas::sim {

class MessageLinks {
 public:
  explicit MessageLinks(const Trace& trace);

  // REQUIRES: a sending of the trace.
  std::optional<TurnIndex> arrival_of(const TracedSending& sending) const;
  // The message that the turn took; null: it took none, or its sending is forgotten.
  const TracedSending* carrier_of(TurnIndex turn) const;

 private:
  const Trace& trace_;
  std::vector<TurnIndex> arrivals_;             // per sending; kNowhere: none
  std::vector<const TracedSending*> carriers_;  // per turn
};

}  // namespace barnabas::sim
