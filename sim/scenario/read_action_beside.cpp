// What stands beside an action's verb: names, durations, amounts, places, repetitions.
#include <algorithm>
#include <cstddef>

#include "sim/scenario/action_names.h"
#include "sim/scenario/readers.h"

namespace barnabas::sim {
namespace {

constexpr Duration kShortestPeriod = milliseconds(1);

bool takes(const ActionFacts& facts, std::string_view key, bool& must) {
  std::string_view rest = facts.beside;
  while (!rest.empty()) {
    const std::size_t bar = std::min(rest.find('|'), rest.size());
    std::string_view name = rest.substr(0, bar);
    must = !name.empty() && name.back() == '!';
    if (must) name.remove_suffix(1);
    if (name == key) return true;
    rest.remove_prefix(std::min(bar + 1, rest.size()));
  }
  return false;
}

// Reads `key` when this action takes it; reports when it must be there and is not.
const Json* beside(ObjectReader& reader, const ActionFacts& facts, std::string_view key,
                   const std::string& expected) {
  bool must = false;
  if (!takes(facts, key, must)) return nullptr;
  return must ? reader.require(key, expected) : reader.find(key);
}

void read_name(Context& context, const Json& value, const std::string& path, Action& action) {
  const auto as = read_text(context, value, path);
  if (!as) return;
  if (!is_plain_name(*as))
    context.error(path, "'" + *as + "' is no name", "letters, digits, '.', '_', '-'");
  action.as = *as;
}

void read_times(Context& context, ObjectReader& reader, const ActionFacts& facts, Action& action) {
  if (const Json* value = beside(reader, facts, "for", "a duration")) {
    action.for_ = read_duration(context, *value, reader.path_of("for"));
  }
  if (const Json* value = beside(reader, facts, "by", "a duration")) {
    const std::string path = reader.path_of("by");
    if (facts.kind == ActionKind::ClockSkew) {
      action.by = read_duration(context, *value, path, true).value_or(Duration{});
    } else if (const auto spread = read_latency(context, *value, path)) {
      action.by = spread->low;
      action.by_most = spread->high;
    }
  }
  const Json* repeat = reader.find("repeat");
  if (repeat == nullptr) return;
  ObjectReader inner(context, *repeat, reader.path_of("repeat"), "a repetition");
  if (!inner.is_object()) return;
  inner.require("times", "how often the action is done");
  inner.require("every", "how long after the last time");
  action.repeat = static_cast<std::int32_t>(inner.integer("times", 1, 1'000'000).value_or(1));
  action.every = inner.duration("every").value_or(Duration{});
  if (inner.has("every") && action.every < kShortestPeriod)
    context.error(inner.path_of("every"), "too short a time", "at least 1ms");
  inner.finish();
}

// {"file-op": 3} or {"effect": 2}.
void read_in_step(Context& context, const Json& value, const std::string& path, Action& action) {
  ObjectReader reader(context, value, path, "a place in a step");
  if (!reader.is_object()) return;
  InStep place;
  place.file_operation =
      static_cast<std::int32_t>(reader.integer("file-op", 1, 1'000'000).value_or(0));
  place.effect = static_cast<std::int32_t>(reader.integer("effect", 1, 1'000'000).value_or(0));
  if (reader.has("file-op") == reader.has("effect")) {
    context.error(path,
                  reader.has("effect") ? "both 'file-op' and 'effect'" : "no place in the step",
                  "{\"file-op\": 3} or {\"effect\": 2}");
  }
  reader.finish();
  action.in_step = place;
}

// What a power cut leaves of what was not flushed.
void read_power(Context& context, ObjectReader& reader, const ActionFacts& facts, Action& action) {
  using Tail = PowerLossOptions::Tail;
  using Names = PowerLossOptions::Names;
  for (const char* key : {"tail", "names"}) {
    if (beside(reader, facts, key, "") == nullptr || !reader.has("in-step")) continue;
    context.error_at_key(reader.path_of(key), "'" + std::string(key) + "' beside 'in-step'",
                         "a power cut between two steps");
  }
  if (beside(reader, facts, "tail", "") != nullptr) {
    const auto tail = reader.word("tail", {"lost", "prefix", "torn"});
    if (tail == "prefix") action.power.tail = Tail::Prefix;
    if (tail == "torn") action.power.tail = Tail::Torn;
  }
  if (beside(reader, facts, "names", "") == nullptr) return;
  const auto names = reader.word("names", {"lost", "kept", "drawn"});
  if (names == "kept") action.power.names = Names::Kept;
  if (names == "drawn") action.power.names = Names::Drawn;
}

void read_rolling(Context& context, ObjectReader& reader, const ActionFacts& facts,
                  Action& action) {
  const auto word = [&](std::string_view key, const std::vector<std::string_view>& words,
                        const std::string& expected) {
    return beside(reader, facts, key, expected) == nullptr ? std::nullopt : reader.word(key, words);
  };
  if (const auto how = word("how", {"stop", "crash", "power-off"}, "how they end")) {
    if (*how == "crash") action.rolling.how = Rolling::How::Crash;
    if (*how == "power-off") action.rolling.how = Rolling::How::PowerOff;
  }
  if (facts.kind == ActionKind::Upgrade) {
    const auto to = word("to", {"classic", "kafka-3"}, "a profile: classic or kafka-3");
    action.rolling.profile = to == "classic" ? Profile::Classic : Profile::Kafka3;
  }
  if (const Json* value = beside(reader, facts, "down", "a duration"))
    action.rolling.down =
        read_duration(context, *value, reader.path_of("down")).value_or(Duration{});
  if (const Json* value = beside(reader, facts, "bound", "a duration")) {
    const auto bound = read_duration(context, *value, reader.path_of("bound"));
    action.rolling.bound = bound.value_or(action.rolling.bound);
  }
}

void read_amounts(Context& context, ObjectReader& reader, const ActionFacts& facts,
                  Action& action) {
  const auto amount = [&](std::string_view key, std::int64_t min, std::int64_t max) {
    const Json* value = beside(reader, facts, key, "a number");
    if (value == nullptr) return std::optional<std::int64_t>();
    return read_integer(context, *value, reader.path_of(key), min, max);
  };
  if (const auto count = amount("count", 1, 1'000'000'000))
    action.count = static_cast<std::int32_t>(*count);
  if (const auto bytes = amount("free", 0, INT64_MAX)) action.amount = *bytes;
  if (const auto nth = amount("nth", 1, 1'000'000'000)) action.amount = *nth;
  if (const auto factor = amount("factor", 1, 1'000'000)) action.amount = *factor * 1000;
  if (const auto ppm = amount("ppm", -100'000, 100'000)) action.amount = *ppm;
  if (const auto percent = amount("percent", 1, 100))
    action.percent = static_cast<std::int32_t>(*percent);
  if (const auto bit = amount("bit", 0, INT64_MAX)) action.amount = *bit;
  if (const Json* pattern =
          beside(reader, facts, "path", "a file or pattern, as in \"orders-0/*.log\"")) {
    action.text = read_text(context, *pattern, reader.path_of("path")).value_or("");
    const bool is_death = facts.kind == ActionKind::Crash || facts.kind == ActionKind::PowerOff;
    if (is_death && (!action.in_step || action.in_step->file_operation == 0)) {
      context.error_at_key(reader.path_of("path"), "'path' without a file operation",
                           "\"in-step\": {\"file-op\": 1} beside it");
    }
  }
}

}  // namespace

void read_beside(Context& context, ObjectReader& reader, const ActionFacts& facts, Action& action) {
  if (const Json* as = beside(reader, facts, "as", "")) {
    read_name(context, *as, reader.path_of("as"), action);
  }
  read_times(context, reader, facts, action);
  read_power(context, reader, facts, action);
  read_rolling(context, reader, facts, action);
  if (const Json* place = beside(reader, facts, "in-step", "")) {
    read_in_step(context, *place, reader.path_of("in-step"), action);
  }
  read_amounts(context, reader, facts, action);
}

}  // namespace barnabas::sim
