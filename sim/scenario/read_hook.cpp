// Hooks: which note of which node fires a fault, or must be reached.
#include <algorithm>
#include <cstddef>

#include "core/base/nearest.h"
#include "core/ports/probes.h"
#include "sim/fault/selector_text.h"
#include "sim/scenario/readers.h"

namespace barnabas::sim {
namespace {

using Field = Hook::Field;

const NoteFacts* read_event(Context& context, ObjectReader& reader) {
  const Json* event = reader.require("event", "the name of an event, as in \"append\"");
  if (event == nullptr) return nullptr;
  const std::string path = reader.path_of("event");
  const auto name = read_text(context, *event, path, "the name of an event");
  if (!name) return nullptr;
  const NoteFacts* facts = find_note(*name);
  if (facts != nullptr) return facts;
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < static_cast<std::size_t>(NoteKind::Count); ++i) {
    names.push_back(facts_of(static_cast<NoteKind>(i)).name);
  }
  const std::string_view meant = nearest_name(*name, names);
  context.error(path, "unknown event '" + *name + "'", meant.empty() ? one_of(names) : "", meant);
  return nullptr;
}

// 7, true, ">=7", "<=7", "=7".
std::optional<Field> read_number(Context& context, const Json& value, const std::string& path) {
  Field field;
  field.op = "=";
  if (value.is_boolean()) {
    field.value = value.get<bool>() ? 1 : 0;
    return field;
  }
  std::optional<std::int64_t> number;
  if (value.is_number_integer()) number = read_integer(context, value, path, INT64_MIN, INT64_MAX);
  if (value.is_string()) {
    std::string text = value.get<std::string>();
    for (const char* op : {">=", "<=", "="}) {
      const std::string_view prefix = op;
      if (text.compare(0, prefix.size(), prefix) != 0) continue;
      field.op = prefix;
      text = text.substr(prefix.size());
      break;
    }
    const Json parsed = Json::parse(text, nullptr, false);
    if (parsed.is_number_integer())
      number = read_integer(context, parsed, path, INT64_MIN, INT64_MAX);
  }
  if (!number) {
    context.error(path, describe(value), "a number, or \">=\" or \"<=\" and a number");
    return std::nullopt;
  }
  field.value = *number;
  return field;
}

// An id that no broker has, where one is meant.
bool check_broker(Context& context, std::int64_t id, const std::string& path) {
  if (id >= 0 && id <= INT32_MAX && context.names.brokers.count(static_cast<std::int32_t>(id)) != 0)
    return true;
  context.error(path, "there is no broker " + std::to_string(id),
                "one of the " + std::to_string(context.names.brokers.size()) + " brokers");
  return false;
}

// A node: its id, "broker-2", "$old", or "none".
std::optional<Field> read_node_field(Context& context, const Json& value, const std::string& path) {
  if (value.is_number_integer()) {
    const std::optional<Field> field = read_number(context, value, path);
    if (!field || (field->value != -1 && !check_broker(context, field->value, path)))
      return std::nullopt;
    return field;
  }
  Field field;
  field.op = "=";
  field.value = -1;
  if (value.is_string() && value.get<std::string>() == "none") return field;
  const auto selector = read_selector(context, value, path);
  if (!selector) return std::nullopt;
  if (selector->kind != Selector::Kind::Node && selector->kind != Selector::Kind::Remembered) {
    context.error(path, describe(value), "one node: its id, \"broker-2\", \"$name\" or \"none\"");
    return std::nullopt;
  }
  field.text = to_text(*selector);
  const NodeId id = broker_id(field.text);
  field.value = id.value;
  return field;
}

// A list is compared as a set; a number must be in it.
std::optional<Field> read_list_field(Context& context, const Json& value, const std::string& path,
                                     bool is_of_brokers) {
  Field field;
  field.op = value.is_array() ? "=" : "contains";
  const Json items = value.is_array() ? value : Json::array({value});
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string own = value.is_array() ? path + "/" + std::to_string(i) : path;
    const auto number = read_integer(context, items[i], own, INT32_MIN, INT32_MAX);
    if (!number || (is_of_brokers && !check_broker(context, *number, own))) return std::nullopt;
    field.list.push_back(static_cast<std::int32_t>(*number));
  }
  std::sort(field.list.begin(), field.list.end());
  return field;
}

std::optional<Field> read_error_field(Context& context, const Json& value,
                                      const std::string& path) {
  if (value.is_number_integer()) return read_number(context, value, path);
  const auto text = read_text(context, value, path, "an error, as in \"NOT_ENOUGH_REPLICAS\"");
  if (!text) return std::nullopt;
  Field field;
  field.op = "=";
  std::vector<std::string_view> names;
  for (std::int32_t code = -1; code <= 200; ++code) {
    const std::string_view name = name_of(static_cast<ErrorCode>(code));
    if (name == *text) {
      field.value = code;
      return field;
    }
    names.push_back(name);
  }
  context.error(path, "unknown error '" + *text + "'", "a name of Kafka's",
                nearest_name(*text, names));
  return std::nullopt;
}

