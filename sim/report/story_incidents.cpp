// Of a run in which nothing broke: the faults that struck, what the cluster made of them, and what
// became of readers that were sent or put elsewhere.
#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <variant>

#include "sim/report/deeds.h"
#include "sim/report/sentences.h"
#include "sim/report/story.h"
#include "sim/report/story_lines.h"

namespace barnabas::sim {
namespace {

constexpr std::size_t kLinesMax = 60;
constexpr std::size_t kOfAKindMax = 4;  // of what one node does again and again

bool moves_a_reader(NoteKind kind) {
  return kind == NoteKind::PositionReset || kind == NoteKind::ReadFailed;
}

bool comes_often(NoteKind kind) {
  return kind == NoteKind::LogStartMoved || kind == NoteKind::SegmentsDeleted ||
         moves_a_reader(kind);
}

class IncidentTeller {
 public:
  explicit IncidentTeller(const Chronicle& chronicle) : chronicle_(chronicle) {}

  Story run() {
    for (const TracedNote& note : chronicle_.trace().notes()) {
      tell_commands(note.turn);
      tell(note);
    }
    const Trace& trace = chronicle_.trace();
    if (trace.begin() != trace.end()) tell_commands(trace.end() - 1);
    Story story;
    story.title = "What struck, and what came of it";
    story.lines = sorted_lines(chronicle_, std::move(lines_));
    return story;
  }

 private:
  void add(const TracedNote& note, std::string text) {
    if (lines_.size() < kLinesMax) lines_.emplace_back(moment_of(note), std::move(text));
  }

  void tell(const TracedNote& note) {
    const NoteKind kind = note.note.kind;
    // What stands before the first fault is the cluster's start.
    has_begun_ = has_begun_ || kind == NoteKind::FaultFired || moves_a_reader(kind);
    if (!has_begun_) return;
    if (kind == NoteKind::Delivered) return tell_reading(note);
    if (moves_a_reader(kind)) moved_.insert({note.node, note.note.tp});
    if (comes_often(kind) && ++told_[{note.node, kind}] > kOfAKindMax) return;
    // Of refusals the first of its kind; followers only follow.
    const bool is_refusal =
        kind == NoteKind::Fenced && refused_.insert({note.node, note.note.error}).second;
    const bool is_told = is_refusal || moves_a_reader(kind) ||
                         (is_incident(kind) && kind != NoteKind::BecameFollower);
    if (!is_told || (kind == NoteKind::Started && note.note.a <= 1)) return;
    add(note, sentence_of(chronicle_, note));
  }

  // Where a reader reads on that was put elsewhere.
  void tell_reading(const TracedNote& note) {
    if (moved_.erase({note.node, note.note.tp}) == 0) return;
    add(note, chronicle_.name(note.node) + " reads on in " + to_string(note.note.tp) +
                  " from offset " + std::to_string(note.note.from.value));
  }

  // What applications were told to do since the last note, up to this turn.
  void tell_commands(TurnIndex until) {
    const Trace& trace = chronicle_.trace();
    for (next_ = std::max(next_, trace.begin()); next_ <= until; ++next_) {
      const TracedTurn& turn = trace.turn(next_);
      const auto* commanded = turn.event ? std::get_if<event::Commanded>(&*turn.event) : nullptr;
      const auto* seek =
          commanded == nullptr ? nullptr : std::get_if<command::Seek>(&*commanded->command);
      if (seek == nullptr || !has_begun_ || lines_.size() >= kLinesMax) continue;
      moved_.insert({turn.node, seek->partition});
      lines_.emplace_back(Moment{next_, 0},
                          chronicle_.name(turn.node) + " seeks to " + place_text(*seek));
    }
  }

  const Chronicle& chronicle_;
  MomentLines lines_;
  TurnIndex next_ = 0;
  bool has_begun_ = false;
  std::set<std::pair<NodeIndex, ErrorCode>> refused_;
  std::set<std::pair<NodeIndex, TopicPartition>> moved_;
  std::map<std::pair<NodeIndex, NoteKind>, std::size_t> told_;
};

}  // namespace

Story tell_incidents(const Chronicle& chronicle) { return IncidentTeller(chronicle).run(); }

}  // namespace barnabas::sim
