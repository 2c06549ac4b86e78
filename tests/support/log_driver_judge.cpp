// The judging half of the LogDriver.
#include <algorithm>

#include "core/log/batch_scan.h"
#include "tests/support/log_driver.h"

namespace barnabas::test {
namespace {

std::string text_of(Offset offset) { return std::to_string(offset.value); }

}  // namespace

// All batches of all segments, each with its checksum proved.
LogDriver::Batches LogDriver::read_batches() {
  Batches batches;
  for (const log::Segment& segment : log_->segments()) {
    log::BatchScanner scanner(world_.files(), segment.file, 0, segment.size);
    while (const auto scanned = scanner.next()) {
      if (!scanner.read(*scanned))
        problem("a batch is damaged at " + text_of(scanned->header.base_offset));
      const record::BatchHeader& header = scanned->header;
      batches[header.base_offset] = {header.next_offset(), header.leader_epoch, header.crc};
    }
    if (scanner.position() != segment.size) problem("a segment does not end with a batch");
    if (world_.files().size(segment.file) != segment.size) problem("a segment's size is wrong");
  }
  return batches;
}

void LogDriver::judge_bounds() {
  const Offset start = log_->log_start_offset();
  const Offset end = log_->log_end_offset();
  const bool is_restarted = restart_ && start == end;
  if (is_restarted) return;
  if (start > start_) problem("starts at " + text_of(start) + ", above " + text_of(start_));
  if (end > end_) problem("ends at " + text_of(end) + ", above " + text_of(end_));
  if (end < end_certain_)
    problem("ends at " + text_of(end) + ", lost up to " + text_of(end_certain_));
}

void LogDriver::judge_batches(const Batches& batches) {
  Offset next = batches.empty() ? log_->log_end_offset() : batches.begin()->first;
  if (!batches.empty() && next > log_->log_start_offset()) problem("the first batches are missing");
  for (const auto& [base, entry] : batches) {
    if (base != next) problem("a gap at " + text_of(next));
    next = entry.next;
    const auto known = batches_.find(base);
    if (known == batches_.end()) {
      if (base >= start_) problem("an unknown batch at " + text_of(base));
    } else if (!(known->second == entry)) {
      problem("another batch at " + text_of(base));
    }
  }
  if (next != log_->log_end_offset()) problem("the batches end at " + text_of(next));
}

void LogDriver::judge_indexes() {
  FileSystem& files = world_.files();
  for (const log::Segment& segment : log_->segments()) {
    for (std::uint32_t i = 0; i < segment.offsets.entries(); ++i) {
      const log::OffsetPosition entry = segment.offsets.entry(files, i);
      log::BatchScanner scanner(files, segment.file, entry.position, segment.size);
      const auto batch = scanner.next();
      if (!batch || batch->header.last_offset() != entry.offset) problem("a wrong index entry");
    }
    std::int64_t largest = record::kNoTimestamp;
    log::BatchScanner scanner(files, segment.file, 0, segment.size);
    while (const auto batch = scanner.next())
      largest = std::max(largest, batch->header.max_timestamp);
    if (segment.largest.timestamp != largest) problem("a wrong largest timestamp");
    if (segment.times.last_entry().timestamp > largest) problem("a wrong time index entry");
    if (files.size(segment.offsets.file()) != segment.offsets.entries() * 8u) problem("index size");
    if (files.size(segment.times.file()) != segment.times.entries() * 12u)
      problem("time index size");
  }
}

// Reading from any offset begins with the batch that holds it.
void LogDriver::judge_reads(const Batches& batches) {
  const Offset end = log_->log_end_offset();
  for (const auto& [base, entry] : batches) {
    for (const Offset from : {base, entry.next.plus(-1)}) {
      if (from < log_->log_start_offset()) continue;
      const log::ReadResult result = log_->read(world_.files(), from, end, 1, true);
      record::HeaderBytes bytes{};
      const bool is_read =
          result.slice.size >= record::kHeaderSize &&
          world_.files().read_at(FileId{result.slice.file}, result.slice.position, bytes);
      if (!is_read || record::decode_header(bytes).base_offset != base)
        problem("a wrong read at " + text_of(from));
      const log::ReadResult bounded = log_->read(world_.files(), from, base, 100000, true);
      if (!bounded.slice.empty()) problem("a read above its bound at " + text_of(from));
    }
  }
}

void LogDriver::judge_epochs(const Batches& batches) {
  for (const auto& [base, entry] : batches) {
    if (base < std::max(log_->log_start_offset(), epochs_from_)) continue;
    const auto epoch = log_->epochs().epoch_for_offset(base);
    if (!epoch || *epoch != entry.epoch) problem("a wrong epoch at " + text_of(base));
  }
}

// Every producer in the log is known by its last batch there.
void LogDriver::judge_producers() {
  std::map<ProducerId, record::BatchHeader> last;
  for (const log::Segment& segment : log_->segments()) {
    log::BatchScanner scanner(world_.files(), segment.file, 0, segment.size);
    while (const auto scanned = scanner.next()) {
      if (scanned->header.last_offset() < log_->log_start_offset()) continue;
      if (scanned->header.has_producer()) last[scanned->header.producer_id] = scanned->header;
    }
  }
  for (const auto& [id, header] : last) {
    const log::ProducerEntry* entry = log_->producers().find(id);
    const log::ProducerBatch* batch = entry == nullptr ? nullptr : entry->last_batch();
    const bool is_right = batch != nullptr && entry->epoch == header.producer_epoch &&
                          batch->last_offset == header.last_offset() &&
                          batch->first_sequence() == header.base_sequence;
    if (!is_right)
      problem("producer " + std::to_string(id.value) + " is not known by its last batch");
  }
  for (const log::ProducerEntry& entry : log_->producers().entries()) {
    const log::ProducerBatch* batch = entry.last_batch();
    if (batch != nullptr && batch->last_offset >= log_->log_end_offset())
      problem("a producer from beyond the end");
  }
}

}  // namespace barnabas::test
