// Directories of real Kafka brokers (3.9.1): our log opens them and finds every batch, record and
// index entry; fed the same batches, it writes the same files; and it mends the damaged ones as the
// broker did.
#include <algorithm>

#include "core/log/batch_scan.h"
#include "core/log/checkpoint_file.h"
#include "core/log/log.h"
#include "core/log/segment_files.h"
#include "core/record/record.h"
#include "tests/support/catch.h"
#include "tests/support/log_files.h"
#include "tests/support/log_world.h"
#include "tests/support/vector_text.h"

namespace barnabas::test {
namespace {

constexpr const char* kRoot = "tests/data/kafka/";
constexpr WallTime kNow{1800000000000};

struct Case {
  const char* root;
  const char* name;
  std::int32_t segment_bytes;
  std::int32_t index_interval_bytes;
  std::int32_t segment_index_bytes = 10485760;
  std::int64_t segment_ms = 168LL * 3600 * 1000;
  bool is_append_time = false;
};

const Case kClean[] = {
    {"clean", "plain-0", 8192, 512},
    {"clean", "idem-0", 8192, 512},
    {"clean", "txn-0", 2048, 512},
    {"clean", "codec-0", 16384, 512},
    {"clean", "append-time-0", 4096, 512, 10485760, 168LL * 3600 * 1000, true},
    {"clean", "small-index-0", 16384, 64, 60},
    {"clean", "time-roll-0", 16384, 256, 10485760, 60000},
    {"clean", "deleted-0", 4096, 512},
    {"clean", "retained-0", 2048, 512},
    {"clean", "retained-all-0", 2048, 4096},
    {"clean", "empty-0", 4096, 4096},
};
const Case kFailover[] = {
    {"failover/broker-1", "replicated-0", 8192, 512},
    {"failover/broker-2", "replicated-0", 8192, 512},
    {"failover/broker-1", "retained-0", 2048, 512},
    {"failover/broker-1", "txn-open-0", 8192, 512},
};
const Case kCrashed[] = {
    {"crash/recovered", "crash-0", 4096, 512, 1024},
    {"crash/recovered", "zeros-0", 4096, 512, 1024},
    {"crash/recovered", "flipped-0", 4096, 512, 1024},
    {"crash/recovered", "noindex-0", 4096, 512, 1024},
};

std::string path_of(const Case& c) { return std::string(kRoot) + c.root + "/" + c.name; }

log::LogConfig config_of(const Case& c) {
  log::LogConfig config;
  config.segment_bytes = c.segment_bytes;
  config.index_interval_bytes = c.index_interval_bytes;
  config.segment_index_bytes = c.segment_index_bytes;
  config.segment_ms = c.segment_ms;
  if (c.is_append_time) config.timestamp_type = record::TimestampType::LogAppendTime;
  return config;
}

Offset checkpointed(FileSystem& files, const Case& c, std::string_view checkpoint) {
  const auto offsets = log::read_offset_checkpoint(files, "", checkpoint);
  const std::string topic = std::string(c.name).substr(0, std::string(c.name).size() - 2);
  const auto found = offsets->find({topic, 0});
  return found == offsets->end() ? Offset{0} : found->second;
}

log::Log open_log(FileSystem& files, const Case& c, bool clean) {
  log::RecoveryReport report;
  return log::Log::open(files, c.name, config_of(c),
                        checkpointed(files, c, log::kLogStartCheckpoint),
                        checkpointed(files, c, log::kRecoveryPointCheckpoint), clean, kNow, report)
      .value();
}

void import_broker(FileSystem& files, const Case& c, const char* root) {
  import_directory(files, std::string(kRoot) + root, "");
  import_directory(files, std::string(kRoot) + root + "/" + c.name, c.name);
}

std::string flag(bool value) { return value ? "1" : "0"; }

std::string show_header(const log::ScannedBatch& batch) {
  const record::BatchHeader& h = batch.header;
  char crc[9];
  std::snprintf(crc, sizeof crc, "%08x", h.crc);
  static const char* const kCodecs[] = {"none", "gzip", "snappy", "lz4", "zstd"};
  const bool is_append_time = (h.attributes & record::attribute::kLogAppendTime) != 0;
  return "pos=" + std::to_string(batch.position) + " size=" + std::to_string(h.size()) +
         " base=" + std::to_string(h.base_offset.value) +
         " last=" + std::to_string(h.last_offset().value) +
         " leader_epoch=" + std::to_string(h.leader_epoch.value) + " crc=" + crc +
         " attributes=" + std::to_string(h.attributes) +
         " codec=" + kCodecs[static_cast<int>(h.compression())] +
         " time=" + (is_append_time ? "append" : "create") + " txn=" + flag(h.is_transactional()) +
         " control=" + flag(h.is_control()) + " base_ts=" + std::to_string(h.base_timestamp) +
         " max_ts=" + std::to_string(h.max_timestamp) +
         " pid=" + std::to_string(h.producer_id.value) +
         " epoch=" + std::to_string(h.producer_epoch.value) +
         " seq=" + std::to_string(h.base_sequence.value) +
         " count=" + std::to_string(h.record_count);
}

std::string show_expected(const VectorLine& line) {
  std::string text;
  for (const char* name :
       {"pos", "size", "base", "last", "leader_epoch", "crc", "attributes", "codec", "time", "txn",
        "control", "base_ts", "max_ts", "pid", "epoch", "seq", "count"}) {
    text += (text.empty() ? "" : " ") + std::string(name) + "=" + line.text(name);
  }
  return text;
}

std::string show_headers(const std::vector<record::RecordHeader>& headers) {
  std::string text;
  for (const record::RecordHeader& header : headers) {
    if (!text.empty()) text += ",";
    text += show_bytes(header.key) + ":" + show_bytes(header.value);
  }
  return text.empty() ? "-" : text;
}

// What the log holds, in the words of the .expect files.
struct Contents {
  std::vector<std::string> batches, records, indexes, times, epochs;
};

Contents contents_of(const FileSystem& files, const log::Log& log) {
  Contents all;
  for (const log::Segment& segment : log.segments()) {
    log::BatchScanner scanner(files, segment.file, 0, segment.size);
    while (const auto scanned = scanner.next()) {
      all.batches.push_back(show_header(*scanned));
      const auto batch = scanner.read(*scanned);
      REQUIRE(batch);
      if (scanned->header.compression() != record::Compression::None) continue;
      record::RecordReader reader(*batch);
      while (const auto view = reader.next()) {
        const auto text = [](std::optional<ByteSpan> b) {
          return b ? std::optional<std::string>(as_text(*b)) : std::nullopt;
        };
        all.records.push_back(
            "offset=" + std::to_string(scanned->header.base_offset.value + view->offset_delta) +
            " ts=" + std::to_string(reader.timestamp_of(*view)) +
            " key=" + show_bytes(text(view->key)) + " value=" + show_bytes(text(view->value)) +
            " headers=" + show_headers(*decode_headers(*view)));
      }
      REQUIRE(!reader.is_malformed());
    }
    for (std::uint32_t i = 0; i < segment.offsets.entries(); ++i) {
      const log::OffsetPosition e = segment.offsets.entry(files, i);
      all.indexes.push_back(std::to_string(e.offset.value) + "@" + std::to_string(e.position));
    }
    for (std::uint32_t i = 0; i < segment.times.entries(); ++i) {
      const log::TimestampEntry e = segment.times.entry(files, i);
      all.times.push_back(std::to_string(e.timestamp) + "@" + std::to_string(e.offset.value));
    }
  }
  for (const log::EpochEntry& e : log.epochs().entries()) {
    all.epochs.push_back(std::to_string(e.epoch.value) + "@" +
                         std::to_string(e.start_offset.value));
  }
  return all;
}

// An epoch that starts at the log's end is forgotten when the log is opened, as in Kafka.
Contents expected_of(const Case& c, Offset end) {
  Contents all;
  bool is_compressed = false;
  for (const VectorLine& line : parse_lines(read_text(path_of(c) + ".expect"))) {
    if (line.word == "batch") {
      all.batches.push_back(show_expected(line));
      is_compressed = line.text("codec") != "none";
    }
    if (line.word == "record" && !is_compressed) {
      all.records.push_back("offset=" + line.text("offset") + " ts=" + line.text("ts") +
                            " key=" + show_again(line.text("key")) + " value=" +
                            show_again(line.text("value")) + " headers=" + line.text("headers"));
    }
    if (line.word == "index") all.indexes.push_back(line.text("offset") + "@" + line.text("pos"));
    if (line.word == "timeindex") all.times.push_back(line.text("ts") + "@" + line.text("offset"));
    if (line.word == "leader_epoch" && line.number("start") < end.value)
      all.epochs.push_back(line.text("epoch") + "@" + line.text("start"));
  }
  return all;
}

void check_equal(const std::vector<std::string>& ours, const std::vector<std::string>& theirs) {
  for (std::size_t i = 0; i < std::min(ours.size(), theirs.size()); ++i)
    REQUIRE(ours[i] == theirs[i]);
  CHECK(ours.size() == theirs.size());
}

void check_contents(const Contents& ours, const Contents& theirs) {
  if (!theirs.batches.empty()) check_equal(ours.batches, theirs.batches);
  if (!theirs.records.empty()) check_equal(ours.records, theirs.records);
  check_equal(ours.indexes, theirs.indexes);
  check_equal(ours.times, theirs.times);
  check_equal(ours.epochs, theirs.epochs);
}

// The files that a log of ours writes, too.
FileMap ours_of(const FileMap& all) {
  FileMap kept;
  for (const auto& [name, bytes] : all) {
    const bool is_ours = log::has_suffix(name, ".log") || log::has_suffix(name, ".index") ||
                         log::has_suffix(name, ".timeindex") ||
                         log::has_suffix(name, ".snapshot") || name == log::kEpochCheckpointFile;
    if (is_ours) kept[name] = bytes;
  }
  return kept;
}

void check_same_files(FileSystem& files, const std::string& ours, const std::string& theirs) {
  const FileMap a = ours_of(files_in(files, ours, false));
  const FileMap b = ours_of(files_in(files, theirs));
  for (const auto& [name, bytes] : b) {
    INFO(name);
    REQUIRE(a.count(name) == 1);
    CHECK(a.at(name) == bytes);
  }
  CHECK(a.size() == b.size());
}

std::vector<record::Batch> batches_of(const FileSystem& files, const log::Log& log) {
  std::vector<record::Batch> batches;
  for (const log::Segment& segment : log.segments()) {
    log::BatchScanner scanner(files, segment.file, 0, segment.size);
    while (const auto scanned = scanner.next()) batches.push_back(scanner.read(*scanned).value());
  }
  return batches;
}

// The batch as its producer sent it.
record::Batch as_sent(record::Batch batch) {
  record::BatchHeader& h = batch.header;
  h.base_offset = Offset{0};
  h.leader_epoch = kNoLeaderEpoch;
  if ((h.attributes & record::attribute::kLogAppendTime) != 0) {
    h.attributes = static_cast<std::int16_t>(h.attributes & ~record::attribute::kLogAppendTime);
    h.max_timestamp = h.base_timestamp;
    h.crc = record::compute_crc(h, batch.body);
  }
  return batch;
}

log::Log fresh_log(FileSystem& files, const Case& c, const log::Log& original) {
  log::RecoveryReport report;
  log::Log log =
      log::Log::open(files, "ours-0", config_of(c), original.segments().front().base_offset,
                     Offset{0}, true, kNow, report)
          .value();
  return log;
}

}  // namespace

TEST_CASE("a broker's directory opens, and every batch, record and index entry is found") {
  for (const auto& cases : {std::vector<Case>(std::begin(kClean), std::end(kClean)),
                            std::vector<Case>(std::begin(kFailover), std::end(kFailover)),
                            std::vector<Case>(std::begin(kCrashed), std::end(kCrashed))}) {
    for (const Case& c : cases) {
      DYNAMIC_SECTION(c.root << "/" << c.name) {
        SimLogWorld world;
        import_broker(world.files(), c, c.root);
        const log::Log log = open_log(world.files(), c, true);
        CHECK(log.log_end_offset() ==
              checkpointed(world.files(), c, log::kRecoveryPointCheckpoint));
        CHECK(log.recovery_point() == log.log_end_offset());
        check_contents(contents_of(world.files(), log), expected_of(c, log.log_end_offset()));
      }
    }
  }
}

TEST_CASE("a leader of ours writes the files that the broker wrote") {
  for (const Case& c : kClean) {
    DYNAMIC_SECTION(c.name) {
      SimLogWorld world;
      FileSystem& files = world.files();
      import_broker(files, c, c.root);
      const log::Log original = open_log(files, c, true);
      log::Log log = fresh_log(files, c, original);
      REQUIRE(log.assign_epoch_start(files, LeaderEpoch{0}));
      for (const record::Batch& batch : batches_of(files, original)) {
        const bool is_control = batch.header.is_control();
        const auto result = log.append_as_leader(
            files, record::rope_of(as_sent(batch)), batch.header.leader_epoch,
            WallTime{batch.header.max_timestamp},
            is_control ? log::AppendOrigin::Coordinator : log::AppendOrigin::Client);
        INFO(result.message);
        REQUIRE(result.error == ErrorCode::None);
        REQUIRE(result.first_offset == batch.header.base_offset);
      }
      if (original.log_start_offset() > log.log_start_offset()) {
        REQUIRE(log.maybe_increment_log_start(files, original.log_start_offset(),
                                              log.log_end_offset()));
      }
      REQUIRE(log.close(files));
      import_directory(files, path_of(c), "theirs-0");
      check_same_files(files, "ours-0", "theirs-0");
    }
  }
}

TEST_CASE("a follower of ours writes the log and epoch files that the brokers wrote") {
  for (const Case& c : {kFailover[0], kFailover[1], kClean[0], kClean[2], kClean[4]}) {
    DYNAMIC_SECTION(c.root << "/" << c.name) {
      SimLogWorld world;
      FileSystem& files = world.files();
      import_broker(files, c, c.root);
      const log::Log original = open_log(files, c, true);
      log::Log log = fresh_log(files, c, original);
      for (const record::Batch& batch : batches_of(files, original)) {
        REQUIRE(log.append_as_follower(files, record::rope_of(batch), kNow).error ==
                ErrorCode::None);
      }
      REQUIRE(log.close(files));
      for (const auto& [name, bytes] : files_in(files, c.name)) {
        if (!log::has_suffix(name, ".log")) continue;
        INFO(name);
        CHECK(read_file(files, "ours-0/" + name) == bytes);
      }
      // An epoch may have started and ended without a batch; those with batches must be there.
      for (const log::EpochEntry& entry : log.epochs().entries()) {
        CHECK(original.epochs().epoch_for_offset(entry.start_offset) == entry.epoch);
      }
    }
  }
}

TEST_CASE("a killed broker's directory is mended as the broker mended it") {
  for (const Case& c : kCrashed) {
    DYNAMIC_SECTION(c.name) {
      SimLogWorld world;
      FileSystem& files = world.files();
      import_broker(files, c, "crash/damaged");
      log::Log log = open_log(files, c, false);
      CHECK(log.recovery_point() <= checkpointed(files, c, log::kRecoveryPointCheckpoint));
      REQUIRE(log.close(files));
      import_directory(files, std::string(kRoot) + "crash/recovered/" + c.name, "theirs-0");
      check_same_files(files, c.name, "theirs-0");
    }
  }
}

}  // namespace barnabas::test
