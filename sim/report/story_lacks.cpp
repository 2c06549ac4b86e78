#include "sim/report/story_lacks.h"

#include <algorithm>

#include "sim/report/causes.h"

namespace barnabas::sim {
namespace {

constexpr std::int16_t kFetch = 1;  // index of the body

bool follows_another(const Chronicle& chronicle, const RecordPath& path, NodeIndex node,
                     Moment before, Moment& since) {
  bool found = false;
  for (const NoteKind kind : {NoteKind::BecameFollower, NoteKind::BecameLeader}) {
    const TracedNote* note = chronicle.last_before(kind, path.record.tp, node, before);
    if (note == nullptr || note->note.epoch <= path.append->note.epoch) continue;
    since = moment_of(*note);
    found = true;
  }
  return found;
}

// When the replica stopped asking this leader, because a later epoch had begun for it.
Moment end_of_following(const Chronicle& chronicle, const RecordPath& path, NodeIndex node,
                        Moment until) {
  for (const NoteKind kind : {NoteKind::BecameFollower, NoteKind::BecameLeader}) {
    for (const TracedNote* note : chronicle.notes(kind, path.record.tp)) {
      if (note->node == node && note->note.epoch > path.append->note.epoch)
        until = std::min(until, moment_of(*note));
    }
  }
  return until;
}

// The first fetch, or answer to one, that was stopped between the two since the replica's last
// progress.
const TracedSending* stopped_fetch(const Chronicle& chronicle, const RecordPath& path,
                                   NodeIndex node, Moment until) {
  const NodeIndex leader = path.append->node;
  const TracedNote* progress = nullptr;
  for (const TracedNote* note : chronicle.notes(NoteKind::Append, path.record.tp)) {
    if (!(moment_of(*note) < until)) break;
    if (note->node == node) progress = note;
  }
  for (const TracedSending* sending : chronicle.stopped()) {
    if (!(moment_of(*sending) < until)) break;
    if (sending->api != kFetch) continue;
    if (progress != nullptr && moment_of(*sending) < moment_of(*progress)) continue;
    const bool is_fetch = !sending->is_response && sending->from == node && sending->to == leader;
    const bool is_answer = sending->is_response && sending->from == leader && sending->to == node;
    if (is_fetch || is_answer) return sending;
  }
  return nullptr;
}

Lack lack_of(const Chronicle& chronicle, const RecordPath& path, NodeIndex node, Moment until) {
  Lack lack;
  lack.node = node;
  lack.since = moment_of(*path.append);
  if (follows_another(chronicle, path, node, lack.since, lack.since)) {
    lack.reason = LackReason::FollowsAnother;
    return lack;
  }
  until = end_of_following(chronicle, path, node, until);
  const Chronicle::Standing standing = chronicle.standing_of(node, moment_of(*path.append));
  if (standing.since != nullptr) lack.fault = fault_behind(chronicle, *standing.since);
  using Condition = Chronicle::Condition;
  if (standing.condition != Condition::Up && standing.condition != Condition::Paused) {
    lack.reason = LackReason::Down;
    if (standing.since != nullptr) lack.since = moment_of(*standing.since);
    return lack;
  }
  if (const TracedSending* stopped = stopped_fetch(chronicle, path, node, until)) {
    lack.reason = stopped->is_response ? LackReason::AnswerStopped : LackReason::FetchStopped;
    lack.fault = fault_behind(chronicle, *stopped);
    lack.is_lost = stopped->fate == Sending::Fate::Lost;
    lack.since = moment_of(*stopped);
    return lack;
  }
  if (standing.condition == Condition::Paused) {
    lack.reason = LackReason::Paused;
    lack.since = moment_of(*standing.since);
    return lack;
  }
  lack.fault.clear();
  lack.until = until;
  return lack;
}

}  // namespace

Moment end_of_leader(const Chronicle& chronicle, const RecordPath& path) {
  Moment end = kEndOfRun;
  const Moment start = moment_of(*path.append);
  for (const NoteKind kind :
       {NoteKind::Killed, NoteKind::PowerLost, NoteKind::Stopped, NoteKind::Halted}) {
    for (const TracedNote* note : chronicle.notes(kind)) {
      if (note->node == path.append->node && start < moment_of(*note))
        end = std::min(end, moment_of(*note));
    }
  }
  for (const Copy& copy : path.copies) {
    if (copy.node == path.append->node && copy.ended != nullptr)
      end = std::min(end, moment_of(*copy.ended));
  }
  return end;
}

std::vector<Lack> lacks_of(const Chronicle& chronicle, const RecordPath& path, Moment until) {
  std::vector<Lack> lacks;
  for (const NodeIndex node : chronicle.replicas_of(path.record.tp)) {
    if (node == path.append->node || had_copy(path, node, until)) continue;
    lacks.push_back(lack_of(chronicle, path, node, until));
  }
  return lacks;
}

}  // namespace barnabas::sim
