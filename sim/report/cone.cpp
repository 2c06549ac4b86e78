#include "sim/report/cone.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <utility>

namespace barnabas::sim {
namespace {

constexpr std::int16_t kProduce = 0;  // indices of bodies
constexpr std::int16_t kFetch = 1;

bool ends_a_life(NoteKind kind) {
  constexpr std::array kKinds = {NoteKind::Started, NoteKind::Killed,  NoteKind::PowerLost,
                                 NoteKind::Paused,  NoteKind::Resumed, NoteKind::Halted,
                                 NoteKind::Stopped};
  return std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end();
}

class Gather {
 public:
  Gather(const Chronicle& chronicle, const Story& story, const ConeLimits& limits)
      : chronicle_(chronicle),
        trace_(chronicle.trace()),
        links_(chronicle.links()),
        story_(story),
        limits_(limits) {}

  Cone run() {
    take_anchors();
    for (const TurnIndex anchor : anchors_) follow(anchor);
    turns_.insert(ways_.begin(), ways_.end());
    take_lives();
    Cone cone;
    for (const TurnIndex turn : turns_) {
      if (has_something(turn)) cone.turns.push_back(turn);
    }
    cut(cone);
    for (const TurnIndex turn : skipped_) {
      if (!std::binary_search(cone.turns.begin(), cone.turns.end(), turn))
        cone.skipped.push_back(turn);
    }
    take_arrows(cone);
    take_nodes(cone);
    return cone;
  }

 private:
  void take_anchors() {
    for (const StoryLine& line : story_.lines) anchors_.insert(line.turn);
    turns_ = anchors_;
  }

  // Back from an anchor to another one, or a few steps where none led to it.
  void follow(TurnIndex anchor) {
    std::vector<TurnIndex> way;
    bool is_joined = false;
    for (TurnIndex at = anchor; way.size() < limits_.hops_max;) {
      const TracedTurn& turn = trace_.turn(at);
      const auto before = turn.cause == 0 ? std::nullopt : trace_.find(turn.cause);
      if (!before || *before >= at || *before < *anchors_.begin()) break;
      at = *before;
      is_joined = anchors_.count(at) > 0;
      if (is_joined) break;
      way.push_back(at);
    }
    if (!is_joined) {
      if (way.size() > limits_.hops_shown) way.resize(limits_.hops_shown);
      forget_timers(way);
    }
    const std::size_t shown = limits_.hops_shown;
    for (std::size_t i = 0; i < way.size(); ++i) {
      // Of a long way: the last steps to the anchor, and the first ones from the other.
      const bool is_near = way.size() <= shown || i < shown / 2 || i + shown / 2 >= way.size();
      (is_near ? ways_ : skipped_).insert(way[i]);
    }
  }

  // A clock's ticks behind the first step of a node that acts by itself say nothing.
  void forget_timers(std::vector<TurnIndex>& way) const {
    while (!way.empty()) {
      const auto& event = trace_.turn(way.back()).event;
      const bool is_tick = event && std::holds_alternative<event::TimerFired>(*event);
      if (!is_tick || !trace_.sendings_of(way.back()).empty()) break;
      way.pop_back();
    }
  }

  // An application that acts shows in what its client does next.
  bool has_something(TurnIndex index) const {
    const TracedTurn& turn = trace_.turn(index);
    if (anchors_.count(index) > 0 || turn.kind == HappeningKind::NodeEvent) return true;
    for (const TracedNote* note : trace_.notes_of(index)) {
      const NoteKind kind = note->note.kind;
      if (kind == NoteKind::FaultFired || kind == NoteKind::FaultEnded ||
          is_shown(note->note, story_.tp))
        return true;
    }
    return false;
  }

  // Deaths, sleeps and returns of the nodes in the story, as far as it reaches.
  void take_lives() {
    if (turns_.empty()) return;
    std::set<NodeIndex> nodes;
    for (const TurnIndex turn : turns_) nodes.insert(trace_.turn(turn).node);
    const TurnIndex first = *turns_.begin();
    const TurnIndex last = *turns_.rbegin();
    for (const NoteKind kind :
         {NoteKind::Started, NoteKind::Killed, NoteKind::PowerLost, NoteKind::Paused,
          NoteKind::Resumed, NoteKind::Halted, NoteKind::Stopped}) {
      for (const TracedNote* note : chronicle_.notes(kind)) {
        if (note->turn >= first && note->turn <= last && nodes.count(note->node) > 0)
          turns_.insert(note->turn);
      }
    }
  }

