// The judges of storage over disks that were written right and wrong.
#include "core/broker/broker.h"
#include "tests/support/catch.h"
#include "tests/unit/check/stage.h"

namespace barnabas::test {
namespace {

const char* const kIndex = "t-0/00000000000000000000.index";
const char* const kTimes = "t-0/00000000000000000000.timeindex";

ByteVector offset_entry(std::int32_t offset, std::int32_t position) {
  ByteVector bytes(8);
  store_be(bytes.data(), offset);
  store_be(bytes.data() + 4, position);
  return bytes;
}

ByteVector time_entry(std::int64_t time, std::int32_t offset) {
  ByteVector bytes(12);
  store_be(bytes.data(), time);
  store_be(bytes.data() + 8, offset);
  return bytes;
}

// Three batches behind each other, in an open log of broker 1.
struct Written : Stage {
  Written() {
    open_log(1);
    for (const char* value : {"a", "b", "c"}) lead(1, 0, batch(0, 0, {value}));
  }
};

}  // namespace

TEST_CASE("IndexSound believes what the core writes") {
  Written stage;
  const auto judgement = stage.finish();
  CHECK_FALSE(judgement.is_violated("IndexSound"));
  CHECK_FALSE(judgement.is_violated("TypeOk"));
  CHECK_FALSE(judgement.is_violated("EpochCacheRebuild"));
}

TEST_CASE("IndexSound sees entries that point to the wrong place") {
  Written stage;
  const std::uint32_t size = Stage::batch(0, 0, {"a"}).size();
  const auto position = static_cast<std::int32_t>(size);
  SECTION("right by hand") {
    stage.overwrite(1, kIndex, offset_entry(1, position));
    stage.overwrite(1, kTimes, time_entry(1000, 0));
    CHECK_FALSE(stage.violates("IndexSound"));
  }
  SECTION("no batch begins there") {
    stage.overwrite(1, kIndex, offset_entry(1, position + 1));
    CHECK(stage.violates("IndexSound"));
  }
  SECTION("another batch begins there") {
    stage.overwrite(1, kIndex, offset_entry(2, position));
    CHECK(stage.violates("IndexSound"));
  }
  SECTION("offsets that do not rise") {
    ByteVector twice = offset_entry(1, position);
    const ByteVector again = twice;
    twice.insert(twice.end(), again.begin(), again.end());
    stage.overwrite(1, kIndex, twice);
    CHECK(stage.violates("IndexSound"));
  }
  SECTION("a time that no batch has") {
    stage.overwrite(1, kTimes, time_entry(999, 0));
    CHECK(stage.violates("IndexSound"));
  }
  SECTION("a time that an older batch had") {
    stage.overwrite(1, kTimes, time_entry(1000, 1));
    CHECK(stage.violates("IndexSound"));
  }
}

TEST_CASE("CheckpointSound sees checkpoints that say too much") {
  Stage stage;
  stage.replicate(0, 0, {"a", "b"});
  const auto write = [&stage](const char* name, int offset) {
    stage.write_text(1, name, "0\n1\nt 0 " + std::to_string(offset) + "\n");
  };
  SECTION("a high watermark beyond the log") {
    write("replication-offset-checkpoint", 2);
    CHECK(stage.judge.violation_count() == 0);
    write("replication-offset-checkpoint", 3);
    CHECK(stage.violates("CheckpointSound"));
  }
  SECTION("a high watermark above the replica's own") {
    stage.open_log(1);
    stage.lead(1, 0, Stage::batch(0, 0, {"c"}));
    write("replication-offset-checkpoint", 2);
    CHECK(stage.judge.violation_count() == 0);
    write("replication-offset-checkpoint", 3);
    CHECK(stage.violates("CheckpointSound"));
  }
  SECTION("the high watermark of a log that is not open yet") {
    stage.set_mark(1, 0);
    write("replication-offset-checkpoint", 2);
    CHECK_FALSE(stage.violates("CheckpointSound"));
  }
  SECTION("a recovery point beyond what is durable") {
    write("recovery-point-offset-checkpoint", 0);
    CHECK(stage.judge.violation_count() == 0);
    write("recovery-point-offset-checkpoint", 2);
    CHECK(stage.violates("CheckpointSound"));
  }
  SECTION("a recovery point that is the log start, below which everything is deleted") {
    stage.open_log(1, true);
    stage.lead(1, 0, Stage::batch(0, 0, {"c"}));
    stage.ask_to_delete(1, 3);
    const bool is_deleted = GENERATE(true, false);
    if (is_deleted) {
      sim::SimFileSystem files(stage.world.nodes[1].write().disk);
      REQUIRE(stage.state(1).log->maybe_increment_log_start(files, Offset{3}, Offset{3}));
    }
    write("recovery-point-offset-checkpoint", 3);
    CHECK(stage.violates("CheckpointSound") == !is_deleted);
  }
  SECTION("a log start above the high watermark") {
    write("log-start-offset-checkpoint", 2);
    CHECK(stage.judge.violation_count() == 0);
    write("log-start-offset-checkpoint", 3);
    CHECK(stage.violates("CheckpointSound"));
  }
}

TEST_CASE("RetentionSound sees segments go that must stay") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.roll(1, 1);
  stage.append(1, Stage::batch(1, 0, {"b"}));
  stage.roll(1, 2);
  stage.append(1, Stage::batch(2, 0, {"c"}));
  SECTION("the first, below the high watermark") {
    stage.delete_segment(1, 0);
    CHECK_FALSE(stage.violates("RetentionSound"));
  }
  SECTION("above the high watermark") {
    stage.delete_segment(1, 0);
    stage.delete_segment(1, 1);
    CHECK(stage.violates("RetentionSound"));
  }
  SECTION("from the middle") {
    stage.delete_segment(1, 1);
    CHECK(stage.violates("RetentionSound"));
  }
  SECTION("from the end, as a truncation does") {
    stage.delete_segment(1, 2);
    CHECK_FALSE(stage.violates("RetentionSound"));
  }
}

