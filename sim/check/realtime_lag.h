// How far readers are behind, in time: a measure for charts and thresholds, never a verdict.
//
// A reader's position stops being the end when somebody learns of a record at or behind it. When
// the reader gets that record, or at the end of the run, its lag is the time since. A lower bound:
// nobody may know of the record for a while. What was never committed, and what is lost or deleted
// by the end, nobody can read: no reader is behind it.
//
// Jepsen (tests/kafka.clj): realtime-lag.
#pragma once

#include <vector>

#include "sim/check/checker.h"

namespace barnabas::sim::check {

struct ReaderLag {
  NodeIndex reader = kNoIndex;
  TopicPartition tp;
  Duration longest{};
  Instant at{};  // when it was that long
};

// Per reader and partition that it got records of; in their order.
std::vector<ReaderLag> reader_lags(const Scene& scene, FinalLogs& logs);

}  // namespace barnabas::sim::check
