#include "sim/world/process_control.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "sim/world/director.h"

namespace barnabas::sim {
namespace {

Node& node_of(Performance& p, NodeIndex index) {
  return p.world.nodes[static_cast<std::size_t>(index)].write();
}

void forget_timers(World& world, NodeIndex index) {
  auto at = world.timers.lower_bound({index, TimerId{}});
  while (at != world.timers.end() && at->first.first == index) {
    world.queue.cancel(at->second);
    at = world.timers.erase(at);
  }
}

void note_of_process(Performance& p, NodeIndex index, NoteKind kind, std::int64_t a,
                     std::string text) {
  Note note;
  note.kind = kind;
  note.a = a;
  note.text = std::move(text);
  publish(p, index, note);
}

void set_timer(World& world, NodeIndex index, const effect::SetTimer& set) {
  const auto key = std::make_pair(index, set.timer);
  const auto known = world.timers.find(key);
  if (known != world.timers.end()) {
    world.queue.cancel(known->second);
    world.timers.erase(known);
  }
  Happening happening;
  happening.kind = Happening::Kind::Timer;
  happening.node = index;
  happening.life = world.node(index).incarnation;
  happening.timer = set.timer;
  // A timer so far away that the clock has no number for it never fires.
  if (set.after.ns > INT64_MAX - world.now.ns) return;
  world.timers[key] = world.queue.push(world.now + set.after, std::move(happening));
}

void start_flush(Performance& p, NodeIndex index, const effect::Flush& flush) {
  Node& node = node_of(p, index);
  Duration cost{};
  for (const FileId file : flush.files) cost = cost + node.disk.sync_cost(file);
  Happening happening;
  happening.kind = Happening::Kind::Flushed;
  happening.node = index;
  happening.life = node.incarnation;
  happening.cause = p.record.id;
  happening.number = flush.operation;
  happening.flush_files = flush.files;
  for (const FileId file : flush.files) {
    happening.flush_sizes.push_back(SimFileSystem(node.disk, false).size(file));
  }
  schedule(p.world, p.world.now + cost, std::move(happening));
}

struct Perform {
  Performance& p;
  NodeIndex index;

  void operator()(effect::Listen&) const { node_of(p, index).listens = true; }
  void operator()(effect::Connect& connect) const { do_connect(p, index, connect); }
  void operator()(effect::Request& request) const { do_request(p, index, request); }
  void operator()(effect::Reply& reply) const {
    charge_reading(reply);
    resolve_slices(reply);
    do_reply(p, index, reply);
  }
  void operator()(effect::Close& close) const { do_close(p, index, close.connection); }
  void operator()(effect::SetTimer& set) const { set_timer(p.world, index, set); }
  void operator()(effect::CancelTimer& cancel) const {
    const auto known = p.world.timers.find({index, cancel.timer});
    if (known == p.world.timers.end()) return;
    p.world.queue.cancel(known->second);
    p.world.timers.erase(known);
  }
  void operator()(effect::Flush& flush) const { start_flush(p, index, flush); }
  void operator()(effect::Exit& exit) const {
    if (exit.orderly) {
      note_of_process(p, index, NoteKind::Stopped, 0, exit.why);
    } else {
      note_of_process(p, index, NoteKind::Halted, 0, exit.why);
    }
    kill_process(p, index, "");
  }
  void operator()(Note& note) const { publish(p, index, note); }

  // What a fetch answer costs before it can leave: reading what is not in memory, and copying where
  // the kernel does not send files by itself.
  void charge_reading(const effect::Reply& reply) const {
    const ServiceCosts& costs = p.world.costs;
    const auto* fetch = reply.body ? std::get_if<protocol::FetchResponse>(&*reply.body) : nullptr;
    if (!costs.takes_time || fetch == nullptr) return;
    for (const auto& topic : fetch->topics) {
      for (const auto& partition : topic.partitions) {
        const record::FileSlice& slice = partition.records.slice;
        if (slice.empty()) continue;
        p.work = p.work + node_of(p, index).disk.read_cost(slice);
        if (!costs.zero_copy) p.work = p.work + costs.copy_per_kib * (2 * slice.size) / 1024;
      }
    }
  }

