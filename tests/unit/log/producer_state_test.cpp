// Which batches of an idempotent producer a leader takes, and what survives in a snapshot.
#include "core/base/hash.h"
#include "core/log/log.h"
#include "core/log/producer_snapshot.h"
#include "core/log/segment_files.h"
#include "tests/support/catch.h"
#include "tests/support/log_batches.h"
#include "tests/support/log_files.h"
#include "tests/support/log_world.h"

namespace barnabas::test {
namespace {

constexpr WallTime kNow{1000000};
constexpr std::int32_t kMax = INT32_MAX;

log::Log open_log(LogWorld& world, bool clean = true, bool is_old = false) {
  log::RecoveryReport report;
  log::LogConfig config;
  config.segment_bytes = 2000;
  config.forgets_producers_with_records = is_old;
  return log::Log::open(world.files(), "t-0", config, Offset{0}, Offset{0}, clean, kNow, report)
      .value();
}

log::AppendResult send(LogWorld& world, log::Log& log, std::int16_t epoch, std::int32_t sequence,
                       std::int32_t count = 1, std::int64_t producer = 7) {
  BatchSpec spec;
  spec.timestamp = kNow.ms;
  spec.count = count;
  spec.producer = producer;
  spec.producer_epoch = epoch;
  spec.sequence = sequence;
  return log.append_as_leader(world.files(), make_records(spec), LeaderEpoch{0}, kNow);
}

}  // namespace

TEST_CASE("sequence numbers wrap behind the largest") {
  CHECK(log::sequence_after(Sequence{-1}, 1) == Sequence{0});
  CHECK(log::sequence_after(Sequence{kMax}, 0) == Sequence{kMax});
  CHECK(log::sequence_after(Sequence{kMax}, 1) == Sequence{0});
  CHECK(log::sequence_after(Sequence{kMax - 1}, 3) == Sequence{1});
  const log::ProducerBatch wrapped{Sequence{1}, Offset{9}, 3, 0};
  CHECK(wrapped.first_sequence() == Sequence{kMax - 1});
  CHECK(wrapped.first_offset() == Offset{6});
}

TEST_CASE("a known producer must continue its sequence, in its epoch") {
  struct Case {
    const char* name;
    std::int16_t epoch;
    std::int32_t sequence;
    ErrorCode error;
  };
  // Known: epoch 3, last sequence 11.
  const Case cases[] = {
      {"the next one", 3, 12, ErrorCode::None},
      {"a gap", 3, 13, ErrorCode::OutOfOrderSequenceNumber},
      {"a step back that is no duplicate", 3, 9, ErrorCode::OutOfOrderSequenceNumber},
      {"zero in the same epoch", 3, 0, ErrorCode::OutOfOrderSequenceNumber},
      {"a new epoch from zero", 4, 0, ErrorCode::None},
      {"a new epoch in the middle", 4, 12, ErrorCode::OutOfOrderSequenceNumber},
      {"an old epoch", 2, 12, ErrorCode::InvalidProducerEpoch},
      {"an old epoch from zero", 2, 0, ErrorCode::InvalidProducerEpoch}};
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      SimLogWorld world;
      log::Log log = open_log(world);
      REQUIRE(send(world, log, 3, 10, 2).error == ErrorCode::None);
      const auto result = send(world, log, c.epoch, c.sequence);
      INFO(result.message);
      CHECK(result.error == c.error);
      CHECK_FALSE(result.duplicate);
      CHECK(log.log_end_offset() == Offset{c.error == ErrorCode::None ? 3 : 2});
    }
  }
}

TEST_CASE("an unknown producer may begin anywhere") {
  SimLogWorld world;
  log::Log log = open_log(world);
  CHECK(send(world, log, 9, 4711).error == ErrorCode::None);
  CHECK(send(world, log, 0, 0, 1, 8).error == ErrorCode::None);
  CHECK(log.producers().entries().size() == 2);
}

TEST_CASE("in the 1.x era a producer is forgotten with its last record, and must begin at 0") {
  SimLogWorld world;
  log::Log log = open_log(world, true, true);
  CHECK(send(world, log, 0, 5).error == ErrorCode::UnknownProducerId);
  CHECK(send(world, log, 0, 0).error == ErrorCode::None);
  CHECK(send(world, log, 0, 0, 1, 8).error == ErrorCode::None);
  REQUIRE(log.maybe_increment_log_start(world.files(), Offset{1}, Offset{2}));
  CHECK(send(world, log, 0, 1).error == ErrorCode::UnknownProducerId);
  CHECK(send(world, log, 0, 1, 1, 8).error == ErrorCode::None);
  REQUIRE(log.close(world.files()));
  log::Log again = open_log(world, true, true);
  CHECK(again.producers().find(ProducerId{7}) == nullptr);
  CHECK(again.producers().find(ProducerId{8}) != nullptr);
}

TEST_CASE("one of the last five batches is a duplicate and is answered with its offsets") {
  SimLogWorld world;
  log::Log log = open_log(world);
  for (std::int32_t i = 0; i < 7; ++i)
    REQUIRE(send(world, log, 0, 2 * i, 2).error == ErrorCode::None);
  for (std::int32_t i = 0; i < 7; ++i) {
    const auto result = send(world, log, 0, 2 * i, 2);
    INFO("batch " << i);
    CHECK(result.duplicate == (i >= 2));
    CHECK(result.error == (i >= 2 ? ErrorCode::None : ErrorCode::OutOfOrderSequenceNumber));
    if (i >= 2) CHECK(result.first_offset == Offset{2 * i});
    if (i >= 2) CHECK(result.last_offset == Offset{2 * i + 1});
  }
  CHECK(send(world, log, 0, 12, 1).error ==
        ErrorCode::OutOfOrderSequenceNumber);  // Not the same batch.
  CHECK(log.log_end_offset() == Offset{14});
}

