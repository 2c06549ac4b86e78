#include "sim/world/director.h"

#include <algorithm>
#include <utility>

#include "sim/world/process_control.h"

namespace barnabas::sim {
namespace {

bool compare(const Hook::Field& field, std::int64_t seen) {
  if (field.op == ">=") return seen >= field.value;
  if (field.op == "<=") return seen <= field.value;
  return seen == field.value;
}

bool list_matches(const Hook::Field& field, std::vector<std::int32_t> seen) {
  std::sort(seen.begin(), seen.end());
  if (field.op == "=") return seen == field.list;
  return std::includes(seen.begin(), seen.end(), field.list.begin(),
                       field.list.end());  // "contains"
}

// A field that names a node: by number, by name, or as whoever a fault remembered.
bool peer_matches(const World& world, const Hook::Field& field, NodeId peer) {
  if (field.text.empty()) return compare(field, peer.value);
  const NodeIndex index = world.find_broker(peer);
  if (index == kNoIndex) return false;
  if (field.text.front() != '$') return world.node(index).name == field.text;
  const auto found = world.remembered.find(field.text.substr(1));
  return found != world.remembered.end() &&
         std::find(found->second.begin(), found->second.end(), index) != found->second.end();
}

// A name is meant whole; other texts may be given in part.
bool text_matches(const Hook::Field& field, const Note& note) {
  const bool is_name = note.kind == NoteKind::Probe || note.kind == NoteKind::FaultFired ||
                       note.kind == NoteKind::FaultEnded;
  return is_name ? note.text == field.text : note.text.find(field.text) != std::string::npos;
}

bool field_matches(const World& world, const Hook::Field& field, const Note& note) {
  const NoteFacts& facts = facts_of(note.kind);
  if (field.name == facts.from) return compare(field, note.from.value);
  if (field.name == facts.to) return compare(field, note.to.value);
  if (field.name == facts.a) return compare(field, note.a);
  if (field.name == "epoch") return compare(field, note.epoch.value);
  if (field.name == facts.peer) return peer_matches(world, field, note.peer);
  if (field.name == facts.list) return list_matches(field, note.list);
  if (field.name == "error") return compare(field, static_cast<std::int64_t>(note.error));
  if (field.name == "text") return text_matches(field, note);
  return false;
}

const Fault& fault_at(const World& world, std::size_t index) { return (*world.faults)[index]; }

bool is_armed(const World& world, std::size_t index) {
  const Fault& fault = fault_at(world, index);
  const FaultState& state = world.fault_states[index];
  if (!fault.on || state.scheduled || state.ended) return false;
  if (fault.times > 0 && state.fired >= fault.times) return false;
  if (fault.every && state.fired > 0) return false;  // it goes on by the clock
  if (fault.on->since.empty()) return true;
  for (std::size_t i = 0; i < world.faults->size(); ++i) {
    if (fault_at(world, i).id == fault.on->since) return world.fault_states[i].fired > 0;
  }
  return false;
}

void schedule_fault(Performance& p, std::size_t index, Duration after) {
  World& world = p.world;
  if (world.faults_end.ns > 0 && world.now + after > world.faults_end) return;
  world.fault_states[index].scheduled = true;
  Happening happening;
  happening.kind = Happening::Kind::Fault;
  happening.cause = p.record.id;
  happening.link = index;
  schedule(world, world.now + after, std::move(happening));
}

void schedule_repeat(Performance& p, std::size_t fault, std::size_t action, std::int32_t left) {
  World& world = p.world;
  if (left <= 0) return;
  const Duration every = fault_at(world, fault).actions[action].every;
  if (world.faults_end.ns > 0 && world.now + every > world.faults_end) return;
  Happening happening;
  happening.kind = Happening::Kind::Repeat;
  happening.cause = p.record.id;
  happening.link = fault;
  happening.number = static_cast<std::int64_t>(action);
  happening.life = static_cast<std::uint32_t>(left);
  schedule(world, world.now + every, std::move(happening));
}

}  // namespace

bool is_about(const Hook& hook, const Note& note) {
  if (note.kind != hook.event) return false;
  if (!hook.topic.empty() && note.tp.topic != hook.topic) return false;
  return !hook.partition || note.tp == *hook.partition;
}

bool hook_matches(const World& world, const Hook& hook, NodeIndex node, const Note& note) {
  if (!is_about(hook, note)) return false;
  for (const Hook::Field& field : hook.fields) {
    if (!field_matches(world, field, note)) return false;
  }
  if (!hook.node) return true;
  const std::vector<NodeIndex> nodes = resolve(world, *hook.node);
  return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

void on_hooks(Performance& p, NodeIndex node, const Note& note) {
  World& world = p.world;
  if (!world.faults) return;
  for (std::size_t i = 0; i < world.faults->size(); ++i) {
    if (!is_armed(world, i) || !hook_matches(world, *fault_at(world, i).on, node, note)) continue;
    FaultState& state = world.fault_states[i];
    if (++state.matches < fault_at(world, i).on->ordinal) continue;
    if (fault_at(world, i).after.ns == 0) {
      fire_fault(p, i);
      continue;
    }
    schedule_fault(p, i, fault_at(world, i).after);
  }
}

void fire_fault(Performance& p, std::size_t index) {
  World& world = p.world;
  FaultState& state = world.fault_states[index];
  state.scheduled = false;
  if (state.ended) return;
  ++state.fired;
  const Ref<std::vector<Fault>> faults =
      world.faults;  // keeps the text alive while the world changes
  const Fault& fault = (*faults)[index];
  Note note;
  note.kind = NoteKind::FaultFired;
  note.text = fault.id;
  publish(p, kNoIndex, note);
  for (std::size_t i = 0; i < fault.actions.size(); ++i) {
    do_action(p, index, fault.actions[i]);
    schedule_repeat(p, index, i, fault.actions[i].repeat - 1);
  }
  const FaultState& now = p.world.fault_states[index];
  const bool again = fault.every && !now.ended && (fault.times == 0 || now.fired < fault.times);
  if (again) schedule_fault(p, index, *fault.every);
}

void repeat_action(Performance& p, const Happening& happening) {
  const auto fault = static_cast<std::size_t>(happening.link);
  const auto action = static_cast<std::size_t>(happening.number);
  if (p.world.fault_states[fault].ended) return;
  const Ref<std::vector<Fault>> faults = p.world.faults;
  do_action(p, fault, (*faults)[fault].actions[action]);
  schedule_repeat(p, fault, action, static_cast<std::int32_t>(happening.life) - 1);
}

void end_effect(Performance& p, std::uint64_t id) {
  std::vector<ActiveEffect>& active = p.world.active;
  const auto found = std::find_if(active.begin(), active.end(),
                                  [id](const auto& effect) { return effect.id == id; });
  if (found == active.end()) return;  // ended before its time
  const ActiveEffect effect = *found;
  active.erase(found);
  undo(p, effect);
}

void end_in_time(Performance& p, std::uint64_t id) {
  const std::vector<ActiveEffect>& active = p.world.active;
  const auto found = std::find_if(active.begin(), active.end(),
                                  [id](const ActiveEffect& effect) { return effect.id == id; });
  if (found == active.end()) return;
  const std::size_t fault = found->fault;
  end_effect(p, id);
  const bool goes_on =
      std::any_of(active.begin(), active.end(),
                  [fault](const ActiveEffect& other) { return other.fault == fault; });
  if (goes_on) return;
  Note note;
  note.kind = NoteKind::FaultEnded;
  note.text = fault_at(p.world, fault).id;
  publish(p, kNoIndex, note);
}

void run_workload(Performance& p, std::size_t index) {
  World& world = p.world;
  Workload& work = world.workloads[index];
  command::Send send;
  send.topic = work.topic;
  const std::int64_t total =
      work.values.empty() ? work.count : static_cast<std::int64_t>(work.values.size());
  for (std::int32_t i = 0; i < work.burst && work.next < total; ++i, ++work.next) {
    command::AppRecord record;
    record.id = static_cast<std::int32_t>(work.next);
    record.partition = work.partition;
    const auto at = static_cast<std::size_t>(work.next);
    std::string value = work.values.empty() ? "v" + std::to_string(work.next) : work.values[at];
    if (work.values.empty() && static_cast<std::int32_t>(value.size()) < work.value_size) {
      value.resize(static_cast<std::size_t>(work.value_size), '.');
    }
    record.value = shared_text(value);
    if (at < work.keys.size() && work.keys[at]) record.key = shared_text(*work.keys[at]);
    send.records.push_back(std::move(record));
  }
  const NodeIndex node = work.node;
  if (work.next < total) {
    Happening next;
    next.kind = Happening::Kind::Workload;
    next.node = node;
    next.cause = p.record.id;
    next.link = index;
    schedule(world, world.now + work.interval, std::move(next));
  }
  if (!send.records.empty() && world.node(node).up) {
    Happening command;
    command.kind = Happening::Kind::Command;
    command.node = node;
    command.cause = p.record.id;
    command.command = Ref<command::Body>(std::move(send));
    schedule(world, world.now, std::move(command));
  }
}

}  // namespace barnabas::sim
