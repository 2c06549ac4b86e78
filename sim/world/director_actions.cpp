// What the actions of faults do to a world, and how what lasts is undone.
#include <algorithm>
#include <utility>

#include "core/zookeeper/server.h"
#include "sim/world/director.h"
#include "sim/world/process_control.h"

namespace barnabas::sim {
namespace {

Node& node_of(Performance& p, NodeIndex index) {
  return p.world.nodes[static_cast<std::size_t>(index)].write();
}

// Remembers what was started, so that `end`, `heal` or the action's own `for` can undo it.
void remember(Performance& p, std::size_t fault, const Action& action,
              std::vector<NodeIndex> targets) {
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

LinkRule::Kind rule_kind(ActionKind kind) {
  if (kind == ActionKind::Cut) return LinkRule::Kind::Cut;
  if (kind == ActionKind::Hold) return LinkRule::Kind::Hold;
  if (kind == ActionKind::Drop) return LinkRule::Kind::Drop;
  return kind == ActionKind::Delay ? LinkRule::Kind::Delay : LinkRule::Kind::Duplicate;
}

bool is_on_links(ActionKind kind) {
  return kind == ActionKind::Cut || kind == ActionKind::Hold || kind == ActionKind::Drop ||
         kind == ActionKind::Delay || kind == ActionKind::Duplicate;
}

void add_rule(Performance& p, std::size_t fault, const Action& action) {
  World& world = p.world;
  LinkRule rule;
  rule.kind = rule_kind(action.kind);
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
      zookeeper::Server& server = *node.state.zookeeper();
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

// Ids of records that no workload plans; they are unique in the world, and so at every producer.
command::Body with_ids(World& world, const command::Body& body) {
  constexpr std::int32_t kFirst = 1 << 30;
  command::Body named = body;
  if (auto* send = std::get_if<command::Send>(&named)) {
    for (command::AppRecord& record : send->records) record.id = kFirst + world.commanded_records++;
  }
  return named;
}

void send_command(Performance& p, NodeIndex target, const command::Body& body) {
  Happening happening;
  happening.kind = Happening::Kind::Command;
  happening.node = target;
  happening.cause = p.record.id;
  happening.command = Ref<command::Body>(with_ids(p.world, body));
  schedule(p.world, p.world.now, std::move(happening));
}

void flip_first_match(Disk& disk, const Action& action) {
  for (const std::string& path : disk.paths()) {
    if (path.find(action.text) == std::string::npos) continue;
    const auto bit = static_cast<std::uint64_t>(action.amount);
    if (disk.flip_bit(path, bit / 8, static_cast<std::uint32_t>(bit % 8))) return;
  }
}

void act_on_disk(Performance& p, NodeIndex target, const Action& action) {
  Disk& disk = node_of(p, target).disk;
  if (action.kind == ActionKind::DiskFull) {
    disk.settings().capacity_bytes = disk.used_bytes() + static_cast<std::uint64_t>(action.amount);
  } else if (action.kind == ActionKind::DiskFail) {
    DiskFault fault;
    fault.path_contains = action.text;
    fault.nth = static_cast<std::uint64_t>(std::max<std::int64_t>(action.amount, 1));
    disk.arm(fault);
  } else if (action.kind == ActionKind::DiskSlow) {
    disk.settings().slow_percent = action.amount / 10;  // a factor in thousandths
  } else if (action.kind == ActionKind::DiskStall) {
    disk.set_stalled(true);
  } else if (action.kind == ActionKind::DiskWipe) {
    disk.wipe();
  } else if (action.kind == ActionKind::DiskFlip) {
    flip_first_match(disk, action);
  }
}

void ask_to_stop(Performance& p, NodeIndex target) {
  Happening stop;
  stop.kind = Happening::Kind::Shutdown;
  stop.node = target;
  stop.cause = p.record.id;
  schedule(p.world, p.world.now, std::move(stop));
}

// Actions on one process, session or clock; the rest are on its disk.
void act_on(Performance& p, NodeIndex target, const Action& action) {
  if (action.kind == ActionKind::Crash) return kill_process(p, target, "killed");
  if (action.kind == ActionKind::PowerOff) return cut_power(p, target, {});
  if (action.kind == ActionKind::Restart) return start_or_resume(p, target);
  if (action.kind == ActionKind::Pause) return pause_process(p, target);
  if (action.kind == ActionKind::Resume) return resume_process(p, target);
  if (action.kind == ActionKind::Stop) return ask_to_stop(p, target);
  if (action.kind == ActionKind::ExpireSession) return expire_session(p, target);
  if (action.kind == ActionKind::ClockSkew) {
    node_of(p, target).wall_skew = action.by;
  } else if (action.kind == ActionKind::Command) {
    if (action.command) send_command(p, target, *action.command);
  } else {
    act_on_disk(p, target, action);
  }
}

bool lasts(ActionKind kind) {
  return kind == ActionKind::Pause || kind == ActionKind::DiskFull ||
         kind == ActionKind::DiskSlow || kind == ActionKind::DiskStall ||
         kind == ActionKind::ClockSkew || kind == ActionKind::Crash || kind == ActionKind::PowerOff;
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
  if (is_on_links(action.kind)) return add_rule(p, fault, action);
  if (action.kind == ActionKind::Heal) return end_all_cuts(p);
  if (action.kind == ActionKind::End) return end_fault(p, action.text);
  const std::vector<NodeIndex> targets = resolve(p.world, action.target);
  if (action.kind == ActionKind::Admin) {
    for (const NodeIndex admin : targets) {
      if (action.command) send_command(p, admin, *action.command);
    }
    return;
  }
  if (!action.as.empty()) p.world.remembered[action.as] = targets;
  for (const NodeIndex target : targets) act_on(p, target, action);
  if (lasts(action.kind)) remember(p, fault, action, targets);
}

void undo(Performance& p, const ActiveEffect& effect) {
  end_rules(p, effect.id);
  const ActionKind kind = effect.action.kind;
  for (const NodeIndex target : effect.targets) {
    if (kind == ActionKind::Pause) resume_process(p, target);
    if (kind == ActionKind::DiskFull)
      node_of(p, target).disk.settings().capacity_bytes = DiskSettings{}.capacity_bytes;
    if (kind == ActionKind::DiskSlow)
      node_of(p, target).disk.settings().slow_percent = DiskSettings{}.slow_percent;
    if (kind == ActionKind::DiskStall) node_of(p, target).disk.set_stalled(false);
    if (kind == ActionKind::ClockSkew) node_of(p, target).wall_skew = {};
    if (kind == ActionKind::Crash || kind == ActionKind::PowerOff) start_or_resume(p, target);
  }
}

}  // namespace barnabas::sim
