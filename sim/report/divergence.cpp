#include "sim/report/divergence.h"

#include <utility>

#include "sim/report/trace.h"
#include "sim/report/trace_lines.h"
#include "sim/report/words.h"

namespace barnabas::sim {
namespace {

constexpr std::uint64_t kRemembered = 64;  // turns that a description may need

// One of the two runs, with what is needed to describe its last event.
class Runner {
 public:
  explicit Runner(World world) : world_(std::move(world)), trace_(TraceOptions{kRemembered}) {}

  World& world() { return world_; }
  const World& world() const { return world_; }
  bool is_over(Instant until) { return world_.queue.empty() || world_.queue.peek().at > until; }
  void step() {
    turns_ = trace_.end();
    advance(world_, Observers{&trace_});
  }
  // What the last step did: nothing when its event reached nobody.
  std::string last() const {
    std::string text;
    for (TurnIndex turn = std::max(turns_, trace_.begin()); turn < trace_.end(); ++turn) {
      text += (text.empty() ? "" : "\n") + json_line(trace_, turn);
    }
    return text.empty() ? "an event that reaches nobody, at " + seconds_text(world_.now) : text;
  }

 private:
  World world_;
  Trace trace_;
  TurnIndex turns_ = 0;
};

std::vector<std::string> differing_nodes(const World& a, const World& b) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < a.nodes.size() && i < b.nodes.size(); ++i) {
    Hasher first;
    Hasher second;
    a.nodes[i]->fold_into(first);
    b.nodes[i]->fold_into(second);
    if (first.digest() != second.digest()) names.push_back(a.nodes[i]->name);
  }
  return names;
}

class Lockstep {
 public:
  Lockstep(World first, World second, const LockstepOptions& options)
      : options_(options), first_(std::move(first)), second_(std::move(second)) {}

  // Compares states every so many events; nothing when the runs end alike.
  std::optional<Divergence> run(std::uint64_t budget, std::uint64_t every) {
    checkpoint_ = {first_.world(), second_.world()};
    if (first_.world().state_fingerprint() != second_.world().state_fingerprint())
      return found("state");
    while (compared_ < budget) {
      const bool first_over = first_.is_over(options_.until);
      if (first_over != second_.is_over(options_.until)) return found("end");
      if (first_over) break;
      step();
      if (const char* what = difference()) return found(what);
      if (compared_ % every != 0) continue;
      if (options_.stop && options_.stop()) break;
      if (first_.world().state_fingerprint() != second_.world().state_fingerprint())
        return found("state");
      checkpoint_ = {first_.world(), second_.world()};
    }
    if (first_.world().state_fingerprint() != second_.world().state_fingerprint())
      return found("state");
    return std::nullopt;
  }

  std::uint64_t compared() const { return compared_; }
  std::pair<World, World> take_checkpoint() { return std::move(*checkpoint_); }

 private:
  void step() {
    first_.step();
    second_.step();
    if (options_.tamper) options_.tamper(second_.world());
    ++compared_;
  }

  const char* difference() const {
    const World& a = first_.world();
    const World& b = second_.world();
    if (a.now != b.now) return "time";
    if (a.trace_fingerprint != b.trace_fingerprint) return "event";
    return nullptr;
  }

  Divergence found(const char* what) const {
    Divergence divergence;
    divergence.performed = first_.world().performed;
    divergence.what = what;
    divergence.first = first_.last();
    divergence.second = second_.last();
    divergence.nodes = differing_nodes(first_.world(), second_.world());
    return divergence;
  }

  const LockstepOptions& options_;
  Runner first_;
  Runner second_;
  std::uint64_t compared_ = 0;
  std::optional<std::pair<World, World>> checkpoint_;
};

}  // namespace

LockstepResult run_in_lockstep(World first, World second, const LockstepOptions& options) {
  Lockstep coarse(std::move(first), std::move(second), options);
  LockstepResult result;
  result.divergence =
      coarse.run(options.budget, std::max<std::uint64_t>(options.checkpoint_every, 1));
  result.compared = coarse.compared();
  if (!result.divergence) return result;
  // Once more from the last moment of agreement, looking at the whole state after every event.
  auto [a, b] = coarse.take_checkpoint();
  Lockstep fine(std::move(a), std::move(b), options);
  auto exact = fine.run(options.checkpoint_every + 1, 1);
  if (exact) result.divergence = std::move(exact);
  return result;
}

std::string to_text(const Divergence& divergence) {
  std::string text = "the runs differ in their " + divergence.what + " at event number " +
                     std::to_string(divergence.performed) + "\n";
  if (divergence.first == divergence.second) {
    text += "  both did:   " + divergence.first + "\n";
  } else {
    text += "  first run:  " + divergence.first + "\n";
    text += "  second run: " + divergence.second + "\n";
  }
  if (!divergence.nodes.empty()) text += "  different now: " + joined(divergence.nodes) + "\n";
  return text;
}

}  // namespace barnabas::sim
