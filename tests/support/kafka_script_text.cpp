// What a KafkaScript prints of a log, and the transcript's lines that it is compared with.
#include <cstdio>

#include "core/base/crc32c.h"
#include "core/log/segment_files.h"
#include "tests/support/kafka_script.h"
#include "tests/support/vector_text.h"

namespace barnabas::test {
namespace {

template <class Items, class Show>
std::string join(const Items& items, Show show) {
  std::string text;
  for (const auto& item : items) {
    if (!text.empty()) text.push_back(',');
    text += show(item);
  }
  return text.empty() ? "-" : text;
}

std::string text_of(Offset offset) { return std::to_string(offset.value); }

std::string describe_producer(const log::ProducerEntry& entry) {
  const log::ProducerBatch batch =
      entry.last_batch() == nullptr ? log::ProducerBatch{} : *entry.last_batch();
  std::string text;
  for (const std::int64_t part :
       {entry.id.value, std::int64_t{entry.epoch.value}, std::int64_t{batch.last_sequence.value},
        batch.last_offset.value, std::int64_t{batch.offset_delta}, entry.last_timestamp,
        std::int64_t{entry.coordinator_epoch}, entry.txn_first_offset.value}) {
    if (!text.empty()) text += "/";
    text += std::to_string(part);
  }
  return text;
}

// Cuts " key=value" out of a line.
void drop_field(std::string& line, const std::string& key) {
  const std::size_t at = line.find(" " + key + "=");
  if (at == std::string::npos) return;
  line.erase(at, line.find(' ', at + 1) - at);
}

// A segment is told when something of it has changed; a change of what is not compared is none.
class SegmentLines {
 public:
  bool is_repeated(const std::string& line) {
    const std::size_t list = line.find(" segments=");
    if (list != std::string::npos) forget_others(line.substr(list + 10));
    if (line.rfind(". segment ", 0) != 0) return false;
    std::string& last = last_[split(line, ' ')[2]];
    if (last == line) return true;
    last = line;
    return false;
  }

 private:
  void forget_others(const std::string& list) {
    std::map<std::string, std::string> kept;
    for (const std::string& base : split(list.substr(0, list.find(' ')), ','))
      kept[base] = last_[base];
    last_ = std::move(kept);
  }
  std::map<std::string, std::string> last_;
};

}  // namespace

std::vector<std::string> KafkaScript::expected(const std::string& transcript) {
  std::vector<std::string> lines;
  SegmentLines segments;
  bool is_read = false;
  for (std::string& line : split(transcript, '\n')) {
    if (line.empty() || line[0] == '#') continue;
    if (line[0] == '>') is_read = line.rfind("> read", 0) == 0;
    if (line.rfind("> config", 0) == 0) continue;
    drop_field(line, "index_bytes");
    drop_field(line, "time_bytes");
    drop_field(line, "lso");
    drop_field(line, "aborted");
    // An answer without a whole first batch is replaced by an empty one before it is sent.
    const bool is_empty = line.find(" size=0 ") != std::string::npos ||
                          line.find("first_incomplete=1") != std::string::npos;
    if (is_read && line[0] == '=' && is_empty) line = "= empty";
    if (segments.is_repeated(line)) continue;
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string KafkaScript::describe(const log::Segment& segment) {
  FileSystem& files = world_.files();
  ByteVector bytes(segment.size);
  BARNABAS_CHECK(files.size(segment.file) == segment.size);
  if (!bytes.empty()) BARNABAS_CHECK(files.read_at(segment.file, 0, bytes).has_value());
  char crc[9];
  std::snprintf(crc, sizeof crc, "%08x", crc32c(0, bytes));
  std::vector<log::OffsetPosition> positions;
  for (std::uint32_t i = 0; i < segment.offsets.entries(); ++i) {
    positions.push_back(segment.offsets.entry(files, i));
  }
  std::vector<log::TimestampEntry> times;
  for (std::uint32_t i = 0; i < segment.times.entries(); ++i) {
    times.push_back(segment.times.entry(files, i));
  }
  BARNABAS_CHECK(files.size(segment.offsets.file()) == positions.size() * 8);
  BARNABAS_CHECK(files.size(segment.times.file()) == times.size() * 12);
  return ". segment " + text_of(segment.base_offset) + " log=" + std::to_string(segment.size) +
         ":" + crc + " index=" +
         join(positions,
              [](const log::OffsetPosition& p) {
                return text_of(p.offset) + "@" + std::to_string(p.position);
              }) +
         " time=" + join(times, [](const log::TimestampEntry& t) {
           return std::to_string(t.timestamp) + "@" + text_of(t.offset);
         });
}

std::vector<std::string> KafkaScript::state() {
  std::vector<std::string> lines;
  const auto base = [](const log::Segment& s) { return text_of(s.base_offset); };
  const auto epoch = [](const log::EpochEntry& e) {
    return std::to_string(e.epoch.value) + "@" + text_of(e.start_offset);
  };
  std::vector<Offset> snapshots;
  const auto names = world_.files().list(KafkaScript::directory());
  for (const std::string& name : *names) {
    if (const auto offset = log::offset_of_file(name, log::kSnapshotSuffix))
      snapshots.push_back(*offset);
  }
  lines.push_back(
      ". leo=" + text_of(log_.log_end_offset()) + " start=" + text_of(log_.log_start_offset()) +
      " hw=" + text_of(high_watermark_) + " recovery=" + text_of(log_.recovery_point()) +
      " segments=" + join(log_.segments(), base) +
      " epochs=" + join(log_.epochs().entries(), epoch) + " snapshots=" + join(snapshots, text_of));
  std::map<std::int64_t, std::string> now;
  for (const log::Segment& segment : log_.segments()) {
    std::string text = describe(segment);
    const auto last = last_segments_.find(segment.base_offset.value);
    if (last == last_segments_.end() || last->second != text) lines.push_back(text);
    now[segment.base_offset.value] = std::move(text);
  }
  last_segments_ = std::move(now);
  std::string producers = ". producers " + join(log_.producers().entries(), describe_producer);
  if (producers != last_producers_) lines.push_back(producers);
  last_producers_ = std::move(producers);
  return lines;
}

}  // namespace barnabas::test
