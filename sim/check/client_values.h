// Anomalies of values, from what clients were told alone.
//
// InconsistentOffsets: one offset, two values.
// Duplicate:           a value stands at more offsets than it was handed over.
// LostWrite:           an acknowledged value that nobody read although somebody's polls went over
//                      its offset.
// Unseen:              an acknowledged value that nobody read, and that some reader, alive at the
//                      end, has still before it. One that finds no place to read from has all
//                      before it that it had before it lost its place.
//
// Jepsen (tests/kafka.clj): inconsistent-offsets, duplicate, lost-write, unseen. Where Jepsen takes
// all offsets below the highest that was read, we take those that polls went over, so that readers
// may seek and begin anywhere.
#pragma once

#include "sim/check/checker.h"
#include "sim/check/version_order.h"

namespace barnabas::sim::check {

class InconsistentOffsets : public Checker {
 public:
  InconsistentOffsets() : Checker("InconsistentOffsets") {}
  void finish(const Scene& scene, FinalLogs& logs) override;
};

class Duplicate : public Checker {
 public:
  Duplicate() : Checker("Duplicate") {}
  void finish(const Scene& scene, FinalLogs& logs) override;
};

class LostWrite : public Checker {
 public:
  LostWrite() : Checker("LostWrite") {}
  void finish(const Scene& scene, FinalLogs& logs) override;
};

class Unseen : public Checker {
 public:
  Unseen() : Checker("Unseen") {}
  void finish(const Scene& scene, FinalLogs& logs) override;
};

}  // namespace barnabas::sim::check
