#include "sim/report/causes.h"

#include <algorithm>
#include <utility>

#include "sim/report/sentences.h"
#include "sim/report/words.h"

namespace barnabas::sim {

const Fault* find_fault(const Chronicle& chronicle, const std::string& id) {
  if (!chronicle.world().faults) return nullptr;
  for (const Fault& fault : *chronicle.world().faults) {
    if (fault.id == id) return &fault;
  }
  return nullptr;
}

namespace {

constexpr std::size_t kStepsMax = 64;  // back along the causes
constexpr std::size_t kFaultsMax = 3;  // that a sentence names
constexpr std::int64_t kSilences =
    2;  // a session ends at most twice its timeout after the last word

// What a fault must do to be behind a note of this kind.
bool can_bring_about(ActionKind action, NoteKind note) {
  using Kind = ActionKind;
  if (note == NoteKind::SessionExpired) return action == Kind::ExpireSession;
  const bool restarts = action == Kind::RollingRestart || action == Kind::Upgrade;
  const bool stops = restarts || action == Kind::Stop || action == Kind::RemoveBroker;
  if (note == NoteKind::Killed) return restarts || action == Kind::Crash;
  if (note == NoteKind::PowerLost) return restarts || action == Kind::PowerOff;
  if (note == NoteKind::Stopped) return stops;
  if (note == NoteKind::Elected) return stops || action == Kind::Admin;
  if (note == NoteKind::TopicDeleted) return action == Kind::Admin;
  return false;
}

template <class Fits>
bool has_action(const Chronicle& chronicle, const std::string& id, Fits fits) {
  const Fault* fault = find_fault(chronicle, id);
  return fault != nullptr && std::any_of(fault->actions.begin(), fault->actions.end(), fits);
}

// Along the causes back to a fault that could have asked for it.
std::string fault_that_asked(const Chronicle& chronicle, const TracedNote& note) {
  const NoteKind kind = note.note.kind;
  std::size_t steps = 0;
  for (const TurnIndex turn : chronicle.trace().causes_of(note.turn)) {
    if (++steps > kStepsMax) break;
    for (const TracedNote* other : chronicle.trace().notes_of(turn)) {
      if (other->note.kind != NoteKind::FaultFired) continue;
      const auto fits = [kind](const Action& action) { return can_bring_about(action.kind, kind); };
      if (has_action(chronicle, other->note.text, fits)) return other->note.text;
    }
  }
  return {};
}

// "broker 3 is shutting down": broker-3.
NodeIndex broker_in(const Chronicle& chronicle, const std::string& text) {
  const std::size_t at = text.find("broker ");
  if (at == std::string::npos) return kNoIndex;
  std::int32_t id = 0;
  for (std::size_t i = at + 7; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i)
    id = id * 10 + (text[i] - '0');
  return chronicle.world().find_broker(NodeId{id});
}

// Where the causes do not lead back, for a node waited or tried again: the last fault before that
// asked for just this, of just this broker as far as it names one.
std::string last_that_asked(const Chronicle& chronicle, const TracedNote& note) {
  const bool is_election = note.note.kind == NoteKind::Elected;
  const bool is_preferred = is_election && note.note.text.find("preferred") != std::string::npos;
  const NodeIndex victim = is_election ? broker_in(chronicle, note.note.text) : note.node;
  const auto fits = [&](const Action& action) {
    if (is_preferred) return action.text.find("preferred") != std::string::npos;
    if (!can_bring_about(action.kind, NoteKind::Stopped)) return false;
    return action.target.kind != Selector::Kind::Node || victim == kNoIndex ||
           action.target.text == chronicle.name(victim);
  };
  std::string found;
  for (const TracedNote* fired : chronicle.notes(NoteKind::FaultFired)) {
    if (!(moment_of(*fired) < moment_of(note))) break;
    if (has_action(chronicle, fired->note.text, fits)) found = fired->note.text;
  }
  return found;
}

// A death that a fault had armed for a later step.
std::string fault_that_waited(const Chronicle& chronicle, const TracedNote& note) {
  const auto fits = [&note](const Action& action) {
    return action.in_step && can_bring_about(action.kind, note.note.kind);
  };
  std::string found;
  for (const TracedNote* fired : chronicle.notes(NoteKind::FaultFired)) {
    if (!(moment_of(*fired) < moment_of(note))) break;
    if (has_action(chronicle, fired->note.text, fits)) found = fired->note.text;
  }
  return found;
}

bool expires_sessions(const Chronicle& chronicle, const std::string& fault) {
  return has_action(chronicle, fault,
                    [](const Action& action) { return action.kind == ActionKind::ExpireSession; });
}

bool is_election_by_wish(const Note& note) {
  return note.text.find("shutting down") != std::string::npos ||
         note.text.find("preferred") != std::string::npos || note.a == 1;
}

// "nothing heard for 6000 ms".
Duration silence_in(const std::string& text) {
  std::int64_t ms = 0;
  const std::size_t at = text.find_first_of("0123456789", text.find("nothing heard"));
  for (std::size_t i = at; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i)
    ms = ms * 10 + (text[i] - '0');
  return milliseconds(ms);
}

}  // namespace

std::string fault_behind(const Chronicle& chronicle, const TracedNote& note) {
  const NoteKind kind = note.note.kind;
  if (kind == NoteKind::Elected && !is_election_by_wish(note.note)) return {};
  // An election in the turn in which a fault waited for something is not its work.
  std::string fault = kind == NoteKind::Elected ? "" : chronicle.fault_behind(note);
  if (kind == NoteKind::SessionExpired && !expires_sessions(chronicle, fault)) fault.clear();
  if (fault.empty()) fault = fault_that_asked(chronicle, note);
  const bool is_asked_for =
      kind == NoteKind::Stopped || (kind == NoteKind::Elected && note.note.a != 1);
  if (fault.empty() && is_asked_for) fault = last_that_asked(chronicle, note);
  if (fault.empty() && (kind == NoteKind::Killed || kind == NoteKind::PowerLost))
    fault = fault_that_waited(chronicle, note);
  return fault;
}

std::string fault_behind(const Chronicle& chronicle, const TracedSending& stopped) {
  if (stopped.fault >= 0) return chronicle.trace().fault_name(stopped.fault);
  std::int32_t fault = -1;
  for (const TracedSending* other : chronicle.stopped()) {
    if (!(moment_of(*other) < moment_of(stopped))) break;
    if (other->from == stopped.from && other->to == stopped.to && other->fault >= 0)
      fault = other->fault;
  }
  return chronicle.trace().fault_name(fault);
}

std::vector<std::string> faults_between(const Chronicle& chronicle, NodeIndex a, NodeIndex b,
                                        Instant from, Moment until, std::int16_t api) {
  std::vector<std::string> faults;
  const Moment begin = chronicle.moment_at(from);
  for (const TracedSending* sending : chronicle.stopped()) {
    if (!(moment_of(*sending) < until)) break;
    if (moment_of(*sending) < begin || (api >= 0 && sending->api != api)) continue;
    const bool is_between =
        (sending->from == a && sending->to == b) || (sending->from == b && sending->to == a);
    if (is_between) add_fault(faults, fault_behind(chronicle, *sending));
  }
  return faults;
}

std::vector<std::string> faults_of_silence(const Chronicle& chronicle, const TracedNote& expired) {
  std::vector<std::string> faults;
  const NodeIndex owner = chronicle.world().find(session_owner(expired.note));
  const Duration silence = silence_in(expired.note.text);
  if (owner == kNoIndex || silence.ns == 0) return faults;
  const Instant at = chronicle.time_of(expired);
  const Instant from = at - Duration{std::min(kSilences * silence.ns, at.ns)};
  for (const std::string& fault :
       faults_between(chronicle, owner, expired.node, from, moment_of(expired), -1))
    add_fault(faults, fault);
  // Who is down at the end of its session is told to be; who is up again may have slept or died.
  const bool is_up =
      chronicle.standing_of(owner, moment_of(expired)).condition == Chronicle::Condition::Up;
  const Moment begin = chronicle.moment_at(from);
  for (const NoteKind kind :
       {NoteKind::Paused, NoteKind::Killed, NoteKind::PowerLost, NoteKind::Stopped}) {
    for (const TracedNote* note : chronicle.notes(kind)) {
      const bool is_here = note->node == expired.node ||
                           (note->node == owner && (is_up || kind == NoteKind::Paused));
      if (is_here && begin < moment_of(*note) && moment_of(*note) < moment_of(expired))
        add_fault(faults, fault_behind(chronicle, *note));
    }
  }
  return faults;
}

void add_fault(std::vector<std::string>& faults, const std::string& fault) {
  if (fault.empty() || std::find(faults.begin(), faults.end(), fault) != faults.end()) return;
  faults.push_back(fault);
}

std::string by_fault(const std::string& fault) {
  return fault.empty() ? std::string() : " (fault " + fault + ")";
}

std::string by_faults(const std::vector<std::string>& faults) {
  if (faults.empty()) return {};
  if (faults.size() == 1) return by_fault(faults.front());
  std::vector<std::string> named(
      faults.begin(),
      faults.begin() + static_cast<std::ptrdiff_t>(std::min(faults.size(), kFaultsMax)));
  if (faults.size() > kFaultsMax)
    named.push_back(std::to_string(faults.size() - kFaultsMax) + " more");
  return " (faults " + joined(named) + ")";
}

}  // namespace barnabas::sim