  // Fetch replies name places in files; what travels is the bytes, shared with the file.
  void resolve_slices(effect::Reply& reply) const {
    if (!reply.body) return;
    const auto* fetch = std::get_if<protocol::FetchResponse>(&*reply.body);
    if (fetch == nullptr) return;
    protocol::FetchResponse resolved = *fetch;
    for (auto& topic : resolved.topics) {
      for (auto& partition : topic.partitions) {
        if (partition.records.slice.empty()) continue;
        auto bytes = p.world.node(index).disk.resolve(partition.records.slice);
        if (bytes) {
          partition.records.bytes = std::move(*bytes);
        } else {
          partition.error = ErrorCode::KafkaStorageError;
        }
        partition.records.slice = {};
      }
    }
    reply.body = protocol::ResponseRef(std::move(resolved));
  }
};

// Deaths that wait for a step that gets so far.
void die_after_effect(Performance& p, NodeIndex index, std::int32_t done) {
  if (p.world.node(index).coming_deaths.empty()) return;
  std::vector<ComingDeath>& coming = node_of(p, index).coming_deaths;
  const auto due = std::find_if(coming.begin(), coming.end(),
                                [done](const ComingDeath& death) { return death.effect == done; });
  if (due == coming.end()) return;
  const bool by_power = due->by_power;
  coming.erase(due);
  die_in_step(p, index, by_power, "killed behind an effect");
}

}  // namespace

void die_in_step(Performance& p, NodeIndex index, bool by_power, const std::string& why) {
  if (by_power) return cut_power(p, index, {});
  kill_process(p, index, why);
}

void publish(Performance& p, NodeIndex index, const Note& note) {
  for (Observer* observer : p.observers) observer->on_note(p.world, p.record, index, note);
  on_hooks(p, index, note);
}

void perform_effects(Performance& p, NodeIndex index, std::vector<Effect>& effects) {
  const std::uint32_t life = p.world.node(index).incarnation;
  std::int32_t done = 0;
  for (Effect& effect : effects) {
    const bool counts = !std::holds_alternative<Note>(effect);
    std::visit(Perform{p, index}, effect);
    if (counts) die_after_effect(p, index, ++done);
    const Node& node = p.world.node(index);
    if (!node.up || node.incarnation != life)
      return;  // killed in the middle: the rest never happens
  }
}

void start_process(Performance& p, NodeIndex index) {
  Node& node = node_of(p, index);
  if (node.up || !node.joined) return;
  node.boot(p.world.seed);
  const std::uint32_t life = node.incarnation;
  note_of_process(p, index, NoteKind::Started, life, "");
  if (p.world.node(index).up) deliver_event(p, index, event::Started{});
}

void kill_process(Performance& p, NodeIndex index, const std::string& why) {
  Node& node = node_of(p, index);
  if (!node.up) return;
  node.die();
  node.disk.kill();
  forget_timers(p.world, index);
  if (!why.empty()) note_of_process(p, index, NoteKind::Killed, 0, why);
  drop_connections(p, index, true);
}

void cut_power(Performance& p, NodeIndex index, const PowerLossOptions& options) {
  Node& node = node_of(p, index);
  if (node.up) {
    node.die();
    forget_timers(p.world, index);
  }
  node.powered = false;
  Prng random = stream(p.world.seed, "power/" + node.name + "#" + std::to_string(node.incarnation));
  const PowerLossReport report = node.disk.power_loss(random, options);
  std::uint64_t lost = 0;
  for (const auto& file : report.files) lost += file.bytes_lost;
  note_of_process(p, index, NoteKind::PowerLost, static_cast<std::int64_t>(lost), "");
  drop_connections(p, index, false);
}

void pause_process(Performance& p, NodeIndex index) {
  Node& node = node_of(p, index);
  if (!node.up || node.paused) return;
  node.paused = true;
  note_of_process(p, index, NoteKind::Paused, 0, "");
}

void resume_process(Performance& p, NodeIndex index) {
  Node& node = node_of(p, index);
  if (!node.paused) return;
  node.paused = false;
  const auto waiting = static_cast<std::int64_t>(node.deferred.size());
  note_of_process(p, index, NoteKind::Resumed, waiting, "");
  catch_up(p, index);
}

void catch_up(Performance& p, NodeIndex index) {
  if (p.world.node(index).stands_still()) return;
  std::deque<Deferred> deferred = std::exchange(node_of(p, index).deferred, {});
  const std::uint32_t life = p.world.node(index).incarnation;
  for (const Deferred& waiting : deferred) {
    const Node& now = p.world.node(index);
    if (!now.up || now.incarnation != life) return;
    deliver_event(p, index, waiting.event);
  }
}

void block_process(Performance& p, NodeIndex index) {
  node_of(p, index).blocked = true;
  note_of_process(p, index, NoteKind::Paused, 0, "a write waits for the disk");
}

void unstall_disk(Performance& p, NodeIndex index) {
  Node& node = node_of(p, index);
  if (!node.disk.is_stalled()) return;
  node.disk.set_stalled(false);
  for (StalledFlush& flush : std::exchange(node.stalled_flushes, {})) {
    Happening happening;
    happening.kind = Happening::Kind::Flushed;
    happening.node = index;
    happening.life = node.incarnation;
    happening.cause = flush.cause;
    happening.number = flush.operation;
    happening.flush_files = std::move(flush.files);
    happening.flush_sizes = std::move(flush.sizes);
    schedule(p.world, p.world.now, std::move(happening));
  }
  if (!node.blocked) return;
  node.blocked = false;
  const auto waiting = static_cast<std::int64_t>(node.deferred.size());
  note_of_process(p, index, NoteKind::Resumed, waiting, "the disk takes the write");
  catch_up(p, index);
}

void finish_flush(Performance& p, const Happening& happening) {
  Node& node = node_of(p, happening.node);
  if (!node.up || node.incarnation != happening.life) return;
  if (node.disk.is_stalled()) {
    node.stalled_flushes.push_back(
        {happening.number, happening.cause, happening.flush_files, happening.flush_sizes});
    return;
  }
  Errc result = Errc::Ok;
  for (std::size_t i = 0; i < happening.flush_files.size(); ++i) {
    const auto synced = node.disk.sync_up_to(happening.flush_files[i], happening.flush_sizes[i]);
    // A file that was removed meanwhile has nothing left to make durable.
    if (!synced && synced.error().code != Errc::NotFound) result = synced.error().code;
  }
  deliver_event(p, happening.node, event::Flushed{happening.number, result});
}

}  // namespace barnabas::sim
