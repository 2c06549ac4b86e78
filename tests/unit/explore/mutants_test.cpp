// Every sabotage is described, hunted, built into the core at some place, and told in
// docs/mutants.md. With BARNABAS_UPDATE=1 in the environment the table there is written.
#include "sim/explore/mutants.h"

#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "sim/scenario/parse.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace barnabas::sim {
namespace {

namespace fs = std::filesystem;

const char* const kDocument = "docs/mutants.md";

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// "Sabotage::ReuseOffset" for every place of the core that asks for one.
std::set<std::string> sabotages_asked_for() {
  const std::string prefix = "Sabotage::";
  std::set<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(test::source_path("core"))) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".cpp" || name == "sabotage.cpp") continue;
    const std::string text = read(entry.path());
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at)) {
      at += prefix.size();
      std::size_t end = at;
      while (end < text.size() && std::isalpha(static_cast<unsigned char>(text[end])) != 0) ++end;
      found.insert(text.substr(at, end - at));
    }
  }
  return found;
}

// "reuse-offset" is ReuseOffset.
std::string enumerator_of(std::string_view name) {
  std::string text;
  bool begins = true;
  for (const char c : name) {
    if (c == '-') {
      begins = true;
      continue;
    }
    text += begins ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    begins = false;
  }
  return text;
}

// Which grounds leave their faults to the seed.
std::map<std::string, bool> swarms() {
  std::map<std::string, bool> grounds;
  for (const Hunt& hunt : hunts()) {
    const std::string name(hunt.ground);
    if (grounds.count(name) != 0) continue;
    std::string text = read(test::source_path("scenarios/mutants/" + name + ".json"));
    if (text.empty()) text = read(test::source_path("scenarios/" + name + ".json"));
    const Parsed parsed = parse_scenarios(text);
    INFO("ground " << name);
    REQUIRE(!parsed.has_errors());
    grounds[name] = parsed.variants.front().swarm.has_value();
  }
  return grounds;
}

std::string table() {
  const std::map<std::string, bool> is_swarm = swarms();
  std::string text = "| sabotage | what it breaks | whose rule | ground | faults | seeds |\n";
  text += "| --- | --- | --- | --- | --- | --- |\n";
  for (const Hunt& hunt : hunts()) {
    const SabotageFacts& facts = facts_of(hunt.sabotage);
    const std::string ground(hunt.ground);
    text += "| `" + std::string(facts.name) + "` | " + std::string(facts.breaks) + " | " +
            std::string(facts.rule) + " | `" + ground + "` | " +
            (is_swarm.at(ground) ? "drawn" : "written") + " | " + std::to_string(hunt.seeds) +
            " |\n";
  }
  return text;
}

TEST_CASE("every sabotage is hunted once, and found by its name") {
  REQUIRE(hunts().size() == sabotages().size());
  std::set<std::string_view> names;
  for (const SabotageFacts& facts : sabotages()) {
    INFO(facts.name);
    CHECK(names.insert(facts.name).second);
    CHECK(find_sabotage(facts.name) == &facts);
    CHECK(&facts_of(facts.id) == &facts);
    CHECK(hunt_for(facts.id).sabotage == facts.id);
    CHECK(hunt_for(facts.id).seeds > 0);
  }
  CHECK(names.size() >= 40);
  CHECK(find_sabotage("no-such-thing") == nullptr);
}

TEST_CASE("forty and more are hunted where the seed draws the faults") {
  const std::map<std::string, bool> is_swarm = swarms();
  std::size_t drawn = 0;
  for (const Hunt& hunt : hunts()) {
    if (is_swarm.at(std::string(hunt.ground))) ++drawn;
  }
  CHECK(drawn >= 40);
}

TEST_CASE("every sabotage has its place in the core") {
  const std::set<std::string> asked = sabotages_asked_for();
  for (const SabotageFacts& facts : sabotages()) {
    INFO(facts.name);
    CHECK(asked.count(enumerator_of(facts.name)) == 1);
  }
}

TEST_CASE("the page about mutants has the table of the code") {
  const std::string begin = "<!-- begin generated: mutants -->\n";
  const std::string end = "<!-- end generated: mutants -->";
  const std::string path = test::source_path(kDocument);
  const std::string before = read(path);
  const std::size_t from = before.find(begin);
  const std::size_t to = before.find(end);
  REQUIRE(from != std::string::npos);
  REQUIRE(to != std::string::npos);
  const std::string after = before.substr(0, from + begin.size()) + table() + before.substr(to);
  if (std::getenv("BARNABAS_UPDATE") != nullptr) {
    std::ofstream(path, std::ios::binary) << after;
    return;
  }
  INFO("BARNABAS_UPDATE=1 writes the table");
  CHECK(after == before);
}

}  // namespace
}  // namespace barnabas::sim
