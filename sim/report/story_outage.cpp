#include "sim/report/story_outage.h"

#include <algorithm>
#include <set>
#include <utility>

#include "sim/report/sentences.h"
#include "sim/report/story_lines.h"
#include "sim/report/words.h"

namespace barnabas::sim {
namespace {

constexpr std::size_t kLinesMax = 14;

class OutageTeller {
 public:
  OutageTeller(const Chronicle& chronicle, const TopicPartition& tp, const check::Outage& outage)
      : chronicle_(chronicle),
        tp_(tp),
        outage_(outage),
        from_(chronicle.moment_at(outage.from)),
        to_(chronicle.moment_at(outage.to + Duration{1})) {}

  Story run() {
    find_old_leader();
    for (const NoteKind kind :
         {NoteKind::Started, NoteKind::Killed, NoteKind::PowerLost, NoteKind::Paused,
          NoteKind::Resumed, NoteKind::Halted, NoteKind::Stopped})
      tell_processes(kind);
    tell_sessions();
    tell(NoteKind::ControllerElected, chronicle_.notes(NoteKind::ControllerElected));
    tell(NoteKind::Elected, chronicle_.notes(NoteKind::Elected, tp_));
    tell(NoteKind::BecameLeader, chronicle_.notes(NoteKind::BecameLeader, tp_));
    Story story;
    const bool lasts = outage_.to == chronicle_.world().now;
    story.title = to_string(tp_) + " has no leader for " + span_text(outage_.from, outage_.to) +
                  ", from " + seconds_text(outage_.from) +
                  (lasts ? " to the end" : " to " + seconds_text(outage_.to));
    story.tp = tp_;
    story.wish = "To shorten it";
    const std::string sum = sum_up();
    story.advice = advise();
    if (!sum.empty())
      lines_.emplace_back(Moment{to_.turn == 0 ? 0 : to_.turn - 1, UINT32_MAX}, sum);
    story.lines = sorted_lines(chronicle_, std::move(lines_));
    return story;
  }

 private:
  Duration length() const { return outage_.to - outage_.from; }
  bool is_within(const TracedNote& note) const {
    return !(moment_of(note) < from_) && moment_of(note) < to_;
  }

  void find_old_leader() {
    const TracedNote* last = chronicle_.last_before(NoteKind::BecameLeader, tp_, kNoIndex, from_);
    if (last == nullptr) return;
    old_leader_ = last->node;
    for (const NodeIndex node : chronicle_.replicas_of(tp_)) nodes_.insert(node);
    // Who decides belongs to it, too.
    for (const TracedNote* note : chronicle_.notes(NoteKind::ControllerElected)) {
      if (moment_of(*note) < to_) nodes_.insert(note->node);
    }
  }

  void add(const TracedNote& note) {
    if (lines_.size() < kLinesMax)
      lines_.emplace_back(moment_of(note), sentence_of(chronicle_, note));
  }

  void tell_processes(NoteKind kind) {
    for (const TracedNote* note : chronicle_.notes(kind)) {
      if (!is_within(*note) || nodes_.count(note->node) == 0) continue;
      add(*note);
    }
  }

  void tell_sessions() {
    for (const TracedNote* note : chronicle_.notes(NoteKind::SessionExpired)) {
      const NodeIndex owner = chronicle_.world().find(session_owner(note->note));
      if (!is_within(*note) || (nodes_.count(owner) == 0 && !is_controller(owner, *note))) continue;
      add(*note);
      if (owner == old_leader_ && expired_ == nullptr) expired_ = note;
    }
  }

  bool is_controller(NodeIndex node, const TracedNote& at) const {
    const TracedNote* last = nullptr;
    for (const TracedNote* note : chronicle_.notes(NoteKind::ControllerElected)) {
      if (moment_of(*note) < moment_of(at)) last = note;
    }
    return last != nullptr && last->node == node;
  }

  void tell(NoteKind kind, const NoteList& notes) {
    for (const TracedNote* note : notes) {
      if (!is_within(*note)) continue;
      add(*note);
      if (kind == NoteKind::Elected && note->note.peer == kNoNode && nobody_ == nullptr)
        nobody_ = note;
      if (kind == NoteKind::Elected && note->note.peer != kNoNode) elected_ = note;
      if (kind == NoteKind::ControllerElected) controller_ = note;
    }
  }

  // "Of the 6 s: 6 s until ZooKeeper gave broker-1 up, 17 ms until ...".
  std::string sum_up() {
    Instant at = outage_.from;
    std::vector<std::string> parts;
    const auto part = [&](Instant until, const std::string& what) {
      if (until < at) return;
      if (seconds_text(at) != seconds_text(until))
        parts.push_back(span_text(at, until) + " " + what);
      at = until;
    };
    const auto time = [this](const TracedNote* note) { return chronicle_.time_of(*note); };
    if (expired_ != nullptr) {
      noticed_ = time(expired_) - at;
      part(time(expired_), "until ZooKeeper gave " + chronicle_.name(old_leader_) + " up");
    }
    if (controller_ != nullptr && elected_ != nullptr && time(controller_) <= time(elected_))
      part(time(controller_), "until there was a controller again");
    if (nobody_ != nullptr && (elected_ == nullptr || time(nobody_) <= time(elected_))) {
      part(time(nobody_), "until the controller found nobody to elect");
      const Instant end = elected_ == nullptr ? outage_.to : time(elected_);
      waited_ = end - time(nobody_);
      part(end, "until somebody of the ISR was back");
    } else if (elected_ != nullptr) {
      part(time(elected_),
           "until the controller had elected " + chronicle_.broker_name(elected_->note.peer));
    }
    if (elected_ != nullptr && outage_.to != chronicle_.world().now)
      part(outage_.to, "until it had heard of that");
    if (parts.size() < 2) return {};
    return "of these " + span_text(outage_.from, outage_.to) + ": " + joined(parts);
  }

  std::vector<std::string> advise() const {
    std::vector<std::string> advice;
    if (noticed_.ns * 2 > length().ns) {
      advice.push_back(
          "a shorter zookeeper.session.timeout.ms: nobody looks for another leader "
          "before ZooKeeper gives the old one up. A stop in good order gives "
          "leadership away first (controlled.shutdown.enable).");
    }
    if (waited_.ns * 2 > length().ns) {
      advice.push_back(
          "unclean.leader.election.enable=true takes whoever is left, and loses what "
          "it never had; more replicas in the ISR lose nothing.");
    }
    return advice;
  }

  const Chronicle& chronicle_;
  const TopicPartition& tp_;
  const check::Outage& outage_;
  Moment from_;
  Moment to_;
  NodeIndex old_leader_ = kNoIndex;
  std::set<NodeIndex> nodes_;
  MomentLines lines_;
  const TracedNote* expired_ = nullptr;
  const TracedNote* nobody_ = nullptr;
  const TracedNote* elected_ = nullptr;
  const TracedNote* controller_ = nullptr;
  Duration noticed_{};
  Duration waited_{};
};

}  // namespace

Story tell_outage(const Chronicle& chronicle, const TopicPartition& tp,
                  const check::Outage& outage) {
  return OutageTeller(chronicle, tp, outage).run();
}

}  // namespace barnabas::sim
