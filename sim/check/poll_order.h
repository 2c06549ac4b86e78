// Readers that were assigned their partitions go over them offset by offset.
//
// PollSkip:           a poll begins behind records that the reader has not had.
// NonmonotonicPoll:   a poll begins before where the one before it ended.
// IntPollSkip, IntNonmonotonicPoll: the same between two batches of one poll.
// Seeks, resets of the position, assignments that left the partition out meanwhile, and restarts of
// the reader excuse it. A gap counts as skipped only when somebody knows of a record there. A
// reader's own history decides; nothing else is asked.
//
// Jepsen (tests/kafka.clj): poll-skip, nonmonotonic-poll, int-poll-skip, int-nonmonotonic-poll.
#pragma once

#include "sim/check/checker.h"
#include "sim/check/version_order.h"

namespace barnabas::sim::check {

// One of the four: which way, and within a poll or between two.
class PollOrder : public Checker {
 public:
  PollOrder(std::string_view id, bool finds_skips, bool is_internal)
      : Checker(id), finds_skips_(finds_skips), is_internal_(is_internal) {}
  void finish(const Scene& scene, FinalLogs& logs) override;

 private:
  void compare(const Scene& scene, const ConsumerHistory& reader, const Delivery& delivery,
               std::int64_t last, std::int64_t first);
  void check_reader(const Scene& scene, const ConsumerHistory& reader);
  void check_batches(const Scene& scene, const ConsumerHistory& reader, const Delivery& delivery);

  bool finds_skips_;
  bool is_internal_;
};

}  // namespace barnabas::sim::check
