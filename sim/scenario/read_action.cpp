// Actions: one verb each, with what stands beside it.
#include <algorithm>
#include <cstddef>

#include "core/base/nearest.h"
#include "core/protocol/message.h"
#include "sim/scenario/action_names.h"
#include "sim/scenario/readers.h"

namespace barnabas::sim {
namespace {

using Value = ActionFacts::Value;

// The verb among the keys; reports when there is none or more than one.
const ActionFacts* find_verb(Context& context, const Json& value, const std::string& path) {
  std::vector<std::string_view> verbs;
  std::vector<const ActionFacts*> found;
  for (const ActionFacts& facts : kActions) {
    verbs.push_back(facts.verb);
    if (value.contains(std::string(facts.verb))) found.push_back(&facts);
  }
  if (found.size() == 1) return found.front();
  if (found.size() > 1) {
    context.error(
        path,
        "both '" + std::string(found[0]->verb) + "' and '" + std::string(found[1]->verb) + "'",
        "one action per object");
    return nullptr;
  }
  for (const auto& item : value.items()) {
    const std::string_view meant = nearest_name(item.key(), verbs);
    if (meant.empty()) continue;
    context.error_at_key(child_path(path, item.key()), "unknown action '" + item.key() + "'", "",
                         meant);
    return nullptr;
  }
  context.error(path, "no action in this object", one_of(verbs));
  return nullptr;
}

// "Fetch.response", "Fetch", "all".
void read_messages(Context& context, const Json& value, const std::string& path, Action& action) {
  const std::string expected =
      "an API and its leg, as in \"Fetch.response\" or \"Produce\", or \"all\"";
  const auto text = read_text(context, value, path, expected);
  if (!text || *text == "all") return;
  const std::size_t dot = text->find('.');
  action.api = text->substr(0, dot);
  if (dot != std::string::npos) {
    const std::string leg = text->substr(dot + 1);
    if (leg != "request" && leg != "response") {
      const std::string_view meant = nearest_name(leg, {"request", "response"});
      context.error(path, "unknown leg '" + leg + "'", "request or response",
                    meant.empty() ? "" : action.api + "." + std::string(meant));
    }
    action.leg = leg == "response" ? 1 : 0;
  }
  if (action.api == "all") return action.api.clear();
  if (protocol::find_api(action.api)) return;
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < protocol::kApiCount; ++i)
    names.push_back(protocol::facts_of_api(i).name);
  const std::string_view meant = nearest_name(action.api, names);
  context.error(path, "unknown API '" + action.api + "'", meant.empty() ? one_of(names) : "",
                meant);
}

Selector everyone() { return Selector{}; }

Selector selector_or_everyone(Context& context, ObjectReader& reader, const char* key) {
  const Json* value = reader.find(key);
  if (value == nullptr) return everyone();
  return read_selector(context, *value, reader.path_of(key)).value_or(everyone());
}

// {"cut": {"from": a, "to": b, "both": true}} or {"cut": a, "from": b}, which is both ways.
void read_cut(Context& context, ObjectReader& reader, const char* verb, Action& action) {
  const Json& value = *reader.find(verb);
  const std::string path = reader.path_of(verb);
  if (value.is_object()) {
    ObjectReader inner(context, value, path, verb);
    action.from = selector_or_everyone(context, inner, "from");
    action.to = selector_or_everyone(context, inner, "to");
    action.both_ways = inner.boolean("both").value_or(false);
    inner.finish();
    if (reader.has("from")) {
      context.error_at_key(reader.path_of("from"),
                           "'from' stands inside and beside '" + std::string(verb) + "'");
    }
    return;
  }
  action.from = read_selector(context, value, path).value_or(everyone());
  action.to = selector_or_everyone(context, reader, "from");
  action.both_ways = true;
}

void read_fault_id(Context& context, const Json& value, const std::string& path, Action& action) {
  const auto id = read_text(context, value, path, "the id of a fault");
  if (!id) return;
  action.text = *id;
  check_fault(context, *id, path);
}

// {"id": 4, "rack": "b", "config": {}}: the rest of the cluster's settings apply to it, too.
void read_new_broker(Context& context, const Json& value, const std::string& path, Action& action) {
  ObjectReader reader(context, value, path, "a new broker");
  if (!reader.is_object()) return;
  reader.require("id", "the new broker's id");
  const auto id = reader.integer("id", 0, INT32_MAX);
  action.target.kind = Selector::Kind::Node;
  action.target.text = "broker-" + std::to_string(id.value_or(0));
  action.rack = reader.text("rack").value_or("");
  if (const Json* config = reader.find("config")) {
    action.settings =
        read_settings(context, cluster::ConfigScope::Broker, *config, reader.path_of("config"));
  }
  reader.finish();
}

void read_admin_action(Context& context, ObjectReader& reader, const std::string& verb,
                       Action& action) {
  const std::optional<command::Admin> admin =
      read_admin(context, *reader.find(verb), reader.path_of(verb));
  if (admin) {
    action.command = *admin;
    action.text = admin->text;
  }
  action.target.kind = Selector::Kind::Node;
  action.target.text = "admin";
  if (const Json* client = reader.find("client")) {
    const auto selector = read_selector(context, *client, reader.path_of("client"));
    if (selector) action.target = *selector;
  }
}

void read_verb(Context& context, ObjectReader& reader, const ActionFacts& facts, Action& action) {
  const std::string verb(facts.verb);
  const std::string path = reader.path_of(verb);
  const Json& value = *reader.find(verb);
  switch (facts.value) {
    case Value::Nodes:
      action.target = read_selector(context, value, path).value_or(everyone());
      break;
    case Value::Messages:
      read_messages(context, value, path, action);
      action.from = selector_or_everyone(context, reader, "from");
      action.to = selector_or_everyone(context, reader, "to");
      break;
    case Value::Rate:
      action.amount = read_bandwidth(context, value, path).value_or(0);
      action.from = selector_or_everyone(context, reader, "from");
      action.to = selector_or_everyone(context, reader, "to");
      break;
    case Value::Cut:
      read_cut(context, reader, "cut", action);
      break;
    case Value::Heal:
      if (value.is_string() && value.get<std::string>() == "all") {
        action.both_ways = true;
      } else {
        read_cut(context, reader, "heal", action);
      }
      break;
    case Value::Broker:
      read_new_broker(context, value, path, action);
      break;
    case Value::Fault:
      read_fault_id(context, value, path, action);
      break;
    case Value::Admin:
      read_admin_action(context, reader, verb, action);
      break;
  }
}

}  // namespace

std::optional<Action> read_action(Context& context, const Json& value, const std::string& path) {
  if (!value.is_object()) {
    context.error(path, describe(value), "an action, as in {\"crash\": \"broker-1\"}");
    return std::nullopt;
  }
  const ActionFacts* facts = find_verb(context, value, path);
  if (facts == nullptr) return std::nullopt;
  ObjectReader reader(context, value, path, "the action '" + std::string(facts->verb) + "'");
  Action action;
  action.kind = facts->kind;
  read_verb(context, reader, *facts, action);
  read_beside(context, reader, *facts, action);
  if (facts->kind == ActionKind::Command) action.command = read_command(context, reader);
  if (facts->kind == ActionKind::Duplicate && !context.is_datagram) {
    context.error(reader.path_of("duplicate"), "a connection delivers nothing twice",
                  "\"mode\": \"datagram\" under /network, or another action");
  }
  const std::string whom = facts->kind == ActionKind::Admin ? "client" : std::string(facts->verb);
  if (reader.has(whom)) check_targets(context, action, reader.path_of(whom));
  reader.finish();
  return action;
}

}  // namespace barnabas::sim
