#include "sim/report/sentences.h"

#include <algorithm>
#include <array>

#include "sim/report/causes.h"
#include "sim/report/deeds.h"
#include "sim/report/trace_lines.h"
#include "sim/report/words.h"

namespace barnabas::sim {
namespace {

// "fault power strikes: takes the power from broker-1".
std::string fault_sentence(const Chronicle& chronicle, const Note& note) {
  const Fault* fault = find_fault(chronicle, note.text);
  const std::string deeds = fault == nullptr ? std::string() : deeds_of(*fault);
  return "fault " + note.text + " strikes" + (deeds.empty() ? "" : ": " + deeds);
}

std::string session_sentence(const Chronicle& chronicle, const TracedNote& traced) {
  const Note& note = traced.note;
  const std::string owner = session_owner(note);
  if (owner.empty()) return "ZooKeeper ends a session: " + note.text;
  const std::string fault = by_fault(fault_behind(chronicle, traced));
  std::string text = "ZooKeeper ends the session of " + owner;
  const std::string why = note.text.substr(owner.size() + 2);
  if (!fault.empty()) return text + fault;
  return text + ": " + why + by_faults(faults_of_silence(chronicle, traced));
}

std::string process_sentence(const Chronicle& chronicle, const TracedNote& traced) {
  const Note& note = traced.note;
  const std::string& name = chronicle.name(traced.node);
  const std::string fault = by_fault(fault_behind(chronicle, traced));
  const NoteKind kind = note.kind;
  if (kind == NoteKind::Started) return name + (note.a > 1 ? " starts again" : " starts");
  if (kind == NoteKind::Killed)
    return name + " is killed" + fault + (note.text == "killed" ? "" : ": " + note.text);
  if (kind == NoteKind::PowerLost)
    return name + " loses power" + fault + ", and " + count_text(note.a, "byte", "bytes") +
           " that its disk had not made durable";
  if (kind == NoteKind::Paused)
    return name + " stops moving" + fault + ", as in a long garbage collection";
  if (kind == NoteKind::Resumed)
    return name + " moves again" + fault + " and finds " + count_text(note.a, "event", "events") +
           " waiting";
  if (kind == NoteKind::Halted) return name + " halts: " + note.text;
  if (kind == NoteKind::Stopped)
    return name + " stops in good order" + fault +
           (note.text.empty() || note.text == "stopped in order" ? "" : ": " + note.text);
  return name;
}

std::string elected_sentence(const Chronicle& chronicle, const TracedNote& traced) {
  const Note& note = traced.note;
  std::string text = chronicle.name(traced.node) + ", the controller, ";
  if (note.peer == kNoNode) {
    text += "leaves " + to_string(note.tp) + " without a leader in epoch " +
            std::to_string(note.epoch.value);
  } else {
    text += std::string(note.a == 1 ? "elects uncleanly " : "elects ") +
            chronicle.broker_name(note.peer) + " leader of " + to_string(note.tp) + " for epoch " +
            std::to_string(note.epoch.value);
  }
  if (!note.text.empty()) text += ", because " + note.text;
  text += by_fault(fault_behind(chronicle, traced));
  return text + "; ISR now " + chronicle.isr_text(note.list);
}

std::string replica_sentence(const Chronicle& chronicle, const TracedNote& traced) {
  const Note& note = traced.note;
  const std::string& name = chronicle.name(traced.node);
  const std::string tp = to_string(note.tp);
  const std::string epoch = std::to_string(note.epoch.value);
  const std::string from = std::to_string(note.from.value);
  const std::string to = std::to_string(note.to.value);
  const NoteKind kind = note.kind;
  if (kind == NoteKind::BecameLeader)
    return name + " leads " + tp + " in epoch " + epoch + "; its log ends at offset " + to;
  if (kind == NoteKind::BecameFollower)
    return name + " follows " + chronicle.broker_name(note.peer) + " for " + tp + " in epoch " +
           epoch + "; its log ends at offset " + to;
  if (kind == NoteKind::Truncate)
    return name + " cuts its log of " + tp + " from offset " + from + " back to " + to;
  if (kind == NoteKind::IsrChanged)
    return "the ISR of " + tp + " is now " + chronicle.isr_text(note.list);
  if (kind == NoteKind::Recovered)
    return name + " recovers its log of " + tp + ": " +
           count_text(note.a, "torn byte", "torn bytes") + " cut, the log ends at offset " + to;
  if (kind == NoteKind::Fenced)
    return name + " refuses a request from the past" +
           (note.error == ErrorCode::None ? std::string()
                                          : " (" + std::string(name_of(note.error)) + ")");
  if (kind == NoteKind::LogStartMoved || kind == NoteKind::SegmentsDeleted)
    return name + " deletes what lies below offset " + to + " of " + tp;
  if (kind == NoteKind::LogFailed)
    return name + "'s disk refuses a write: its log of " + tp + " is offline";
  return name;
}

bool is_process(NoteKind kind) {
  constexpr std::array kKinds = {NoteKind::Started, NoteKind::Killed,  NoteKind::PowerLost,
                                 NoteKind::Paused,  NoteKind::Resumed, NoteKind::Halted,
                                 NoteKind::Stopped};
  return std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end();
}

bool is_replica(NoteKind kind) {
  constexpr std::array kKinds = {
      NoteKind::BecameLeader,  NoteKind::BecameFollower,  NoteKind::Truncate,
      NoteKind::IsrChanged,    NoteKind::Recovered,       NoteKind::Fenced,
      NoteKind::LogStartMoved, NoteKind::SegmentsDeleted, NoteKind::LogFailed};
  return std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end();
}

}  // namespace

std::string session_owner(const Note& note) {
  const std::size_t colon = note.text.find(": ");
  return colon == std::string::npos ? std::string() : note.text.substr(0, colon);
}

bool is_incident(NoteKind kind) {
  constexpr std::array kOthers = {NoteKind::Elected,           NoteKind::SessionExpired,
                                  NoteKind::ControllerElected, NoteKind::ControllerResigned,
                                  NoteKind::FaultFired,        NoteKind::FaultEnded,
                                  NoteKind::TopicDeleted};
  return is_process(kind) || (is_replica(kind) && kind != NoteKind::Fenced) ||
         std::find(kOthers.begin(), kOthers.end(), kind) != kOthers.end();
}

std::string sentence_of(const Chronicle& chronicle, const TracedNote& traced) {
  const Note& note = traced.note;
  if (is_process(note.kind)) return process_sentence(chronicle, traced);
  if (is_replica(note.kind)) return replica_sentence(chronicle, traced);
  if (note.kind == NoteKind::Elected) return elected_sentence(chronicle, traced);
  if (note.kind == NoteKind::FaultFired) return fault_sentence(chronicle, note);
  if (note.kind == NoteKind::FaultEnded) return "fault " + note.text + " ends";
  if (note.kind == NoteKind::SessionExpired) return session_sentence(chronicle, traced);
  const std::string& name = chronicle.name(traced.node);
  if (note.kind == NoteKind::ControllerElected) {
    return name + " becomes the controller, with epoch " + std::to_string(note.a);
  }
  if (note.kind == NoteKind::ControllerResigned) {
    return name + " is controller no more" + (note.text.empty() ? "" : ": " + note.text);
  }
  if (note.kind == NoteKind::PositionReset)
    return name + " is put from offset " + std::to_string(note.from.value) + " to " +
           std::to_string(note.to.value) + " of " + to_string(note.tp) +
           (note.text.empty() ? "" : ": " + note.text);
  if (note.kind == NoteKind::ReadFailed)
    return name + " cannot read on in " + to_string(note.tp) + " at offset " +
           std::to_string(note.from.value) + (note.text.empty() ? "" : ": " + note.text);
  if (note.kind == NoteKind::TopicDeleted)
    return "the topic " + note.tp.topic + " is deleted" + by_fault(fault_behind(chronicle, traced));
  const std::string fields = plain_fields(note);
  return name + ": " + std::string(facts_of(note.kind).name) + (fields.empty() ? "" : " " + fields);
}

}  // namespace barnabas::sim
