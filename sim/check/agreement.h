// How far each two replicas of a partition are known to hold the same batches.
//
// Remembers per pair what was compared, so that a batch is compared once per pair; whatever is cut
// or rewritten lowers it again.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "sim/check/log_view.h"
#include "sim/process/node.h"

namespace barnabas::sim::check {

struct Disagreement {
  std::int64_t offset = 0;
  const LogEntry* first = nullptr;  // what each holds there; null: nothing
  const LogEntry* second = nullptr;
};

class Agreement {
 public:
  // The first offset below `limit` at which the two differ. What is below either log's start is not
  // compared; where both logs end, nothing differs.
  std::optional<Disagreement> find(NodeIndex a, const LogView& log_a, NodeIndex b,
                                   const LogView& log_b, std::int64_t limit);
  // What `node` holds at and behind `offset` has changed.
  void cut(NodeIndex node, std::int64_t offset);
  void clear() { agreed_.clear(); }

 private:
  std::map<std::pair<NodeIndex, NodeIndex>, std::int64_t> agreed_;
};

}  // namespace barnabas::sim::check
