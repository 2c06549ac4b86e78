// `barnabas validate`: everything that is wrong with the files, or that they are right.
#include "sim/cli/commands.h"
#include "sim/cli/exit_codes.h"
#include "sim/cli/input.h"
#include "sim/cli/output.h"

namespace barnabas::sim {
namespace {

std::string verdict(const LoadedFile& file) {
  if (!file.parsed.has_errors()) {
    const std::size_t count = file.parsed.variants.size();
    const bool has_variants = !file.parsed.variants.front().variant.empty();
    const std::string variants = count == 1 ? "1 variant" : std::to_string(count) + " variants";
    return file.path + ": ok" + (has_variants ? ", " + variants : "") + "\n";
  }
  std::size_t errors = 0;
  for (const Problem& problem : file.parsed.problems) {
    if (problem.severity == Problem::Severity::Error) ++errors;
  }
  return file.path + ": " + (errors == 1 ? "1 error" : std::to_string(errors) + " errors") + "\n";
}

}  // namespace

int command_validate(const ValidateOptions& options) {
  const Loaded loaded = load_scenarios(options.files);
  int code = loaded.all_read ? kExitOk : kExitUsage;
  Output output;
  for (const LoadedFile& file : loaded.files) {
    if (file.parsed.has_errors()) code = kExitUsage;
    output.write(problems_text(file, true) + verdict(file));
  }
  return output.finish(code);
}

}  // namespace barnabas::sim
