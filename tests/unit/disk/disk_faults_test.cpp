// Faults of the device: full, failing at the n-th operation, killing at the n-th operation,
// stalled.
#include <array>

#include "sim/disk/disk.h"
#include "sim/disk/path_pattern.h"
#include "sim/disk/sim_file_system.h"
#include "tests/support/catch.h"

namespace barnabas::sim {
namespace {

std::string text_of(const Result<Rope>& rope) {
  if (!rope) return "(none)";
  const ByteVector bytes = rope->flatten();
  return std::string(as_text(bytes));
}

DiskFault fault_at(DiskFault::Kind kind, std::uint64_t nth) {
  DiskFault fault;
  fault.kind = kind;
  fault.nth = nth;
  return fault;
}

// Replaces a checkpoint's text in the way that survives anything. Stops at the first error.
Result<void> write_checkpoint(FileSystem& files, const std::string& text) {
  const Result<void> made = files.make_directory("dir");
  if (!made) return made;
  const Result<FileId> file = files.open("dir/checkpoint.tmp", FileUse::Text, true);
  if (!file) return file.error();
  const Result<void> emptied = files.truncate(*file, 0);
  if (!emptied) return emptied;
  const Result<void> appended = files.append(*file, as_bytes(text), SharedBytes());
  if (!appended) return appended;
  const Result<void> synced = files.sync(*file);
  files.close(*file);
  if (!synced) return synced;
  const Result<void> renamed = files.rename("dir/checkpoint.tmp", "dir/checkpoint");
  if (!renamed) return renamed;
  return files.sync_directory("dir");
}

Disk disk_with_checkpoint(const std::string& text) {
  Disk disk;
  SimFileSystem files(disk);
  REQUIRE(write_checkpoint(files, text));
  return disk;
}

TEST_CASE("whichever operation fails or kills, a checkpoint is old or new after a power cut") {
  const Disk before = disk_with_checkpoint("old");
  for (const DiskFault::Kind kind :
       {DiskFault::Kind::Fail, DiskFault::Kind::NoSpace, DiskFault::Kind::Kill}) {
    bool was_struck = true;
    std::uint64_t nth = 1;
    for (; was_struck; ++nth) {
      CAPTURE(nth);
      Disk disk = before;
      DiskFault fault = fault_at(kind, nth);
      fault.partial_bytes = 1;
      disk.arm(fault);
      SimFileSystem files(disk);
      const Result<void> written = write_checkpoint(files, "new");
      was_struck = !written;
      CHECK(files.killed() == (was_struck && kind == DiskFault::Kind::Kill));
      disk.disarm();
      disk.kill();
      const std::string seen = text_of(disk.content("dir/checkpoint"));
      CHECK((seen == "old" || seen == "new"));
      Prng prng{nth, 0};
      disk.power_loss(prng);
      const std::string stayed = text_of(disk.content("dir/checkpoint"));
      CHECK((stayed == "old" || stayed == "new"));
      if (!was_struck) CHECK(stayed == "new");
      // And it can be written again.
      SimFileSystem again(disk);
      CHECK(write_checkpoint(again, "newer"));
      disk.check_invariants();
    }
    CHECK(nth == 9);  // Seven operations were struck; the eighth round met none.
  }
}

TEST_CASE("an append takes what fits on the device and then fails") {
  DiskSettings settings;
  settings.capacity_bytes = 10;
  Disk disk(settings);
  SimFileSystem files(disk);
  const FileId file = *files.open("log", FileUse::Log, true);
  REQUIRE(files.append(file, as_bytes("1234"), shared_text("56")));
  CHECK(files.append(file, as_bytes("78"), shared_text("90ab")).error().code == Errc::NoSpace);
  CHECK(text_of(disk.content("log")) == "1234567890");
  CHECK(files.append(file, as_bytes("x"), SharedBytes()).error().code == Errc::NoSpace);
  CHECK(files.write_at(file, 8, as_bytes("ABC")).error().code == Errc::NoSpace);
  CHECK(text_of(disk.content("log")) == "12345678AB");
  REQUIRE(files.truncate(file, 9));
  CHECK(files.append(file, as_bytes("x"), SharedBytes()));
  REQUIRE(files.remove("log"));
  CHECK(disk.used_bytes() == 0);
}

TEST_CASE("a fault strikes only the operations and paths that it is armed for") {
  struct Case {
    const char* name;
    std::uint16_t operations;
    const char* path;
    std::uint64_t nth;
    bool is_persistent;
    std::array<bool, 4> struck;  // append a, sync a, append b, append a
  };
  const std::array<Case, 5> cases{{
      {"the first of any", kAnyOperation, "", 1, false, {true, false, false, false}},
      {"the second append",
       operation_bit(FileOperation::Append),
       "",
       2,
       false,
       {false, false, true, false}},
      {"syncs", operation_bit(FileOperation::Sync), "", 1, true, {false, true, false, false}},
      {"b only", kAnyOperation, "b", 1, false, {false, false, true, false}},
      {"from the second on", kAnyOperation, "", 2, true, {false, true, true, true}},
  }};
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      Disk disk;
      SimFileSystem files(disk);
      const FileId a = *files.open("a", FileUse::Log, true);
      const FileId b = *files.open("b", FileUse::Log, true);
      DiskFault fault = fault_at(DiskFault::Kind::Fail, c.nth);
      fault.operations = c.operations;
      fault.path_contains = c.path;
      fault.is_persistent = c.is_persistent;
      disk.arm(fault);
      CHECK(files.append(a, as_bytes("1"), SharedBytes()).has_value() != c.struck[0]);
      CHECK(files.sync(a).has_value() != c.struck[1]);
      CHECK(files.append(b, as_bytes("1"), SharedBytes()).has_value() != c.struck[2]);
      CHECK(files.append(a, as_bytes("1"), SharedBytes()).has_value() != c.struck[3]);
    }
  }
}

