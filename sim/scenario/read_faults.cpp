// "faults": what happens to the cluster, when.
#include <cstddef>
#include <utility>

#include "sim/scenario/readers.h"

namespace barnabas::sim {
namespace {

constexpr std::size_t kMostFaults = 1000;
constexpr std::size_t kMostActions = 100;

void read_trigger(Context& context, ObjectReader& reader, const Scenario& scenario, Fault& fault) {
  const auto at = reader.duration("at");
  if (at) fault.at = Instant{} + *at;
  if (const Json* on = reader.find("on")) {
    fault.on = read_hook(context, *on, reader.path_of("on"));
    if (at) context.error(reader.path(), "both 'at' and 'on'", "one of the two");
  } else if (!reader.has("at")) {
    context.error(reader.path(), "the fault has no trigger", "'at', a time, or 'on', an event");
  }
  fault.after = reader.duration("after").value_or(Duration{});
  fault.times = static_cast<std::int32_t>(reader.integer("times", 1, 1'000'000).value_or(1));
  if (at && *at > scenario.duration) {
    context.error(reader.path_of("at"), "the fault is due after the end of the run",
                  "at most the scenario's duration");
  }
}

void read_actions(Context& context, ObjectReader& reader, Fault& fault) {
  const Json* actions = reader.require("do", "a list of actions");
  if (actions == nullptr) return;
  const std::string path = reader.path_of("do");
  if (!actions->is_array() || actions->empty()) {
    return context.error(path, actions->is_array() ? "an empty list" : describe(*actions),
                         "a list of actions");
  }
  if (actions->size() > kMostActions) {
    return context.error(path, std::to_string(actions->size()) + " actions", "at most 100");
  }
  for (std::size_t i = 0; i < actions->size(); ++i) {
    std::optional<Action> action =
        read_action(context, (*actions)[i], path + "/" + std::to_string(i));
    if (action) fault.actions.push_back(std::move(*action));
  }
}

void read_fault(Context& context, const std::string& key, const Json& value,
                const std::string& path, Scenario& scenario) {
  ObjectReader reader(context, value, path, "a fault");
  if (!reader.is_object()) return;
  Fault fault;
  const bool is_named = !key.empty();
  if (is_named) {
    fault.id = key;
  } else {
    reader.require("id", "a name for the fault");
    fault.id = reader.text("id").value_or("");
  }
  const bool bad_name = !fault.id.empty() && !is_plain_name(fault.id);
  if (bad_name)
    context.error(reader.path(), "'" + fault.id + "' is no id of a fault", "a plain name");
  for (const Fault& other : scenario.faults) {
    if (other.id != fault.id || fault.id.empty()) continue;
    context.error(reader.path_of("id"), "a second fault with the id '" + fault.id + "'",
                  "different ids");
  }
  read_trigger(context, reader, scenario, fault);
  read_actions(context, reader, fault);
  reader.finish();
  scenario.faults.push_back(std::move(fault));
}

const Fault* find_fault(const Scenario& scenario, const std::string& id) {
  for (const Fault& fault : scenario.faults) {
    if (fault.id == id) return &fault;
  }
  return nullptr;
}

// A fault that waits for a fault that waits for it can never fire.
void check_cycles(Context& context, const std::string& path, bool by_name,
                  const Scenario& scenario) {
  for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
    const Fault& start = scenario.faults[i];
    const auto start_place = static_cast<std::ptrdiff_t>(i);
    const Fault* next = &start;
    std::string chain = start.id;
    for (std::size_t steps = 0; steps <= scenario.faults.size(); ++steps) {
      if (next == nullptr || !next->on || next->on->since.empty()) break;
      next = find_fault(scenario, next->on->since);
      if (next == nullptr || next - scenario.faults.data() < start_place) break;  // told from there
      chain += " waits for " + next->id;
      if (next != &start) continue;
      const std::string own = by_name ? child_path(path, start.id) : path + "/" + std::to_string(i);
      context.error(own + "/on/since", "a circle of 'since': " + chain);
      break;
    }
  }
}

bool asks_default_admin(const Scenario& scenario) {
  for (const Fault& fault : scenario.faults) {
    for (const Action& action : fault.actions) {
      if (action.kind == ActionKind::Admin && action.target.text == "admin") return true;
    }
  }
  return false;
}

}  // namespace

void read_faults(Context& context, const Json& value, const std::string& path, Scenario& scenario) {
  if (!value.is_array() && !value.is_object()) {
    return context.error(path, describe(value), "a list of faults, or an object: faults by id");
  }
  if (value.size() > kMostFaults) {
    return context.error(path, std::to_string(value.size()) + " faults", "at most 1000");
  }
  const bool by_name = value.is_object();
  for (const auto& item : value.items()) {
    read_fault(context, by_name ? item.key() : "", item.value(), child_path(path, item.key()),
               scenario);
  }
  check_cycles(context, path, by_name, scenario);
  const bool has_admin = context.names.clients.count("admin") != 0;
  if (asks_default_admin(scenario) && !has_admin) {
    ClientSpec admin;
    admin.name = "admin";
    admin.type = ClientSpec::Type::Admin;
    scenario.clients.push_back(std::move(admin));
  }
}

}  // namespace barnabas::sim
