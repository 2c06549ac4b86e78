// Which segments retention takes, and what becomes of their files.
#include "core/log/log.h"
#include "tests/support/catch.h"
#include "tests/support/log_batches.h"
#include "tests/support/log_files.h"
#include "tests/support/log_world.h"

namespace barnabas::test {
namespace {

constexpr std::int64_t kStart = 1000000;

// Five segments of one batch of ten records: 0, 10, 20, 30, 40, each 1000 ms younger than the one
// before.
log::Log write_log(LogWorld& world, const log::LogConfig& given) {
  log::RecoveryReport report;
  log::LogConfig config = given;
  config.segment_bytes = 400;
  log::Log log = log::Log::open(world.files(), "t-0", config, Offset{0}, Offset{0}, true,
                                WallTime{kStart}, report)
                     .value();
  for (std::int64_t i = 0; i < 5; ++i) {
    const auto result =
        log.append_as_leader(world.files(), make_records({0, -1, kStart + 1000 * i, 0, 10, 20}),
                             LeaderEpoch{static_cast<std::int32_t>(i)}, WallTime{kStart});
    REQUIRE(result.error == ErrorCode::None);
  }
  REQUIRE(log.segments().size() == 5);
  return log;
}

}  // namespace

TEST_CASE(
    "retention takes what is too old, too much or below the start, up to the high watermark") {
  SimLogWorld measure;
  const std::int64_t one = write_log(measure, {}).segments()[0].size;
  struct Case {
    const char* name;
    std::int64_t retention_bytes;
    std::int64_t retention_ms;
    std::int64_t now_ms;  // after kStart
    std::int64_t high_watermark;
    std::int64_t log_start;
    std::int64_t expected_start;
    bool deletes = true;
  };
  const Case cases[] = {
      {"nothing is limited", -1, -1, 1000000, 50, 0, 0},
      {"exactly the size is kept", 5 * one, -1, 0, 50, 0, 0},
      {"one byte too much is less than a segment", 5 * one - 1, -1, 0, 50, 0, 0},
      {"a whole segment too much goes", 4 * one, -1, 0, 50, 0, 10},
      {"size zero takes all", 0, -1, 0, 50, 0, 50},
      {"size stops at the high watermark", 0, -1, 0, 29, 0, 20},
      {"a segment that ends at the high watermark goes", 0, -1, 0, 30, 0, 30},
      {"exactly the age is kept", -1, 1000, 1000, 50, 0, 0},
      {"a millisecond older goes", -1, 1000, 1001, 50, 0, 10},
      {"three segments are too old", -1, 1000, 3500, 50, 0, 30},
      {"all segments are too old", -1, 1000, 9000, 50, 0, 50},
      {"age stops at the high watermark", -1, 1000, 9000, 45, 0, 40},
      {"below the start", -1, -1, 0, 50, 25, 25},
      {"at a segment's border", -1, -1, 0, 50, 20, 20},
      {"without the delete policy only the start counts", 0, 0, 9000, 50, 20, 20, false},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      SimLogWorld world;
      log::LogConfig config;
      config.retention_bytes = c.retention_bytes;
      config.retention_ms = c.retention_ms;
      config.delete_policy = c.deletes;
      log::Log log = write_log(world, config);
      const Offset hw{c.high_watermark};
      if (c.log_start > 0)
        REQUIRE(*log.maybe_increment_log_start(world.files(), Offset{c.log_start}, hw));
      REQUIRE(log.delete_old_segments(world.files(), hw, WallTime{kStart + c.now_ms}));
      CHECK(log.log_start_offset() == Offset{c.expected_start});
      CHECK(log.segments().front().base_offset == Offset{c.expected_start / 10 * 10});
      CHECK(log.log_end_offset() == Offset{50});
      if (c.expected_start < 50)
        CHECK(log.epochs().entries().front().start_offset == Offset{c.expected_start});
      log.check_invariants();
    }
  }
}

TEST_CASE("deleted files are renamed at once and removed after their delay") {
  SimLogWorld world;
  log::LogConfig config;
  config.retention_bytes = 0;
  config.file_delete_delay_ms = 500;
  log::Log log = write_log(world, config);
  const record::FileSlice slice = log.read(world.files(), Offset{0}, Offset{50}, 1, true).slice;
  REQUIRE(*log.delete_old_segments(world.files(), Offset{25}, WallTime{kStart}) == 2);
  CHECK(world.files().exists("t-0/00000000000000000000.log.deleted"));
  CHECK(world.files().exists("t-0/00000000000000000010.timeindex.deleted"));
  CHECK_FALSE(world.files().exists("t-0/00000000000000000000.log"));
  REQUIRE(log.purge_deleted(world.files(), WallTime{kStart + 499}));
  CHECK(world.disk().resolve(slice));  // A reply that is under way can still be served.
  REQUIRE(log.purge_deleted(world.files(), WallTime{kStart + 500}));
  CHECK_FALSE(world.files().exists("t-0/00000000000000000000.log.deleted"));
  CHECK_FALSE(world.disk().resolve(slice));
}

TEST_CASE("the log start moves up to the high watermark and never down") {
  SimLogWorld world;
  log::Log log = write_log(world, {});
  FileSystem& files = world.files();
  CHECK(log.maybe_increment_log_start(files, Offset{31}, Offset{30}).error().code ==
        Errc::OutOfRange);
  CHECK(*log.maybe_increment_log_start(files, Offset{15}, Offset{30}));
  CHECK_FALSE(*log.maybe_increment_log_start(files, Offset{15}, Offset{30}));
  CHECK_FALSE(*log.maybe_increment_log_start(files, Offset{3}, Offset{30}));
  CHECK(log.log_start_offset() == Offset{15});
  CHECK(log.read(files, Offset{14}, Offset{50}, 100, true).error == ErrorCode::OffsetOutOfRange);
  // The answer begins with the whole batch that holds the offset.
  CHECK(log.read(files, Offset{15}, Offset{50}, 100, true).slice.position == 0);
  CHECK(log.read(files, Offset{51}, Offset{50}, 100, true).error == ErrorCode::OffsetOutOfRange);
  CHECK(log.read(files, Offset{50}, Offset{50}, 100, true).slice.empty());
}

}  // namespace barnabas::test