std::optional<Field> read_text_field(Context& context, const Json& value, const std::string& path,
                                     NoteKind event) {
  Field field;
  field.op = "=";
  const auto text = read_text(context, value, path);
  if (!text) return std::nullopt;
  field.text = *text;
  const bool names_fault = event == NoteKind::FaultFired || event == NoteKind::FaultEnded;
  if (names_fault) check_fault(context, *text, path);
  if (event == NoteKind::Probe && !is_probe(*text)) {
    std::vector<std::string_view> names;
    for (const ProbeFacts& probe : kProbes) names.push_back(probe.name);
    const std::string_view meant = nearest_name(*text, names);
    context.error(path, "unknown probe '" + *text + "'",
                  meant.empty() ? "a probe of the table in docs/scenarios.md" : "", meant);
  }
  return field;
}

void read_fields(Context& context, ObjectReader& reader, const NoteFacts& facts, Hook& hook) {
  const auto take = [&](std::string_view name, std::optional<Field> field) {
    if (!field) return;
    field->name = std::string(name);
    hook.fields.push_back(*field);
  };
  const auto value_of = [&](std::string_view name) -> const Json* {
    return name.empty() ? nullptr : reader.find(name);
  };
  for (const std::string_view name : {facts.from, facts.to, facts.a, std::string_view("epoch")}) {
    const Json* value = value_of(name);
    if (value != nullptr) take(name, read_number(context, *value, reader.path_of(name)));
  }
  if (const Json* value = value_of(facts.peer)) {
    take(facts.peer, read_node_field(context, *value, reader.path_of(facts.peer)));
  }
  if (const Json* value = value_of(facts.list)) {
    const bool is_of_brokers = facts.list == "isr" || facts.list == "replicas";
    take(facts.list, read_list_field(context, *value, reader.path_of(facts.list), is_of_brokers));
  }
  if (const Json* value = value_of("error")) {
    take("error", read_error_field(context, *value, reader.path_of("error")));
  }
  if (const Json* value = value_of("text")) {
    take("text", read_text_field(context, *value, reader.path_of("text"), facts.kind));
  }
}

// A record is handed over before its partition is chosen, unless its application has named one.
void check_sent(Context& context, const TopicPartition& tp, const std::string& path) {
  if (context.names.sent_to.count(to_string(tp)) != 0) return;
  context.error(path, "nobody sends to " + to_string(tp) + " by name, so no 'send' tells of it",
                "\"topic\": \"" + tp.topic + "\", or the event 'dispatch'");
}

void read_place(Context& context, ObjectReader& reader, const NoteFacts* facts, Hook& hook) {
  if (const Json* node = reader.find("node")) {
    hook.node = read_selector(context, *node, reader.path_of("node"));
    if (hook.node) check_steady(context, *hook.node, reader.path_of("node"));
  }
  if (const Json* topic = reader.find("topic")) {
    const std::string path = reader.path_of("topic");
    hook.topic = read_topic_name(context, *topic, path).value_or("");
    if (facts != nullptr && !facts->has_partition)
      context.error_at_key(path, "the event '" + std::string(facts->name) + "' is of no topic");
  }
  const Json* partition = reader.find("partition");
  if (partition == nullptr) return;
  const std::string path = reader.path_of("partition");
  if (reader.has("topic"))
    context.error_at_key(path, "both 'topic' and 'partition'", "one of them");
  if (facts != nullptr && facts->is_of_whole_topic) {
    return context.error_at_key(
        path, "the event '" + std::string(facts->name) + "' is of a topic, not of a partition",
        "'topic', as in \"topic\": \"orders\"");
  }
  hook.partition = read_partition(context, *partition, path);
  if (facts == nullptr) return;
  if (!facts->has_partition)
    context.error_at_key(path, "the event '" + std::string(facts->name) + "' has no partition");
  if (facts->kind == NoteKind::Send && hook.partition) check_sent(context, *hook.partition, path);
}

void read_since(Context& context, ObjectReader& reader, Hook& hook) {
  const auto since = reader.text("since", "the id of a fault");
  if (!since) return;
  hook.since = *since;
  check_fault(context, *since, reader.path_of("since"));
}

}  // namespace

std::optional<Hook> read_hook(Context& context, const Json& value, const std::string& path) {
  ObjectReader reader(context, value, path, "an event hook");
  if (!reader.is_object()) return std::nullopt;
  Hook hook;
  const NoteFacts* facts = read_event(context, reader);
  read_place(context, reader, facts, hook);
  read_since(context, reader, hook);
  hook.ordinal = static_cast<std::int32_t>(reader.integer("ordinal", 1, 1'000'000).value_or(1));
  if (facts == nullptr) return std::nullopt;  // the other keys depend on the event
  hook.event = facts->kind;
  read_fields(context, reader, *facts, hook);
  reader.finish();
  return hook;
}

}  // namespace barnabas::sim
