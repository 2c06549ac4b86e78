// The table of probes is what the core's sources hit, each once.
#include "core/ports/probes.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace barnabas {
namespace {

std::set<std::string> probes_in(const std::string& folder) {
  const std::string call = "probe(\"";
  std::set<std::string> names;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(test::source_path(folder))) {
    if (entry.path().extension() != ".cpp") continue;
    std::ifstream file(entry.path());
    const std::string text((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
    for (std::size_t at = text.find(call); at != std::string::npos; at = text.find(call, at + 1)) {
      const std::size_t from = at + call.size();
      names.insert(text.substr(from, text.find('"', from) - from));
    }
  }
  return names;
}

TEST_CASE("the table of probes names those that the core hits, each once") {
  std::set<std::string> names;
  for (const ProbeFacts& probe : kProbes) {
    INFO(probe.name);
    CHECK(names.insert(std::string(probe.name)).second);
    CHECK(!probe.meaning.empty());
  }
  CHECK(probes_in("core") == names);
}

}  // namespace
}  // namespace barnabas
