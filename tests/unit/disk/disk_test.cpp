// What a simulated disk promises its node, its host and the checkers, case by case.
#include "sim/disk/disk.h"

#include "core/base/hash.h"
#include "sim/disk/sim_file_system.h"
#include "tests/support/catch.h"

namespace barnabas::sim {
namespace {

void put(Disk& disk, const std::string& path, const std::string& text, bool synced) {
  SimFileSystem files(disk, false);
  const Result<FileId> file = files.open(path, FileUse::Log, true);
  REQUIRE(file);
  REQUIRE(files.append(*file, {}, shared_text(text)));
  if (synced) REQUIRE(files.sync(*file));
  files.close(*file);
}

std::string text_of(const Result<Rope>& rope) {
  if (!rope) return "(none)";
  const ByteVector bytes = rope->flatten();
  return std::string(as_text(bytes));
}

TEST_CASE("a kill keeps the page cache and closes the handles") {
  Disk disk;
  SimFileSystem files(disk);
  const FileId file = *files.open("log", FileUse::Log, true);
  REQUIRE(files.append(file, as_bytes("abc"), SharedBytes()));
  disk.kill();
  CHECK(text_of(disk.content("log")) == "abc");
  CHECK(disk.open_files() == 0);
  CHECK(files.append(file, as_bytes("d"), SharedBytes()).error().code == Errc::NotFound);
  CHECK(*files.open("log", FileUse::Log, false) != file);
}

TEST_CASE("a new file's name and its directories become durable with its first sync") {
  Disk disk;
  SimFileSystem files(disk);
  REQUIRE(files.make_directory("a/b"));
  put(disk, "a/b/kept", "123", true);
  put(disk, "a/b/lost", "456", false);
  REQUIRE(files.make_directory("a/c"));
  Prng prng{1, 0};
  disk.power_loss(prng);
  CHECK(disk.paths() == std::vector<std::string>{"a/b/kept"});
  CHECK(disk.directories() == std::vector<std::string>{"a", "a/b"});
}

TEST_CASE("a checkpoint is old or new after a power cut, as its steps are synced") {
  struct Case {
    const char* name;
    bool sync_file;
    bool sync_directory;
    const char* expect;
  };
  const Case cases[] = {
      {"renamed and directory synced", true, true, "new"},
      {"directory not synced", true, false, "old"},
      {"content not synced", false, true, ""},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      Disk disk;
      put(disk, "checkpoint", "old", true);
      put(disk, "checkpoint.tmp", "new", c.sync_file);
      SimFileSystem files(disk);
      REQUIRE(files.rename("checkpoint.tmp", "checkpoint"));
      if (c.sync_directory) REQUIRE(files.sync_directory(""));
      Prng prng{1, 0};
      disk.power_loss(prng);
      CHECK(text_of(disk.content("checkpoint")) == c.expect);
    }
  }
}

TEST_CASE("renaming a directory keeps the open ids below it, and is one transaction") {
  Disk disk;
  SimFileSystem files(disk);
  REQUIRE(files.make_directory("t-0"));
  const FileId file = *files.open("t-0/log", FileUse::Log, true);
  REQUIRE(files.append(file, as_bytes("abc"), SharedBytes()));
  REQUIRE(files.sync(file));
  REQUIRE(files.rename("t-0", "t-0.deleted"));
  CHECK(*disk.path_of(file) == "t-0.deleted/log");
  REQUIRE(files.append(file, as_bytes("d"), SharedBytes()));
  CHECK(text_of(disk.content("t-0.deleted/log")) == "abcd");
  CHECK(disk.durable_paths() == std::vector<std::string>{"t-0/log"});
  REQUIRE(files.sync_directory(""));
  CHECK(disk.durable_paths() == std::vector<std::string>{"t-0.deleted/log"});
  disk.check_invariants();
}

TEST_CASE("a removed file's ids end, and so do those of a file that a rename replaces") {
  Disk disk;
  SimFileSystem files(disk);
  const FileId removed = *files.open("a", FileUse::Log, true);
  REQUIRE(files.remove("a"));
  CHECK(files.sync(removed).error().code == Errc::NotFound);
  const FileId replaced = *files.open("b", FileUse::Log, true);
  const FileId renamed = *files.open("c", FileUse::Log, true);
  REQUIRE(files.rename("c", "b"));
  CHECK(files.sync(replaced).error().code == Errc::NotFound);
  CHECK(files.sync(renamed));
}

TEST_CASE("a resolved slice keeps its bytes through truncation, removal and bit rot") {
  Disk disk;
  SimFileSystem files(disk);
  const FileId file = *files.open("log", FileUse::Log, true);
  REQUIRE(files.append(file, as_bytes("head"), shared_text("body")));
  REQUIRE(files.append(file, as_bytes("HEAD"), shared_text("BODY")));
  const Result<Rope> slice = disk.resolve({file.value, 2, 12});
  CHECK(text_of(slice) == "adbodyHEADBO");
  REQUIRE(disk.flip_bit("log", 5, 0));
  REQUIRE(files.truncate(file, 3));
  REQUIRE(files.append(file, as_bytes("other"), SharedBytes()));
  REQUIRE(files.remove("log"));
  CHECK(text_of(slice) == "adbodyHEADBO");
  CHECK(disk.resolve({file.value, 0, 1}).error().code == Errc::NotFound);
}

TEST_CASE("a slice behind the end of its file is refused") {
  Disk disk;
  SimFileSystem files(disk);
  const FileId file = *files.open("log", FileUse::Log, true);
  REQUIRE(files.append(file, as_bytes("head"), SharedBytes()));
  CHECK(disk.resolve({file.value, 4, 0}).has_value());
  CHECK(disk.resolve({file.value, 4, 1}).error().code == Errc::OutOfRange);
  CHECK(disk.resolve({file.value, 5, 0}).error().code == Errc::OutOfRange);
  CHECK(disk.resolve({99, 0, 1}).error().code == Errc::NotFound);
}

TEST_CASE("versions tell what changed, also when another file takes the name") {
  Disk disk;
  CHECK(disk.version("a") == 0);
  put(disk, "a", "1", false);
  const std::uint64_t first = disk.version("a");
  put(disk, "b", "1", false);
  CHECK(disk.version("a") == first);
  put(disk, "a", "2", false);
  const std::uint64_t second = disk.version("a");
  CHECK(second != first);
  SimFileSystem files(disk);
  REQUIRE(files.rename("b", "a"));
  CHECK(disk.version("a") != second);
  CHECK(disk.version("b") == 0);
  const std::uint64_t third = disk.version("a");
  disk.wipe();
  CHECK(disk.version("a") == 0);
  put(disk, "a", "3", false);
  CHECK(disk.version("a") > third);
}

TEST_CASE("a flipped bit is seen by reads and by what a power cut leaves") {
  Disk disk;
  put(disk, "log", "abc", true);
  const Disk other = disk;
  REQUIRE(disk.flip_bit("log", 1, 0));
  CHECK(text_of(disk.content("log")) == "acc");
  CHECK(text_of(disk.durable_content("log")) == "acc");
  CHECK(text_of(other.content("log")) == "abc");
  CHECK(disk.flip_bit("log", 3, 0).error().code == Errc::OutOfRange);
  CHECK(disk.flip_bit("log", 0, 8).error().code == Errc::OutOfRange);
  CHECK(disk.flip_bit("none", 0, 0).error().code == Errc::NotFound);
}

TEST_CASE("a step's changes are recorded for the observers") {
  using Kind = FileChange::Kind;
  Disk disk;
  SimFileSystem files(disk);
  const FileId file = *files.open("log", FileUse::Log, true);
  REQUIRE(files.append(file, as_bytes("abc"), shared_text("def")));
  REQUIRE(files.write_at(file, 1, as_bytes("B")));
  REQUIRE(files.sync(file));
  REQUIRE(files.truncate(file, 4));
  REQUIRE(files.rename("log", "gol"));
  REQUIRE(files.remove("gol"));
  const std::vector<FileChange> expected = {
      {Kind::Created, "log", "", 0, 0},   {Kind::Appended, "log", "", 0, 6},
      {Kind::Written, "log", "", 1, 1},   {Kind::Synced, "log", "", 0, 6},
      {Kind::Truncated, "log", "", 4, 2}, {Kind::Renamed, "log", "gol", 0, 0},
      {Kind::Removed, "gol", "", 0, 0},
  };
  CHECK(files.changes() == expected);
  CHECK(files.operations() == 7);
}

TEST_CASE("a step costs what its operations, bytes and syncs cost, slowed by the device") {
  DiskSettings settings;
  settings.costs = {microseconds(1), 1000, 2000, microseconds(100), 4000};
  struct Case {
    std::int64_t slow_percent;
    Duration expect;
  };
  // open 1, append 1 + 2 us, sync 1 + 100 + 4 us, read 1 + 1 us, for one KiB.
  const Case cases[] = {{100, microseconds(111)}, {300, microseconds(333)}};
  for (const Case& c : cases) {
    settings.slow_percent = c.slow_percent;
    Disk disk(settings);
    SimFileSystem files(disk);
    const FileId file = *files.open("log", FileUse::Log, true);
    ByteVector bytes(1024);
    REQUIRE(files.append(file, {}, SharedBytes(bytes)));
    CHECK(disk.sync_cost(file) == microseconds(105) * c.slow_percent / 100);
    REQUIRE(files.sync(file));
    REQUIRE(files.read_at(file, 0, bytes));
    CHECK(files.cost() == c.expect);
  }
}

TEST_CASE("an asynchronous flush makes durable what was there when it began") {
  Disk disk;
  SimFileSystem files(disk);
  const FileId file = *files.open("log", FileUse::Log, true);
  REQUIRE(files.append(file, as_bytes("before"), SharedBytes()));
  const std::uint64_t up_to = files.size(file);
  REQUIRE(files.append(file, as_bytes(" after"), SharedBytes()));
  REQUIRE(disk.sync_up_to(file, up_to));
  CHECK(text_of(disk.durable_content("log")) == "before");
  REQUIRE(disk.sync_up_to(file, 3));
  CHECK(text_of(disk.durable_content("log")) == "before");
  CHECK(text_of(disk.content("log")) == "before after");
}

TEST_CASE("a copied disk with a long file costs little to append to") {
  Disk disk;
  SimFileSystem files(disk, false);
  const FileId file = *files.open("log", FileUse::Log, true);
  const SharedBytes body = shared_text("body");
  for (int i = 0; i < 100'000; ++i) REQUIRE(files.append(file, as_bytes("h"), body));
  std::vector<Disk> snapshots;
  for (int i = 0; i < 2'000; ++i) {
    snapshots.push_back(disk);
    REQUIRE(files.append(file, as_bytes("h"), body));
  }
  CHECK(snapshots.front().content("log")->size() == 500'000);
  CHECK(snapshots.back().content("log")->size() == 509'995);
  CHECK(disk.content("log")->size() == 510'000);
}

}  // namespace
}  // namespace barnabas::sim