TEST_CASE("after a restart the last batch is still known, after either kind of stop") {
  for (const bool is_clean : {true, false}) {
    SimLogWorld world;
    log::Log log = open_log(world);
    for (std::int32_t i = 0; i < 3; ++i) REQUIRE(send(world, log, 0, i).error == ErrorCode::None);
    if (is_clean) REQUIRE(log.close(world.files()));
    world.kill();
    log = open_log(world, is_clean);
    CHECK(send(world, log, 0, 2).duplicate);
    // Both stops leave a snapshot at the end, which keeps one batch of each producer.
    CHECK(send(world, log, 0, 1).error == ErrorCode::OutOfOrderSequenceNumber);
    CHECK(send(world, log, 0, 3).error == ErrorCode::None);
  }
}

TEST_CASE("a damaged snapshot is dropped and the state made again from the log") {
  SimLogWorld world;
  log::Log log = open_log(world);
  for (std::int32_t i = 0; i < 60; ++i) REQUIRE(send(world, log, 0, i).error == ErrorCode::None);
  REQUIRE(log.segments().size() > 2);
  REQUIRE(log.close(world.files()));
  const log::ProducerState before = log.producers();
  for (const auto& [name, bytes] : files_in(world.files(), "t-0")) {
    if (log::has_suffix(name, log::kSnapshotSuffix))
      REQUIRE(world.disk().flip_bit("t-0/" + name, 20, 1));
  }
  const log::Log after = open_log(world);
  REQUIRE(after.producers().entries().size() == 1);
  CHECK(*after.producers().entries()[0].last_batch() == *before.entries()[0].last_batch());
}

TEST_CASE("truncation takes producers back to what the log still has") {
  SimLogWorld world;
  log::Log log = open_log(world);
  for (std::int32_t i = 0; i < 30; ++i) REQUIRE(send(world, log, 0, i).error == ErrorCode::None);
  REQUIRE(log.truncate_to(world.files(), Offset{17}));
  CHECK(send(world, log, 0, 30).error == ErrorCode::OutOfOrderSequenceNumber);
  CHECK(send(world, log, 0, 16).duplicate);
  CHECK(send(world, log, 0, 17).error == ErrorCode::None);
  REQUIRE(log.truncate_fully_and_start_at(world.files(), Offset{5}));
  CHECK(log.producers().empty());
  CHECK(send(world, log, 0, 99).error == ErrorCode::None);
}

TEST_CASE("a follower takes whatever its leader took") {
  SimLogWorld world;
  log::Log log = open_log(world);
  for (const std::int32_t sequence : {5, 1, 900}) {
    BatchSpec spec;
    spec.base = log.log_end_offset().value;
    spec.epoch = 0;
    spec.producer = 7;
    spec.producer_epoch = 0;
    spec.sequence = sequence;
    CHECK(log.append_as_follower(world.files(), make_records(spec), kNow).error == ErrorCode::None);
  }
  CHECK(log.producers().find(ProducerId{7})->last_batch()->last_sequence == Sequence{900});
}

TEST_CASE("silent producers expire, but not within a transaction") {
  SimLogWorld world;
  log::Log log = open_log(world);
  REQUIRE(send(world, log, 0, 0).error == ErrorCode::None);
  BatchSpec spec;
  spec.timestamp = kNow.ms;
  spec.producer = 8;
  spec.producer_epoch = 0;
  spec.sequence = 0;
  spec.is_transactional = true;
  REQUIRE(log.append_as_leader(world.files(), make_records(spec), LeaderEpoch{0}, kNow).error ==
          ErrorCode::None);
  const std::int64_t expiration = log.config().producer_id_expiration_ms;
  log.remove_expired_producers(WallTime{kNow.ms + expiration - 1});
  CHECK(log.producers().entries().size() == 2);
  log.remove_expired_producers(WallTime{kNow.ms + expiration});
  REQUIRE(log.producers().entries().size() == 1);
  CHECK(log.producers().entries()[0].id == ProducerId{8});
}

TEST_CASE("a snapshot keeps the last batch of each producer, and nothing that is damaged") {
  log::ProducerState state;
  for (const std::int64_t id : {1, 16, 17, 33, 1000000007}) {
    record::Batch batch = make_batch({id, 0, 1000 + id, 1, 3, 5, id, 4, 8, id == 33});
    state.apply(batch);
  }
  const ByteVector bytes = log::encode_producer_snapshot(state);
  CHECK(bytes.size() == 10 + 46 * 5);
  CHECK(*log::decode_producer_snapshot(bytes) == state);
  // Java's order: by the bucket of a table of sixteen, 16 first.
  CHECK(load_be<std::int64_t>(bytes.data() + 10) == 16);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    ByteVector bad = bytes;
    bad[i] ^= 0x10;
    CHECK_FALSE(log::decode_producer_snapshot(bad));
    CHECK_FALSE(log::decode_producer_snapshot(ByteSpan(bytes).first(i)));
  }
  CHECK(log::decode_producer_snapshot(log::encode_producer_snapshot({}))->empty());
}

}  // namespace barnabas::test
