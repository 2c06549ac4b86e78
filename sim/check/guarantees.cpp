#include "sim/check/guarantees.h"

#include <iterator>

namespace barnabas::sim::check {
namespace {

enum Row : std::size_t { kUnclean, kLossy, kAcks0, kAcks1, kAllMin1, kAllMin2, kRows };

constexpr Guarantee kTable[] = {
    {"unclean elections", "SingleLeaderPerEpoch EpochMonotone ControllerEpoch",
     "DurableAck ConsistentRead NoReadAboveHW LogMatching StrongIsr",
     "a leader that lacks committed records takes them from everybody"},
    {"as many lossy failures as in-sync replicas are required",
     "SingleLeaderPerEpoch EpochMonotone ControllerEpoch NoReadAboveHW",
     "DurableAck ConsistentRead LogMatching StrongIsr",
     "acknowledged is what stands in memory on min.insync.replicas brokers, not what is on disk"},
    {"acks=0",
     "LogMatching StrongIsr NoReadAboveHW SingleLeaderPerEpoch EpochMonotone ControllerEpoch",
     "DurableAck ConsistentRead", "nobody ever says what became of a record"},
    {"acks=1",
     "ConsistentRead NoReadAboveHW LogMatching StrongIsr SingleLeaderPerEpoch EpochMonotone "
     "ControllerEpoch",
     "DurableAck", "the leader answers before anybody has a copy"},
    {"acks=all, min.insync.replicas=1",
     "ConsistentRead NoReadAboveHW LogMatching StrongIsr SingleLeaderPerEpoch EpochMonotone "
     "ControllerEpoch",
     "DurableAck", "all in-sync replicas may be the leader alone"},
    {"acks=all, min.insync.replicas of two or more",
     "DurableAck ConsistentRead NoReadAboveHW LogMatching StrongIsr SingleLeaderPerEpoch "
     "EpochMonotone "
     "ControllerEpoch",
     "", "every acknowledged record has a second copy, and only those who have it are elected"},
};
static_assert(std::size(kTable) == kRows);

}  // namespace

const Guarantee& guarantee_for(const Promise& promise) {
  if (promise.has_unclean_elections) return kTable[kUnclean];
  if (promise.lossy_failures >= promise.min_insync_replicas) return kTable[kLossy];
  if (promise.acks == 0) return kTable[kAcks0];
  if (promise.acks == 1) return kTable[kAcks1];
  return kTable[promise.min_insync_replicas < 2 ? kAllMin1 : kAllMin2];
}

bool must_hold(const Guarantee& guarantee, std::string_view checker) {
  std::size_t at = guarantee.must_hold.find(checker);
  for (; at != std::string_view::npos; at = guarantee.must_hold.find(checker, at + 1)) {
    const std::size_t end = at + checker.size();
    const bool starts = at == 0 || guarantee.must_hold[at - 1] == ' ';
    if (starts && (end == guarantee.must_hold.size() || guarantee.must_hold[end] == ' '))
      return true;
  }
  return false;
}

}  // namespace barnabas::sim::check
