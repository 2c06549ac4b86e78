// How the copies of missing records ended, and where one still stands.
#include <algorithm>

#include "core/broker/broker_config.h"
#include "sim/report/causes.h"
#include "sim/report/sentences.h"
#include "sim/report/story_parts.h"
#include "sim/report/words.h"

namespace barnabas::sim {
namespace {

bool harms_a_disk(ActionKind kind) {
  return kind == ActionKind::DiskFlip || kind == ActionKind::DiskWipe ||
         kind == ActionKind::DiskFail || kind == ActionKind::DiskFull ||
         kind == ActionKind::PowerOff;
}

// Faults that harmed disks between the making of a copy and its end.
std::vector<std::string> disk_faults_before(const Chronicle& chronicle, const Copy& copy,
                                            Moment until = kEndOfRun) {
  std::vector<std::string> faults;
  if (copy.ended != nullptr) until = std::min(until, moment_of(*copy.ended));
  if (!chronicle.world().faults) return faults;
  for (const TracedNote* note : chronicle.notes(NoteKind::FaultFired)) {
    if (moment_of(*note) < moment_of(*copy.made) || !(moment_of(*note) < until)) continue;
    for (const Fault& fault : *chronicle.world().faults) {
      const bool fits = fault.id == note->note.text &&
                        std::any_of(fault.actions.begin(), fault.actions.end(),
                                    [](const Action& one) { return harms_a_disk(one.kind); });
      if (fits) faults.push_back(fault.id);
    }
  }
  return faults;
}

bool stands_at_end(const RecordPath& path, NodeIndex node) {
  const auto& nodes = path.record.stands_on;
  return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

// Before KIP-101 a follower asked nobody.
bool cuts_to_own_mark(const Chronicle& chronicle, NodeIndex node) {
  const broker::BrokerConfig* config = chronicle.world().node(node).config.broker();
  return config != nullptr &&
         config->replica.knobs.truncation == replica::TruncationPolicy::HighWatermark;
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
      const std::string epoch = " (epoch " + std::to_string(note.epoch.value) + ")";
      return node + " cuts its log from offset " + from + " back to " + to +
             (cuts_to_own_mark(telling.chronicle, copy.node)
                  ? ", its own high watermark, before it follows " + whom + epoch
                  : " to agree with " + whom + epoch);
    }
    case CopyEnd::LostByPower:
      return node + " had not made " + telling.names + " durable when its power went" +
             by_fault(fault_behind(telling.chronicle, *copy.ended));
    case CopyEnd::LostFromDisk:
      return node + " comes back with a log that ends at offset " + to +
             by_faults(disk_faults_before(telling.chronicle, copy));
    case CopyEnd::Recovered:
      return node + " finds its log damaged and cuts it at offset " + to +
             by_faults(disk_faults_before(telling.chronicle, copy));
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

// No note tells of a copy's end, and yet a judge does not find the record there: whatever harmed
// the disk did it (a disk that forgets tells nobody).
void tell_unexplained(Telling& telling) {
  const RecordPath& path = telling.group.first();
  for (const Copy& copy : path.copies) {
    if (copy.end != CopyEnd::Stands || stands_at_end(path, copy.node)) continue;
    const std::vector<std::string> harmed = disk_faults_before(telling.chronicle, copy);
    for (const TracedNote* note : telling.chronicle.notes(NoteKind::FaultFired)) {
      if (std::find(harmed.begin(), harmed.end(), note->note.text) == harmed.end()) continue;
      telling.line(*note, sentence_of(telling.chronicle, *note));
    }
    telling.line(kEndOfRun, telling.name(copy.node) + " has not cut " + telling.names +
                                ", but nobody can read " + telling.names + " in its log any more");
  }
}

void tell_standing(Telling& telling) {
  const RecordPath& path = telling.group.first();
  const std::string them = telling.is_plural() ? "them" : "it";
  for (const Copy& copy : path.copies) {
    if (copy.end != CopyEnd::Stands || !stands_at_end(path, copy.node)) continue;
    const Chronicle::Standing standing = telling.chronicle.standing_of(copy.node, kEndOfRun);
    using Condition = Chronicle::Condition;
    if (standing.condition == Condition::Up || standing.condition == Condition::Paused) {
      telling.line(kEndOfRun, telling.name(copy.node) + " still has " + telling.names +
                                  " from offset " + std::to_string(path.offset.value) +
                                  " on, and does not lead: nobody compares, and nobody will read " +
                                  them + " there");
    } else if (standing.since != nullptr) {
      telling.line(Moment{standing.since->turn, standing.since->rank + 1},
                   telling.name(copy.node) + " does not come back before the end, and " +
                       telling.names + (telling.is_plural() ? " stay" : " stays") + " on its disk");
    }
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

std::vector<std::string> harmed_by(const Telling& telling, NodeIndex node, Moment until) {
  const RecordPath& path = telling.group.first();
  for (const Copy& copy : path.copies) {
    if (copy.node == node && copy.end == CopyEnd::Stands && !stands_at_end(path, node))
      return disk_faults_before(telling.chronicle, copy, until);
  }
  return {};
}

void tell_copies_end(Telling& telling) {
  tell_losses(telling);
  tell_standing(telling);
  tell_unexplained(telling);
  tell_overwriting(telling);
}

}  // namespace barnabas::sim
