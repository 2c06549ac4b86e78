// NoGlobalLoss: every acknowledged value is somewhere on a broker that runs, be it only there.
//
// Weaker than DurableAck: it does not ask for the offset, nor for the final leader. What was
// deleted on purpose, and topics that are gone, do not count.
#pragma once

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class NoGlobalLoss : public Checker {
 public:
  NoGlobalLoss() : Checker("NoGlobalLoss") {}
  void finish(const Scene& scene, FinalLogs& logs) override;

 private:
  void check_batch(const Scene& scene, const ProducerHistory& producer, const SentBatch& batch,
                   FinalLogs& logs);
};

}  // namespace barnabas::sim::check
