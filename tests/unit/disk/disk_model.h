// The trivial model of a disk that the tests compare with: paths to files, files to bytes, twice.
//
// It knows files in existing directories only, and copies everything always. A file's number is its
// identity, so that a rename can be seen. The rules of durable names are those of the file tree's
// header, for files.
#pragma once

#include <map>
#include <string>

#include "core/base/bytes.h"

namespace barnabas::test {

struct DiskModel {
  struct File {
    ByteVector bytes;
    ByteVector durable;
  };
  std::map<int, File> files;
  std::map<std::string, int> names;
  std::map<std::string, int> durable_names;
  int next = 0;

  static std::string name_of(const std::map<std::string, int>& table, int file) {
    for (const auto& entry : table) {
      if (entry.second == file) return entry.first;
    }
    return "";
  }
  // The file's durable name becomes its current one.
  void settle(int file) {
    const std::string before = name_of(durable_names, file);
    const std::string now = name_of(names, file);
    if (before == now) return;
    if (!before.empty()) durable_names.erase(before);
    if (now.empty()) return;
    const auto occupied = durable_names.find(now);
    const int displaced = occupied == durable_names.end() ? -1 : occupied->second;
    durable_names[now] = file;
    if (displaced >= 0) settle_displaced(displaced);
  }
  void settle_displaced(int file) {
    if (!name_of(names, file).empty()) settle(file);
  }

  void create(const std::string& path) {
    names[path] = next;
    files[next++] = File{};
  }
  ByteVector& at(const std::string& path) { return files.at(names.at(path)).bytes; }
  void sync(const std::string& path) {
    const int file = names.at(path);
    files.at(file).durable = files.at(file).bytes;
    if (name_of(durable_names, file).empty()) settle(file);
  }
  void rename(const std::string& from, const std::string& to) {
    const int file = names.at(from);
    names.erase(from);
    names[to] = file;
  }
  void remove(const std::string& path) { names.erase(path); }
  static std::string directory_of(const std::string& path) {
    return path.substr(0, path.rfind('/'));
  }
  void sync_directory(const std::string& directory) {
    for (int file = 0; file < next; ++file) {
      const std::string before = name_of(durable_names, file);
      const std::string now = name_of(names, file);
      if (directory_of(before) == directory || directory_of(now) == directory) settle(file);
    }
  }
  void power_loss() {
    names = durable_names;
    for (auto& entry : files) entry.second.bytes = entry.second.durable;
  }
};

}  // namespace barnabas::test
