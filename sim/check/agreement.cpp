#include "sim/check/agreement.h"

#include <algorithm>

namespace barnabas::sim::check {
namespace {

const LogEntry* holding(const LogEntry* entry, std::int64_t offset) {
  return entry != nullptr && entry->base <= offset ? entry : nullptr;
}

}  // namespace

std::optional<Disagreement> Agreement::find(NodeIndex a, const LogView& log_a, NodeIndex b,
                                            const LogView& log_b, std::int64_t limit) {
  if (b < a) {
    auto found = find(b, log_b, a, log_a, limit);
    if (found) std::swap(found->first, found->second);
    return found;
  }
  std::int64_t& agreed = agreed_[{a, b}];
  if (agreed >= limit) return std::nullopt;
  agreed = std::max({agreed, log_a.start(), log_b.start()});
  LogCursor at_a = log_a.seek(agreed);
  LogCursor at_b = log_b.seek(agreed);
  while (agreed < limit) {
    const LogEntry* next_a = log_a.at(at_a);
    const LogEntry* next_b = log_b.at(at_b);
    if (next_a == nullptr && next_b == nullptr) return std::nullopt;
    const LogEntry* entry_a = holding(next_a, agreed);
    const LogEntry* entry_b = holding(next_b, agreed);
    if (entry_a == nullptr && entry_b == nullptr) {  // a gap in both, as compaction leaves it
      const std::int64_t base_a = next_a == nullptr ? next_b->base : next_a->base;
      const std::int64_t base_b = next_b == nullptr ? next_a->base : next_b->base;
      agreed = std::min(base_a, base_b);
      continue;
    }
    if (entry_a == nullptr || entry_b == nullptr || !entry_a->holds_same_as(*entry_b)) {
      return Disagreement{agreed, entry_a, entry_b};
    }
    agreed = entry_a->next();
    ++at_a.entry;
    ++at_b.entry;
  }
  return std::nullopt;
}

void Agreement::cut(NodeIndex node, std::int64_t offset) {
  for (auto& [pair, agreed] : agreed_) {
    if (pair.first == node || pair.second == node) agreed = std::min(agreed, offset);
  }
}

}  // namespace barnabas::sim::check
