// The top level of a scenario: one variant, patches already merged.
#include <cstddef>

#include "core/base/nearest.h"
#include "sim/scenario/readers.h"

namespace barnabas::sim {
namespace {

constexpr std::int64_t kLargestBudget = 100'000'000'000;

// Settings differ by profile, so it is read before all else.
Profile profile_of(const Json& value) {
  const auto found = value.find("profile");
  const bool classic =
      found != value.end() && found->is_string() && found->get<std::string>() == "classic";
  return classic ? Profile::Classic : Profile::Kafka3;
}

void read_head(Context& context, ObjectReader& reader, Scenario& scenario) {
  const Json* schema = reader.require("schema", "1, the version of this shape");
  if (schema != nullptr && *schema != Json(1)) {
    context.error(reader.path_of("schema"), describe(*schema), "1, the only version of this shape");
  }
  const Json* name = reader.require("name", "a short name, as in \"010-leader-crash\"");
  scenario.name = reader.text("name").value_or("");
  if (name != nullptr && name->is_string() && !is_plain_name(scenario.name)) {
    context.error(reader.path_of("name"), "'" + scenario.name + "' is no name",
                  "letters, digits, '.', '_' and '-'");
  }
  reader.require("why", "one sentence: what this scenario teaches");
  scenario.why = reader.text("why").value_or("-");
  if (scenario.why.find_first_not_of(' ') == std::string::npos)
    context.error(reader.path_of("why"), "a why without words", "one sentence");
  reader.word("profile", {"classic", "kafka-3"});
  scenario.profile = context.profile;
  if (const Json* seed = reader.find("seed")) {
    if (seed->is_number_unsigned()) {
      scenario.seed = seed->get<std::uint64_t>();
    } else {
      context.error(reader.path_of("seed"), describe(*seed),
                    "an integer from 0 to 18446744073709551615");
    }
  }
}

void read_limits(Context& context, ObjectReader& reader, Scenario& scenario) {
  if (const auto duration = reader.duration("duration")) {
    scenario.duration = *duration;
    if (duration->ns == 0)
      context.error(reader.path_of("duration"), "a run of no length", "more than 0s");
  }
  if (const auto end = reader.duration("faults_end")) {
    scenario.faults_end = Instant{} + *end;
    if (*end > scenario.duration) {
      context.error(reader.path_of("faults_end"), "the faults end after the run",
                    "at most the duration");
    }
  }
  const auto budget = reader.integer("event_budget", 1, kLargestBudget);
  if (budget) scenario.event_budget = *budget;
  if (const Json* captions = reader.find("captions")) {
    scenario.captions = read_texts(context, *captions, reader.path_of("captions"));
  }
}

// A topic whose replication factor exceeds the brokers can never be made.
void check_factors(Context& context, const Scenario& scenario) {
  const auto factor = scenario.cluster_config.find("default.replication.factor");
  if (factor == scenario.cluster_config.end()) return;
  const cluster::ConfigView view(cluster::ConfigScope::Broker, scenario.cluster_config,
                                 scenario.profile);
  if (view.integer("default.replication.factor") <=
      static_cast<std::int64_t>(scenario.brokers.size()))
    return;
  context.error("/cluster/config/default.replication.factor",
                "default.replication.factor is " + factor->second + ", but there are " +
                    std::to_string(scenario.brokers.size()) + " brokers",
                "at most the number of brokers");
}

}  // namespace

Scenario read_scenario(Context& context, const Json& value) {
  Scenario scenario;
  scenario.variant = context.variant;
  ObjectReader reader(context, value, "", "a scenario");
  if (!reader.is_object()) return scenario;
  context.profile = profile_of(value);
  context.names = collect_names(value);
  reader.allow("variants");
  read_head(context, reader, scenario);
  read_limits(context, reader, scenario);
  const Json no_cluster = Json::object();
  const Json* cluster = reader.find("cluster");
  read_cluster(context, cluster != nullptr ? *cluster : no_cluster, "/cluster", scenario);
  using Part = void (*)(Context&, const Json&, const std::string&, Scenario&);
  struct Named {
    const char* key;
    Part read;
  };
  constexpr Named kParts[] = {{"network", read_network}, {"knobs", read_knobs},
                              {"topics", read_topics},   {"clients", read_clients},
                              {"faults", read_faults},   {"swarm", read_swarm},
                              {"expect", read_expect}};
  for (const Named& part : kParts) {
    const Json* found = reader.find(part.key);
    if (found != nullptr) part.read(context, *found, reader.path_of(part.key), scenario);
  }
  check_factors(context, scenario);
  reader.finish();
  return scenario;
}

}  // namespace barnabas::sim
