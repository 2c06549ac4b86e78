#include "sim/check/sequence_rules.h"

namespace barnabas::sim::check {
namespace {

std::string sequences_text(const LogEntry& entry) {
  return "sequence " + std::to_string(entry.base_sequence) + " of epoch " +
         std::to_string(entry.producer_epoch) + " at offset " + std::to_string(entry.base);
}

}  // namespace

void SequenceRule::on_sequence_break(const Scene& scene, PartitionEvidence& partition,
                                     const ReplicaEvidence& replica, const SequenceBreak& broken) {
  if (!is_mine(broken.kind)) return;
  const LogEntry& batch = broken.batch;
  const bool repeats = broken.kind == SequenceBreak::Kind::Repeated;
  // Copies of the batch on other replicas are the same violation.
  violate(scene, partition.tp, std::to_string(batch.producer_id) + "/" + std::to_string(batch.base),
          "in the log of " + name_of(scene.world, replica.node) + ", producer " +
              std::to_string(batch.producer_id) + " has " + sequences_text(batch) +
              (repeats ? ", and had " : ", behind ") + sequences_text(broken.earlier) +
              (repeats ? std::string()
                       : ", which has " + std::to_string(broken.earlier.last_delta + 1) +
                             (broken.earlier.last_delta == 0 ? " record" : " records")));
}

}  // namespace barnabas::sim::check
