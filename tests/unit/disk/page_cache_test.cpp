// What is in memory, and what reading costs when it is not.
#include "sim/disk/page_cache.h"

#include "sim/disk/sim_file_system.h"
#include "tests/support/catch.h"

namespace barnabas::sim {
namespace {

constexpr std::uint64_t kBlock = PageCache::kBlockBytes;
constexpr FileNodeId kFile{3};
constexpr FileNodeId kOther{4};

TEST_CASE("without a limit nothing is missed and nothing is kept") {
  PageCache cache;
  CHECK(cache.read(kFile, 0, 10 * kBlock) == 0);
  CHECK(cache.blocks() == 0);
}

TEST_CASE("what was read or written is in memory until others push it out") {
  PageCache cache;
  cache.set_limit(4 * kBlock);
  CHECK(cache.read(kFile, 100, 200) == 200);
  CHECK(cache.read(kFile, 0, kBlock) == 0);
  CHECK(cache.read(kFile, kBlock - 10, 20) == 10);
  cache.written(kOther, 0, 2 * kBlock);
  CHECK(cache.blocks() == 4);
  CHECK(cache.read(kFile, 0, 1) == 0);  // used now: the second block is the oldest
  cache.written(kOther, 2 * kBlock, 1);
  CHECK(cache.read(kFile, 0, 1) == 0);
  CHECK(cache.read(kFile, kBlock, 1) == 1);
  const PageCache copy = cache;
  cache.forget(kFile);
  CHECK(cache.read(kFile, 0, 1) == 1);
  CHECK_FALSE(copy == cache);
  cache.clear();
  CHECK(cache.blocks() == 0);
}

TEST_CASE("a device that turns pays for every jump, one after the other it does not") {
  DiskSettings settings;
  settings.costs = DiskCosts{};
  settings.costs.per_operation = {};
  settings.costs.read_ns_per_kib = 0;
  settings.costs.write_ns_per_kib = 0;
  settings.costs.per_sync = {};
  settings.costs.sync_ns_per_kib = 1000;
  settings.costs.miss_ns_per_kib = 1000;
  settings.costs.seek = milliseconds(8);
  settings.page_cache_bytes = 2 * kBlock;
  Disk disk(settings);
  SimFileSystem files(disk);
  const FileId a = *files.open("a", FileUse::Log, true);
  const FileId b = *files.open("b", FileUse::Log, true);
  const ByteVector kib(1024);
  const auto write = [&](FileId file) {
    SimFileSystem step(disk);
    REQUIRE(step.append(file, {}, SharedBytes(kib)));
    REQUIRE(step.sync(file));
    return step.cost();
  };
  CHECK(write(a) == milliseconds(8) + microseconds(1));
  CHECK(write(a) == microseconds(1));
  CHECK(write(b) == milliseconds(8) + microseconds(1));
  CHECK(write(a) == milliseconds(8) + microseconds(1));
  Prng prng{1, 0};
  disk.power_loss(prng);
  SimFileSystem later(disk);
  const FileId again = *later.open("a", FileUse::Log, false);
  CHECK(disk.read_cost({again.value, 0, 1024}) == milliseconds(8) + microseconds(1));
  CHECK(disk.read_cost({again.value, 0, 1024}) == Duration{});
}

}  // namespace
}  // namespace barnabas::sim