  // Too many: what the story says goes before what led to it, the beginning and the end before the
  // middle.
  void cut(Cone& cone) {
    if (cone.turns.size() <= limits_.turns_max) return;
    std::vector<TurnIndex> order(anchors_.begin(), anchors_.end());
    const std::size_t half = limits_.turns_max / 2;
    if (order.size() > limits_.turns_max)
      order.erase(order.begin() + static_cast<std::ptrdiff_t>(half),
                  order.end() - static_cast<std::ptrdiff_t>(half));
    for (const TurnIndex turn : cone.turns) {
      if (order.size() >= limits_.turns_max) break;
      if (anchors_.count(turn) == 0) order.push_back(turn);
    }
    std::sort(order.begin(), order.end());
    skipped_.insert(cone.turns.begin(), cone.turns.end());
    cone.turns = std::move(order);
  }

  // What a fault stopped, and records on their way that found nobody.
  static bool is_worth_a_cross(const TracedSending& sending) {
    return sending.fate != Sending::Fate::Sent || sending.api == kProduce || sending.api == kFetch;
  }

  void take_arrows(Cone& cone) const {
    const std::set<TurnIndex> shown(cone.turns.begin(), cone.turns.end());
    // A stream that is held up holds up all that follows: the first speaks for the rest.
    std::set<std::tuple<NodeIndex, NodeIndex, std::int16_t, bool, std::int32_t>> stopped;
    for (const TurnIndex turn : cone.turns) {
      for (const TracedSending* sending : trace_.sendings_of(turn)) {
        const auto arrival = links_.arrival_of(*sending);
        if (arrival) {
          if (shown.count(*arrival) > 0) cone.arrows.push_back({sending, arrival});
        } else if (is_worth_a_cross(*sending) &&
                   stopped
                       .insert({sending->from, sending->to, sending->api, sending->is_response,
                                sending->fault})
                       .second) {
          cone.arrows.push_back({sending, std::nullopt});
        }
      }
    }
  }

  void take_nodes(Cone& cone) const {
    std::set<NodeIndex> nodes;
    for (const TurnIndex turn : cone.turns) {
      const bool is_story = anchors_.count(turn) > 0;
      for (const TracedNote* note : trace_.notes_of(turn)) {
        if (is_shown(note->note, story_.tp) && (is_story || ends_a_life(note->note.kind)))
          nodes.insert(note->node);
      }
      if (trace_.turn(turn).event) nodes.insert(trace_.turn(turn).node);
    }
    for (const ConeArrow& arrow : cone.arrows) {
      nodes.insert(arrow.sending->from);
      nodes.insert(arrow.sending->to);
    }
    nodes.erase(kNoIndex);
    cone.nodes.assign(nodes.begin(), nodes.end());
  }

  const Chronicle& chronicle_;
  const Trace& trace_;
  const MessageLinks& links_;
  const Story& story_;
  const ConeLimits& limits_;
  std::set<TurnIndex> anchors_;
  std::set<TurnIndex> ways_;
  std::set<TurnIndex> skipped_;
  std::set<TurnIndex> turns_;
};

}  // namespace

bool is_shown(const Note& note, const TopicPartition& tp) {
  constexpr std::array kHidden = {NoteKind::FetchServed,   NoteKind::Probe,
                                  NoteKind::FaultFired,    NoteKind::FaultEnded,
                                  NoteKind::BrokerUp,      NoteKind::TopicCreated,
                                  NoteKind::SegmentRolled, NoteKind::SessionOpened,
                                  NoteKind::BrokerDown,    NoteKind::NoEffect};
  if (std::find(kHidden.begin(), kHidden.end(), note.kind) != kHidden.end()) return false;
  return tp.topic.empty() || !facts_of(note.kind).has_partition || note.tp == tp;
}

Cone cone_of(const Chronicle& chronicle, const Story& story, const ConeLimits& limits) {
  if (story.lines.empty()) return {};
  return Gather(chronicle, story, limits).run();
}

}  // namespace barnabas::sim
