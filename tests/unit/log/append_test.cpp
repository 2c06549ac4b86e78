// What a leader and a follower refuse, and what a leader writes into a batch.
#include "core/base/hash.h"
#include "core/log/log.h"
#include "tests/support/catch.h"
#include "tests/support/log_batches.h"
#include "tests/support/log_files.h"
#include "tests/support/log_world.h"

namespace barnabas::test {
namespace {

constexpr WallTime kNow{1000000};

log::Log open_log(LogWorld& world, const log::LogConfig& config) {
  log::RecoveryReport report;
  return log::Log::open(world.files(), "t-0", config, Offset{0}, Offset{0}, true, kNow, report)
      .value();
}

record::Batch with_crc(record::Batch batch) {
  batch.header.crc = record::compute_crc(batch.header, batch.body);
  return batch;
}

record::Batch keyed_and_not() {
  record::BatchBuilder builder;
  builder.add(kNow.ms, as_bytes("k"), as_bytes("v"));
  builder.add(kNow.ms, std::nullopt, as_bytes("v"));
  return builder.build();
}

record::Batch changed(void (*change)(record::Batch&)) {
  record::Batch batch = make_batch({0, -1, kNow.ms, 1, 3, 20});
  change(batch);
  return with_crc(batch);
}

}  // namespace

TEST_CASE("a leader refuses what Kafka refuses, and writes nothing") {
  struct Case {
    const char* name;
    ErrorCode error;
    Rope records;
  };
  const auto rope = [](const record::Batch& b) { return record::rope_of(b); };
  Rope two = make_records({});
  record::append_to(two, make_batch({}));
  record::Batch bad_crc = make_batch({});
  ++bad_crc.header.crc;
  std::vector<Case> cases = {
      {"a checksum that does not match", ErrorCode::CorruptMessage, rope(bad_crc)},
      {"magic 1", ErrorCode::CorruptMessage,
       rope(changed([](record::Batch& b) { b.header.magic = 1; }))},
      {"magic 3", ErrorCode::CorruptMessage,
       rope(changed([](record::Batch& b) { b.header.magic = 3; }))},
      {"a length that cannot be true", ErrorCode::CorruptMessage,
       flat(rope(changed([](record::Batch& b) { b.header.length = 10; })))},
      {"more than max.message.bytes", ErrorCode::MessageTooLarge,
       make_records({0, -1, kNow.ms, 1, 1, 600})},
      {"two batches", ErrorCode::InvalidRecord, two},
      {"a base offset", ErrorCode::InvalidRecord, make_records({7, -1, kNow.ms})},
      {"an older timestamp than allowed", ErrorCode::InvalidTimestamp,
       make_records({0, -1, kNow.ms - 1001})},
      {"a later timestamp than allowed", ErrorCode::InvalidTimestamp,
       make_records({0, -1, kNow.ms + 499, 1, 3})},
      {"a record without a key in a compacted topic", ErrorCode::InvalidRecord,
       rope(keyed_and_not())},
      {"a count of zero", ErrorCode::InvalidRecord,
       rope(changed([](record::Batch& b) { b.header.record_count = 0; }))},
      {"a count above the records", ErrorCode::InvalidRecord, rope(changed([](record::Batch& b) {
         b.header.record_count = 4;
         b.header.last_offset_delta = 3;
       }))},
      {"a count that does not match the offsets", ErrorCode::InvalidRecord,
       rope(changed([](record::Batch& b) { b.header.last_offset_delta = 5; }))},
      {"a negative offset range", ErrorCode::InvalidRecord,
       rope(changed([](record::Batch& b) { b.header.last_offset_delta = -1; }))},
      {"a control batch", ErrorCode::InvalidRecord,
       rope(changed([](record::Batch& b) { b.header.attributes = record::attribute::kControl; }))},
      {"a producer without a sequence", ErrorCode::InvalidRecord,
       rope(changed([](record::Batch& b) { b.header.producer_id = ProducerId{5}; }))},
  };
  log::LogConfig config;
  config.max_message_bytes = 500;
  config.timestamp_before_max_ms = 1000;
  config.timestamp_after_max_ms = 500;
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      SimLogWorld world;
      log::LogConfig own = config;
      own.compact_policy = std::string(c.name).find("compacted") != std::string::npos;
      log::Log log = open_log(world, own);
      const log::AppendResult result =
          log.append_as_leader(world.files(), c.records, LeaderEpoch{0}, kNow);
      INFO(result.message);
      CHECK(result.error == c.error);
      CHECK_FALSE(result.message.empty());
      CHECK_FALSE(result.storage_failed);
      CHECK(log.log_end_offset() == Offset{0});
      CHECK(log.size() == 0);
    }
  }
}

