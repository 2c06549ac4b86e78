// What the actions of faults do to a world, and how what lasts is undone.
#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "core/zookeeper/server.h"
#include "sim/disk/path_pattern.h"
#include "sim/world/director.h"
#include "sim/world/no_effect.h"
#include "sim/world/process_control.h"
#include "sim/world/rolling.h"

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

std::optional<LinkRule::Kind> rule_kind(ActionKind kind) {
  struct Pair {
    ActionKind action;
    LinkRule::Kind rule;
  };
  constexpr Pair kPairs[] = {{ActionKind::Cut, LinkRule::Kind::Cut},
                             {ActionKind::Hold, LinkRule::Kind::Hold},
                             {ActionKind::Drop, LinkRule::Kind::Drop},
                             {ActionKind::Delay, LinkRule::Kind::Delay},
                             {ActionKind::Duplicate, LinkRule::Kind::Duplicate},
                             {ActionKind::Throttle, LinkRule::Kind::Throttle}};
  for (const Pair& pair : kPairs) {
    if (pair.action == kind) return pair.rule;
  }
  return std::nullopt;
}

// What an action does says why it changes nothing, if so.
using NoEffect = std::string;

NoEffect add_rule(Performance& p, std::size_t fault, const Action& action, LinkRule::Kind kind) {
  World& world = p.world;
  FaultState& state = world.fault_states[fault];
  LinkRule rule;
  rule.kind = kind;
  rule.id = world.next_effect;  // the number that remember() gives next
  const auto api = protocol::find_api(action.api);
  rule.api = api ? static_cast<std::int32_t>(*api) : -1;
  rule.leg = action.leg;
  rule.from = resolve(world, action.from, &state.random);
  rule.to = resolve(world, action.to, &state.random);
  rule.left = action.count;
  rule.percent = action.percent;
  rule.by = action.by;
  rule.by_most = std::max(action.by, action.by_most);
  rule.bytes_per_second = action.amount;
  // A stream of its own: how often the rule draws does not shift what else the fault draws.
  rule.random = {mix64(state.random.key ^ rule.id), 0};
  world.network.rules.push_back(rule);
  const NoEffect why = why_no_effect(action, rule);
  if (action.both_ways) {
    std::swap(rule.from, rule.to);
    world.network.rules.push_back(rule);
  }
  remember(p, fault, action, {});
  return why;
}

// Pairs of nodes that cannot hear each other.
std::size_t count_cut_pairs(const World& world) {
  std::size_t pairs = 0;
  for (const LinkRule& rule : world.network.rules) {
    if (rule.kind == LinkRule::Kind::Cut) pairs += rule.from.size() * rule.to.size();
  }
  return pairs;
}

NoEffect heal(Performance& p, std::size_t fault, const Action& action) {
  const std::size_t before = count_cut_pairs(p.world);
  Prng& random = p.world.fault_states[fault].random;
  const std::vector<NodeIndex> from = resolve(p.world, action.from, &random);
  const std::vector<NodeIndex> to = resolve(p.world, action.to, &random);
  end_cuts(p, from, to);
  if (action.both_ways) end_cuts(p, to, from);
  return count_cut_pairs(p.world) < before ? "" : "nothing was cut there";
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
    if (!path_matches(action.text, path)) continue;
    const auto bit = static_cast<std::uint64_t>(action.amount);
    if (disk.flip_bit(path, bit / 8, static_cast<std::uint32_t>(bit % 8))) return;
  }
}

// A death at a file operation, or behind an effect, of the next step that gets so far.
void await_death(Performance& p, NodeIndex target, const Action& action, std::uint64_t effect) {
  const bool by_power = action.kind == ActionKind::PowerOff;
  if (action.in_step->effect > 0) {
    node_of(p, target).coming_deaths.push_back({effect, action.in_step->effect, by_power});
    return;
  }
  DiskFault fault;
  fault.kind = by_power ? DiskFault::Kind::PowerOff : DiskFault::Kind::Kill;
  fault.path_contains = action.text;
  fault.nth = static_cast<std::uint64_t>(action.in_step->file_operation);
  fault.in_one_step = true;
  fault.id = effect;
  node_of(p, target).disk.arm(fault);
}