TEST_CASE("after a kill the rest of the step does not happen") {
  Disk disk;
  {
    SimFileSystem files(disk);
    const FileId file = *files.open("log", FileUse::Log, true);
    REQUIRE(files.append(file, as_bytes("kept"), SharedBytes()));
  }
  DiskFault fault = fault_at(DiskFault::Kind::Kill, 2);
  fault.partial_bytes = 2;
  disk.arm(fault);
  SimFileSystem files(disk);
  const FileId file = *files.open("log", FileUse::Log, false);
  CHECK_FALSE(files.append(file, as_bytes("torn"), SharedBytes()).has_value());
  CHECK(files.killed());
  CHECK_FALSE(files.append(file, as_bytes("never"), SharedBytes()).has_value());
  CHECK_FALSE(files.truncate(file, 0).has_value());
  CHECK_FALSE(files.remove("log").has_value());
  CHECK_FALSE(files.open("other", FileUse::Log, true).has_value());
  CHECK_FALSE(files.list("").has_value());
  files.close(file);
  CHECK(files.operations() == 2);
  CHECK(disk.paths() == std::vector<std::string>{"log"});
  CHECK(text_of(disk.content("log")) == "keptto");
}

TEST_CASE("on a stalled device changes block, and a sync is done when it comes back") {
  Disk disk;
  SimFileSystem before(disk);
  const FileId file = *before.open("log", FileUse::Log, true);
  disk.set_stalled(true);
  SimFileSystem looking(disk);
  REQUIRE(looking.list(""));
  REQUIRE(looking.open("log", FileUse::Log, true));
  CHECK_FALSE(looking.blocked());
  SimFileSystem files(disk);
  REQUIRE(files.append(file, as_bytes("abc"), SharedBytes()));
  CHECK(files.blocked());
  REQUIRE(files.sync(file));
  CHECK(disk.durable_paths().empty());
  Disk other = disk;
  disk.set_stalled(false);
  CHECK(text_of(disk.durable_content("log")) == "abc");
  Prng prng{1, 0};
  other.power_loss(prng);
  other.set_stalled(false);
  CHECK(other.paths().empty());
}

TEST_CASE("what waits for a stalled device may be removed meanwhile") {
  Disk disk;
  disk.set_stalled(true);
  SimFileSystem files(disk);
  REQUIRE(files.make_directory("dir"));
  const FileId file = *files.open("log", FileUse::Log, true);
  REQUIRE(files.sync(file));
  REQUIRE(files.sync_directory("dir"));
  REQUIRE(files.remove("log"));
  REQUIRE(files.remove_directory("dir"));
  disk.check_invariants();
  disk.set_stalled(false);
  CHECK(disk.durable_paths().empty());
  disk.check_invariants();
}

TEST_CASE("a fault for one step counts anew in each, and may take the power along") {
  Disk disk;
  DiskFault fault = fault_at(DiskFault::Kind::PowerOff, 2);
  fault.in_one_step = true;
  fault.id = 7;
  disk.arm(fault);
  const FileId file = *SimFileSystem(disk).open("log", FileUse::Log, true);
  for (int i = 0; i < 3; ++i) {
    SimFileSystem step(disk);
    CHECK(step.append(file, as_bytes("a"), SharedBytes()));
    CHECK_FALSE(step.killed());
  }
  SimFileSystem step(disk);
  CHECK(step.append(file, as_bytes("b"), SharedBytes()));
  CHECK_FALSE(step.append(file, as_bytes("c"), SharedBytes()));
  CHECK(step.killed());
  CHECK(step.lost_power());
  CHECK(text_of(disk.content("log")) == "aaab");
  disk.disarm(7);
  CHECK(disk.faults().empty());
}

TEST_CASE("paths are named by a part or by a pattern") {
  CHECK(path_matches("", "a"));
  CHECK(path_matches("orders-0", "orders-0/0.log"));
  CHECK(path_matches("orders-0/*.log", "orders-0/00000.log"));
  CHECK_FALSE(path_matches("orders-0/*.log", "orders-0/00000.index"));
  CHECK_FALSE(path_matches("orders-0/*.log", "orders-1/00000.log"));
  CHECK_FALSE(path_matches("*.log", "orders-0/00000.log.deleted"));
  CHECK(path_matches("*.log*", "orders-0/00000.log.deleted"));
  CHECK_FALSE(path_matches("a*a", "a"));
}

}  // namespace
}  // namespace barnabas::sim
