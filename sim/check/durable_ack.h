// DurableAck: every record acknowledged with an offset (acks=1 or all) stands at that offset, with
// its value, in the final log of its partition. acks=0 promises nothing and never counts; offsets
// that were deleted on purpose, and topics that are gone, do not either.
#pragma once

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class DurableAck : public Checker {
 public:
  DurableAck() : Checker("DurableAck") {}
  void finish(const Scene& scene, FinalLogs& logs) override;

 private:
  void check_batch(const Scene& scene, const ProducerHistory& producer, const SentBatch& batch,
                   FinalLogs& logs);
};

}  // namespace barnabas::sim::check