TEST_CASE("timestamps at the very bounds are taken, and no timestamp is in order") {
  SimLogWorld world;
  log::LogConfig config;
  config.timestamp_before_max_ms = 1000;
  config.timestamp_after_max_ms = 500;
  log::Log log = open_log(world, config);
  for (const std::int64_t timestamp : {kNow.ms - 1000, kNow.ms, kNow.ms + 500, std::int64_t{-1}}) {
    CHECK(
        log.append_as_leader(world.files(), make_records({0, -1, timestamp}), LeaderEpoch{0}, kNow)
            .error == ErrorCode::None);
  }
  config.timestamp_before_max_ms = INT64_MAX;
  config.timestamp_after_max_ms = INT64_MAX;
  log.set_config(config);
  for (const std::int64_t timestamp : {INT64_MIN / 2, INT64_MAX - 5}) {
    CHECK(
        log.append_as_leader(world.files(), make_records({0, -1, timestamp}), LeaderEpoch{0}, kNow)
            .error == ErrorCode::None);
  }
}

TEST_CASE(
    "a leader that stamps the append time changes flag, largest timestamp and checksum, and "
    "nothing else") {
  SimLogWorld world;
  log::LogConfig config;
  config.timestamp_type = record::TimestampType::LogAppendTime;
  log::Log log = open_log(world, config);
  const record::Batch sent = make_batch({0, -1, 5, 1, 3, 10});
  const auto result =
      log.append_as_leader(world.files(), record::rope_of(sent), LeaderEpoch{4}, kNow);
  CHECK(result.log_append_time == kNow.ms);
  CHECK(result.max_timestamp == kNow.ms);
  log::BatchScanner scanner(world.files(), log.segments()[0].file, 0, log.segments()[0].size);
  const auto stored = scanner.read(*scanner.next());
  REQUIRE(stored);  // The checksum is right.
  record::BatchHeader expected = sent.header;
  expected.leader_epoch = LeaderEpoch{4};
  expected.attributes = record::attribute::kLogAppendTime;
  expected.max_timestamp = kNow.ms;
  expected.crc = stored->header.crc;
  CHECK(stored->header == expected);
  CHECK(stored->body == sent.body);
  CHECK(expected.crc != sent.header.crc);
}

TEST_CASE("nothing and a cut batch append nothing, without an error") {
  SimLogWorld world;
  log::Log log = open_log(world, {});
  ByteVector bytes = make_records({}).flatten();
  bytes.pop_back();
  for (const Rope& records : {Rope{}, rope_of(SharedBytes(bytes))}) {
    const auto led = log.append_as_leader(world.files(), records, LeaderEpoch{0}, kNow);
    const auto followed = log.append_as_follower(world.files(), records, kNow);
    CHECK(led.error == ErrorCode::None);
    CHECK(led.first_offset == kNoOffset);
    CHECK(followed.error == ErrorCode::None);
    CHECK(followed.first_offset == kNoOffset);
  }
  CHECK(log.log_end_offset() == Offset{0});
}

