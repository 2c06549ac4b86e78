// Lookup laws of the two sparse indexes, against linear search, and opening files that Kafka left
// preallocated.
#include "core/base/prng.h"
#include "core/log/offset_index.h"
#include "core/log/time_index.h"
#include "tests/support/catch.h"
#include "tests/support/log_files.h"
#include "tests/support/log_world.h"

namespace barnabas::test {
namespace {

constexpr Offset kBase{1000};

std::vector<log::OffsetPosition> fill(FileSystem& files, log::OffsetIndex& index, int count,
                                      Prng& prng) {
  std::vector<log::OffsetPosition> entries;
  Offset offset = kBase;
  std::uint32_t position = 0;
  for (int i = 0; i < count; ++i) {
    offset = offset.plus(prng.between(1, 9));
    position += static_cast<std::uint32_t>(prng.between(1, 500));
    REQUIRE(index.append(files, offset, position));
    entries.push_back({offset, position});
  }
  return entries;
}

}  // namespace

TEST_CASE("an offset index finds the last entry at or below every offset") {
  Prng prng = stream(1, "index");
  for (const int count : {0, 1, 2, 3, 7, 64, 201}) {
    SimLogWorld world;
    FileSystem& files = world.files();
    log::OffsetIndex index = log::OffsetIndex::open(files, "i", kBase).value();
    const auto entries = fill(files, index, count, prng);
    const auto check_all = [&files, &entries](const log::OffsetIndex& i) {
      log::OffsetPosition expected{kBase, 0};
      std::size_t next = 0;
      for (Offset target = kBase; target <= kBase.plus(2000); target = target.next()) {
        while (next < entries.size() && entries[next].offset <= target) expected = entries[next++];
        REQUIRE(i.lookup(files, target) == expected);
      }
    };
    check_all(index);
    files.close(index.file());
    check_all(log::OffsetIndex::open(files, "i", kBase).value());
  }
}

TEST_CASE("truncating an offset index keeps exactly the entries below the offset") {
  Prng prng = stream(2, "index");
  for (int round = 0; round < 50; ++round) {
    SimLogWorld world;
    FileSystem& files = world.files();
    log::OffsetIndex index = log::OffsetIndex::open(files, "i", kBase).value();
    const auto entries = fill(files, index, 20, prng);
    const Offset cut{prng.between(kBase.value, kBase.value + 120)};
    REQUIRE(index.truncate_to(files, cut));
    std::uint32_t kept = 0;
    while (kept < entries.size() && entries[kept].offset < cut) ++kept;
    CHECK(index.entries() == kept);
    CHECK(files.size(index.file()) == kept * 8u);
    CHECK(index.last_entry() == (kept == 0 ? log::OffsetPosition{kBase, 0} : entries[kept - 1]));
  }
}

TEST_CASE("a time index takes only larger timestamps and finds the last at or below every time") {
  SimLogWorld world;
  FileSystem& files = world.files();
  log::TimeIndex index = log::TimeIndex::open(files, "t", kBase).value();
  for (const log::TimestampEntry& entry : {log::TimestampEntry{-1, Offset{1000}},
                                           {0, Offset{1001}},
                                           {0, Offset{1002}},
                                           {5, Offset{1003}},
                                           {4, Offset{1004}},
                                           {9, Offset{1009}}}) {
    REQUIRE(index.maybe_append(files, entry));
  }
  CHECK(index.entries() == 3);
  CHECK(index.lookup(files, -5) == log::TimestampEntry{-1, kBase});
  CHECK(index.lookup(files, 4) == log::TimestampEntry{0, Offset{1001}});
  CHECK(index.lookup(files, 5) == log::TimestampEntry{5, Offset{1003}});
  CHECK(index.lookup(files, 100) == log::TimestampEntry{9, Offset{1009}});
  REQUIRE(index.truncate_to(files, Offset{1009}));
  CHECK(index.last_entry() == log::TimestampEntry{5, Offset{1003}});
  REQUIRE(index.clear(files));
  CHECK(index.last_entry() == log::TimestampEntry{-1, kBase});
}

TEST_CASE(
    "preallocated space and a torn entry behind the last one are cut when an index is opened") {
  for (const std::size_t entries : {0u, 1u, 3u}) {
    for (const std::size_t extra : {0u, 5u, 24u, 1000u}) {
      INFO(entries << " entries, " << extra << " bytes more");
      SimLogWorld world;
      FileSystem& files = world.files();
      log::OffsetIndex offsets = log::OffsetIndex::open(files, "i", kBase).value();
      log::TimeIndex times = log::TimeIndex::open(files, "t", kBase).value();
      for (std::size_t i = 1; i <= entries; ++i) {
        const auto n = static_cast<std::int64_t>(i);
        REQUIRE(offsets.append(files, kBase.plus(n), static_cast<std::uint32_t>(100 * i)));
        REQUIRE(times.maybe_append(files, {n, kBase.plus(n)}));
      }
      files.close(offsets.file());
      files.close(times.file());
      for (const char* name : {"i", "t"}) {
        ByteVector bytes = read_file(files, name);
        bytes.resize(bytes.size() + extra);
        write_file(files, name, bytes);
      }
      CHECK(log::OffsetIndex::open(files, "i", kBase)->entries() == entries);
      CHECK(read_file(files, "i").size() == entries * 8);
      CHECK(log::TimeIndex::open(files, "t", kBase)->last_entry().timestamp ==
            (entries == 0 && extra < 24 && extra >= 12 ? 0
             : entries == 0                            ? -1
                                                       : static_cast<std::int64_t>(entries)));
    }
  }
}

}  // namespace barnabas::test
