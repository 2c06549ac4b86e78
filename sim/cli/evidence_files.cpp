#include "sim/cli/evidence_files.h"

#include <filesystem>
#include <system_error>
#include <utility>

namespace barnabas::sim {
namespace {

// The same file by whatever name, as far as it can be told before it is there.
bool is_same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  if (std::filesystem::equivalent(a, b, error) && !error) {
    // A device (/dev/null) may take everything.
    return std::filesystem::is_regular_file(a, error);
  }
  const auto first = std::filesystem::weakly_canonical(std::filesystem::absolute(a), error);
  if (error) return a == b;
  const auto second = std::filesystem::weakly_canonical(std::filesystem::absolute(b), error);
  return error ? a == b : first == second && !std::filesystem::exists(first, error);
}

Error usage(std::string what) { return Error{Errc::Invalid, std::move(what)}; }

}  // namespace

Result<void> check_evidence_paths(const EvidencePaths& paths,
                                  const std::vector<std::string>& scenario_files) {
  const std::pair<const char*, const std::string*> all[] = {
      {"--trace", &paths.trace},
      {"--svg", &paths.svg},
      {"--chart", &paths.chart},
      {"--chrome-trace", &paths.chrome_trace}};
  for (const auto& [flag, path] : all) {
    if (path->empty()) continue;
    if (*path == "-") {
      return usage(std::string(flag) +
                   " writes a file, and standard output has the report: '-' is no file");
    }
    for (const auto& [other_flag, other] : all) {
      if (other == path) break;
      if (!other->empty() && is_same_file(*path, *other)) {
        return usage(std::string(other_flag) + " and " + flag + " name the same file, " + *path +
                     ": each needs its own");
      }
    }
    for (const std::string& scenario : scenario_files) {
      if (scenario != "-" && is_same_file(*path, scenario))
        return usage(std::string(flag) + " would write over the scenario " + scenario);
    }
  }
  return {};
}

std::string path_with_label(const std::string& path, const std::string& label) {
  std::error_code error;
  const bool is_device = std::filesystem::exists(path, error) &&
                         !std::filesystem::is_regular_file(path, error) &&
                         !std::filesystem::is_directory(path, error);
  if (label.empty() || is_device) return path;
  const std::size_t folder = path.find_last_of('/');
  const std::size_t name = folder == std::string::npos ? 0 : folder + 1;
  const std::size_t dot = path.find_last_of('.');
  const bool has_ending = dot != std::string::npos && dot > name;
  const std::size_t at = has_ending ? dot : path.size();
  return path.substr(0, at) + "-" + label + path.substr(at);
}

RunFiles::RunFiles(const EvidencePaths& paths, const std::string& label) {
  if (!paths.svg.empty()) svg_.path = path_with_label(paths.svg, label);
  if (!paths.chart.empty()) chart_.path = path_with_label(paths.chart, label);
  if (!paths.chrome_trace.empty()) chrome_trace_.path = path_with_label(paths.chrome_trace, label);
}

Result<void> RunFiles::open(RunRequest& request) {
  const std::pair<File*, const char*> all[] = {{&svg_, " (sequence diagram)"},
                                               {&chart_, " (availability and latency)"},
                                               {&chrome_trace_, " (for Perfetto)"}};
  for (const auto& [file, what] : all) {
    if (file->path.empty()) continue;
    const Result<void> opened = file->out.open(file->path);
    if (!opened) return opened;
    request.files.push_back(file->path + what);
  }
  request.wants_diagram = svg_.out.is_open();
  request.wants_chart = chart_.out.is_open();
  if (chrome_trace_.out.is_open())
    request.chrome_trace = [this](std::string_view text) { return chrome_trace_.out.write(text); };
  return {};
}

Result<void> RunFiles::keep(const RunOutcome& outcome) {
  Result<void> kept;
  const auto close = [&kept](File& file) {
    if (!file.out.is_open()) return;
    const Result<void> closed = file.out.close();
    if (kept && !closed) kept = closed;
  };
  if (svg_.out.is_open()) svg_.out.write(outcome.diagram);
  close(svg_);
  if (chart_.out.is_open()) chart_.out.write(outcome.chart);
  close(chart_);
  close(chrome_trace_);
  return kept;
}

}  // namespace barnabas::sim
