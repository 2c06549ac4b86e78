// RetentionSound: a log is shortened at its front by whole segments that lie below the high
// watermark, and never loses one from its middle. (What goes from its end is a truncation, and
// others judge it.)
//
// And nothing goes without a reason: the log keeps retention.bytes without the segment, or its
// newest record is older than retention.ms, or an administrator's DeleteRecords reaches its end, or
// another replica has deleted as much and this one follows its log start.
//
// Kafka: UnifiedLog.deleteOldSegments.
#pragma once

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class RetentionSound : public Checker {
 public:
  RetentionSound() : Checker("RetentionSound", Hears::SegmentsGone) {}
  void on_segment_gone(const Scene& scene, PartitionEvidence& partition,
                       const ReplicaEvidence& replica, const SegmentGone& segment) override;
};

}  // namespace barnabas::sim::check
