// Random scripts on a simulated disk against the trivial model: every byte, current and durable,
// after each step.
#include "tests/unit/disk/disk_model.h"

#include <algorithm>
#include <array>

#include "core/base/hash.h"
#include "core/base/prng.h"
#include "sim/disk/disk.h"
#include "sim/disk/sim_file_system.h"
#include "tests/support/catch.h"

namespace barnabas::sim {
namespace {

using test::DiskModel;

struct Pair {
  Disk disk;
  DiskModel model;
};

std::string drawn_path(Prng& prng) {
  const std::uint64_t directory = prng.below(2);
  const std::uint64_t name = prng.below(5);
  return std::string(directory == 0 ? "a-0" : "a-1") + "/f" + std::to_string(name);
}

FileUse use_of(const std::string& path) {
  const char last = path.back();
  return last < '2' ? FileUse::Log : last < '4' ? FileUse::Index : FileUse::Text;
}

ByteVector drawn_bytes(Prng& prng, std::uint64_t size_max) {
  ByteVector bytes(prng.below(size_max + 1));
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(prng.next());
  return bytes;
}

void change_content(SimFileSystem& files, FileId file, ByteVector& model, Prng& prng) {
  const std::uint64_t kind = prng.below(4);
  if (kind < 2) {
    const ByteVector prefix = drawn_bytes(prng, 70);
    const ByteVector tail = drawn_bytes(prng, 70);
    REQUIRE(files.append(file, prefix, SharedBytes(tail)));
    model.insert(model.end(), prefix.begin(), prefix.end());
    model.insert(model.end(), tail.begin(), tail.end());
  } else if (kind == 2) {
    const std::uint64_t size = prng.below(model.size() + 1);
    REQUIRE(files.truncate(file, size));
    model.resize(size);
  } else {
    const std::uint64_t position = prng.below(model.size() + 1);
    const ByteVector bytes = drawn_bytes(prng, 70);
    REQUIRE(files.write_at(file, position, bytes));
    model.resize(std::max<std::uint64_t>(model.size(), position + bytes.size()));
    std::copy(bytes.begin(), bytes.end(), model.begin() + static_cast<std::ptrdiff_t>(position));
  }
}

void step(Pair& pair, Prng& prng) {
  SimFileSystem files(pair.disk);
  const std::string path = drawn_path(prng);
  const bool is_there = pair.model.names.count(path) > 0;
  REQUIRE(files.exists(path) == is_there);
  const std::uint64_t kind = prng.below(20);
  if (kind < 13) {
    const Result<FileId> file = files.open(path, use_of(path), true);
    REQUIRE(file);
    if (!is_there) pair.model.create(path);
    if (kind < 10) change_content(files, *file, pair.model.at(path), prng);
    if (kind >= 9) {
      REQUIRE(files.sync(*file));
      pair.model.sync(path);
    }
    if (prng.chance(1, 2)) files.close(*file);
  } else if (kind < 15) {
    const std::string to = drawn_path(prng);
    REQUIRE(files.rename(path, to).has_value() == is_there);
    if (is_there && to != path) pair.model.rename(path, to);
  } else if (kind < 16) {
    REQUIRE(files.remove(path).has_value() == is_there);
    if (is_there) pair.model.remove(path);
  } else if (kind < 18) {
    REQUIRE(files.sync_directory("a-0"));
    pair.model.sync_directory("a-0");
  } else if (kind == 18) {
    pair.disk.kill();
  } else if (prng.chance(1, 2)) {
    pair.disk.power_loss(prng);
    pair.model.power_loss();
  }
}

std::vector<std::string> names_in(const std::map<std::string, int>& table) {
  std::vector<std::string> names;
  for (const auto& entry : table) names.push_back(entry.first);
  return names;
}

void check_equal(const Pair& pair) {
  pair.disk.check_invariants();
  const DiskModel& model = pair.model;
  REQUIRE(pair.disk.paths() == names_in(model.names));
  REQUIRE(pair.disk.durable_paths() == names_in(model.durable_names));
  std::uint64_t used = 0;
  for (const auto& entry : model.names) {
    REQUIRE(pair.disk.content(entry.first)->flatten() == model.files.at(entry.second).bytes);
    used += model.files.at(entry.second).bytes.size();
  }
  for (const auto& entry : model.durable_names) {
    REQUIRE(pair.disk.durable_content(entry.first)->flatten() ==
            model.files.at(entry.second).durable);
  }
  REQUIRE(pair.disk.used_bytes() == used);
}

Pair new_pair() {
  Pair pair;
  SimFileSystem files(pair.disk);
  REQUIRE(files.make_directory("a-0"));
  REQUIRE(files.make_directory("a-1"));
  REQUIRE(files.sync_directory(""));
  return pair;
}

TEST_CASE("a disk does what the trivial model does, through kills, power cuts and copies") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    Prng prng{seed, 0};
    Pair pair = new_pair();
    Pair old = pair;
    std::uint64_t old_hash = hash_of(old.disk);
    for (int i = 0; i < 300; ++i) {
      CAPTURE(i);
      step(pair, prng);
      check_equal(pair);
      if (prng.chance(1, 30)) {
        // The copy stood still while the original went on; now they change places, or a new copy is
        // taken.
        check_equal(old);
        REQUIRE(hash_of(old.disk) == old_hash);
        if (prng.chance(1, 2))
          std::swap(pair, old);
        else
          old = pair;
        old_hash = hash_of(old.disk);
        const Disk copy = pair.disk;
        REQUIRE(copy == pair.disk);
        REQUIRE(hash_of(copy) == hash_of(pair.disk));
      }
    }
  }
}

TEST_CASE("the same script makes the same disk, and another makes another") {
  const auto run = [](std::uint64_t seed) {
    Prng prng{seed, 0};
    Pair pair = new_pair();
    for (int i = 0; i < 200; ++i) step(pair, prng);
    return pair.disk;
  };
  CHECK(run(7) == run(7));
  CHECK(hash_of(run(7)) == hash_of(run(7)));
  CHECK_FALSE(run(7) == run(8));
  CHECK(hash_of(run(7)) != hash_of(run(8)));
}

}  // namespace
}  // namespace barnabas::sim
