#include "sim/report/note_labels.h"

#include <algorithm>
#include <array>

#include "sim/report/message_facts.h"
#include "sim/report/words.h"

namespace barnabas::sim {
namespace {

std::string n(std::int64_t value) { return std::to_string(value); }

std::string range(Offset from, Offset to) {
  return from == to ? n(from.value) : n(from.value) + "-" + n(to.value);
}

// "1,2,3": brokers as the cluster writes them.
std::string list(const std::vector<std::int32_t>& nodes) {
  std::string text;
  for (const std::int32_t node : nodes) text += (text.empty() ? "" : ",") + n(node);
  return text.empty() ? "none" : text;
}

std::string acks(std::int64_t value) { return value == -1 ? "acks=all" : "acks=" + n(value); }

// Names of kinds break at spaces only.
std::string plain_name(NoteKind kind) {
  std::string name(facts_of(kind).name);
  std::replace(name.begin(), name.end(), '-', ' ');
  return name;
}

std::string replica_label(const Note& note) {
  const std::string epoch = "epoch " + n(note.epoch.value);
  const NoteKind kind = note.kind;
  if (kind == NoteKind::Append)
    return (note.a == 1 ? "appends " : "copies ") + range(note.from, note.to) + ", " + epoch;
  if (kind == NoteKind::HighWatermark) return "high watermark " + n(note.to.value);
  if (kind == NoteKind::BecameLeader) return "leads " + epoch + ", end " + n(note.to.value);
  if (kind == NoteKind::BecameFollower)
    return "follows " + (note.peer == kNoNode ? std::string("nobody") : n(note.peer.value)) + ", " +
           epoch + ", end " + n(note.to.value);
  if (kind == NoteKind::Truncate)
    return "cuts " + n(note.from.value) + " \xe2\x86\x92 " + n(note.to.value);
  if (kind == NoteKind::IsrProposed) return "asks for ISR " + list(note.list);
  if (kind == NoteKind::IsrChanged) return "ISR " + list(note.list);
  if (kind == NoteKind::IsrRefused) return "ISR refused";
  if (kind == NoteKind::Recovered) return "recovers, end " + n(note.to.value);
  if (kind == NoteKind::Fenced) return "refuses " + std::string(name_of(note.error));
  if (kind == NoteKind::SegmentsDeleted || kind == NoteKind::LogStartMoved)
    return "deletes below " + n(note.to.value);
  if (kind == NoteKind::LogFailed) return "log offline";
  return plain_name(note.kind);
}

std::string client_label(const Chronicle& chronicle, const TracedNote& traced) {
  const Note& note = traced.note;
  const std::string names = chronicle.record_names(traced.node, note.list);
  const NoteKind kind = note.kind;
  if (kind == NoteKind::Send) return "given " + names;
  if (kind == NoteKind::Dispatch)
    return "sends " + names + (note.a > 1 ? ", attempt " + n(note.a) : "");
  if (kind == NoteKind::Acked)
    return note.a == 0 ? "done with " + names + ", acks=0" : "acked " + names + ", " + acks(note.a);
  if (kind == NoteKind::Failed) return (note.a == 1 ? "unknown " : "failed ") + names;
  if (kind == NoteKind::Retry) return "retries " + names + ": " + std::string(name_of(note.error));
  if (kind == NoteKind::Delivered)
    return note.to.value > note.from.value ? "reads " + range(note.from, Offset{note.to.value - 1})
                                           : "reads nothing";
  if (kind == NoteKind::PositionReset)
    return "position " + n(note.from.value) + " \xe2\x86\x92 " + n(note.to.value);
  return plain_name(note.kind);
}

std::string control_label(const Note& note) {
  const NoteKind kind = note.kind;
  if (kind == NoteKind::Elected)
    return note.peer == kNoNode ? "elects nobody, epoch " + n(note.epoch.value)
                                : std::string(note.a == 1 ? "elects uncleanly " : "elects ") +
                                      n(note.peer.value) + ", epoch " + n(note.epoch.value);
  if (kind == NoteKind::ControllerElected) return "controller, epoch " + n(note.a);
  if (kind == NoteKind::ControllerResigned) return "controller no more";
  if (kind == NoteKind::SessionExpired) {
    const std::size_t colon = note.text.find(": ");
    return "session ends: " + note.text.substr(0, colon);
  }
  if (kind == NoteKind::SessionLost) return "session is lost";
  if (kind == NoteKind::Registered) return "registered";
  if (kind == NoteKind::TopicDeleted) return "topic deleted";
  if (kind == NoteKind::ReassignmentStarted) return "replicas to move";
  if (kind == NoteKind::ReassignmentDone) return "replicas moved";
  if (kind == NoteKind::PowerLost) return "power lost, " + n(note.a) + " bytes";
  if (kind == NoteKind::Started) return note.a > 1 ? "starts again" : "starts";
  if (kind == NoteKind::Resumed) return "moves again";
  return plain_name(note.kind);
}

bool is_one_of(NoteKind kind, std::initializer_list<NoteKind> kinds) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

}  // namespace

std::string label_of(const Chronicle& chronicle, const TracedNote& note) {
  const NoteKind kind = note.note.kind;
  if (kind >= NoteKind::Send && kind <= NoteKind::PositionReset)
    return client_label(chronicle, note);
  if (kind <= NoteKind::LogFailed) return replica_label(note.note);
  return control_label(note.note);
}

std::string label_of(const Chronicle& chronicle, const TracedSending& sending,
                     const TracedTurn* arrival) {
  std::string text(protocol::facts_of_api(static_cast<std::size_t>(sending.api)).name);
  if (arrival != nullptr && arrival->event) {
    const std::string facts = facts_of_event(*arrival->event);
    if (!facts.empty()) text += (sending.is_response ? ": " : " ") + facts;
  } else if (sending.fate == Sending::Fate::Sent) {
    text += (sending.is_response ? " answer to " : " to ") +
            chronicle.trace().node_name(sending.to) + " never gets there";
  } else {
    text +=
        (sending.is_response ? " answer to " : " to ") + chronicle.trace().node_name(sending.to);
    text += sending.fate == Sending::Fate::Held ? " held" : " lost";
    const std::string& fault = chronicle.trace().fault_name(sending.fault);
    text += fault.empty() ? " behind another" : ": " + fault;
  }
  return text;
}

std::string_view box_style_of(const Note& note) {
  const NoteKind kind = note.kind;
  if (is_one_of(kind, {NoteKind::Started, NoteKind::Killed, NoteKind::PowerLost, NoteKind::Paused,
                       NoteKind::Resumed, NoteKind::Halted, NoteKind::Stopped}))
    return "box-process";
  if (is_one_of(kind, {NoteKind::Truncate, NoteKind::Failed, NoteKind::LogFailed,
                       NoteKind::PositionReset, NoteKind::TopicDeleted}))
    return "box-loss";
  if (is_one_of(kind, {NoteKind::Elected, NoteKind::ControllerElected, NoteKind::ControllerResigned,
                       NoteKind::SessionExpired, NoteKind::SessionLost}))
    return "box-control";
  if (is_one_of(kind, {NoteKind::Acked, NoteKind::BecameLeader})) return "box-good";
  if (kind >= NoteKind::Send && kind <= NoteKind::PositionReset) return "box-client";
  return "box-log";
}

}  // namespace barnabas::sim
