// NonmonotonicSend: what a producer handed over later, to the same partition, stands at a lower
// offset by its acknowledgement. IntNonmonotonicSend: the same among the records of one call.
//
// Jepsen (tests/kafka.clj): nonmonotonic-send, int-nonmonotonic-send.
#pragma once

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class SendOrder : public Checker {
 public:
  SendOrder(std::string_view id, bool is_internal) : Checker(id), is_internal_(is_internal) {}
  void finish(const Scene& scene, FinalLogs& logs) override;

 private:
  void check_producer(const Scene& scene, const ProducerHistory& producer);

  bool is_internal_;
};

}  // namespace barnabas::sim::check
