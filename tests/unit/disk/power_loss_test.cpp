// What a power cut takes and spares, and that its report says so.
#include "sim/disk/power_loss.h"

#include <algorithm>

#include "sim/disk/disk.h"
#include "sim/disk/sim_file_system.h"
#include "tests/support/catch.h"

namespace barnabas::sim {
namespace {

using Names = PowerLossOptions::Names;
using Tail = PowerLossOptions::Tail;

constexpr std::uint64_t kDurable = 3000;

// "log" has 30 durable appends of 100 bytes and 70 more; "index" the same, flat; "cut" was
// truncated below its durable end and grew again; "new" has no durable name; "gone" was removed and
// "moved" renamed, unsynced.
Disk make_disk() {
  Disk disk;
  SimFileSystem files(disk);
  const auto grow = [&files](FileId file, int times, char with) {
    const ByteVector body(93, static_cast<std::uint8_t>(with));
    for (int i = 0; i < times; ++i) {
      REQUIRE(files.append(file, as_bytes("append:"), SharedBytes(body)));
    }
  };
  for (const char* name : {"log", "index", "cut", "gone", "moved"}) {
    const FileUse use = std::string(name) == "index" ? FileUse::Index : FileUse::Log;
    const FileId file = *files.open(name, use, true);
    grow(file, 30, 'd');
    REQUIRE(files.sync(file));
    if (use == FileUse::Index || std::string(name) == "log") grow(file, 70, 'u');
    if (std::string(name) == "cut") {
      REQUIRE(files.truncate(file, 1000));
      grow(file, 5, 'u');
    }
  }
  grow(*files.open("new", FileUse::Log, true), 2, 'u');
  REQUIRE(files.remove("gone"));
  REQUIRE(files.rename("moved", "moved.2"));
  return disk;
}

ByteVector bytes_of(const Disk& disk, const std::string& path) {
  const Result<Rope> rope = disk.content(path);
  return rope ? rope->flatten() : ByteVector();
}

std::uint64_t common_prefix(const ByteVector& a, const ByteVector& b) {
  std::uint64_t at = 0;
  while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
  return at;
}

TEST_CASE("by default a power cut leaves what was synced and nothing else") {
  Disk disk = make_disk();
  Prng prng{1, 0};
  const PowerLossReport report = disk.power_loss(prng);
  CHECK(disk.paths() == std::vector<std::string>{"cut", "gone", "index", "log", "moved"});
  CHECK(prng.counter == 0);
  for (const std::string& path : disk.paths()) CHECK(bytes_of(disk, path).size() == kDurable);
  const std::vector<FileLoss> expected = {
      {"", "gone", 0, 3000, 0, false},
      {"cut", "cut", 1500, 3000, 493, false},  // old and new agree in the first "append:"
      {"index", "index", 10000, 3000, 7000, false},
      {"log", "log", 10000, 3000, 7000, false},
      {"moved.2", "moved", 3000, 3000, 0, false},
      {"new", "", 200, 0, 200, false},
  };
  CHECK(report.files == expected);
  CHECK(report.bytes_lost() == 14693);
  disk.check_invariants();
  CHECK(disk.power_loss(prng).files.empty());
}

TEST_CASE("kept names spare creations, renames and removals") {
  Disk disk = make_disk();
  Prng prng{1, 0};
  const PowerLossReport report = disk.power_loss(prng, {Tail::Lost, Names::Kept});
  CHECK(report.names_kept);
  CHECK(disk.paths() == std::vector<std::string>{"cut", "index", "log", "moved.2", "new"});
  CHECK(bytes_of(disk, "new").empty());
  disk.check_invariants();
}

TEST_CASE("drawn names are all kept or all lost") {
  int kept = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Disk disk = make_disk();
    Prng prng{seed, 0};
    const PowerLossReport report = disk.power_loss(prng, {Tail::Prefix, Names::Drawn});
    CHECK(disk.content("new").has_value() == report.names_kept);
    CHECK(disk.content("gone").has_value() != report.names_kept);
    kept += report.names_kept ? 1 : 0;
  }
  CHECK(kept > 10);
  CHECK(kept < 40);
}

TEST_CASE("a spared prefix ends with a whole append of a log, and anywhere in an index") {
  bool was_cut_short = false;
  bool was_new = false;
  bool was_old = false;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    CAPTURE(seed);
    Disk disk = make_disk();
    const ByteVector before = bytes_of(disk, "log");
    Prng prng{seed, 0};
    const PowerLossReport report = disk.power_loss(prng, {Tail::Prefix, Names::Lost});
    for (const char* name : {"log", "index"}) {
      const ByteVector after = bytes_of(disk, name);
      CHECK(after.size() >= kDurable);
      CHECK(common_prefix(before, after) == after.size());
    }
    CHECK(bytes_of(disk, "log").size() % 100 == 0);
    was_cut_short = was_cut_short || bytes_of(disk, "log").size() < before.size();
    was_new = was_new || bytes_of(disk, "cut").size() == 1500;
    was_old = was_old || bytes_of(disk, "cut").size() == kDurable;
    for (const FileLoss& loss : report.files) CHECK_FALSE(loss.is_torn);
  }
  CHECK(was_cut_short);
  CHECK(was_new);
  CHECK(was_old);
}

TEST_CASE("a torn tail keeps the durable part, loses what it reports, and comes in every shape") {
  bool was_mid_append = false;
  bool was_zero = false;
  bool was_garbage = false;
  bool kept_length = false;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    Disk disk = make_disk();
    const ByteVector before = bytes_of(disk, "log");
    Prng prng{seed, 0};
    const PowerLossReport report = disk.power_loss(prng, {Tail::Torn, Names::Lost});
    disk.check_invariants();
    const ByteVector after = bytes_of(disk, "log");
    const std::uint64_t intact = common_prefix(before, after);
    CHECK(intact >= kDurable);
    const auto loss = std::find_if(report.files.begin(), report.files.end(),
                                   [](const FileLoss& l) { return l.path_before == "log"; });
    if (loss == report.files.end()) {
      CHECK(after == before);
      continue;
    }
    CHECK(loss->size_after == after.size());
    // Garbage may repeat the byte that it overwrote.
    CHECK(loss->bytes_lost >= before.size() - intact);
    CHECK(loss->bytes_lost <= before.size() - intact + 4);
    CHECK(loss->is_torn == (intact < after.size() || after.size() % 100 != 0));
    was_mid_append = was_mid_append || (intact == after.size() && after.size() % 100 != 0);
    kept_length = kept_length || (intact < after.size() && after.size() == before.size());
    if (intact < after.size() && after.size() < before.size()) {
      (after.back() == 0 && after[after.size() - 2] == 0 ? was_zero : was_garbage) = true;
    }
    CHECK(disk.durable_content("log")->flatten() == after);
  }
  CHECK(was_mid_append);
  CHECK(was_zero);
  CHECK(was_garbage);
  CHECK(kept_length);
}

TEST_CASE("the same draw tears the same way") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Disk one = make_disk();
    Disk two = one;
    Prng prng_one{seed, 0};
    Prng prng_two{seed, 0};
    const PowerLossOptions options{Tail::Torn, Names::Drawn};
    CHECK(one.power_loss(prng_one, options) == two.power_loss(prng_two, options));
    CHECK(one == two);
    CHECK(hash_of(one) == hash_of(two));
  }
}

}  // namespace
}  // namespace barnabas::sim
