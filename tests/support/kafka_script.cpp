#include "tests/support/kafka_script.h"

#include <algorithm>

#include "core/log/segment_files.h"
#include "tests/support/log_batches.h"
#include "tests/support/log_files.h"
#include "tests/support/vector_text.h"

namespace barnabas::test {
namespace {

const char* const kDirectory = KafkaScript::directory();

std::int64_t number(const std::map<std::string, std::string>& fields, const std::string& key,
                    std::int64_t otherwise) {
  const auto found = fields.find(key);
  return found == fields.end() ? otherwise : std::stoll(found->second);
}

std::int32_t narrow(std::int64_t value) { return static_cast<std::int32_t>(value); }

// The exception that Kafka throws where the log answers this.
std::string exception_of(const log::AppendResult& result) {
  if (result.error == ErrorCode::RecordListTooLarge) return "RecordBatchTooLargeException";
  if (result.error == ErrorCode::OutOfOrderSequenceNumber) return "OutOfOrderSequenceException";
  if (result.error == ErrorCode::InvalidProducerEpoch) return "InvalidProducerEpochException";
  if (result.error == ErrorCode::InvalidTxnState) return "InvalidTxnStateException";
  if (result.error == ErrorCode::TransactionCoordinatorFenced) {
    return "TransactionCoordinatorFencedException";
  }
  if (result.message.find("Out of order offsets") == 0) return "OffsetsOutOfOrderException";
  if (result.message.find("Unexpected offset") == 0) return "UnexpectedAppendOffsetException";
  return std::string(name_of(result.error)) + " " + result.message;
}

std::string text_of(Offset offset) { return std::to_string(offset.value); }

}  // namespace

std::vector<std::string> KafkaScript::run(const std::string& transcript) {
  std::vector<std::string> lines;
  for (const std::string& line : split(transcript, '\n')) {
    if (line.rfind("> ", 0) != 0) continue;
    const std::vector<std::string> words = split(line.substr(2), ' ');
    Fields fields;
    for (const std::string& word : words) {
      const std::size_t equals = word.find('=');
      if (equals != std::string::npos) fields[word.substr(0, equals)] = word.substr(equals + 1);
    }
    if (words[0] == "config") {
      configure(fields);
      continue;
    }
    if (!opened_) open(true, Offset{0}, Offset{0});
    opened_ = true;
    lines.push_back(line);
    lines.push_back("= " + execute(words[0], words, fields));
    BARNABAS_CHECK(log_.purge_deleted(world_.files(), WallTime{clock_ms_}).has_value());
    log_.check_invariants();
    if (words[0] == "read" || words[0] == "offset_for_time" || words[0] == "epoch_end") continue;
    for (std::string& text : state()) lines.push_back(std::move(text));
  }
  return lines;
}

void KafkaScript::configure(const Fields& fields) {
  config_.producer_id_expiration_ms = INT32_MAX;
  for (const auto& [key, value] : fields) {
    const std::int64_t n = std::stoll(value);
    if (key == "segment.bytes") config_.segment_bytes = narrow(n);
    if (key == "segment.ms") config_.segment_ms = n;
    if (key == "segment.index.bytes") config_.segment_index_bytes = narrow(n);
    if (key == "index.interval.bytes") config_.index_interval_bytes = narrow(n);
    if (key == "retention.bytes") config_.retention_bytes = n;
    if (key == "retention.ms") config_.retention_ms = n;
    if (key == "file.delete.delay.ms") config_.file_delete_delay_ms = n;
  }
}

void KafkaScript::open(bool clean, Offset log_start, Offset recovery_point) {
  log::RecoveryReport report;
  log_ = log::Log::open(world_.files(), kDirectory, config_, log_start, recovery_point, clean,
                        WallTime{clock_ms_}, report)
             .value();
  high_watermark_ = log_.log_start_offset();
}

std::string KafkaScript::execute(const std::string& command, const std::vector<std::string>& words,
                                 const Fields& fields) {
  const std::int64_t first =
      words.size() > 1 && words[1].find('=') == std::string::npos ? std::stoll(words[1]) : 0;
  FileSystem& files = world_.files();
  if (command == "append") return append(fields);
  if (command == "marker") return append_marker(fields);
  if (command == "follow") return follow(fields);
  if (command == "read") return read(fields);
  if (command == "crash") return crash(fields);
  if (command == "reopen") return reopen();
  if (command == "truncate") return truncate(Offset{first});
  if (command == "offset_for_time") return find_time(first);
  if (command == "start") return raise_start(Offset{first});
  if (command == "roll") {
    const Offset base = log_.segments().back().base_offset;
    BARNABAS_CHECK(log_.roll(files, WallTime{clock_ms_}).has_value());
    flush_behind_roll(base);
    return "rolled " + text_of(log_.segments().back().base_offset);
  }
  if (command == "hw") {
    high_watermark_ = Offset{first};
    clamp_high_watermark();
    return "hw " + text_of(high_watermark_);
  }
  if (command == "truncate_fully") {
    BARNABAS_CHECK(log_.truncate_fully_and_start_at(files, Offset{first}).has_value());
    high_watermark_ = Offset{first};
    return "done";
  }
  if (command == "retain") {
    const Offset base = log_.segments().back().base_offset;
    const auto count = log_.delete_old_segments(files, high_watermark_, WallTime{clock_ms_});
    flush_behind_roll(base);
    clamp_high_watermark();
    return "deleted_segments " + std::to_string(*count);
  }
  if (command == "flush") {
    BARNABAS_CHECK(log_.flush(files).has_value());
    return "done";
  }
  if (command == "tick") {
    clock_ms_ += first;
    return "now " + std::to_string(clock_ms_);
  }
  if (command == "leader") {
    BARNABAS_CHECK(log_.assign_epoch_start(files, LeaderEpoch{narrow(first)}).has_value());
    return "done";
  }
  if (command == "epoch_end") {
    const log::EpochEndOffset end = log_.end_offset_for_epoch(LeaderEpoch{narrow(first)});
    if (end.end_offset == kNoOffset) return "undefined";
    return "epoch=" + std::to_string(end.epoch.value) + " offset=" + text_of(end.end_offset);
  }
  return "unknown command";
}

void KafkaScript::clamp_high_watermark() {
  high_watermark_ = std::max(high_watermark_, log_.log_start_offset());
  high_watermark_ = std::min(high_watermark_, log_.log_end_offset());
}

// What Kafka's "flush-log" task does.
void KafkaScript::flush_behind_roll(Offset base_before) {
  const Offset base = log_.segments().back().base_offset;
  if (base != base_before) BARNABAS_CHECK(log_.flush(world_.files(), base).has_value());
}

void KafkaScript::after_append(const log::AppendResult& result) {
  if (result.rolled)
    BARNABAS_CHECK(log_.flush(world_.files(), log_.segments().back().base_offset).has_value());
  if (result.needs_flush) BARNABAS_CHECK(log_.flush(world_.files()).has_value());
}

std::string KafkaScript::append(const Fields& fields) {
  BatchSpec spec;
  spec.timestamp = number(fields, "ts", 0);
  spec.step = number(fields, "step", 1);
  spec.count = narrow(number(fields, "count", 1));
  spec.size = narrow(number(fields, "size", 10));
  spec.producer = number(fields, "pid", -1);
  spec.producer_epoch = static_cast<std::int16_t>(number(fields, "pe", -1));
  spec.sequence = narrow(number(fields, "seq", -1));
  spec.is_transactional = number(fields, "txn", 0) == 1;
  const LeaderEpoch epoch{narrow(number(fields, "epoch", 0))};
  const log::AppendResult result =
      log_.append_as_leader(world_.files(), make_records(spec), epoch, WallTime{clock_ms_});
  after_append(result);
  if (result.error != ErrorCode::None) return "error " + exception_of(result);
  return "appended first=" + text_of(result.first_offset) + " last=" + text_of(result.last_offset);
}

std::string KafkaScript::append_marker(const Fields& fields) {
  ByteVector key;
  ByteWriter key_out(key);
  key_out.put<std::int16_t>(0);
  key_out.put<std::int16_t>(fields.at("type") == "commit" ? 1 : 0);
  ByteVector value;
  ByteWriter value_out(value);
  value_out.put<std::int16_t>(0);
  value_out.put(narrow(number(fields, "coordinator", 0)));
  record::BatchBuilder builder;
  builder.add(number(fields, "ts", 0), ByteSpan(key), ByteSpan(value));
  builder.set_producer(ProducerId{number(fields, "pid", 0)},
                       ProducerEpoch{static_cast<std::int16_t>(number(fields, "pe", 0))},
                       kNoSequence);
  builder.set_attributes(record::attribute::kTransactional | record::attribute::kControl);
  const LeaderEpoch epoch{narrow(number(fields, "epoch", 0))};
  const log::AppendResult result =
      log_.append_as_leader(world_.files(), record::rope_of(builder.build()), epoch,
                            WallTime{clock_ms_}, log::AppendOrigin::Coordinator);
  after_append(result);
  if (result.error != ErrorCode::None) return "error " + exception_of(result);
  return "appended first=" + text_of(result.first_offset) + " last=" + text_of(result.last_offset);
}

std::string KafkaScript::follow(const Fields& fields) {
  Rope records;
  for (const std::string& text : split(fields.at("batches"), ';')) {
    const std::vector<std::string> part = split(text, '/');
    BatchSpec spec;
    spec.base = std::stoll(part[0]);
    spec.epoch = narrow(std::stoll(part[1]));
    spec.timestamp = std::stoll(part[2]);
    spec.step = std::stoll(part[3]);
    spec.count = narrow(std::stoll(part[4]));
    spec.size = narrow(std::stoll(part[5]));
    record::append_to(records, make_batch(spec));
  }
  const LeaderEpoch current{narrow(number(fields, "current", 0))};
  const std::uint64_t size_before = log_.size();
  const log::AppendResult result =
      log_.append_as_follower(world_.files(), records, WallTime{clock_ms_}, current);
  after_append(result);
  if (result.error != ErrorCode::None) return "error " + exception_of(result);
  return "appended first=" + text_of(result.first_offset) + " last=" + text_of(result.last_offset) +
         " bytes=" + std::to_string(log_.size() - size_before);
}

Offset KafkaScript::last_stable() const { return high_watermark_; }

std::string KafkaScript::read(const Fields& fields) const {
  const std::string& isolation = fields.at("isolation");
  Offset bound = log_.log_end_offset();
  if (isolation == "hw") bound = high_watermark_;
  if (isolation == "lso") bound = last_stable();
  const log::ReadResult result =
      log_.read(world_.files(), Offset{number(fields, "offset", 0)}, bound,
                narrow(number(fields, "max", 0)), number(fields, "min_one", 0) == 1);
  if (result.error == ErrorCode::OffsetOutOfRange) return "error OffsetOutOfRangeException";
  if (result.slice.empty()) return "empty";
  Offset base;
  for (const log::Segment& segment : log_.segments()) {
    if (segment.file.value == result.slice.file) base = segment.base_offset;
  }
  return "segment=" + text_of(base) + " pos=" + std::to_string(result.slice.position) +
         " size=" + std::to_string(result.slice.size) + " first_incomplete=0";
}

std::string KafkaScript::reopen() {
  const Offset start = log_.log_start_offset();
  BARNABAS_CHECK(log_.close(world_.files()).has_value());
  open(true, start, log_.recovery_point());
  return "opened";
}

// What a power cut or a bad disk may have done to a log file.
void KafkaScript::damage(const Fields& fields) {
  FileSystem& files = world_.files();
  const Offset last = log_.segments().back().base_offset;
  const Offset base{number(fields, "segment", last.value)};
  const std::string path = log::segment_file_path(kDirectory, base, log::kLogSuffix);
  ByteVector bytes = read_file(files, path);
  const auto cut = static_cast<std::size_t>(number(fields, "cut", 0));
  bytes.resize(bytes.size() - std::min(cut, bytes.size()));
  bytes.resize(bytes.size() + static_cast<std::size_t>(number(fields, "zeros", 0)));
  const std::int64_t flip = number(fields, "flip", -1);
  if (flip >= static_cast<std::int64_t>(bytes.size())) {  // The oracle then wrote behind the end.
    bytes.resize(static_cast<std::size_t>(flip) + 1);
    bytes.back() = 0xfe;
  } else if (flip >= 0) {
    bytes[static_cast<std::size_t>(flip)] ^= 1;
  }
  write_file(files, path, bytes);
}

std::string KafkaScript::crash(const Fields& fields) {
  const Offset start = log_.log_start_offset();
  const bool from_memory = fields.at("recovery") == "memory";
  const Offset point = from_memory ? log_.recovery_point() : Offset{number(fields, "recovery", 0)};
  world_.kill();
  damage(fields);
  open(false, start, point);
  return "opened recovery=" + text_of(point) + " start=" + text_of(start);
}

std::string KafkaScript::truncate(Offset offset) {
  const bool is_shorter = offset < log_.log_end_offset();
  BARNABAS_CHECK(log_.truncate_to(world_.files(), offset).has_value());
  clamp_high_watermark();
  return is_shorter ? "truncated true" : "truncated false";
}

std::string KafkaScript::find_time(std::int64_t timestamp) const {
  const auto found = timestamp == -3 ? log_.find_max_timestamp(world_.files())
                                     : log_.find_by_timestamp(world_.files(), timestamp);
  if (!*found) return "none";
  const log::TimestampOffset& at = **found;
  return "ts=" + std::to_string(at.timestamp) + " offset=" + text_of(at.offset) +
         " epoch=" + std::to_string(at.epoch.value);
}

std::string KafkaScript::raise_start(Offset offset) {
  const auto raised = log_.maybe_increment_log_start(world_.files(), offset, high_watermark_);
  if (!raised) return "error OffsetOutOfRangeException";
  clamp_high_watermark();
  return *raised ? "raised true" : "raised false";
}

}  // namespace barnabas::test
