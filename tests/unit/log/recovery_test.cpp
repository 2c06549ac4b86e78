// What opening a log mends after an unclean stop.
#include <functional>

#include "core/log/checkpoint_file.h"
#include "core/log/log.h"
#include "core/log/segment_files.h"
#include "tests/support/catch.h"
#include "tests/support/log_batches.h"
#include "tests/support/log_files.h"
#include "tests/support/log_world.h"

namespace barnabas::test {
namespace {

constexpr WallTime kNow{1000000};

log::LogConfig small_config() {
  log::LogConfig config;
  config.segment_bytes = 600;
  config.index_interval_bytes = 100;
  return config;
}

struct Opened {
  log::Log log;
  log::RecoveryReport report;
};

Opened open_log(LogWorld& world, Offset recovery_point, bool clean = false,
                Offset start = Offset{0}) {
  log::RecoveryReport report;
  log::Log log = log::Log::open(world.files(), "t-0", small_config(), start, recovery_point, clean,
                                kNow, report)
                     .value();
  return {log, report};
}

// Nine batches of two records, epochs 0, 1 and 2 of three batches each, in three segments: 0, 6 and
// 12 or so.
log::Log write_log(LogWorld& world) {
  log::Log log = open_log(world, Offset{0}, true).log;
  for (std::int32_t i = 0; i < 9; ++i) {
    const auto result = log.append_as_leader(
        world.files(), make_records({0, -1, 1000 + i, 0, 2, 40}), LeaderEpoch{i / 3}, kNow);
    REQUIRE(result.error == ErrorCode::None);
  }
  REQUIRE(log.segments().size() == 3);
  return log;
}

std::string log_path(Offset base) { return log::segment_file_path("t-0", base, log::kLogSuffix); }

}  // namespace

TEST_CASE("a torn tail is cut, at whichever byte of the last batch it is torn") {
  SimLogWorld whole;
  const log::Log before = write_log(whole);
  const Offset last_base = before.segments().back().base_offset;
  const ByteVector bytes = read_file(whole.files(), log_path(last_base));
  const std::size_t batch = make_records({0, -1, 1000, 0, 2, 40}).flatten().size();
  for (std::size_t torn = 0; torn <= batch; ++torn) {
    SimLogWorld world;
    write_log(world);
    world.kill();
    const std::size_t size = bytes.size() - batch + torn;
    write_file(world.files(), log_path(last_base), ByteSpan(bytes).first(size));
    const Opened after = open_log(world, Offset{0});
    const bool is_whole = torn == batch;
    INFO(torn << " bytes");
    CHECK(after.log.log_end_offset() == Offset{is_whole ? 18 : 16});
    CHECK(after.report.bytes_cut == (is_whole ? 0 : torn));
    CHECK(after.report.segments_recovered == 3);
    CHECK_FALSE(after.report.was_clean);
    CHECK(after.log.recovery_point() == Offset{0});
  }
}

TEST_CASE("a flipped bit cuts its batch and drops every later segment") {
  SimLogWorld whole;
  const log::Log before = write_log(whole);
  const Offset second = before.segments()[1].base_offset;
  const std::uint32_t size = before.segments()[1].size;
  const auto batch = static_cast<std::uint32_t>(make_records({0, -1, 1000, 0, 2, 40}).size());
  for (std::uint32_t byte = 16; byte < size; byte += 7) {
    if (byte % batch < 16) continue;  // Base offset, length, epoch: outside the checksum.
    SimLogWorld world;
    write_log(world);
    world.kill();
    REQUIRE(world.disk().flip_bit(log_path(second), byte, 3));
    const Opened after = open_log(world, Offset{0});
    INFO("byte " << byte);
    CHECK(after.log.segments().size() == 2);
    CHECK(after.report.segments_dropped == 1);
    CHECK(after.report.bytes_cut > 0);
    CHECK(after.report.log_end_before == Offset{18});
    CHECK(after.log.log_end_offset() >= second);
    CHECK(after.log.log_end_offset() < before.segments()[2].base_offset);
    CHECK(world.files().exists(log_path(before.segments()[2].base_offset) + ".deleted"));
  }
}

TEST_CASE("damage below the recovery point is not looked for") {
  SimLogWorld world;
  const log::Log before = write_log(world);
  world.kill();
  REQUIRE(world.disk().flip_bit(log_path(Offset{0}), 100, 0));
  const Opened after = open_log(world, before.segments()[1].base_offset);
  CHECK(after.log.log_end_offset() == Offset{18});
  CHECK(after.report.segments_recovered == 2);
}

TEST_CASE("what is missing or too much beside a log is mended") {
  struct Case {
    const char* name;
    std::function<void(FileSystem&, const log::Log&)> damage;
    std::int64_t end;
  };
  const auto path = [](const log::Log& log, std::size_t segment, std::string_view suffix) {
    return log::segment_file_path("t-0", log.segments()[segment].base_offset, suffix);
  };
  const Case cases[] = {
      {"no index",
       [&](FileSystem& f, const log::Log& l) { REQUIRE(f.remove(path(l, 1, log::kIndexSuffix))); },
       18},
      {"no time index",
       [&](FileSystem& f, const log::Log& l) {
         REQUIRE(f.remove(path(l, 2, log::kTimeIndexSuffix)));
       },
       18},
      {"garbage in an index",
       [&](FileSystem& f, const log::Log& l) {
         write_file(f, path(l, 2, log::kIndexSuffix), as_bytes("garbage!garbage!"));
       },
       18},
      {"no epoch checkpoint",
       [&](FileSystem& f, const log::Log&) { REQUIRE(f.remove("t-0/leader-epoch-checkpoint")); },
       18},
      {"a stale epoch checkpoint",
       [&](FileSystem& f, const log::Log&) {
         write_file(f, "t-0/leader-epoch-checkpoint", as_bytes("0\n1\n0 0\n"));
       },
       18},
      {"an epoch behind the end",
       [&](FileSystem& f, const log::Log&) {
         write_file(f, "t-0/leader-epoch-checkpoint", as_bytes("0\n4\n0 0\n1 6\n2 12\n3 18\n"));
       },
       18},
      {"leftovers",
       [&](FileSystem& f, const log::Log&) {
         for (const char* name :
              {"t-0/00000000000000000099.index", "t-0/00000000000000000003.log.deleted",
               "t-0/leader-epoch-checkpoint.tmp"}) {
           write_file(f, name, as_bytes("x"));
         }
       },
       18},
      {"an empty segment in front of the end",
       [&](FileSystem& f, const log::Log&) { write_file(f, log_path(Offset{18}), {}); }, 18},
      {"a last segment of garbage",
       [&](FileSystem& f, const log::Log&) {
         write_file(f, log_path(Offset{18}), as_bytes(std::string(200, 'z')));
       },
       18},
      {"a hole between segments",
       [&](FileSystem& f, const log::Log& l) { REQUIRE(f.remove(path(l, 1, log::kLogSuffix))); },
       6},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      SimLogWorld world;
      const log::Log before = write_log(world);
      world.kill();
      c.damage(world.files(), before);
      const Opened after = open_log(world, Offset{0});
      CHECK(after.log.log_end_offset() == Offset{c.end});
      CHECK(after.log.latest_epoch() == LeaderEpoch{c.end == 18 ? 2 : 0});
      CHECK(after.log.epochs().epoch_for_offset(Offset{0}) == LeaderEpoch{0});
      const FileMap files = files_in(world.files(), "t-0", false);
      CHECK(files.count("00000000000000000099.index") == 0);
      CHECK(files.count("leader-epoch-checkpoint.tmp") == 0);
      // A second crash finds nothing more to mend.
      world.kill();
      const Opened again = open_log(world, Offset{0});
      CHECK(again.report.bytes_cut == 0);
      CHECK(again.log.log_end_offset() == after.log.log_end_offset());
    }
  }
}

