#include "core/log/segment_recovery.h"

namespace barnabas::log {
namespace {

Result<void> index_batch(FileSystem& files, Segment& segment, const ScannedBatch& batch,
                         std::int32_t interval, std::uint32_t& last_indexed) {
  const record::BatchHeader& header = batch.header;
  if (header.max_timestamp > segment.largest.timestamp) {
    segment.largest = {header.max_timestamp, header.last_offset()};
  }
  if (batch.position - last_indexed <= static_cast<std::uint32_t>(interval)) return {};
  last_indexed = batch.position;
  if (Result<void> done = segment.offsets.append(files, header.last_offset(), batch.position);
      !done) {
    return done;
  }
  return segment.times.maybe_append(files, segment.largest);
}

bool continues(const Segment& segment, const record::BatchHeader& header, Offset next) {
  return header.base_offset >= next && header.last_offset_delta >= 0 &&
         segment.holds_relative(header.last_offset());
}

// What the bytes from `valid` on say of their offsets, true or not: it is for people to read.
Offset claimed_end(const FileSystem& files, const Segment& segment, std::uint32_t valid,
                   Offset next) {
  BatchScanner scanner(files, segment.file, valid, segment.size);
  while (const auto batch = scanner.next()) {
    if (!continues(segment, batch->header, next)) break;
    if (batch->header.record_count != batch->header.last_offset_delta + 1) break;
    next = batch->header.next_offset();
  }
  return next;
}

}  // namespace

Result<SegmentRecovery> recover_segment(FileSystem& files, Segment& segment,
                                        std::int32_t index_interval_bytes, EpochCache& epochs,
                                        ProducerTracker& producers) {
  if (auto done = segment.offsets.clear(files); !done) return done.error();
  if (auto done = segment.times.clear(files); !done) return done.error();
  segment.largest = segment.times.last_entry();
  segment.first_batch_timestamp = record::kNoTimestamp;
  segment.bytes_since_index_entry = 0;
  segment.last_batch = {};
  SegmentRecovery recovery;
  recovery.next_offset = segment.base_offset;
  std::uint32_t last_indexed = 0;
  std::uint32_t valid = 0;
  BatchScanner scanner(files, segment.file, 0, segment.size);
  while (const auto batch = scanner.next()) {
    const record::BatchHeader& header = batch->header;
    if (!continues(segment, header, recovery.next_offset)) break;
    const auto whole = scanner.read(*batch);
    if (!whole && whole.error().code == Errc::Corrupt) break;
    if (!whole) return whole.error();
    if (batch->position == 0) segment.first_batch_timestamp = header.max_timestamp;
    if (auto done = index_batch(files, segment, *batch, index_interval_bytes, last_indexed);
        !done) {
      return done.error();
    }
    const auto latest = epochs.latest_epoch();
    if (header.leader_epoch.value >= 0 && (!latest || header.leader_epoch > *latest)) {
      recovery.epochs_changed |= epochs.assign(header.leader_epoch, header.base_offset);
    }
    producers.note(*whole);
    recovery.next_offset = header.next_offset();
    valid = batch->end();
  }
  if (scanner.failure()) return *scanner.failure();
  recovery.bytes_cut = segment.size - valid;
  recovery.claimed_next_offset = claimed_end(files, segment, valid, recovery.next_offset);
  if (recovery.bytes_cut > 0) {
    if (auto done = files.truncate(segment.file, valid); !done) return done.error();
    segment.size = valid;
  }
  if (auto done = segment.seal(files); !done) return done.error();
  if (auto done = segment.sync(files); !done) return done.error();
  return recovery;
}

}  // namespace barnabas::log
