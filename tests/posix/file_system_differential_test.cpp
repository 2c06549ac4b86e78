// One seeded script of file system calls in both worlds: every result, every error, every byte is
// the same.
#include <unistd.h>

#include <algorithm>
#include <array>

#include "core/base/prng.h"
#include "tests/support/catch.h"
#include "tests/support/two_worlds.h"

namespace barnabas {
namespace {

using test::TwoWorlds;

constexpr std::uint64_t kFirstFileCall = 20;  // The kinds below it take paths.

// A call with all its arguments drawn; `file` is an index into the ids that the script has opened.
struct Call {
  std::uint64_t kind = 0;
  std::string path;
  std::string to;
  FileUse use = FileUse::Log;
  bool create = false;
  std::size_t file = 0;
  std::uint64_t position = 0;
  std::uint64_t size = 0;
  ByteVector prefix;
  ByteVector tail;
};

// What a call gave: the error's code, and whatever it read.
struct Outcome {
  Errc code = Errc::Ok;
  std::uint64_t number = 0;
  ByteVector bytes;
  std::vector<std::string> names;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

template <class T>
Outcome outcome_of(const Result<T>& result) {
  Outcome outcome;
  if (!result) outcome.code = result.error().code;
  return outcome;
}

struct OpenId {
  FileId id = kNoFile;
  FileUse use = FileUse::Log;
};

// One world's side of the script: the file system and the ids it gave, in the order of the opens.
struct Side {
  FileSystem* files = nullptr;
  std::vector<OpenId> opened;
};

Outcome call_with_path(Side& side, const Call& call) {
  FileSystem& files = *side.files;
  switch (call.kind) {
    case 0:
    case 1:
      return outcome_of(files.make_directory(call.path));
    case 2:
      return outcome_of(files.remove_directory(call.path));
    case 3: {
      Outcome outcome;
      outcome.number = files.exists(call.path) ? 1 : 0;
      return outcome;
    }
    case 4: {
      const Result<std::vector<std::string>> names = files.list(call.path);
      Outcome outcome = outcome_of(names);
      if (names) outcome.names = *names;
      return outcome;
    }
    case 5:
    case 6:
      return outcome_of(files.rename(call.path, call.to));
    case 7:
      return outcome_of(files.remove(call.path));
    case 8:
      return outcome_of(files.sync_directory(call.path));
    default: {
      const Result<FileId> file = files.open(call.path, call.use, call.create);
      side.opened.push_back({file ? *file : kNoFile, call.use});
      return outcome_of(file);
    }
  }
}

Outcome look_at(const FileSystem& files, const OpenId& file, const Call& call) {
  ByteVector bytes(call.size);
  Outcome outcome = outcome_of(files.read_at(file.id, call.position, bytes));
  if (outcome.code == Errc::Ok) outcome.bytes = bytes;
  outcome.number = files.size(file.id);
  if (file.use == FileUse::Log) return outcome;
  const ByteSpan view = files.view(file.id);
  outcome.bytes.insert(outcome.bytes.end(), view.begin(), view.end());
  return outcome;
}

Outcome call_with_file(Side& side, const Call& call) {
  FileSystem& files = *side.files;
  const OpenId file = side.opened[call.file];
  switch (call.kind) {
    case kFirstFileCall:
      files.close(file.id);
      return {};
    case 21:
      return outcome_of(files.truncate(file.id, call.position));
    case 22:
      return outcome_of(files.sync(file.id));
    case 23:
      return outcome_of(files.write_at(file.id, call.position, call.prefix));
    case 24:
    case 25:
      return look_at(files, file, call);
    default:
      return outcome_of(files.append(file.id, call.prefix, SharedBytes(call.tail)));
  }
}

std::string drawn_path(Prng& prng) {
  static constexpr std::array<const char*, 12> kPaths = {
      "", "a", "a/b", "a/b/c", "a/f", "f", "f/g", "a/../f", "/f", "a//f", ".lock", "a/b/f"};
  static constexpr std::array<const char*, 4> kUsual = {"a/x.log", "a/x.index", "y.log", "a/b/z"};
  const bool is_usual = prng.chance(1, 2);
  return is_usual ? kUsual[prng.below(kUsual.size())] : kPaths[prng.below(kPaths.size())];
}

ByteVector drawn_bytes(Prng& prng, std::uint64_t size_max) {
  ByteVector bytes(prng.below(size_max + 1));
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(prng.next());
  return bytes;
}

Call drawn_call(Prng& prng, const std::vector<OpenId>& opened) {
  Call call;
  call.kind = opened.empty() ? prng.below(14) : prng.below(48);
  call.path = drawn_path(prng);
  call.to = drawn_path(prng);
  call.use = static_cast<FileUse>(prng.below(3));
  call.create = prng.chance(3, 4);
  if (opened.empty()) return call;
  // Mostly the youngest ids: the older they are, the likelier they are void.
  const std::uint64_t young = std::min<std::uint64_t>(opened.size(), 6);
  call.file = opened.size() - 1 - prng.below(prng.chance(1, 10) ? opened.size() : young);
  return call;
}

// Positions inside, at the end of, and a little behind the file.
void draw_range(Prng& prng, std::uint64_t file_size, Call& call) {
  call.position = prng.below(file_size + 3);
  call.size = prng.below(file_size - std::min(file_size, call.position) + 2);
  const bool is_big = prng.chance(1, 20);
  call.prefix = drawn_bytes(prng, prng.chance(1, 4) ? 200 : 61);
  call.tail = drawn_bytes(prng, is_big ? 100'000 : 300);
}

void check_files(const TwoWorlds& worlds) {
  REQUIRE(worlds.simulated_files() == worlds.real_files());
  REQUIRE(worlds.simulated_directories() == worlds.real_directories());
}

// The same part of the same file as a slice: shared bytes here, a descriptor and a position there.
void check_slice(TwoWorlds& worlds, FileId simulated, FileId real, const Call& call) {
  const auto size = static_cast<std::uint32_t>(call.size);
  const Result<Rope> rope = worlds.disk().resolve({simulated.value, call.position, size});
  const Result<posix::SliceRef> slice = worlds.real().resolve({real.value, call.position, size});
  REQUIRE(outcome_of(rope) == outcome_of(slice));
  if (!rope) return;
  ByteVector bytes(slice->size());
  const ssize_t count = ::pread(slice->fd(), bytes.data(), bytes.size(), slice->position());
  REQUIRE(count == static_cast<ssize_t>(size));
  REQUIRE(rope->flatten() == bytes);
}

TEST_CASE("the simulated and the real file system answer every call alike") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    Prng prng{seed, 0};
    TwoWorlds worlds;
    std::array<Side, 2> sides{{{&worlds.simulated(), {}}, {&worlds.real(), {}}}};
    for (int i = 0; i < 400; ++i) {
      Call call = drawn_call(prng, sides[0].opened);
      const bool has_file = call.kind >= kFirstFileCall;
      if (has_file) {
        draw_range(prng, sides[0].files->size(sides[0].opened[call.file].id), call);
      }
      CAPTURE(i, call.kind, call.path, call.to, call.file, call.position, call.size);
      std::array<Outcome, 2> outcomes;
      for (std::size_t s = 0; s < 2; ++s) {
        outcomes[s] = has_file ? call_with_file(sides[s], call) : call_with_path(sides[s], call);
      }
      REQUIRE(outcomes[0].code == outcomes[1].code);
      REQUIRE(outcomes[0] == outcomes[1]);
      if (has_file) {
        const OpenId simulated = sides[0].opened[call.file];
        const OpenId real = sides[1].opened[call.file];
        check_slice(worlds, simulated.id, real.id, call);
      }
      if (i % 20 == 0) check_files(worlds);
      if (prng.chance(1, 150)) {
        worlds.restart();
        sides = {{{&worlds.simulated(), {}}, {&worlds.real(), {}}}};
      }
    }
    check_files(worlds);
  }
}

}  // namespace
}  // namespace barnabas
