#include "sim/world/world.h"

#include <utility>
#include <variant>

#include "sim/net/message_size.h"
#include "sim/process/literal_compressor.h"
#include "sim/world/director.h"
#include "sim/world/process_control.h"
#include "sim/world/rolling.h"
#include "sim/world/station.h"
#include "sim/world/transport.h"

namespace barnabas::sim {
namespace {

void fold_event(World& world, const EventRecord& record) {
  Hasher hasher;
  hasher.fold(world.trace_fingerprint);
  hasher.fold(static_cast<std::uint64_t>(record.at.ns));
  hasher.fold(record.id);
  hasher.fold(record.cause);
  hasher.fold(static_cast<std::uint64_t>(record.node));
  hasher.fold(static_cast<std::uint64_t>(record.kind));
  if (record.event != nullptr) hasher.fold(record.event->index());
  world.trace_fingerprint = hasher.digest();
}

// How long a step keeps the messages that it sends.
Duration work_of(const World& world, const Event& event, Duration storage) {
  const ServiceCosts& costs = world.costs;
  if (!costs.takes_time) return {};
  const auto* received = std::get_if<event::Received>(&event);
  if (received == nullptr) return storage;
  const Duration bytes = costs.per_kib * message_size(*received->request) / 1024;
  return storage + costs.per_request + bytes;
}

// Runs one event through a node and performs what it asks for, in order.
void step_node(Performance& p, NodeIndex index, const Event& event) {
  World& world = p.world;
  Cow<Node>& slot = world.nodes[static_cast<std::size_t>(index)];
  std::vector<Effect> effects;
  std::vector<FileChange> changes;
  bool killed = false;
  bool by_power = false;
  {
    Node& node = slot.write();
    SimFileSystem files(node.disk, !p.observers.empty());
    const LiteralCompressor compressor;
    Context context{world.now, world.wall(index), files, effects, &compressor};
    node.step(event, context);
    node.busy = node.busy + files.cost();
    p.work = work_of(world, event, files.cost());
    killed = files.killed();
    by_power = files.lost_power();
    if (killed) node.disk.disarm(files.killed_by());  // who comes back does not die of it again
    changes = files.changes();
  }
  if (!changes.empty()) {
    for (Observer* observer : p.observers) observer->on_files(world, p.record, index, changes);
  }
  if (killed) {
    die_in_step(p, index, by_power, "killed at a file operation");
  } else {
    perform_effects(p, index, effects);
  }
}

// Whether the step would change a file that the stalled disk does not take. Tried on a copy: what
// the process did before that write is not seen by anybody before the write returns.
bool would_block(const World& world, NodeIndex index, const Event& event) {
  if (!world.node(index).disk.is_stalled()) return false;
  Node trial = world.node(index);
  SimFileSystem files(trial.disk, false);
  std::vector<Effect> effects;
  const LiteralCompressor compressor;
  Context context{world.now, world.wall(index), files, effects, &compressor};
  trial.step(event, context);
  return files.blocked();
}

void deliver(Performance& p, NodeIndex index, const Event& event) {
  const bool blocks = !p.world.node(index).stands_still() && would_block(p.world, index, event);
  if (blocks) block_process(p, index);
  if (p.world.node(index).stands_still()) {
    Node& node = p.world.nodes[static_cast<std::size_t>(index)].write();
    node.deferred.push_back({event, p.record.cause});
    return;
  }
  p.record.node = index;
  p.record.event = &event;
  fold_event(p.world, p.record);
  for (Observer* observer : p.observers) observer->on_event(p.world, p.record);
  step_node(p, index, event);
  for (Observer* observer : p.observers) observer->after_event(p.world, p.record);
}

bool is_alive(const World& world, const Happening& happening) {
  const Node& node = world.node(happening.node);
  return node.up && node.incarnation == happening.life;
}

void perform_frame(Performance& p, Happening& happening) {
  Arrival arrival = happening.kind == Happening::Kind::Next
                        ? next_request(p, happening.link)
                        : arrive(p, happening.link, happening.to_server, *happening.frame);
  if (!arrival.event) return;
  p.record.from = arrival.from;
  if (std::holds_alternative<event::Received>(*arrival.event)) {
    receive_request(p, arrival.node, *arrival.event);
  } else {
    deliver(p, arrival.node, *arrival.event);
  }
}

void perform_outside(Performance& p, HappeningKind kind, Happening& happening) {
  p.record.kind = kind;
  p.record.node = happening.node;
  fold_event(p.world, p.record);
  for (Observer* observer : p.observers) observer->on_event(p.world, p.record);
  if (happening.kind == Happening::Kind::Fault)
    fire_fault(p, static_cast<std::size_t>(happening.link));
  if (happening.kind == Happening::Kind::Repeat) repeat_action(p, happening);
  if (happening.kind == Happening::Kind::Roll)
    roll_on(p, static_cast<std::uint64_t>(happening.number));
  if (kind == HappeningKind::FaultEnd) end_in_time(p, static_cast<std::uint64_t>(happening.number));
  if (kind == HappeningKind::Workload) run_workload(p, static_cast<std::size_t>(happening.link));
  for (Observer* observer : p.observers) observer->after_event(p.world, p.record);
}

}  // namespace

NodeIndex World::find(const std::string& name) const {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i]->name == name) return static_cast<NodeIndex>(i);
  }
  return kNoIndex;
}

