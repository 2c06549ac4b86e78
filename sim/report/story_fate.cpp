// What befell the brokers that had the records, and how the copies were lost.
#include <algorithm>
#include <set>

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
      text += " and holds " + telling.names;
    } else if (note->note.to <= path.offset) {
      text += ", so " + telling.names + (plural ? " are" : " is") + " not in it";
    } else {
      text += ", with another record where " + path.record.name + " stood";
    }
    telling.line(*note, std::move(text));
  }
}

std::string loss_text(const Telling& telling, const Copy& copy) {
  const std::string& node = telling.name(copy.node);
  const Note& note = copy.ended->note;
  const std::string from = std::to_string(note.from.value);
  const std::string to = std::to_string(note.to.value);
  switch (copy.end) {
    case CopyEnd::Truncated: {
      const NodeIndex leader = telling.chronicle.leader_in(note.tp, note.epoch);
      const std::string whom =
          leader == kNoIndex || leader == copy.node ? "the new leader" : telling.name(leader);
      return node + " cuts its log from offset " + from + " back to " + to + " to agree with " +
             whom + " (epoch " + std::to_string(note.epoch.value) + ")";
    }
    case CopyEnd::LostByPower:
      return node + " had not made " + telling.names + " durable when its power went";
    case CopyEnd::LostFromDisk:
      return node + " comes back with a log that ends at offset " + to;
    case CopyEnd::Recovered:
      return node + " finds its log torn and cuts it at offset " + to;
    case CopyEnd::Deleted:
      return node + " deletes everything below offset " + to +
             ", as retention or an administrator says";
    case CopyEnd::TopicDeleted:
      return node + " loses its log with the topic";
    case CopyEnd::Stands:
      break;
  }
  return node;
}

void tell_losses(Telling& telling) {
  const RecordPath& path = telling.group.first();
  const TracedNote* last = last_loss(path);
  for (const Copy& copy : path.copies) {
    if (copy.end == CopyEnd::Stands) continue;
    std::string text = loss_text(telling, copy);
    const std::string copies = telling.is_plural() ? "copies of " : "copy of ";
    if (copy.ended == last) {
      text += path.copies.size() > 1 ? ": the last " + copies + telling.names +
                                           (telling.is_plural() ? " are gone" : " is gone")
                                     : ": the only " + copies + telling.names +
                                           (telling.is_plural() ? " are gone" : " is gone");
    } else if (copy.end == CopyEnd::LostByPower) {
      text += ": its " + copies + telling.names + (telling.is_plural() ? " are gone" : " is gone");
    } else {
      text += ", and with it its " + copies + telling.names;
    }
    // Power takes what recovery finds missing later; the line stands where the loss happened,
    // behind the cut.
    const Moment at{copy.ended->turn, copy.ended->rank + 1};
    telling.line(at, std::move(text));
  }
}

// A copy stands on a broker that runs, and yet the record is gone: whatever struck meanwhile did it
// (a disk that forgets tells nobody).
void tell_unexplained(Telling& telling, const Window& window) {
  constexpr std::int32_t kFaultsMax = 6;
  const auto& copies = telling.group.first().copies;
  const bool is_odd = std::any_of(copies.begin(), copies.end(), [&](const Copy& copy) {
    return copy.end == CopyEnd::Stands &&
           telling.chronicle.standing_of(copy.node, kEndOfRun).condition ==
               Chronicle::Condition::Up;
  });
  std::int32_t told = 0;
  for (const TracedNote* note : telling.chronicle.notes(NoteKind::FaultFired)) {
    if (is_odd && window.has(*note) && ++told <= kFaultsMax)
      telling.line(*note, sentence_of(telling.chronicle, *note));
  }
}

void tell_standing(Telling& telling) {
  for (const Copy& copy : telling.group.first().copies) {
    if (copy.end != CopyEnd::Stands) continue;
    const Chronicle::Standing standing = telling.chronicle.standing_of(copy.node, kEndOfRun);
    if (standing.condition == Chronicle::Condition::Up || standing.since == nullptr) continue;
    telling.line(Moment{standing.since->turn, standing.since->rank + 1},
                 telling.name(copy.node) + " does not come back before the end, and " +
                     telling.names + (telling.is_plural() ? " stay" : " stays") + " on its disk");
  }
}

// Which record of whom was appended there instead, by the dispatch that caused it.
std::string who_overwrote(const Chronicle& chronicle, const TracedNote& append, Offset offset) {
  const auto cause = chronicle.trace().find(chronicle.trace().turn(append.turn).cause);
  if (!cause) return "another record";
  for (const TracedNote* note : chronicle.trace().notes_of(*cause)) {
    if (note->note.kind != NoteKind::Dispatch || !(note->note.tp == append.note.tp)) continue;
    const auto at = static_cast<std::size_t>(offset.value - append.note.from.value);
    if (at >= note->note.list.size()) continue;
    return chronicle.record_name(note->node, note->note.list[at]);
  }
  return "another record";
}

void tell_overwriting(Telling& telling) {
  const RecordPath& path = telling.group.first();
  if (path.overwritten == nullptr) return;
  telling.line(*path.overwritten,
               telling.name(path.overwritten->node) + " appends " +
                   who_overwrote(telling.chronicle, *path.overwritten, path.offset) +
                   " at offset " + std::to_string(path.offset.value) + " in epoch " +
                   std::to_string(path.overwritten->note.epoch.value) + ", where " +
                   path.record.name + " stood");
}

}  // namespace

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
  tell_controllers(telling, window);
  tell_elections(telling, window);
  tell_losses(telling);
  tell_standing(telling);
  tell_unexplained(telling, window);
  tell_overwriting(telling);
}

}  // namespace barnabas::sim