TEST_CASE("a rebuilt index is the index that appending wrote") {
  SimLogWorld world;
  write_log(world);
  const FileMap before = files_in(world.files(), "t-0");
  world.kill();
  log::Log log = open_log(world, Offset{0}).log;
  for (const auto& [name, bytes] : files_in(world.files(), "t-0")) {
    INFO(name);
    // Recovery seals the last segment, too: its time index has one entry more.
    if (name == log::segment_file_name(log.segments().back().base_offset, log::kTimeIndexSuffix))
      continue;
    if (log::has_suffix(name, log::kSnapshotSuffix)) continue;  // It also writes one at the end.
    CHECK(before.at(name) == bytes);
  }
}

TEST_CASE("a log that ends below its checkpointed start begins anew there") {
  SimLogWorld world;
  write_log(world);
  world.kill();
  const Opened after = open_log(world, Offset{0}, false, Offset{40});
  CHECK(after.log.log_start_offset() == Offset{40});
  CHECK(after.log.log_end_offset() == Offset{40});
  CHECK(after.log.recovery_point() == Offset{40});
  CHECK(after.log.epochs().entries().empty());
  CHECK(after.report.segments_dropped == 3);
}

TEST_CASE("a corrupt epoch checkpoint stops the opening, and names the file") {
  SimLogWorld world;
  write_log(world);
  world.kill();
  write_file(world.files(), "t-0/leader-epoch-checkpoint", as_bytes("0\n1\nnonsense\n"));
  log::RecoveryReport report;
  const auto log = log::Log::open(world.files(), "t-0", small_config(), Offset{0}, Offset{0}, false,
                                  kNow, report);
  REQUIRE_FALSE(log);
  CHECK_THAT(log.error().what, contains("t-0/leader-epoch-checkpoint: line 3"));
}

TEST_CASE("a clean log whose last segment turns out torn is recovered after all") {
  SimLogWorld world;
  log::Log log = write_log(world);
  const Offset last = log.segments().back().base_offset;
  REQUIRE(log.close(world.files()));
  ByteVector bytes = read_file(world.files(), log_path(last));
  bytes.resize(bytes.size() - 5);
  write_file(world.files(), log_path(last), bytes);
  const Opened after = open_log(world, Offset{18}, true);
  CHECK(after.log.log_end_offset() == Offset{16});
  CHECK(after.report.bytes_cut > 0);
}

TEST_CASE("a removed log leaves nothing behind") {
  SimLogWorld world;
  log::Log log = write_log(world);
  REQUIRE(log.truncate_to(world.files(), Offset{2}));
  REQUIRE(log.remove(world.files()));
  CHECK_FALSE(world.files().exists("t-0"));
  CHECK(world.disk().open_files() == 0);
}

}  // namespace barnabas::test
