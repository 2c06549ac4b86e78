#include "sim/world/rolling.h"

#include <algorithm>
#include <utility>

#include "sim/world/director.h"
#include "sim/world/process_control.h"

namespace barnabas::sim {
namespace {

constexpr Duration kLook = milliseconds(100);
using Phase = RollingRestart::Phase;

RollingRestart* find_rolling(World& world, std::uint64_t effect) {
  for (RollingRestart& rolling : world.rolling) {
    if (rolling.effect == effect) return &rolling;
  }
  return nullptr;
}

void look_again(World& world, std::uint64_t effect, std::uint64_t cause) {
  Happening happening;
  happening.kind = Happening::Kind::Roll;
  happening.cause = cause;
  happening.number = static_cast<std::int64_t>(effect);
  schedule(world, world.now + kLook, std::move(happening));
}

bool is_due(const World& world, const RollingRestart& rolling) {
  const Node* node = rolling.current == kNoIndex ? nullptr : &world.node(rolling.current);
  const Duration waited = world.now - rolling.since;
  switch (rolling.phase) {
    case Phase::Next:
      return true;
    case Phase::Stopping:
      return !node->up || waited >= rolling.how.bound;
    case Phase::Down:
      return waited >= rolling.how.down;
    case Phase::Returning:
      return waited >= rolling.how.bound || is_back(world, rolling.current);
  }
  return true;
}

void enter(RollingRestart& rolling, Phase phase, Instant now) {
  rolling.phase = phase;
  rolling.since = now;
}

void take_down(Performance& p, NodeIndex node, Rolling::How how) {
  if (how == Rolling::How::Crash) return kill_process(p, node, "killed");
  if (how == Rolling::How::PowerOff) return cut_power(p, node, {});
  Happening stop;
  stop.kind = Happening::Kind::Shutdown;
  stop.node = node;
  stop.cause = p.record.id;
  schedule(p.world, p.world.now, std::move(stop));
}

// The new profile is for the next start.
void upgrade(World& world, NodeIndex index, Profile profile) {
  if (!world.upgrades) return;
  const auto found = world.upgrades->find({index, profile});
  if (found == world.upgrades->end()) return;
  world.nodes[static_cast<std::size_t>(index)].write().config = found->second;
}

// The next member that is there; none: the restart is over.
bool take_next(Performance& p, RollingRestart& rolling) {
  while (!rolling.left.empty()) {
    rolling.current = rolling.left.front();
    rolling.left.erase(rolling.left.begin());
    if (!p.world.node(rolling.current).joined) continue;
    enter(rolling, Phase::Stopping, p.world.now);
    return true;
  }
  return false;
}

void finish(Performance& p, std::uint64_t effect) {
  std::vector<RollingRestart>& all = p.world.rolling;
  all.erase(std::remove_if(all.begin(), all.end(),
                           [effect](const RollingRestart& r) { return r.effect == effect; }),
            all.end());
  end_effect(p, effect);
}

}  // namespace

void start_rolling(Performance& p, std::uint64_t effect, const Action& action,
                   std::vector<NodeIndex> targets) {
  RollingRestart rolling;
  rolling.effect = effect;
  rolling.how = action.rolling;
  rolling.upgrades = action.kind == ActionKind::Upgrade;
  rolling.left = std::move(targets);
  p.world.rolling.push_back(std::move(rolling));
  roll_on(p, effect);
}

bool must_roll(World& world, std::uint64_t effect) {
  const RollingRestart* rolling = find_rolling(world, effect);
  if (rolling == nullptr) return false;
  if (is_due(world, *rolling)) return true;
  look_again(world, effect, 0);
  return false;
}

void roll_on(Performance& p, std::uint64_t effect) {
  World& world = p.world;
  RollingRestart* rolling = find_rolling(world, effect);
  if (rolling == nullptr) return;
  if (rolling->phase == Phase::Returning) enter(*rolling, Phase::Next, world.now);
  if (rolling->phase == Phase::Next) {
    if (!take_next(p, *rolling)) return finish(p, effect);
    const NodeIndex node = rolling->current;
    take_down(p, node, rolling->how.how);  // faults that wait for its death may change the list
  } else if (rolling->phase == Phase::Stopping) {
    const NodeIndex node = rolling->current;
    enter(*rolling, Phase::Down, world.now);
    if (rolling->upgrades) upgrade(world, node, rolling->how.profile);
    if (world.node(node).up) kill_process(p, node, "killed: it did not stop in time");
  } else {
    enter(*rolling, Phase::Returning, world.now);
    start_or_resume(p, rolling->current);
  }
  look_again(world, effect, p.record.id);
}

void end_rolling(Performance& p, std::uint64_t effect) {
  RollingRestart* rolling = find_rolling(p.world, effect);
  if (rolling != nullptr) rolling->left.clear();  // whoever has begun comes to its end
}

}  // namespace barnabas::sim
