// The numbers of a run, and the records behind them: what was acknowledged, lost, missing, twice
// there.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/check/checker.h"

namespace barnabas::sim::check {

struct Tally {
  std::uint64_t sent = 0;
  std::uint64_t acked = 0;          // with an offset: acks=1 or all
  std::uint64_t unconfirmed = 0;    // acks=0: sent, and nothing more is known
  std::uint64_t failed = 0;         // surely not appended
  std::uint64_t unknown = 0;        // perhaps appended
  std::uint64_t pending = 0;        // still without an outcome
  std::uint64_t delivered = 0;      // records handed to consumers, each time counted
  std::uint64_t final_records = 0;  // in the final logs
  std::vector<RecordRef> lost;      // acknowledged, and nowhere in the final log
  std::vector<RecordRef> missing;   // unconfirmed, and nowhere in the final log
  // For each of these, the replicas whose own log holds it all the same, whether they run or not.
  std::vector<std::vector<NodeIndex>> lost_stands_on;
  std::vector<std::vector<NodeIndex>> missing_stands_on;
  std::vector<RecordRef> duplicates;  // values that stand at two or more offsets: each further one
};

Tally count(const Scene& scene, FinalLogs& logs);

}  // namespace barnabas::sim::check
