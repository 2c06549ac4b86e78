// The documents say what the command says: every quoted output is compared with the real one, and
// every whole scenario in them is run.
//
// With BARNABAS_UPDATE=1 in the environment changes are written into the documents instead: numbers
// (events, times, counts) silently, other words with a warning, for somebody to read.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "tests/docs/quotes.h"
#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/paths.h"
#include "tests/support/temp_dir.h"

namespace barnabas::docs {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<std::string> documents() {
  std::vector<std::string> paths = {test::source_path("README.md")};
  for (const char* folder : {"docs", "docs/chapters"}) {
    for (const auto& entry : std::filesystem::directory_iterator(test::source_path(folder))) {
      if (entry.path().extension() == ".md") paths.push_back(entry.path().string());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// What the commands print, each run once.
class Outputs {
 public:
  Lines of(const Lines& commands) {
    Lines lines;
    for (const std::string& command : commands) {
      if (known_.count(command) == 0) known_[command] = lines_of(test::run_command(command).text);
      const Lines& more = known_[command];
      lines.insert(lines.end(), more.begin(), more.end());
    }
    return lines;
  }

 private:
  std::map<std::string, Lines> known_;
};

// The document with real quotes; tells what is wrong with it.
Lines check_quotes(const std::string& path, Lines document, Outputs& outputs, bool updates) {
  const std::vector<Quote> quotes = quotes_of(document);
  for (std::size_t i = quotes.size(); i-- > 0;) {
    const Quote& quote = quotes[i];
    INFO(path << ":" << quote.line + 1);
    if (quote.commands.empty()) FAIL_CHECK("a quote without the command that it quotes");
    const Comparison comparison = compare(quote.lines, outputs.of(quote.commands));
    for (const std::string& problem : updates ? comparison.lost : comparison.problems)
      FAIL_CHECK(problem);
    for (const std::string& change : comparison.reworded) {
      if (updates) WARN(path << ":" << quote.line + 1 << ": " << change);
    }
    const auto from = document.begin() + static_cast<std::ptrdiff_t>(quote.line);
    const auto place = document.erase(from, from + static_cast<std::ptrdiff_t>(quote.lines.size()));
    document.insert(place, comparison.rewritten.begin(), comparison.rewritten.end());
  }
  return document;
}

TEST_CASE("the documents quote what the command prints") {
  if (!test::has_command()) return;
  const bool updates = std::getenv("BARNABAS_UPDATE") != nullptr;
  INFO("BARNABAS_UPDATE=1 takes changed numbers in");
  Outputs outputs;
  std::size_t quotes = 0;
  for (const std::string& path : documents()) {
    const Lines before = lines_of(text_of(path));
    quotes += quotes_of(before).size();
    const Lines after = check_quotes(path, before, outputs, updates);
    if (!updates || after == before) continue;
    std::ofstream out(path, std::ios::binary);
    for (const std::string& line : after) out << line << "\n";
  }
  CHECK(quotes > 50);
}

TEST_CASE("the scenarios of the documents run as expected") {
  if (!test::has_command()) return;
  const test::TempDir folder;
  std::size_t scenarios = 0;
  for (const std::string& path : documents()) {
    for (const std::string& text : scenarios_of(lines_of(text_of(path)))) {
      const std::string file = folder.path() + "/" + std::to_string(++scenarios) + ".json";
      std::ofstream(file, std::ios::binary) << text;
      const test::Ended ended = test::run_command("run '" + file + "'");
      INFO(path << "\n" << ended.text);
      CHECK(ended.code == 0);
    }
  }
  CHECK(scenarios > 0);
}

}  // namespace
}  // namespace barnabas::docs
