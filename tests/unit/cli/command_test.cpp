// The command as people call it: what it prints, on which stream, and how it ends.
#include "tests/support/command.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

namespace barnabas::sim {
namespace {

using barnabas::test::contains;
using barnabas::test::Ended;
using barnabas::test::has_command;

Ended barnabas(const std::string& arguments) { return test::run_command(arguments); }

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST_CASE("list tells the lessons and why they are") {
  if (!has_command()) return;
  const Ended ended = barnabas("list");
  CHECK(ended.code == 0);
  CHECK_THAT(ended.text, contains("010-leader-crash\n    An acknowledgement promises"));
  CHECK_THAT(ended.text, contains("    variants: acks-0, acks-1, acks-all\n"));
  const Ended missing = barnabas("list --dir no-such-folder");
  CHECK(missing.code == 2);
  CHECK_THAT(missing.text, contains("cannot list no-such-folder: No such file or directory"));
}

TEST_CASE("validate tells every error and ends with 2") {
  if (!has_command()) return;
  const Ended broken = barnabas("validate tests/data/scenarios/broken.json");
  CHECK(broken.code == 2);
  CHECK_THAT(
      broken.text,
      contains(
          "tests/data/scenarios/broken.json:9:19: /clients/p/config/linger.mss: unknown producer "
          "setting 'linger.mss'; did you mean 'linger.ms'?\n"));
  const Ended good = barnabas("validate scenarios/010-leader-crash.json");
  CHECK(good.code == 0);
  CHECK(good.text == "scenarios/010-leader-crash.json: ok, 3 variants\n");
  const Ended piped = barnabas("validate - < scenarios/010-leader-crash.json");
  CHECK(piped.text == "<standard input>: ok, 3 variants\n");
}

TEST_CASE("wrong words get the nearest right one, and 2") {
  if (!has_command()) return;
  struct Case {
    const char* arguments;
    const char* told;
  };
  const Case cases[] = {
      {"", "A subcommand is required"},
      {"rnu x", "unknown word 'rnu' for `barnabas`; did you mean 'run'?"},
      {"run", "FILE is required"},
      {"run x --sed 4", "unknown option '--sed' for `barnabas run`; did you mean '--seed'?"},
      {"run x --seed ten", "--seed: 'ten' is no integer from 0 to 18446744073709551615"},
      {"run x --seed=-4", "--seed: '-4' is no integer"},
      {"bench", "A subcommand is required"},
      {"bench kernel --lps 0", "--lps: '0' is no integer from 1 to"},
      {"bench kernal", "unknown word 'kernal' for `barnabas bench`; did you mean 'kernel'?"},
      {"run scenarios/010-leader-crsh.json",
       "cannot read scenarios/010-leader-crsh.json: No such file or directory; did you mean "
       "scenarios/010-leader-crash.json?"},
      {"run scenarios/010-leader-crash.json --variant acks-al", "did you mean 'acks-all'?"},
      {"run tests/data/scenarios/broken.json", "is no scenario that can run"},
      {"run scenarios", "cannot read scenarios: Is a directory"},
      {"run scenarios/010-leader-crash.json --variant ''", "--variant: the value is empty"},
      {"run scenarios/010-leader-crash.json --seeds ''", "--seeds: the value is empty"},
      {"run scenarios/010-leader-crash.json --svg ''", "--svg: the value is empty"},
      {"run ''", "FILE: the value is empty"},
      {"mutants --only ''", "--only: the value is empty"},
      {"run scenarios/010-leader-crash.json --svg -", "--svg writes a file"},
      {"run scenarios/swarm-safe.json --show-faults --svg s.svg", "--show-faults runs nothing"},
      {"run scenarios/010-leader-crash.json --trace no/such/folder/t",
       "cannot write no/such/folder/t: No such file"},
      {"run scenarios/010-leader-crash.json --variant acks-1 --svg no/such/folder/s.svg",
       "cannot write no/such/folder/s.svg: No such file"},
      {"run scenarios/010-leader-crash.json --svg no-such.out --trace ./no-such.out",
       "--trace and --svg name the same file, no-such.out: each needs its own"},
      {"run scenarios/010-leader-crash.json --svg scenarios/../scenarios/010-leader-crash.json",
       "--svg would write over the scenario scenarios/010-leader-crash.json"},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION("barnabas " << c.arguments) {
      const Ended ended = barnabas(c.arguments);
      CHECK(ended.code == 2);
      CHECK_THAT(ended.text, contains(c.told));
    }
  }
}

TEST_CASE("output that cannot be written is told, and nothing is lost silently") {
  if (!has_command()) return;
  const Ended full = barnabas("list >/dev/full");
  CHECK(full.code == 2);
  CHECK_THAT(full.text, contains("cannot write to standard output: No space left on device"));
  const Ended closed = barnabas("list >&-");
  CHECK(closed.code == 2);
  CHECK_THAT(closed.text, contains("cannot write to standard output: Bad file descriptor"));
  const Ended cut_off = barnabas("list | head -1");
  CHECK(cut_off.text == "010-leader-crash\n");
}

TEST_CASE("evidence: one file per run, named by its variant, and the report names it") {
  if (!has_command()) return;
  const test::TempDir folder;
  const std::string base = folder.path() + "/story.svg";
  const Ended all = barnabas("run scenarios/010-leader-crash.json --svg '" + base + "'");
  CHECK(all.code == 0);
  for (const char* variant : {"acks-0", "acks-1", "acks-all"}) {
    const std::string path = folder.path() + "/story-" + variant + ".svg";
    CHECK_THAT(text_of(path), contains("010-leader-crash, " + std::string(variant)));
    CHECK_THAT(all.text, contains("file          " + path.substr(0, 20)));
  }
  CHECK(text_of(base).empty());
  const Ended one = barnabas("run scenarios/010-leader-crash.json --variant acks-1 --svg '" + base +
                             "' --chrome-trace '" + folder.path() + "/chrome.json' --trace '" +
                             folder.path() + "/lines.json'");
  CHECK(one.code == 0);
  CHECK(text_of(base) == text_of(folder.path() + "/story-acks-1.svg"));
  CHECK(nlohmann::json::accept(text_of(folder.path() + "/chrome.json")));
  // The trace is lines of JSON, whatever its name ends in.
  std::istringstream lines(text_of(folder.path() + "/lines.json"));
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) CHECK(nlohmann::json::accept(line));
  CHECK(count > 1000);
  // Several files are told apart by their scenarios; a device takes everything.
  const Ended several =
      barnabas("run scenarios/010-leader-crash.json scenarios/040-zombie-controller.json --svg '" +
               folder.path() + "/s' --trace /dev/null --chrome-trace /dev/null");
  CHECK(several.code == 0);
  CHECK(!text_of(folder.path() + "/s-010-leader-crash-acks-1").empty());
  CHECK(!text_of(folder.path() + "/s-040-zombie-controller").empty());
}

TEST_CASE("a trace that cannot be written ends with 2, and no verdict") {
  if (!has_command()) return;
  const Ended ended =
      barnabas("run scenarios/010-leader-crash.json --variant acks-1 --trace /dev/full --json");
  CHECK(ended.code == 2);
  CHECK_THAT(ended.text, contains("cannot write /dev/full: No space left on device"));
  CHECK_THAT(ended.text, contains("\"exit_code\": 2"));
  CHECK_THAT(ended.text, contains("\"interrupted\": true"));
  CHECK(ended.text.find("\"lost\"") == std::string::npos);
}

TEST_CASE("the same scenario twice leaves two files") {
  if (!has_command()) return;
  const test::TempDir folder;
  const std::string file = "scenarios/040-zombie-controller.json ";
  CHECK(barnabas("run " + file + file + "--svg '" + folder.path() + "/s.svg'").code == 0);
  const std::string first = text_of(folder.path() + "/s-040-zombie-controller.svg");
  CHECK(!first.empty());
  CHECK(text_of(folder.path() + "/s-040-zombie-controller-2.svg") == first);
}

TEST_CASE("sabotages are listed as data, too") {
  if (!has_command()) return;
  std::istringstream lines(barnabas("mutants --list --json").text);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count)
    CHECK(nlohmann::json::parse(line).contains("rule"));
  CHECK(count > 20);
}

TEST_CASE("help and version") {
  if (!has_command()) return;
  CHECK(barnabas("--help").code == 0);
  CHECK_THAT(barnabas("run --help").text, contains("Usage: barnabas run [OPTIONS] FILE..."));
  CHECK_THAT(barnabas("version").text, contains("barnabas 0.1.0\n"));
  CHECK(barnabas("--version").text == barnabas("version").text);
}

}  // namespace
}  // namespace barnabas::sim