TEST_CASE("RetentionSound asks why a segment goes") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  for (const std::int32_t broker : {1, 2}) {
    stage.roll(broker, 1);
    stage.append(broker, Stage::batch(1, 0, {"b"}));
  }
  stage.set_mark(1, 2);
  stage.set_mark(2, 2);
  stage.open_log(1);
  const auto keep = [&stage](std::int32_t broker, std::int64_t bytes, std::int64_t ms) {
    log::LogConfig config = stage.state(broker).log->config();
    config.retention_bytes = bytes;
    config.retention_ms = ms;
    stage.state(broker).log->set_config(config);
  };
  const std::int64_t size = Stage::batch(1, 0, {"b"}).size();
  SECTION("for no reason") {
    keep(1, -1, -1);
    stage.delete_segment(1, 0);
    CHECK(stage.violates("RetentionSound"));
  }
  SECTION("the log keeps as much as it must") {
    keep(1, size, -1);
    stage.delete_segment(1, 0);
    CHECK_FALSE(stage.violates("RetentionSound"));
  }
  SECTION("the log keeps a byte less than it must") {
    keep(1, size + 1, -1);
    stage.delete_segment(1, 0);
    CHECK(stage.violates("RetentionSound"));
  }
  SECTION("its newest record is too old") {
    keep(1, -1, 1000);  // the made-up batches are of 1970
    stage.delete_segment(1, 0);
    CHECK_FALSE(stage.violates("RetentionSound"));
  }
  SECTION("another replica has deleted as much") {
    keep(1, size, -1);
    stage.delete_segment(1, 0);
    stage.open_log(2);
    keep(2, -1, -1);
    stage.delete_segment(2, 0);
    CHECK_FALSE(stage.violates("RetentionSound"));
  }
}

TEST_CASE("EpochCacheRebuild compares the cache with the batches") {
  Stage stage;
  stage.append(1, Stage::batch(0, 3, {"a"}));
  stage.append(1, Stage::batch(1, 5, {"b"}));
  stage.open_log(1);
  SECTION("after a recovery") { CHECK_FALSE(stage.violates("EpochCacheRebuild")); }
  SECTION("an epoch that has no records yet") {
    sim::SimFileSystem files(stage.world.nodes[1].write().disk);
    REQUIRE(stage.state(1).log->assign_epoch_start(files, LeaderEpoch{8}).has_value());
    CHECK_FALSE(stage.violates("EpochCacheRebuild"));
  }
  SECTION("an epoch that the cache has missed") {
    stage.append(1, Stage::batch(2, 6, {"c"}));
    CHECK(stage.violates("EpochCacheRebuild"));
  }
  SECTION("a deletion that the cache remembers and the log start does not") {
    sim::SimFileSystem files(stage.world.nodes[1].write().disk);
    REQUIRE(stage.state(1).log->maybe_increment_log_start(files, Offset{1}, Offset{2}));
    const bool is_asked_for = GENERATE(true, false);
    if (is_asked_for) stage.ask_to_delete(1, 1);
    stage.open_log(1);
    CHECK(stage.violates("EpochCacheRebuild") == !is_asked_for);
  }
}

TEST_CASE("RecoveryPrefix compares a restarted log with what its disk held") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.replicate(1, 0, {"b"});
  stage.stop(2);
  SECTION("all of it") {
    stage.start(2);
    stage.open_log(2);
    CHECK_FALSE(stage.violates("RecoveryPrefix"));
  }
  SECTION("up to a damaged batch") {
    stage.flip_bit(2, Stage::batch(0, 0, {"a"}).size() + 65);
    stage.start(2);
    stage.open_log(2);
    CHECK(stage.judge.evidence().partitions.at(Stage::tp()).find_replica(2)->log.end() == 1);
    CHECK_FALSE(stage.violates("RecoveryPrefix"));
  }
  SECTION("a hole between two segments that is trusted") {
    stage.roll(2, 3);
    stage.start(2);
    stage.open_log(2, true);
    CHECK(stage.violates("RecoveryPrefix"));
  }
  SECTION("a whole batch that is lost") {
    stage.start(2);
    stage.truncate(2, 1);
    stage.open_log(2);
    CHECK(stage.violates("RecoveryPrefix"));
  }
}

TEST_CASE("NoPhantomRecords sees records that nobody handed over") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.replicate(1, 0, {"b"});
  stage.acknowledge(0, "a", 0, -1);
  SECTION("a lost answer explains") {
    stage.send({1}, {"b"});
    stage.note_of_producer(NoteKind::Dispatch, {1}, -1, 1);
    stage.note_of_producer(NoteKind::Failed, {1}, -1, 0, ErrorCode::RequestTimedOut);
    CHECK_FALSE(stage.violates("NoPhantomRecords"));
  }
  SECTION("nothing explains") { CHECK(stage.violates("NoPhantomRecords")); }
}

TEST_CASE("NoGlobalLoss lets any broker that runs keep the value") {
  Stage stage;
  stage.append(1, Stage::batch(0, 0, {"a"}));
  stage.acknowledge(0, "a", 0, 1);
  stage.set_leader(2, 1, {2, 3});
  SECTION("the old leader has it") { CHECK_FALSE(stage.violates("NoGlobalLoss")); }
  SECTION("the old leader is down") {
    stage.stop(1);
    CHECK(stage.violates("NoGlobalLoss"));
  }
}

}  // namespace barnabas::test
