// What the actions of faults do to a world, and how what lasts is undone.
#include <algorithm>
#include <utility>

#include "sim/world/director.h"
#include "sim/world/process_control.h"

namespace barnabas::sim {
namespace {

Node& node_of(Performance& p, NodeIndex index) { return p.world.nodes[static_cast<std::size_t>(index)].write(); }

// Remembers what was started, so that `end`, `heal` or the action's own `for` can undo it.
void remember(Performance& p, std::size_t fault, const Action& action, std::vector<NodeIndex> targets) {
  World& world = p.world;
  const std::uint64_t id = world.next_effect++;
  world.active.push_back({id, fault, action, std::move(targets)});
  if (!action.for_) return;
  Happening happening;
  happening.kind = Happening::Kind::FaultEnd;
  happening.cause = p.record.id;
  happening.number = static_cast<std::int64_t>(id);
  schedule(world, world.now + *action.for_, std::move(happening));
}

void add_rule(Performance& p, std::size_t fault, const Action& action) {
  World& world = p.world;
  LinkRule rule;
  switch (action.kind) {
    case ActionKind::Cut: rule.kind = LinkRule::Kind::Cut; break;
    case ActionKind::Hold: rule.kind = LinkRule::Kind::Hold; break;
    case ActionKind::Drop: rule.kind = LinkRule::Kind::Drop; break;
    case ActionKind::Delay: rule.kind = LinkRule::Kind::Delay; break;
    default: rule.kind = LinkRule::Kind::Duplicate; break;
  }
  rule.id = world.next_effect;  // the number that remember() gives next
  const auto api = protocol::find_api(action.api);
  rule.api = api ? static_cast<std::int32_t>(*api) : -1;
  rule.leg = action.leg;
  rule.from = resolve(world, action.from);
  rule.to = resolve(world, action.to);
  rule.left = action.count;
  rule.by = action.by;
  world.network.rules.push_back(rule);
  if (action.both_ways) {
    std::swap(rule.from, rule.to);
    world.network.rules.push_back(rule);
  }
  remember(p, fault, action, {});
}

void expire_session(Performance& p, NodeIndex target) {
  World& world = p.world;
  for (std::size_t i = 0; i < world.nodes.size(); ++i) {
    const auto index = static_cast<NodeIndex>(i);
    if (world.node(index).zookeeper() == nullptr) continue;
    std::vector<Effect> effects;
    {
      Node& node = node_of(p, index);
      auto& server = std::get<zookeeper::Server>(node.state);
      SimFileSystem files(node.disk, false);
      Context context{world.now, world.wall(index), files, effects};
      const std::int64_t session = server.session_of_client(world.node(target).name);
      if (session != 0) server.expire_session(session, context);
    }
    perform_effects(p, index, effects);
  }
}

void start_or_resume(Performance& p, NodeIndex target) {
  Happening start;
  start.kind = Happening::Kind::Start;
  start.node = target;
  start.cause = p.record.id;
  node_of(p, target).powered = true;
  schedule(p.world, p.world.now, std::move(start));
}

void send_command(Performance& p, NodeIndex target, const command::Body& body) {
  Happening happening;
  happening.kind = Happening::Kind::Command;
  happening.node = target;
  happening.cause = p.record.id;
  happening.command = Ref<command::Body>(body);
  schedule(p.world, p.world.now, std::move(happening));
}

void arm_disk(Performance& p, NodeIndex target, const Action& action) {
  Disk& disk = node_of(p, target).disk;
  switch (action.kind) {
    case ActionKind::DiskFull: disk.settings().capacity_bytes = disk.used_bytes() + static_cast<std::uint64_t>(action.amount); return;
    case ActionKind::DiskFail: {
      DiskFault fault;
      fault.path_contains = action.text;
      fault.nth = static_cast<std::uint64_t>(std::max<std::int64_t>(action.amount, 1));
      disk.arm(fault);
      return;
    }
    case ActionKind::DiskSlow: disk.settings().slow_percent = static_cast<std::uint32_t>(action.amount); return;
    case ActionKind::DiskStall: disk.set_stalled(true); return;
    case ActionKind::DiskWipe: disk.wipe(); return;
    default: break;
  }
  for (const std::string& path : disk.paths()) {  // DiskFlip
    if (path.find(action.text) == std::string::npos) continue;
    const auto flipped = disk.flip_bit(path, static_cast<std::uint64_t>(action.amount) / 8,
                                       static_cast<std::uint32_t>(action.amount % 8));
    if (flipped) return;
  }
}

// Actions on one process, disk or clock.
void act_on(Performance& p, NodeIndex target, const Action& action) {
  switch (action.kind) {
    case ActionKind::Crash: kill_process(p, target, "killed"); return;
    case ActionKind::PowerOff: cut_power(p, target, {}); return;
    case ActionKind::Restart: start_or_resume(p, target); return;
    case ActionKind::Pause: pause_process(p, target); return;
    case ActionKind::Resume: resume_process(p, target); return;
    case ActionKind::Stop: {
      Happening stop;
      stop.kind = Happening::Kind::Shutdown;
      stop.node = target;
      stop.cause = p.record.id;
      schedule(p.world, p.world.now, std::move(stop));
      return;
    }
    case ActionKind::ExpireSession: expire_session(p, target); return;
    case ActionKind::ClockSkew: node_of(p, target).wall_skew = action.by; return;
    case ActionKind::Command: if (action.command) send_command(p, target, *action.command); return;
    default: arm_disk(p, target, action); return;
  }
}

bool lasts(ActionKind kind) {
  return kind == ActionKind::Pause || kind == ActionKind::DiskFull || kind == ActionKind::DiskSlow ||
         kind == ActionKind::DiskStall || kind == ActionKind::ClockSkew || kind == ActionKind::Crash ||
         kind == ActionKind::PowerOff;
}

void end_fault(Performance& p, const std::string& id) {
  std::vector<std::uint64_t> ending;
  for (const ActiveEffect& effect : p.world.active) {
    if ((*p.world.faults)[effect.fault].id == id) ending.push_back(effect.id);
  }
  Note note;
  note.kind = NoteKind::FaultEnded;
  note.text = id;
  publish(p, kNoIndex, note);
  for (const std::uint64_t effect : ending) end_effect(p, effect);
}

}  // namespace

void do_action(Performance& p, std::size_t fault, const Action& action) {
  switch (action.kind) {
    case ActionKind::Cut: case ActionKind::Hold: case ActionKind::Drop: case ActionKind::Delay:
    case ActionKind::Duplicate: add_rule(p, fault, action); return;
    case ActionKind::Heal: end_all_cuts(p); return;
    case ActionKind::End: end_fault(p, action.text); return;
    case ActionKind::Admin: {
      const NodeIndex admin = p.world.find("admin");
      if (admin != kNoIndex && action.command) send_command(p, admin, *action.command);
      return;
    }
    default: break;
  }
  const std::vector<NodeIndex> targets = resolve(p.world, action.target);
  if (!action.as.empty()) p.world.remembered[action.as] = targets;
  for (const NodeIndex target : targets) act_on(p, target, action);
  if (lasts(action.kind)) remember(p, fault, action, targets);
}

void undo(Performance& p, const ActiveEffect& effect) {
  end_rules(p, effect.id);
  for (const NodeIndex target : effect.targets) {
    switch (effect.action.kind) {
      case ActionKind::Pause: resume_process(p, target); break;
      case ActionKind::DiskFull: node_of(p, target).disk.settings().capacity_bytes = DiskSettings{}.capacity_bytes; break;
      case ActionKind::DiskSlow: node_of(p, target).disk.settings().slow_percent = DiskSettings{}.slow_percent; break;
      case ActionKind::DiskStall: node_of(p, target).disk.set_stalled(false); break;
      case ActionKind::ClockSkew: node_of(p, target).wall_skew = {}; break;
      case ActionKind::Crash:
      case ActionKind::PowerOff: start_or_resume(p, target); break;
      default: break;
    }
  }
}

}  // namespace barnabas::sim
