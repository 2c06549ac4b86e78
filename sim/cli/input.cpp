#include "sim/cli/input.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "core/base/nearest.h"
#include "sim/cli/output.h"

namespace barnabas::sim {
namespace {

namespace fs = std::filesystem;

Error read_error(const std::string& path, int error) {
  const std::string name = path == "-" ? "standard input" : path;
  return Error{error == ENOENT ? Errc::NotFound : Errc::Io,
               "cannot read " + name + ": " + std::strerror(error)};
}

// "; did you mean scenarios/010-leader-crash.json?" or nothing.
std::string nearest_file(const std::string& path) {
  const fs::path wanted(path);
  const std::string folder = wanted.has_parent_path() ? wanted.parent_path().string() : ".";
  std::string hint;
  for (const std::string& where : {folder, std::string("scenarios")}) {
    const Result<std::vector<std::string>> files = scenario_files(where);
    if (!files) continue;
    std::vector<std::string> names;
    for (const std::string& file : *files) names.push_back(fs::path(file).filename().string());
    const std::vector<std::string_view> views(names.begin(), names.end());
    const std::string_view nearest = nearest_name(wanted.filename().string(), views);
    if (nearest.empty()) continue;
    hint = "; did you mean " +
           (fs::path(where) / std::string(nearest)).lexically_normal().string() + "?";
    break;
  }
  return hint;
}

}  // namespace

Result<std::string> read_input(const std::string& path) {
  const bool standard = path == "-";
  const int descriptor = standard ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return read_error(path, errno);
  std::string text;
  std::string piece(1 << 16, '\0');
  int error = 0;
  while (text.size() <= kLargestText) {
    const ssize_t got = ::read(descriptor, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) error = errno;
    if (got <= 0) break;
    text.append(piece, 0, static_cast<std::size_t>(got));
  }
  if (!standard) ::close(descriptor);
  if (error != 0) return read_error(path, error);
  return text;
}

Result<std::vector<std::string>> scenario_files(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (error) {
    return Error{Errc::NotFound, "cannot list " + folder + ": " + error.message()};
  }
  for (; entries != fs::directory_iterator(); entries.increment(error)) {
    if (error) return Error{Errc::Io, "cannot list " + folder + ": " + error.message()};
    if (entries->path().extension() == ".json") files.push_back(entries->path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Loaded load_scenarios(const std::vector<std::string>& paths) {
  Loaded loaded;
  for (const std::string& path : paths) {
    const Result<std::string> text = read_input(path);
    if (!text) {
      const bool missing = text.error().code == Errc::NotFound;
      write_error(text.error().what + (missing ? nearest_file(path) : ""));
      loaded.all_read = false;
      continue;
    }
    loaded.files.push_back({path == "-" ? "<standard input>" : path, parse_scenarios(*text)});
  }
  return loaded;
}

std::string problems_text(const LoadedFile& file, bool with_notes) {
  std::string text;
  for (const Problem& problem : file.parsed.problems) {
    if (problem.severity == Problem::Severity::Note && !with_notes) continue;
    text += file.path + ":" + to_text(problem) + "\n";
  }
  return text;
}

}  // namespace barnabas::sim
