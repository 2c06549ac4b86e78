// Reading a segment from its first byte, to trust it again: what recovery after an unclean stop
// does.
//
// Both indexes are rebuilt by the law that wrote them, the checksum of every batch is checked, and
// the file is cut behind the last good batch. Leader epochs newer than the cache's and the batches'
// producers are noted. The result is synced: the recovery point may stand at the segment's end, and
// then no later recovery looks at it again.
//
// Kafka: LogSegment.recover. Stricter in one point: a batch whose offsets do not continue the one
// before it is taken as corrupt (Kafka notices it only where an index entry falls, and then empties
// the segment).
#pragma once

#include <cstdint>

#include "core/log/epoch_cache.h"
#include "core/log/producer_tracker.h"
#include "core/log/segment.h"

namespace barnabas::log {

struct SegmentRecovery {
  std::uint32_t bytes_cut = 0;
  Offset next_offset;          // behind the last good batch; the base offset when there is none
  Offset claimed_next_offset;  // where the headers behind the cut still say that the segment ended
  bool epochs_changed = false;
};

Result<SegmentRecovery> recover_segment(FileSystem& files, Segment& segment,
                                        std::int32_t index_interval_bytes, EpochCache& epochs,
                                        ProducerTracker& producers);

}  // namespace barnabas::log
