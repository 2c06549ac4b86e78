// The real file system where it has no simulated twin: lock, mappings, limits, slices over a real
// socket.
#include "core/posix/posix_file_system.h"

#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

namespace barnabas::posix {
namespace {

using test::TempDir;

std::unique_ptr<PosixFileSystem> open_root(const std::string& path) {
  Result<std::unique_ptr<PosixFileSystem>> opened = PosixFileSystem::open_root(path);
  REQUIRE(opened);
  return std::move(*opened);
}

// What arrives at the other end of a socket when a slice is sent with sendfile.
std::string sent(const SliceRef& slice) {
  std::array<int, 2> sockets{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, sockets.data()) == 0);
  const Descriptor near(sockets[0]);
  const Descriptor far(sockets[1]);
  std::string received;
  std::array<char, 4096> buffer{};
  std::size_t done = 0;
  while (done < slice.size()) {
    off_t from = slice.position() + static_cast<off_t>(done);
    const ssize_t count =
        ::sendfile(near.get(), slice.fd(), &from, std::min(slice.size() - done, buffer.size()));
    REQUIRE(count > 0);
    done += static_cast<std::size_t>(count);
    while (received.size() < done) {
      const ssize_t got = ::read(far.get(), buffer.data(), buffer.size());
      REQUIRE(got > 0);
      received.append(buffer.data(), static_cast<std::size_t>(got));
    }
  }
  return received;
}

// A file of 20,000 bytes, "0000000100020003...", so that every place is recognised.
FileId make_file(PosixFileSystem& files, const std::string& path, std::string& text) {
  text.clear();
  for (int i = 0; i < 5'000; ++i) {
    const std::string number = std::to_string(10'000 + i);
    text += number.substr(1);
  }
  const FileId file = *files.open(path, FileUse::Log, true);
  REQUIRE(files.append(file, as_bytes(text.substr(0, 61)), shared_text(text.substr(61))));
  return file;
}

TEST_CASE("a slice is sent by sendfile, whatever happens to its file meanwhile") {
  struct Case {
    const char* name;
    void (*act)(PosixFileSystem&, FileId);
  };
  const Case cases[] = {
      {"nothing", [](PosixFileSystem&, FileId) {}},
      {"grown", [](PosixFileSystem& files,
                   FileId file) { REQUIRE(files.append(file, as_bytes("more"), SharedBytes())); }},
      {"truncated below it, and grown again",
       [](PosixFileSystem& files, FileId file) {
         REQUIRE(files.truncate(file, 0));
         REQUIRE(files.append(file, as_bytes("other"), SharedBytes(ByteVector(30'000))));
       }},
      {"truncated within it, twice",
       [](PosixFileSystem& files, FileId file) {
         REQUIRE(files.truncate(file, 5'000));
         REQUIRE(files.truncate(file, 2'000));
       }},
      {"overwritten",
       [](PosixFileSystem& files, FileId file) {
         REQUIRE(files.write_at(file, 4'000, as_bytes("overwritten")));
       }},
      {"removed", [](PosixFileSystem& files, FileId) { REQUIRE(files.remove("dir/log")); }},
      {"renamed and removed",
       [](PosixFileSystem& files, FileId) {
         REQUIRE(files.rename("dir", "dir.deleted"));
         REQUIRE(files.rename("dir.deleted/log", "dir.deleted/log.deleted"));
         REQUIRE(files.remove("dir.deleted/log.deleted"));
       }},
      {"replaced",
       [](PosixFileSystem& files, FileId) {
         REQUIRE(files.open("dir/new", FileUse::Log, true));
         REQUIRE(files.rename("dir/new", "dir/log"));
       }},
      {"closed, opened again and truncated",
       [](PosixFileSystem& files, FileId file) {
         files.close(file);
         const FileId again = *files.open("dir/log", FileUse::Log, false);
         REQUIRE(files.truncate(again, 0));
       }},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      TempDir directory;
      const std::unique_ptr<PosixFileSystem> files = open_root(directory.path());
      REQUIRE(files->make_directory("dir"));
      std::string text;
      const FileId file = make_file(*files, "dir/log", text);
      const Result<SliceRef> slice = files->resolve({file.value, 3'000, 10'000});
      const Result<SliceRef> below = files->resolve({file.value, 0, 1'000});
      REQUIRE(slice);
      REQUIRE(below);
      c.act(*files, file);
      CHECK(sent(*slice) == text.substr(3'000, 10'000));
      CHECK(sent(*below) == text.substr(0, 1'000));
    }
  }
}

TEST_CASE("a slice behind the end, or of a file that is not open, is refused") {
  TempDir directory;
  const std::unique_ptr<PosixFileSystem> files = open_root(directory.path());
  std::string text;
  const FileId file = make_file(*files, "log", text);
  CHECK(files->resolve({file.value, 20'000, 0}).has_value());
  CHECK(files->resolve({file.value, 20'000, 1}).error().code == Errc::OutOfRange);
  files->close(file);
  CHECK(files->resolve({file.value, 0, 1}).error().code == Errc::NotFound);
}

TEST_CASE("a released slice gives its descriptor back") {
  TempDir directory;
  const std::unique_ptr<PosixFileSystem> files = open_root(directory.path());
  const auto count_descriptors = [] {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all));
  };
  const auto before = count_descriptors();
  for (int i = 0; i < 50; ++i) {
    std::string text;
    const FileId file = make_file(*files, "log", text);
    const Result<SliceRef> slice = files->resolve({file.value, 0, 100});
    if (i % 2 == 0) REQUIRE(files->truncate(file, 50));
    REQUIRE(files->remove("log"));
  }
  CHECK(count_descriptors() == before);
}

TEST_CASE("an index is seen through its mapping while it grows, shrinks and grows again") {
  TempDir directory;
  const std::unique_ptr<PosixFileSystem> files = open_root(directory.path());
  const FileId file = *files->open("x.index", FileUse::Index, true);
  CHECK(files->view(file).empty());
  ByteVector model;
  for (int i = 0; i < 300; ++i) {
    const ByteVector entry(1'000, static_cast<std::uint8_t>(i));
    REQUIRE(files->append(file, entry, SharedBytes()));
    model.insert(model.end(), entry.begin(), entry.end());
    if (i % 50 == 49) {
      model.resize(model.size() / 2);
      REQUIRE(files->truncate(file, model.size()));
    }
    const ByteSpan view = files->view(file);
    REQUIRE(as_text(view) == as_text(model));
  }
}

TEST_CASE("a second file system cannot lock the same root, in this process or another") {
  TempDir directory;
  std::unique_ptr<PosixFileSystem> files = open_root(directory.path());
  const auto second = PosixFileSystem::open_root(directory.path());
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().code == Errc::AlreadyExists);
  CHECK_THAT(second.error().what, test::contains(directory.path() + "/.lock"));
  CHECK_THAT(second.error().what, test::contains("another broker"));

  const pid_t child = ::fork();
  if (child == 0) {
    const bool is_refused = !PosixFileSystem::open_root(directory.path());
    ::_exit(is_refused ? 42 : 43);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WEXITSTATUS(status) == 42);

  files.reset();
  CHECK(PosixFileSystem::open_root(directory.path()).has_value());
}

TEST_CASE("the root is made with its parents, and its lock file is not listed") {
  TempDir directory;
  const std::string root = directory.path() + "/data/broker-1";
  const std::unique_ptr<PosixFileSystem> files = open_root(root);
  CHECK(files->list("")->empty());
  CHECK(std::filesystem::exists(root + "/.lock"));
}

TEST_CASE("a root that is a file is refused with its name") {
  TempDir directory;
  const std::string path = directory.path() + "/file";
  std::ofstream(path) << "text";
  const auto opened = PosixFileSystem::open_root(path);
  REQUIRE_FALSE(opened.has_value());
  CHECK_THAT(opened.error().what, test::contains(path));
}

TEST_CASE("a path cannot leave the root") {
  TempDir directory;
  const std::unique_ptr<PosixFileSystem> files = open_root(directory.path() + "/root");
  std::ofstream(directory.path() + "/outside") << "secret";
  for (const char* path : {"../outside", "a/../../outside", "/etc/passwd", "..", ".", ""}) {
    CAPTURE(path);
    CHECK(files->open(path, FileUse::Text, false).error().code == Errc::Invalid);
    CHECK(files->remove(path).error().code == Errc::Invalid);
    CHECK(files->rename(path, "x").error().code == Errc::Invalid);
  }
}

// The kernel writes what the limit allows and then refuses: a short write and a full device in one.
TEST_CASE("an append that finds no room is NoSpace, and the size says what was written") {
  TempDir directory;
  const std::unique_ptr<PosixFileSystem> files = open_root(directory.path());
  const FileId file = *files->open("log", FileUse::Log, true);
  REQUIRE(files->append(file, as_bytes("head"), SharedBytes()));
  struct sigaction ignore {};
  struct sigaction former {};
  ignore.sa_handler = SIG_IGN;
  REQUIRE(::sigaction(SIGXFSZ, &ignore, &former) == 0);
  rlimit old_limit{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &old_limit) == 0);
  const rlimit limit{10'000'000, old_limit.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
  const Result<void> appended =
      files->append(file, as_bytes("pre"), SharedBytes(ByteVector(11'000'000, 7)));
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &old_limit) == 0);
  REQUIRE(::sigaction(SIGXFSZ, &former, nullptr) == 0);
  REQUIRE_FALSE(appended.has_value());
  CHECK(appended.error().code == Errc::NoSpace);
  CHECK(files->size(file) == 10'000'000);
  CHECK(std::filesystem::file_size(directory.path() + "/log") == 10'000'000);
  REQUIRE(files->truncate(file, 4));
  REQUIRE(files->append(file, as_bytes("tail"), SharedBytes()));
  std::array<std::uint8_t, 8> bytes{};
  REQUIRE(files->read_at(file, 0, bytes));
  CHECK(as_text(bytes) == "headtail");
}

}  // namespace
}  // namespace barnabas::posix
