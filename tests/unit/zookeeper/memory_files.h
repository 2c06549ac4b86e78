// A file system in memory for tests of one node: a flat set of files, each with a page cache and a
// durable half.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/ports/file_system.h"

namespace barnabas::test {

class MemoryFiles final : public FileSystem {
 public:
  struct File {
    ByteVector cached;
    ByteVector durable;
    bool has_durable_name = false;
  };

  std::map<std::string, File, std::less<>> by_path;
  std::vector<std::string> open_paths;  // by FileId
  // The operation that fails next: counts down with every append and sync, fails at 0 and from then
  // on.
  std::int64_t operations_until_failure = INT64_MAX;
  Errc failure = Errc::Io;

  // Unsynced bytes go, except for the first `torn` of them.
  void cut_power(std::size_t torn) {
    open_paths.clear();
    for (auto file = by_path.begin(); file != by_path.end();) {
      File& it = file->second;
      const std::size_t kept = std::min(it.cached.size(), it.durable.size() + torn);
      it.cached.resize(kept);
      std::copy(it.durable.begin(), it.durable.end(), it.cached.begin());
      it.durable = it.cached;
      file = it.has_durable_name ? std::next(file) : by_path.erase(file);
    }
  }

  Result<void> make_directory(std::string_view) override { return {}; }
  Result<void> remove_directory(std::string_view) override { return {}; }
  bool exists(std::string_view path) const override { return by_path.count(path) == 1; }
  Result<std::vector<std::string>> list(std::string_view) const override {
    std::vector<std::string> names;
    for (const auto& entry : by_path) names.push_back(entry.first);
    return names;
  }
  Result<FileId> open(std::string_view path, FileUse, bool create) override {
    if (!exists(path) && !create) return Error{Errc::NotFound, std::string(path)};
    by_path[std::string(path)];
    open_paths.emplace_back(path);
    return FileId{static_cast<std::uint32_t>(open_paths.size() - 1)};
  }
  void close(FileId) override {}
  std::uint64_t size(FileId file) const override { return at(file).cached.size(); }
  Result<void> append(FileId file, ByteSpan prefix, const SharedBytes& tail) override {
    if (fails()) return Error{failure, "append"};
    ByteVector& bytes = at(file).cached;
    bytes.insert(bytes.end(), prefix.begin(), prefix.end());
    bytes.insert(bytes.end(), tail.span().begin(), tail.span().end());
    return {};
  }
  Result<void> write_at(FileId, std::uint64_t, ByteSpan) override {
    return Error{Errc::Invalid, "not needed here"};
  }
  Result<void> read_at(FileId file, std::uint64_t position,
                       std::span<std::uint8_t> out) const override {
    const ByteVector& bytes = at(file).cached;
    if (position + out.size() > bytes.size()) return Error{Errc::OutOfRange, "read"};
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(position), out.size(), out.begin());
    return {};
  }
  ByteSpan view(FileId file) const override { return at(file).cached; }
  Result<void> truncate(FileId file, std::uint64_t size) override {
    at(file).cached.resize(static_cast<std::size_t>(size));
    return {};
  }
  Result<void> sync(FileId file) override {
    if (fails()) return Error{failure, "sync"};
    File& it = at(file);
    it.durable = it.cached;
    it.has_durable_name = true;
    return {};
  }
  Result<void> rename(std::string_view, std::string_view) override {
    return Error{Errc::Invalid, "not needed here"};
  }
  Result<void> remove(std::string_view path) override {
    by_path.erase(std::string(path));
    return {};
  }
  Result<void> sync_directory(std::string_view) override { return {}; }

 private:
  bool fails() { return operations_until_failure <= 0 || --operations_until_failure <= 0; }
  File& at(FileId file) { return by_path.find(open_paths.at(file.value))->second; }
  const File& at(FileId file) const { return by_path.find(open_paths.at(file.value))->second; }
};

}  // namespace barnabas::test
