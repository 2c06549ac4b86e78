#include "sim/report/hook_watch.h"

#include <utility>

#include "sim/fault/selector_text.h"
#include "sim/report/trace_lines.h"
#include "sim/world/director.h"

namespace barnabas::sim {
namespace {

bool has_fired(const World& world, const std::string& fault) {
  if (!world.faults) return false;
  for (std::size_t i = 0; i < world.faults->size(); ++i) {
    if ((*world.faults)[i].id == fault) return world.fault_states[i].fired > 0;
  }
  return false;
}

std::string value_text(const Hook::Field& field) {
  if (!field.text.empty()) return field.text;
  if (field.list.empty() && field.op != "contains" && field.name != "isr" &&
      field.name != "replicas") {
    return field.name == "error" ? std::string(name_of(static_cast<ErrorCode>(field.value)))
                                 : std::to_string(field.value);
  }
  std::string text = "[";
  for (const std::int32_t item : field.list)
    text += (text.size() > 1 ? "," : "") + std::to_string(item);
  return text + "]";
}

}  // namespace

HookWatch::HookWatch(std::vector<Hook> hooks) {
  for (Hook& hook : hooks) {
    progress_.emplace_back();
    progress_.back().hook = std::move(hook);
  }
}

void HookWatch::on_note(const World& world, const EventRecord& during, NodeIndex node,
                        const Note& note) {
  for (HookProgress& progress : progress_) {
    const Hook& hook = progress.hook;
    if (!is_about(hook, note)) continue;
    ++progress.of_kind;
    progress.last = (node == kNoIndex ? std::string("world") : world.node(node).name) + ": " +
                    plain_fields(note);
    if (!hook.since.empty() && !has_fired(world, hook.since)) continue;
    if (!hook_matches(world, hook, node, note)) continue;
    if (++progress.matches != hook.ordinal) continue;
    progress.event = during.id;
    progress.at = world.now;
  }
}

void ProbeWatch::on_note(const World&, const EventRecord&, NodeIndex, const Note& note) {
  if (note.kind == NoteKind::Probe) ++hit_[note.text];
}

std::string to_text(const Hook& hook) {
  std::string text(facts_of(hook.event).name);
  if (hook.node) text += " by " + to_text(*hook.node);
  if (hook.partition) text += " of " + to_string(*hook.partition);
  if (!hook.topic.empty()) text += " of " + hook.topic;
  const char* joint = " with ";
  for (const Hook::Field& field : hook.fields) {
    text += joint + field.name + " " + field.op + " " + value_text(field);
    joint = ", ";
  }
  if (hook.ordinal > 1) text += ", " + std::to_string(hook.ordinal) + " times";
  if (!hook.since.empty()) text += ", after fault " + hook.since;
  return text;
}

}  // namespace barnabas::sim