NodeIndex World::find_broker(NodeId id) const {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i]->is_broker() && nodes[i]->broker_id() == id) return static_cast<NodeIndex>(i);
  }
  return kNoIndex;
}

std::uint64_t World::state_fingerprint() const {
  Hasher hasher;
  fold_value(hasher, now);
  for (const Cow<Node>& node : nodes) node->fold_into(hasher);
  fold_value(hasher, network);
  fold_value(hasher, workloads);
  fold_value(hasher, fault_states);
  fold_value(hasher, commanded_records);
  fold_value(hasher, remembered);
  fold_value(hasher, rolling);
  return hasher.digest();
}

EventQueue<Happening>::Handle choose(const World& world) {
  BARNABAS_CHECK(!world.queue.empty());
  return world.queue.listing().front().handle;
}

std::uint64_t schedule(World& world, Instant at, Happening happening) {
  return world.queue.push(at, std::move(happening)).sequence;
}

void perform(World& world, EventQueue<Happening>::Popped popped, const Observers& observers) {
  BARNABAS_CHECK(popped.at >= world.now);
  world.now = popped.at;
  ++world.performed;
  Happening& happening = popped.payload;
  Performance p{world, {}, observers};
  p.record.id = popped.sequence;
  p.record.cause = happening.cause;
  p.record.at = world.now;
  switch (happening.kind) {
    case Happening::Kind::Start:
      start_process(p, happening.node);
      return;
    case Happening::Kind::Frame:
    case Happening::Kind::Next:
      perform_frame(p, happening);
      return;
    case Happening::Kind::Timer:
      world.timers.erase({happening.node, happening.timer});
      if (is_alive(world, happening))
        deliver(p, happening.node, event::TimerFired{happening.timer});
      return;
    case Happening::Kind::Flushed:
      finish_flush(p, happening);
      return;
    case Happening::Kind::Command:
      if (world.node(happening.node).up)
        deliver(p, happening.node, event::Commanded{happening.command});
      return;
    case Happening::Kind::Shutdown:
      if (world.node(happening.node).up) deliver(p, happening.node, event::ShutdownRequested{});
      return;
    case Happening::Kind::Fault:
      perform_outside(p, HappeningKind::Fault, happening);
      return;
    case Happening::Kind::FaultEnd:
      perform_outside(p, HappeningKind::FaultEnd, happening);
      return;
    case Happening::Kind::Workload:
      perform_outside(p, HappeningKind::Workload, happening);
      return;
    case Happening::Kind::Serve:
      if (is_alive(world, happening)) serve_waiting(p, happening.node);
      return;
    case Happening::Kind::Repeat:
      perform_outside(p, HappeningKind::Fault, happening);
      return;
    case Happening::Kind::Roll:
      if (must_roll(world, static_cast<std::uint64_t>(happening.number)))
        perform_outside(p, HappeningKind::Fault, happening);
      return;
  }
}

void deliver_event(Performance& p, NodeIndex index, const Event& event) {
  deliver(p, index, event);
}

}  // namespace barnabas::sim
