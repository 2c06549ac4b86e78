#include "sim/world/no_effect.h"

#include <algorithm>
#include <variant>

#include "core/zookeeper/server.h"
#include "sim/disk/path_pattern.h"
#include "sim/fault/selector_text.h"
#include "sim/world/process_control.h"

namespace barnabas::sim {
namespace {

std::string why_no_death(const Node& node, const Action& action) {
  if (action.in_step) return "";  // it waits for its step
  if (action.kind == ActionKind::PowerOff)
    return node.up || node.powered ? "" : "has no power already";
  return node.up ? "" : "is dead already";
}

std::string why_no_start(const Node& node) {
  if (!node.joined) return "has left the cluster";
  if (!node.up) return "";
  return node.paused ? "stands still and is not dead: resume it" : "runs already";
}

std::string why_no_pause(const Node& node) {
  if (!node.up) return "is dead";
  return node.paused ? "stands still already" : "";
}

std::string why_not_removed(const Node& node) {
  if (!node.is_broker()) return "is no broker";
  return node.joined ? "" : "has left already";
}

std::string why_no_process_change(const Node& node, const Action& action) {
  const ActionKind kind = action.kind;
  if (kind == ActionKind::Crash || kind == ActionKind::PowerOff) return why_no_death(node, action);
  if (kind == ActionKind::Restart) return why_no_start(node);
  if (kind == ActionKind::Stop) return node.up ? "" : "is dead already";
  if (kind == ActionKind::Pause) return why_no_pause(node);
  if (kind == ActionKind::Resume) return node.paused ? "" : "does not stand still";
  if (kind == ActionKind::AddBroker) return node.incarnation > 0 ? "is there already" : "";
  if (kind == ActionKind::RemoveBroker) return why_not_removed(node);
  return "";
}

std::string why_no_flip(const Disk& disk, const Action& action) {
  bool is_there = false;
  for (const std::string& path : disk.paths()) {
    if (!path_matches(action.text, path)) continue;
    is_there = true;
    const Result<Rope> content = disk.content(path);
    if (content && content->size() > static_cast<std::uint64_t>(action.amount) / 8) return "";
  }
  return is_there ? "has no bit " + std::to_string(action.amount) + " in " + action.text
                  : "has no file " + action.text;
}

bool is_on_disk(ActionKind kind) {
  return kind == ActionKind::DiskFull || kind == ActionKind::DiskFail ||
         kind == ActionKind::DiskSlow || kind == ActionKind::DiskStall ||
         kind == ActionKind::DiskFlip || kind == ActionKind::DiskWipe;
}

std::string why_no_disk_change(const Node& node, const Action& action) {
  if (node.is_client()) return "has no disk";
  if (action.kind == ActionKind::DiskFlip) return why_no_flip(node.disk, action);
  if (action.kind == ActionKind::DiskStall && node.disk.is_stalled())
    return "has a stalled disk already";
  if (action.kind == ActionKind::DiskWipe && node.disk.paths().empty())
    return "has an empty disk already";
  return "";
}

std::string why_no_command(const Node& node, const command::Body& body) {
  const bool is_send = std::holds_alternative<command::Send>(body);
  const bool is_admin = std::holds_alternative<command::Admin>(body);
  if (!node.up) return "is dead";
  if (is_send) return node.state.producer() != nullptr ? "" : "is no producer";
  if (!is_admin) return node.state.consumer() != nullptr ? "" : "is no consumer";
  const bool is_another = node.state.producer() != nullptr || node.state.consumer() != nullptr;
  return node.is_client() && !is_another ? "" : "is no administrator";
}

std::string why_no_expiry(const World& world, const std::string& name) {
  for (const Cow<Node>& node : world.nodes) {
    const zookeeper::Server* server = node->zookeeper();
    if (server != nullptr && server->session_of_client(name) != 0) return "";
  }
  return "has no session at ZooKeeper";
}

std::string why_no_effect_on(const World& world, const Node& node, const Action& action) {
  if (is_on_disk(action.kind)) return why_no_disk_change(node, action);
  if (action.kind == ActionKind::ExpireSession) return why_no_expiry(world, node.name);
  const bool is_told = action.kind == ActionKind::Command || action.kind == ActionKind::Admin;
  if (is_told && action.command) return why_no_command(node, *action.command);
  return why_no_process_change(node, action);
}

}  // namespace

std::string why_no_effect(const World& world, const Action& action,
                          const std::vector<NodeIndex>& targets) {
  if (targets.empty()) return "nobody is '" + to_text(action.target) + "'";
  std::string why;
  for (const NodeIndex target : targets) {
    const std::string one = why_no_effect_on(world, world.node(target), action);
    if (one.empty()) return "";
    why += (why.empty() ? "" : ", ") + world.node(target).name + " " + one;
  }
  return why;
}

std::string why_no_effect(const Action& action, const LinkRule& rule) {
  if (rule.from.empty()) return "nobody is '" + to_text(action.from) + "'";
  if (rule.to.empty()) return "nobody is '" + to_text(action.to) + "'";
  return "";
}

bool is_death_awaited(const World& world, NodeIndex target, std::uint64_t effect) {
  const Node& node = world.node(target);
  const auto& coming = node.coming_deaths;
  const auto& lying = node.disk.faults();
  return std::any_of(coming.begin(), coming.end(),
                     [effect](const ComingDeath& death) { return death.id == effect; }) ||
         std::any_of(lying.begin(), lying.end(), [effect](const DiskFault& fault) {
           return fault.id == effect && fault.in_one_step;
         });
}

std::string no_such_step(const World& world, NodeIndex target) {
  return world.node(target).name + " had no step that got so far";
}

std::vector<AwaitedDeath> awaited_deaths(const World& world) {
  std::vector<AwaitedDeath> awaited;
  for (const ActiveEffect& effect : world.active) {
    if (!effect.action.in_step) continue;
    for (const NodeIndex target : effect.targets) {
      if (!is_death_awaited(world, target, effect.id)) continue;
      awaited.push_back({effect.fault, place_of(world, effect.fault, effect.action),
                         no_such_step(world, target)});
    }
  }
  return awaited;
}

std::size_t place_of(const World& world, std::size_t fault, const Action& action) {
  const std::vector<Action>& actions = (*world.faults)[fault].actions;
  return static_cast<std::size_t>(std::find(actions.begin(), actions.end(), action) -
                                  actions.begin());
}

void tell_no_effect(Performance& p, std::size_t fault, const Action& action,
                    const std::string& why) {
  Note note;
  note.kind = NoteKind::NoEffect;
  note.a = static_cast<std::int64_t>(place_of(p.world, fault, action));
  note.text = (*p.world.faults)[fault].id + ": " + why;
  publish(p, kNoIndex, note);
}

}  // namespace barnabas::sim
