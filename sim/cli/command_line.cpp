// The command line: what may be asked for, and clear words about what may not.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/nearest.h"
#include "sim/cli/bench_kernel.h"
#include "sim/cli/commands.h"
#include "sim/cli/engine.h"
#include "sim/cli/output.h"

namespace barnabas::sim {
namespace {

struct AllOptions {
  ListOptions list;
  RunCommandOptions run;
  ValidateOptions validate;
  FingerprintsOptions fingerprints;
  MutantsOptions mutants;
  KernelBenchOptions kernel;
  ClusterBenchOptions cluster;
  std::string seed;
};

// CLI11's own conversions accept too much ("0x10", "1e3"); ours says what it wanted.
template <class Number>
CLI::callback_t number_into(const std::string& name, Number& into, Number min, Number max) {
  return [name, &into, min, max](const CLI::results_t& values) {
    const std::string& text = values.front();
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    if (!whole || value < min || value > max) {
      throw CLI::ValidationError(name + ": '" + text + "' is no integer from " +
                                 std::to_string(min) + " to " + std::to_string(max));
    }
    into = value;
    return true;
  };
}

template <class Number>
void add_number(CLI::App* app, const std::string& name, Number& into, Number min, Number max,
                const std::string& help) {
  app->add_option(name, number_into(name, into, min, max), help + " (" + std::to_string(into) + ")")
      ->type_name("N");
}

void add_evidence(CLI::App* run, EvidencePaths& paths) {
  const auto add = [run](const char* name, std::string& into, const char* help) {
    run->add_option(name, into, help)->type_name("FILE")->group("Evidence");
  };
  add("--trace", paths.trace, "write every event of all runs as a JSON line");
  add("--svg", paths.svg, "draw what broke, or what struck, as a sequence diagram; one per run");
  add("--chart", paths.chart, "draw availability and latency over time; one per run");
  add("--chrome-trace", paths.chrome_trace,
      "write the run for Perfetto or chrome://tracing; one per run");
}

void add_run(CLI::App& app, AllOptions& options) {
  CLI::App* run = app.add_subcommand("run", "run scenarios and judge them");
  run->add_option("FILE", options.run.files, "scenarios; - is standard input")->required();
  run->add_option("--variant", options.run.variant, "run this variant only")->type_name("NAME");
  CLI::Option* one_seed =
      run->add_option(
             "--seed",
             [&options](const CLI::results_t& values) {
               std::uint64_t seed = 0;
               number_into<std::uint64_t>("--seed", seed, 0, UINT64_MAX)(values);
               options.run.seed = seed;
               return true;
             },
             "instead of the scenario's own")
          ->type_name("N");
  CLI::Option* seeds =
      run->add_option("--seeds", options.run.seeds,
                      "one table over many runs instead of reports: 1-200, or 1,5,9-20")
          ->type_name("LIST")
          ->excludes(one_seed);
  run->add_flag("--json", options.run.json, "the report as data");
  run->add_flag("--fail-fast", options.run.fail_fast,
                "stop at the first run that is not as expected");
  run->add_flag("--show-faults", options.run.show_faults,
                "print the swarm's faults for the seed, to be pasted into a scenario; runs nothing")
      ->excludes(seeds);
  add_evidence(run, options.run.evidence);
  run->add_flag("--check-determinism", options.run.check_determinism,
                "run twice in lockstep and compare every event")
      ->excludes(seeds);
}

void add_bench(CLI::App& app, AllOptions& options) {
  CLI::App* bench = app.add_subcommand("bench", "measure speed");
  bench->require_subcommand(1);
  CLI::App* kernel = bench->add_subcommand("kernel", "the event queue and loop, by PHOLD");
  KernelBenchOptions& k = options.kernel;
  add_number<std::uint32_t>(kernel, "--lps", k.lps, 1, 100'000'000, "logical processes");
  add_number<std::uint32_t>(kernel, "--population", k.population, 1, 1'000'000,
                            "tokens per process");
  add_number<std::uint64_t>(kernel, "--events", k.events, 1, UINT64_MAX, "events to run");
  add_number<std::uint64_t>(kernel, "--seed", k.seed, 0, UINT64_MAX, "seed");
  CLI::App* cluster = bench->add_subcommand("cluster", "three brokers, RF 3, acks=all");
  ClusterBenchOptions& c = options.cluster;
  add_number<std::int64_t>(cluster, "--records", c.records, 1, 1'000'000'000, "records to send");
  add_number<std::int32_t>(cluster, "--value-size", c.value_size, 0, 1'000'000, "bytes per value");
  add_number<std::uint64_t>(cluster, "--seed", c.seed, 0, UINT64_MAX, "seed");
}

void add_mutants(CLI::App& app, MutantsOptions& options) {
  CLI::App* mutants =
      app.add_subcommand("mutants", "sabotage the core, one rule at a time: does any judge cry?");
  mutants->add_option("--only", options.only, "this sabotage alone")->type_name("NAME");
  mutants
      ->add_option("--ground", options.ground,
                   "a scenario by its name: hunt there, instead of each on its own ground")
      ->type_name("NAME");
  mutants
      ->add_option(
          "--seeds",
          [&options](const CLI::results_t& values) {
            std::int64_t seeds = 0;
            number_into<std::int64_t>("--seeds", seeds, 1, 1'000'000)(values);
            options.seeds = seeds;
            return true;
          },
          "how many seeds each may take, instead of its own number")
      ->type_name("N");
  add_number<std::int32_t>(mutants, "--jobs", options.jobs, 1, 256, "hunts at the same time");
  mutants->add_flag("--list", options.lists, "what there is; runs nothing");
  mutants->add_flag("--json", options.json, "the table as data");
  mutants->add_option("--dir", options.folder, "the folder of scenarios")
      ->capture_default_str()
      ->type_name("FOLDER");
}

void add_commands(CLI::App& app, AllOptions& options) {
  app.require_subcommand(1);
  CLI::App* list = app.add_subcommand("list", "the scenarios, each with its why");
  list->add_option("--dir", options.list.folder, "the folder of scenarios")
      ->capture_default_str()
      ->type_name("FOLDER");
  add_run(app, options);
  CLI::App* validate = app.add_subcommand("validate", "check scenarios and tell all that is wrong");
  validate->add_option("FILE", options.validate.files, "scenarios; - is standard input")
      ->required();
  add_bench(app, options);
  CLI::App* prints =
      app.add_subcommand("fingerprints", "one line per variant: name variant seed trace state");
  prints->add_option("FILE", options.fingerprints.files, "scenarios; none: all of the folder");
  prints->add_option("--dir", options.fingerprints.folder, "the folder of scenarios")
      ->capture_default_str()
      ->type_name("FOLDER");
  add_mutants(app, options.mutants);
  app.add_subcommand("version", "the version, and the profiles it knows");
}

// An empty value is a variable of the shell that was not set, and never what is meant.
void refuse_empty_values(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (option->get_items_expected_max() == 0) continue;
    option->check([](const std::string& value) {
      return value.empty() ? std::string("the value is empty") : std::string();
    });
  }
  for (CLI::App* sub : app.get_subcommands([](CLI::App*) { return true; }))
    refuse_empty_values(*sub);
}

int dispatch(const CLI::App& app, const AllOptions& options) {
  const CLI::App* chosen = app.get_subcommands().front();
  const std::string name = chosen->get_name();
  if (name == "list") return command_list(options.list);
  if (name == "run") return command_run(options.run);
  if (name == "validate") return command_validate(options.validate);
  if (name == "fingerprints") return command_fingerprints(options.fingerprints);
  if (name == "mutants") return command_mutants(options.mutants);
  if (name == "version") return command_version();
  const bool kernel = chosen->get_subcommands().front()->get_name() == "kernel";
  return kernel ? bench_kernel(options.kernel) : bench_cluster(options.cluster);
}

// The innermost subcommand that the words before the wrong one chose.
CLI::App* innermost(CLI::App& app) {
  CLI::App* at = &app;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  return at;
}

std::vector<std::string> words_of(CLI::App* app) {
  std::vector<std::string> words;
  for (const CLI::App* sub : app->get_subcommands([](CLI::App*) { return true; })) {
    words.push_back(sub->get_name());
  }
  for (const CLI::Option* option : app->get_options()) {
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
  }
  return words;
}

std::string path_of(CLI::App* app) {
  const std::string own = app->get_name();
  return app->get_parent() == nullptr ? own : path_of(app->get_parent()) + " " + own;
}

int tell_usage_error(CLI::App& app, const CLI::ParseError& error) {
  CLI::App* at = innermost(app);
  const std::vector<std::string> words = words_of(at);
  const std::vector<std::string_view> candidates(words.begin(), words.end());
  std::string text;
  std::vector<std::string> wrong = app.remaining(true);
  const auto is_flag = [](const std::string& word) { return !word.empty() && word.front() == '-'; };
  // The value of an unknown option is no mistake of its own.
  if (std::any_of(wrong.begin(), wrong.end(), is_flag)) {
    wrong.erase(std::remove_if(wrong.begin(), wrong.end(),
                               [&](const std::string& w) { return !is_flag(w); }),
                wrong.end());
  }
  for (const std::string& word : wrong) {
    const std::string name = word.substr(0, word.find('='));
    const std::string_view meant = nearest_name(name, candidates);
    text += std::string(is_flag(name) ? "unknown option '" : "unknown word '") + name + "' for `" +
            path_of(at) + "`";
    if (!meant.empty()) text += "; did you mean '" + std::string(meant) + "'?";
    text += "\n";
  }
  if (text.empty()) text = std::string(error.what()) + "\n";
  write_error(text + "`" + path_of(at) + " --help` tells what there is");
  return kExitUsage;
}

}  // namespace

int run_command_line(int argc, const char* const* argv) {
  prepare_streams();
  CLI::App app("A Kafka cluster in a box: deterministic runs, faults, and what they teach.",
               "barnabas");
  AllOptions options;
  add_commands(app, options);
  app.set_version_flag("--version", kVersion, "the version, and the profiles it knows");
  refuse_empty_values(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    Output output;
    CLI::App* at = innermost(app);
    output.write(at->help(at->get_parent() == nullptr ? "" : path_of(at->get_parent())));
    return output.finish(kExitOk);
  } catch (const CLI::CallForVersion&) {
    return command_version();
  } catch (const CLI::ParseError& error) {
    return tell_usage_error(app, error);
  }
  return dispatch(app, options);
}

}  // namespace barnabas::sim