void fail_disk(Disk& disk, const Action& action, std::uint64_t effect) {
  DiskFault fault;
  fault.path_contains = action.text;
  fault.nth = static_cast<std::uint64_t>(std::max<std::int64_t>(action.amount, 1));
  fault.is_persistent = action.count == 0;
  fault.times = static_cast<std::uint64_t>(std::max(action.count, 1));
  fault.id = effect;
  disk.arm(fault);
}

// `effect` is the number under which what lasts is remembered.
void act_on_disk(Performance& p, NodeIndex target, const Action& action, std::uint64_t effect) {
  Disk& disk = node_of(p, target).disk;
  if (action.kind == ActionKind::DiskFull) {
    disk.settings().capacity_bytes = disk.used_bytes() + static_cast<std::uint64_t>(action.amount);
  } else if (action.kind == ActionKind::DiskFail) {
    fail_disk(disk, action, effect);
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

void set_clock(Node& node, const Action& action, Instant now) {
  if (action.kind == ActionKind::ClockSkew) {
    node.wall_skew = action.by;
  } else {
    node.wall_skew = node.wall_error(now);
    node.drift_ppm = action.amount;
    node.drifts_since = now;
  }
}

void join(Performance& p, NodeIndex target) {
  if (node_of(p, target).incarnation > 0) return;  // it was here already
  node_of(p, target).joined = true;
  start_or_resume(p, target);
}

// Actions on one process, session or clock; the rest are on its disk.
void act_on(Performance& p, NodeIndex target, const Action& action, std::uint64_t effect) {
  if (action.in_step) return await_death(p, target, action, effect);
  if (action.kind == ActionKind::Crash) return kill_process(p, target, "killed");
  if (action.kind == ActionKind::PowerOff) return cut_power(p, target, action.power);
  if (action.kind == ActionKind::Restart) return start_or_resume(p, target);
  if (action.kind == ActionKind::Pause) return pause_process(p, target);
  if (action.kind == ActionKind::Resume) return resume_process(p, target);
  if (action.kind == ActionKind::Stop) return ask_to_stop(p, target);
  if (action.kind == ActionKind::ExpireSession) return expire_session(p, target);
  if (action.kind == ActionKind::AddBroker) return join(p, target);
  if (action.kind == ActionKind::RemoveBroker) {
    node_of(p, target).joined = false;
    return ask_to_stop(p, target);
  }
  if (action.kind == ActionKind::ClockSkew || action.kind == ActionKind::ClockDrift) {
    set_clock(node_of(p, target), action, p.world.now);
  } else if (action.kind == ActionKind::Command) {
    if (action.command) send_command(p, target, *action.command);
  } else {
    act_on_disk(p, target, action, effect);
  }
}

bool lasts(ActionKind kind) {
  constexpr ActionKind kLasting[] = {
      ActionKind::Pause,          ActionKind::DiskFull,  ActionKind::DiskFail,
      ActionKind::DiskSlow,       ActionKind::DiskStall, ActionKind::ClockSkew,
      ActionKind::ClockDrift,     ActionKind::Crash,     ActionKind::PowerOff,
      ActionKind::RollingRestart, ActionKind::Upgrade};
  return std::find(std::begin(kLasting), std::end(kLasting), kind) != std::end(kLasting);
}

NoEffect end_fault(Performance& p, const std::string& id) {
  std::vector<std::uint64_t> ending;
  for (const ActiveEffect& effect : p.world.active) {
    if ((*p.world.faults)[effect.fault].id == id) ending.push_back(effect.id);
  }
  Note note;
  note.kind = NoteKind::FaultEnded;
  note.text = id;
  publish(p, kNoIndex, note);
  bool ends_something = !ending.empty();
  for (std::size_t i = 0; i < p.world.faults->size(); ++i) {
    if ((*p.world.faults)[i].id != id || !(*p.world.faults)[i].every) continue;
    ends_something = ends_something || !p.world.fault_states[i].ended;
    p.world.fault_states[i].ended = true;
  }
  for (const std::uint64_t effect : ending) end_effect(p, effect);
  return ends_something ? "" : "nothing that " + id + " started lasts";
}

NoEffect act_on_targets(Performance& p, std::size_t fault, const Action& action) {
  const std::vector<NodeIndex> targets =
      resolve(p.world, action.target, &p.world.fault_states[fault].random);
  NoEffect why = why_no_effect(p.world, action, targets);
  if (action.kind == ActionKind::Admin) {
    for (const NodeIndex admin : targets) {
      if (action.command) send_command(p, admin, *action.command);
    }
    return why;
  }
  if (!action.as.empty()) p.world.remembered[action.as] = targets;
  const std::uint64_t effect = p.world.next_effect;
  if (lasts(action.kind)) remember(p, fault, action, targets);
  if (action.kind == ActionKind::RollingRestart || action.kind == ActionKind::Upgrade) {
    start_rolling(p, effect, action, targets);
  } else {
    for (const NodeIndex target : targets) act_on(p, target, action, effect);
  }
  return why;
}

NoEffect carry_out(Performance& p, std::size_t fault, const Action& action) {
  if (const auto kind = rule_kind(action.kind)) return add_rule(p, fault, action, *kind);
  if (action.kind == ActionKind::Heal) return heal(p, fault, action);
  if (action.kind == ActionKind::End) return end_fault(p, action.text);
  return act_on_targets(p, fault, action);
}

}  // namespace

void start_or_resume(Performance& p, NodeIndex target) {
  Happening start;
  start.kind = Happening::Kind::Start;
  start.node = target;
  start.cause = p.record.id;
  node_of(p, target).powered = true;
  schedule(p.world, p.world.now, std::move(start));
}

void do_action(Performance& p, std::size_t fault, const Action& action) {
  const NoEffect why = carry_out(p, fault, action);
  if (!why.empty()) tell_no_effect(p, fault, action, why);
}

namespace {

void undo_on(Performance& p, NodeIndex target, const ActiveEffect& effect) {
  const ActionKind kind = effect.action.kind;
  Node& node = node_of(p, target);
  if (kind == ActionKind::Pause) return resume_process(p, target);
  if (kind == ActionKind::DiskFull)
    node.disk.settings().capacity_bytes = DiskSettings{}.capacity_bytes;
  if (kind == ActionKind::DiskFail) node.disk.disarm(effect.id);
  if (kind == ActionKind::DiskSlow) node.disk.settings().slow_percent = DiskSettings{}.slow_percent;
  if (kind == ActionKind::DiskStall) return unstall_disk(p, target);
  if (kind == ActionKind::ClockSkew || kind == ActionKind::ClockDrift) {  // it is set right
    node.wall_skew = {};
    node.drift_ppm = 0;
  }
  if (kind != ActionKind::Crash && kind != ActionKind::PowerOff) return;
  if (is_death_awaited(p.world, target, effect.id))
    tell_no_effect(p, effect.fault, effect.action, no_such_step(p.world, target));
  node.disk.disarm(effect.id);
  auto& coming = node.coming_deaths;
  const auto is_his = [&effect](const ComingDeath& death) { return death.id == effect.id; };
  coming.erase(std::remove_if(coming.begin(), coming.end(), is_his), coming.end());
  start_or_resume(p, target);
}

}  // namespace

void undo(Performance& p, const ActiveEffect& effect) {
  end_rules(p, effect.id);
  end_rolling(p, effect.id);
  for (const NodeIndex target : effect.targets) undo_on(p, target, effect);
}

}  // namespace barnabas::sim
