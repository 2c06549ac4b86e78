// What befell the brokers that had the records, and who led after them.
#include <algorithm>
#include <set>

#include "sim/report/causes.h"
#include "sim/report/sentences.h"
#include "sim/report/story_parts.h"
#include "sim/report/words.h"

namespace barnabas::sim {
namespace {

struct Window {
  Moment from{};
  Moment to = kEndOfRun;
  bool has(const TracedNote& note) const {
    return !(moment_of(note) < from) && !(to < moment_of(note));
  }
};

// From the sending, or from when the leader was struck before it, to the loss of the last copy.
Window window_of(const Chronicle& chronicle, const FateGroup& group) {
  const RecordPath& path = group.first();
  Window window;
  window.from = path.taken == nullptr ? moment_of(*path.append) : moment_of(*path.taken->dispatch);
  const Chronicle::Standing standing = chronicle.standing_of(path.append->node, window.from);
  if (standing.condition != Chronicle::Condition::Up && standing.since != nullptr) {
    window.from = std::min(window.from, moment_of(*standing.since));
  }
  // Who was elected before the record even left, and because of whose session.
  for (const TracedNote* note : chronicle.notes(NoteKind::Elected, path.record.tp)) {
    if (note->note.epoch <= path.append->note.epoch || !(moment_of(*note) < window.from)) continue;
    window.from = moment_of(*note);
    for (const TracedNote* expired : chronicle.notes(NoteKind::SessionExpired)) {
      const NodeIndex owner = chronicle.world().find(session_owner(expired->note));
      if (owner == path.append->node && moment_of(*expired) < moment_of(*note))
        window.from = moment_of(*expired);
    }
    break;
  }
  const TracedNote* loss = last_loss(group.last());
  if (loss != nullptr) window.to = moment_of(*loss);
  return window;
}

std::set<NodeIndex> nodes_of(const FateGroup& group) {
  std::set<NodeIndex> nodes{group.first().append->node};
  for (const Copy& copy : group.first().copies) nodes.insert(copy.node);
  return nodes;
}

void tell_processes(Telling& telling, const Window& window, const std::set<NodeIndex>& nodes) {
  constexpr NoteKind kKinds[] = {NoteKind::Started, NoteKind::Killed,  NoteKind::PowerLost,
                                 NoteKind::Paused,  NoteKind::Resumed, NoteKind::Halted,
                                 NoteKind::Stopped};
  for (const NoteKind kind : kKinds) {
    for (const TracedNote* note : telling.chronicle.notes(kind)) {
      if (window.has(*note) && nodes.count(note->node) > 0) {
        telling.line(*note, sentence_of(telling.chronicle, *note));
      }
    }
  }
}

void tell_sessions(Telling& telling, const Window& window, const std::set<NodeIndex>& nodes) {
  for (const TracedNote* note : telling.chronicle.notes(NoteKind::SessionExpired)) {
    if (!window.has(*note)) continue;
    const NodeIndex owner = telling.chronicle.world().find(session_owner(note->note));
    if (nodes.count(owner) > 0) telling.line(*note, sentence_of(telling.chronicle, *note));
  }
}

// What began before the window and led to the first election in it: the leader's end, its
// session's.
void tell_what_led_to(Telling& telling, const Window& window) {
  const Chronicle& chronicle = telling.chronicle;
  const RecordPath& path = telling.group.first();
  const NodeIndex leader = path.append->node;
  const TracedNote* election = nullptr;
  for (const TracedNote* note : chronicle.notes(NoteKind::Elected, path.record.tp)) {
    if (note->note.epoch <= path.append->note.epoch || !window.has(*note)) continue;
    election = note;
    break;
  }
  if (election == nullptr) return;
  const TracedNote* expired = nullptr;
  for (const TracedNote* note : chronicle.notes(NoteKind::SessionExpired)) {
    if (!(moment_of(*note) < moment_of(*election))) break;
    if (chronicle.world().find(session_owner(note->note)) == leader) expired = note;
  }
  const bool is_about_leader =
      election->note.text.find(" is gone") != std::string::npos && expired != nullptr;
  if (is_about_leader && moment_of(*expired) < window.from)
    telling.line(*expired, sentence_of(chronicle, *expired));
  const Chronicle::Standing standing = chronicle.standing_of(leader, moment_of(*election));
  if (standing.since != nullptr && standing.condition != Chronicle::Condition::Up &&
      moment_of(*standing.since) < window.from)
    telling.line(*standing.since, sentence_of(chronicle, *standing.since));
}

// Controllers that came and went while the partition's leader was decided.
void tell_controllers(Telling& telling, const Window& window) {
  for (const NoteKind kind : {NoteKind::ControllerElected, NoteKind::ControllerResigned}) {
    for (const TracedNote* note : telling.chronicle.notes(kind)) {
      if (window.has(*note)) telling.line(*note, sentence_of(telling.chronicle, *note));
    }
  }
}

void tell_elections(Telling& telling, const Window& window) {
  const RecordPath& path = telling.group.first();
  const TopicPartition& tp = path.record.tp;
  for (const TracedNote* note : telling.chronicle.notes(NoteKind::Elected, tp)) {
    if (!window.has(*note) || note->note.epoch <= path.append->note.epoch) continue;
    telling.line(*note, sentence_of(telling.chronicle, *note));
  }
  for (const TracedNote* note : telling.chronicle.notes(NoteKind::BecameLeader, tp)) {
    if (!window.has(*note) || note->note.epoch <= path.append->note.epoch) continue;
    std::string text = telling.name(note->node) + " leads in epoch " +
                       std::to_string(note->note.epoch.value) + "; its log ends at offset " +
                       std::to_string(note->note.to.value);
    const bool plural = telling.is_plural();
    if (had_copy(path, note->node, moment_of(*note))) {
      const auto harmed = harmed_by(telling, note->node, moment_of(*note));
      text += harmed.empty() ? " and holds " + telling.names
                             : ", and " + telling.names + (plural ? " are" : " is") +
                                   " damaged in it" + by_faults(harmed);
    } else if (note->note.to <= path.offset) {
      text += ", so " + telling.names + (plural ? " are" : " is") + " not in it";
    } else {
      text += ", with another record where " + path.record.name + " stood";
    }
    telling.line(*note, std::move(text));
  }
}

// The leader lost power before, and leads on in the same epoch with what its disk had kept.
void tell_earlier_loss(Telling& telling, const Window& window) {
  const Chronicle& chronicle = telling.chronicle;
  const RecordPath& path = telling.group.first();
  const TracedNote* loss = loss_within_epoch(chronicle, path);
  if (loss == nullptr) return;
  if (!window.has(*loss)) telling.line(*loss, sentence_of(chronicle, *loss));
  for (const TracedNote* note : chronicle.notes(NoteKind::BecameLeader, path.record.tp)) {
    if (note->node != loss->node || moment_of(*note) < moment_of(*loss)) continue;
    telling.line(*note, sentence_of(chronicle, *note) +
                            ": it is in sync as before, and others may have more than it");
    break;
  }
}

}  // namespace

const TracedNote* loss_within_epoch(const Chronicle& chronicle, const RecordPath& path) {
  if (path.append == nullptr) return nullptr;
  const TracedNote* first = nullptr;
  for (const TracedNote* note : chronicle.notes(NoteKind::BecameLeader, path.record.tp)) {
    if (note->node == path.append->node && note->note.epoch == path.append->note.epoch) {
      first = note;
      break;
    }
  }
  const TracedNote* loss = nullptr;
  for (const TracedNote* note : chronicle.notes(NoteKind::PowerLost)) {
    if (!(moment_of(*note) < moment_of(*path.append))) break;
    if (note->node == path.append->node && note->note.a > 0) loss = note;
  }
  const bool is_within =
      first != nullptr && loss != nullptr && moment_of(*first) < moment_of(*loss);
  return is_within ? loss : nullptr;
}

const TracedNote* fatal_election(const Chronicle& chronicle, const RecordPath& path) {
  if (path.append == nullptr) return nullptr;
  for (const TracedNote* note : chronicle.notes(NoteKind::Elected, path.record.tp)) {
    if (note->note.epoch <= path.append->note.epoch || note->note.peer == kNoNode) continue;
    const NodeIndex leader = chronicle.world().find_broker(note->note.peer);
    if (!had_copy(path, leader, moment_of(*note))) return note;
  }
  return nullptr;
}

void tell_fate(Telling& telling) {
  const Window window = window_of(telling.chronicle, telling.group);
  const std::set<NodeIndex> nodes = nodes_of(telling.group);
  tell_processes(telling, window, nodes);
  tell_sessions(telling, window, nodes);
  tell_what_led_to(telling, window);
  tell_earlier_loss(telling, window);
  tell_controllers(telling, window);
  tell_elections(telling, window);
  tell_copies_end(telling);
}

}  // namespace barnabas::sim
