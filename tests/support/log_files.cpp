#include "tests/support/log_files.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/log/segment_files.h"
#include "tests/support/paths.h"

namespace barnabas::test {

ByteVector read_file(FileSystem& files, const std::string& path) {
  const FileId file = files.open(path, FileUse::Log, false).value();
  ByteVector bytes(files.size(file));
  if (!bytes.empty()) BARNABAS_CHECK(files.read_at(file, 0, bytes).has_value());
  files.close(file);
  return bytes;
}

void write_file(FileSystem& files, const std::string& path, ByteSpan bytes) {
  const FileId file = files.open(path, FileUse::Log, true).value();
  BARNABAS_CHECK(files.truncate(file, 0).has_value());
  const ByteVector copy(bytes.begin(), bytes.end());
  BARNABAS_CHECK(files.append(file, {}, SharedBytes(copy)).has_value());
  files.close(file);
}

FileMap files_in(FileSystem& files, const std::string& directory, bool with_deleted) {
  FileMap map;
  const auto names = files.list(directory);
  for (const std::string& name : *names) {
    if (!with_deleted && log::has_suffix(name, log::kDeletedSuffix)) continue;
    map[name] = read_file(files, log::path_in(directory, name));
  }
  return map;
}

std::string read_text(const std::string& relative) {
  std::ifstream in(source_path(relative), std::ios::binary);
  BARNABAS_CHECK_MSG(in.good(), relative);
  return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

void import_directory(FileSystem& files, const std::string& relative,
                      const std::string& directory) {
  BARNABAS_CHECK(files.make_directory(directory).has_value());
  for (const auto& entry : std::filesystem::directory_iterator(source_path(relative))) {
    if (!entry.is_regular_file()) continue;
    const std::string name = entry.path().filename().string();
    write_file(files, log::path_in(directory, name), as_bytes(read_text(relative + "/" + name)));
  }
}

}  // namespace barnabas::test
