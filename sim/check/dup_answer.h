// DupAnswersOriginal: the acknowledgement of a batch that a broker had before carries the offset
// that it got the first time.
//
// Asked whenever an idempotent producer is told an offset: a batch of its sequence numbers stands
// somewhere in a replica's log, but not where it was told. Whether it stands anywhere is
// DurableAck's business.
//
// Kafka: ProducerStateEntry.findDuplicateBatch (KIP-98).
#pragma once

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class DupAnswersOriginal : public Checker {
 public:
  DupAnswersOriginal() : Checker("DupAnswersOriginal", Hears::Acknowledgements) {}
  void on_acknowledgement(const Scene& scene, PartitionEvidence& partition,
                          const ProducerHistory& producer, const SentBatch& batch) override;
};

}  // namespace barnabas::sim::check
