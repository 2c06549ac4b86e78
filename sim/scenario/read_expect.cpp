// "expect": what the run must show, per variant.
#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/base/nearest.h"
#include "core/ports/probes.h"
#include "sim/scenario/checker_names.h"
#include "sim/scenario/readers.h"

namespace barnabas::sim {
namespace {

std::vector<std::string> read_checkers(Context& context, const Json& value,
                                       const std::string& path) {
  std::vector<std::string> result = read_texts(context, value, path);
  std::vector<std::string_view> ids;
  for (const CheckerFacts& checker : kCheckers) ids.push_back(checker.id);
  for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
    if (!value[i].is_string() || is_checker(value[i].get<std::string>())) continue;
    const auto id = value[i].get<std::string>();
    const std::string_view meant = nearest_name(id, ids);
    context.error(path + "/" + std::to_string(i), "unknown checker '" + id + "'",
                  meant.empty() ? one_of(ids) : "", meant);
  }
  return result;
}

std::vector<std::string> read_probes(Context& context, const Json& value, const std::string& path) {
  std::vector<std::string> result = read_texts(context, value, path);
  std::vector<std::string_view> names;
  for (const ProbeFacts& probe : kProbes) names.push_back(probe.name);
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (is_probe(result[i])) continue;
    const std::string_view meant = nearest_name(result[i], names);
    context.error(path + "/" + std::to_string(i), "unknown probe '" + result[i] + "'",
                  meant.empty() ? "a probe of the table in docs/scenarios.md" : "", meant);
  }
  return result;
}

// Values of records; each must be one that some producer sends.
std::optional<std::vector<std::string>> read_record_values(Context& context, ObjectReader& reader,
                                                           const char* key) {
  const Json* value = reader.find(key);
  if (value == nullptr) return std::nullopt;
  const std::string path = reader.path_of(key);
  const std::vector<std::string> result = read_values(context, *value, path);
  for (const std::string& text : result) {
    if (context.names.is_sent(text)) continue;
    std::vector<std::string_view> sent;
    constexpr std::size_t kEnough = 1000;
    for (const std::string& one : context.names.values) {
      if (sent.size() < kEnough) sent.emplace_back(one);
    }
    context.error(path, "no producer sends '" + text + "'", "values of a workload",
                  nearest_name(text, sent));
    break;
  }
  return result;
}

void read_reached(Context& context, const Json& value, const std::string& path,
                  ExpectSpec& expect) {
  if (!value.is_array()) return context.error(path, describe(value), "a list of events");
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto hook = read_hook(context, value[i], path + "/" + std::to_string(i));
    if (hook) expect.reached.push_back(*hook);
  }
}

void read_seeds(Context& context, const Json& value, const std::string& path, ExpectSpec& expect) {
  ObjectReader reader(context, value, path, "the expectations of many seeds");
  if (!reader.is_object()) return;
  SeedsExpectSpec seeds;
  if (const Json* finds = reader.find("finds"))
    seeds.finds = read_checkers(context, *finds, reader.path_of("finds"));
  if (const Json* never = reader.find("never"))
    seeds.never = read_checkers(context, *never, reader.path_of("never"));
  reader.finish();
  for (const std::string& id : seeds.finds) {
    if (std::find(seeds.never.begin(), seeds.never.end(), id) == seeds.never.end()) continue;
    context.error(path + "/finds", "'" + id + "' stands in 'never' too", "one of the two");
  }
  expect.seeds = std::move(seeds);
}

void check_contradictions(Context& context, const std::string& path, const ExpectSpec& expect) {
  if (!expect.violates) return;
  for (const std::string& id : *expect.violates) {
    if (std::find(expect.holds.begin(), expect.holds.end(), id) == expect.holds.end()) continue;
    context.error(path + "/violates", "'" + id + "' stands in 'holds' too", "one of the two");
  }
}

}  // namespace

void read_expect(Context& context, const Json& value, const std::string& path, Scenario& scenario) {
  ObjectReader reader(context, value, path, "the expectations");
  if (!reader.is_object()) return;
  ExpectSpec& expect = scenario.expect;
  expect.all_fired = reader.boolean("all_fired").value_or(true);
  expect.ends = reader.word("ends", {"alive", "stuck", "any"}).value_or("alive");
  if (const Json* holds = reader.find("holds")) {
    expect.holds = read_checkers(context, *holds, reader.path_of("holds"));
  }
  if (const Json* violates = reader.find("violates")) {
    expect.violates = read_checkers(context, *violates, reader.path_of("violates"));
  }
  if (const Json* reached = reader.find("reached")) {
    read_reached(context, *reached, reader.path_of("reached"), expect);
  }
  if (const Json* probes = reader.find("probes")) {
    expect.probes = read_probes(context, *probes, reader.path_of("probes"));
  }
  expect.acked = reader.integer("acked", 0, INT64_MAX);
  expect.unconfirmed = reader.integer("unconfirmed", 0, INT64_MAX);
  expect.failed = reader.integer("failed", 0, INT64_MAX);
  expect.unknown = reader.integer("unknown", 0, INT64_MAX);
  expect.delivered = reader.integer("delivered", 0, INT64_MAX);
  expect.lost = read_record_values(context, reader, "lost");
  expect.missing = read_record_values(context, reader, "missing");
  expect.duplicates = read_record_values(context, reader, "duplicates");
  if (const Json* seeds = reader.find("seeds"))
    read_seeds(context, *seeds, reader.path_of("seeds"), expect);
  reader.finish();
  check_contradictions(context, path, expect);
}

}  // namespace barnabas::sim