TEST_CASE("a follower takes whole batches before a cut one, and refuses a damaged one") {
  SimLogWorld world;
  log::Log log = open_log(world, {});
  Rope records = make_records({0, 1, 1000, 1, 2, 10});
  record::append_to(records, make_batch({2, 1, 1000, 1, 2, 10}));
  ByteVector bytes = records.flatten();
  bytes.resize(bytes.size() - 3);
  const auto result = log.append_as_follower(world.files(), rope_of(SharedBytes(bytes)), kNow);
  CHECK(result.error == ErrorCode::None);
  CHECK(log.log_end_offset() == Offset{2});
  bytes[70] ^= 1;
  store_be(bytes.data(), std::int64_t{2});
  CHECK(log.append_as_follower(world.files(), rope_of(SharedBytes(bytes)), kNow).error ==
        ErrorCode::CorruptMessage);
  CHECK(log.log_end_offset() == Offset{2});
}

TEST_CASE("an empty follower starts inside a batch that its leader's log start lies in") {
  SimLogWorld world;
  log::Log log = open_log(world, {});
  REQUIRE(log.truncate_fully_and_start_at(world.files(), Offset{12}));
  const auto result =
      log.append_as_follower(world.files(), make_records({10, 0, 1000, 1, 5, 10}), kNow);
  CHECK(result.error == ErrorCode::None);
  CHECK(log.log_start_offset() == Offset{10});
  CHECK(log.log_end_offset() == Offset{15});
  CHECK(log.append_as_follower(world.files(), make_records({14, 0}), kNow).error ==
        ErrorCode::UnknownServerError);
}

TEST_CASE("flush.messages asks for a flush, and a flush moves the recovery point") {
  SimLogWorld world;
  log::LogConfig config;
  config.flush_messages = 3;
  log::Log log = open_log(world, config);
  CHECK_FALSE(
      log.append_as_leader(world.files(), make_records({0, -1, 1, 1, 2}), LeaderEpoch{0}, kNow)
          .needs_flush);
  CHECK(log.append_as_leader(world.files(), make_records({}), LeaderEpoch{0}, kNow).needs_flush);
  CHECK(log.files_to_flush().size() == 3);
  REQUIRE(log.mark_flushed(world.files(), Offset{3}));
  CHECK(log.recovery_point() == Offset{3});
  CHECK(log.files_to_flush().empty());
  REQUIRE(log.truncate_to(world.files(), Offset{2}));
  CHECK(log.recovery_point() == Offset{2});
  CHECK(log.truncation_count() == 1);
}

TEST_CASE("an epoch without records goes when the log is cut where it ends") {
  // A leader of epoch 2 that wrote nothing follows one that knows epoch 0 only: told to agree at
  // its own log end, it must forget epoch 2, or it is told the same forever.
  SimLogWorld world;
  log::Log log = open_log(world, {});
  log.append_as_leader(world.files(), make_records({}), LeaderEpoch{0}, kNow);
  const Offset end = log.log_end_offset();
  REQUIRE(log.assign_epoch_start(world.files(), LeaderEpoch{2}));
  REQUIRE(log.latest_epoch() == LeaderEpoch{2});
  REQUIRE(log.truncate_to(world.files(), end));
  CHECK(log.latest_epoch() == LeaderEpoch{0});
  CHECK(log.log_end_offset() == end);
}

TEST_CASE("a copied log is equal, hashes alike, and goes its own way") {
  SimLogWorld world;
  log::Log log = open_log(world, {});
  log.append_as_leader(world.files(), make_records({}), LeaderEpoch{0}, kNow);
  log::Log copy = log;
  CHECK(copy == log);
  CHECK(hash_of(copy) == hash_of(log));
  copy.append_as_leader(world.files(), make_records({}), LeaderEpoch{0}, kNow);
  CHECK_FALSE(copy == log);
  CHECK(hash_of(copy) != hash_of(log));
}

}  // namespace barnabas::test
