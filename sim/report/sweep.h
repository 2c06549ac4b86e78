// What came of one variant under many seeds: how often each outcome, the distinct stories, and the
// first seed of each, to be looked at with `barnabas run X --variant V --seed N`.
//
// Stories of missing records are of one kind when the same was promised and the same advice would
// have kept the records, whatever the names and numbers; stories of other broken guarantees, when
// the same was seen, by whichever client.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/report/run_report.h"
#include "sim/scenario/scenario.h"

namespace barnabas::sim {

// How many seeds showed something, and the first that did, in the order in which they ran.
struct Sightings {
  std::int64_t count = 0;
  std::uint64_t first_seed = 0;
  void see(std::uint64_t seed) {
    if (count++ == 0) first_seed = seed;
  }
};

struct StoryKind {
  Sightings seen;
  Story example;  // of the first seed
};

struct SweepReport {
  std::string scenario;
  std::string variant;
  SeedsExpectSpec expected;
  std::int64_t runs = 0;
  std::map<Verdict, Sightings> verdicts;
  std::map<std::string, Sightings> broken;   // checkers, Liveness too
  std::map<std::string, StoryKind> stories;  // by what they have in common
  std::map<std::string, Sightings> probes;
  std::int64_t acked = 0;
  std::int64_t lost = 0;
  std::int64_t events = 0;
  std::vector<std::string> reasons;  // why the seeds together are not as expected
  bool is_stopped = false;           // by a person, or at the first failure
  int exit_code = 0;                 // the gravest of the runs and of the seeds together
};

SweepReport begin_sweep(const Scenario& scenario);
void add_run(SweepReport& sweep, const RunReport& run);
// Compares with what the scenario expects of many seeds.
void finish_sweep(SweepReport& sweep);

// What a text says without its numbers, quoted values and the lengths of lists.
std::string skeleton_of(const std::string& text);

std::string sweep_header();
std::string sweep_line(const SweepReport& sweep);
// What was found, each with the command that shows it; empty when there is nothing to tell.
std::string sweep_findings(const SweepReport& sweep, const std::string& file);
// Probes that all sweeps together hit, and those that none did.
std::string probes_summary(const std::vector<SweepReport>& sweeps);
std::string sweep_json(const SweepReport& sweep, const std::string& file);

}  // namespace barnabas::sim
