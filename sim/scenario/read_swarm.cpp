// "swarm": which kinds of random faults there are, how often, and within which guards.
#include <cstddef>
#include <utility>

#include "core/base/nearest.h"
#include "sim/scenario/readers.h"
#include "sim/scenario/swarm_kinds.h"

namespace barnabas::sim {
namespace {

// ["1s", "8s"], or one duration for both ends.
void read_range(Context& context, ObjectReader& reader, const char* key, Duration& low,
                Duration& high) {
  const Json* value = reader.find(key);
  if (value == nullptr) return;
  const std::string path = reader.path_of(key);
  const bool is_pair = value->is_array() && value->size() == 2;
  if (value->is_array() && !is_pair)
    return context.error(path, describe(*value), "the least and the greatest: [\"1s\", \"8s\"]");
  const auto least = read_duration(context, is_pair ? (*value)[0] : *value, path);
  const auto most = read_duration(context, is_pair ? (*value)[1] : *value, path);
  if (!least || !most) return;
  if (*most < *least) return context.error(path, "the greatest is less than the least");
  low = *least;
  high = *most;
}

const SwarmKindFacts* find_kind(Context& context, const std::string& name,
                                const std::string& path) {
  std::vector<std::string_view> names;
  for (const SwarmKindFacts& facts : kSwarmKinds) {
    if (facts.name == name) return &facts;
    names.push_back(facts.name);
  }
  const std::string_view meant = nearest_name(name, names);
  context.error_at_key(path, "unknown kind of fault '" + name + "'",
                       meant.empty() ? one_of(names) : "", meant);
  return nullptr;
}

void read_kind(Context& context, const SwarmKindFacts& facts, const Json& value,
               const std::string& path, SwarmSpec& swarm) {
  SwarmKindSpec spec;
  spec.kind = std::string(facts.name);
  ObjectReader reader(context, value, path, "the kind of fault '" + spec.kind + "'");
  if (!reader.is_object()) return;
  spec.chance = static_cast<std::int32_t>(reader.integer("chance", 0, 100).value_or(spec.chance));
  read_range(context, reader, "gap", spec.gap_min, spec.gap_max);
  if (facts.lasts) read_range(context, reader, "duration", spec.duration_min, spec.duration_max);
  reader.finish();
  if (spec.gap_min.ns < milliseconds(1).ns)
    context.error(reader.path_of("gap"), "a gap of less than 1ms", "at least 1ms");
  swarm.kinds.push_back(std::move(spec));
}

}  // namespace

void read_swarm(Context& context, const Json& value, const std::string& path, Scenario& scenario) {
  ObjectReader reader(context, value, path, "the swarm");
  if (!reader.is_object()) return;
  SwarmSpec swarm;
  swarm.start = Instant{} + reader.duration("start").value_or(Duration{});
  const auto brokers = static_cast<std::int64_t>(scenario.brokers.size());
  swarm.max_down =
      static_cast<std::int32_t>(reader.integer("max_down", 0, brokers).value_or(swarm.max_down));
  swarm.max_powered_off = static_cast<std::int32_t>(
      reader.integer("max_powered_off", 0, brokers).value_or(swarm.max_powered_off));
  const Json* kinds = reader.require("kinds", "an object: kinds of faults by name");
  if (kinds != nullptr && !kinds->is_object()) {
    context.error(reader.path_of("kinds"), describe(*kinds), "an object: kinds of faults by name");
  } else if (kinds != nullptr) {
    for (const auto& item : kinds->items()) {
      const std::string own = child_path(reader.path_of("kinds"), item.key());
      const SwarmKindFacts* facts = find_kind(context, item.key(), own);
      if (facts != nullptr) read_kind(context, *facts, item.value(), own, swarm);
    }
  }
  reader.finish();
  if (scenario.faults_end <= swarm.start) {
    context.error(path, "the swarm has no time: 'faults_end' is not after its 'start'",
                  "a 'faults_end' of the scenario");
  }
  scenario.swarm = std::move(swarm);
}

}  // namespace barnabas::sim
