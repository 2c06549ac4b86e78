// `barnabas list`: the scenarios of a folder, each with its variants and its why.
#include <algorithm>
#include <cstddef>
#include <filesystem>

#include "core/base/printable.h"
#include "sim/cli/commands.h"
#include "sim/cli/exit_codes.h"
#include "sim/cli/input.h"
#include "sim/cli/output.h"

namespace barnabas::sim {
namespace {

std::string variants_text(const Parsed& parsed) {
  std::string text;
  for (const Scenario& scenario : parsed.variants) {
    if (scenario.variant.empty()) continue;
    text += (text.empty() ? "" : ", ") + scenario.variant;
  }
  return text;
}

std::string line_of(const LoadedFile& file) {
  const Parsed& parsed = file.parsed;
  if (parsed.has_errors()) {
    const auto errors =
        std::count_if(parsed.problems.begin(), parsed.problems.end(),
                      [](const Problem& p) { return p.severity == Problem::Severity::Error; });
    return file.path + "\n    broken: " + std::to_string(errors) +
           " errors; `barnabas validate` tells them\n";
  }
  const Scenario& first = parsed.variants.front();
  const std::string stem = std::filesystem::path(file.path).stem().string();
  std::string text = first.name;
  if (first.name != stem) text += " (" + file.path + ")";
  text += "\n    " + printable(first.why) + "\n";
  const std::string variants = variants_text(parsed);
  if (!variants.empty()) text += "    variants: " + variants + "\n";
  return text;
}

}  // namespace

int command_list(const ListOptions& options) {
  const Result<std::vector<std::string>> files = scenario_files(options.folder);
  if (!files) {
    write_error(files.error().what + "; --dir names another folder");
    return kExitUsage;
  }
  if (files->empty()) {
    write_error("no scenario (*.json) in " + options.folder);
    return kExitUsage;
  }
  const Loaded loaded = load_scenarios(*files);
  int code = loaded.all_read ? kExitOk : kExitUsage;
  Output output;
  for (const LoadedFile& file : loaded.files) {
    if (file.parsed.has_errors()) code = kExitUsage;
    output.write(line_of(file));
  }
  return output.finish(code);
}

}  // namespace barnabas::sim
