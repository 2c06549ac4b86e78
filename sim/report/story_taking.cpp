// How missing records were sent, taken, copied or not, and acknowledged.
#include <algorithm>
#include <map>
#include <tuple>

#include "core/broker/broker_config.h"
#include "sim/report/causes.h"
#include "sim/report/story_parts.h"
#include "sim/report/words.h"

namespace barnabas::sim {
namespace {

constexpr std::int16_t kFetch = 1;  // index of the body

std::string acks_text(std::int16_t acks) {
  return acks == -1 ? "acks=all" : "acks=" + std::to_string(acks);
}

// "; r9 follows at 5.900 s", for groups.
std::string until_text(const Telling& telling, Instant first, Instant last) {
  if (!telling.is_plural()) return {};
  const std::string& name = telling.group.last().record.name;
  return "; " + name + (first == last ? " goes with it" : " follows at " + seconds_text(last));
}

const Trip* trip_of(const RecordPath& path) {
  if (path.taken != nullptr) return path.taken;
  return path.trips.empty() ? nullptr : &path.trips.back();
}

void tell_sending(Telling& telling) {
  const RecordPath& path = telling.group.first();
  const Trip* trip = trip_of(path);
  const Chronicle& chronicle = telling.chronicle;
  if (trip == nullptr) {
    if (path.sent != nullptr) {
      telling.line(*path.sent, telling.name(path.record.producer) + " is handed " + telling.names +
                                   " and never gets to send " +
                                   (telling.is_plural() ? "them" : "it"));
    }
    return;
  }
  const Instant at = chronicle.time_of(*trip->dispatch);
  std::string text = telling.name(path.record.producer) + " sends " + path.record.name + " to " +
                     chronicle.broker_name(trip->dispatch->note.peer) + " with " +
                     acks_text(path.record.acks);
  if (trip->dispatch->note.a > 1)
    text += ", for the " + ordinal_text(trip->dispatch->note.a) + " time";
  if (path.sent != nullptr && at - chronicle.time_of(*path.sent) >= milliseconds(1)) {
    text += ", " + duration_text(at - chronicle.time_of(*path.sent)) +
            " after the application handed it over";
  }
  const Trip* last = trip_of(telling.group.last());
  if (last != nullptr) text += until_text(telling, at, chronicle.time_of(*last->dispatch));
  telling.line(*trip->dispatch, std::move(text));
}

// A record that no leader appended, as far as the trace shows.
void tell_not_taken(Telling& telling) {
  const RecordPath& path = telling.group.first();
  const Trip* trip = trip_of(path);
  if (trip == nullptr) return;
  const Chronicle& chronicle = telling.chronicle;
  const std::string broker = chronicle.broker_name(trip->dispatch->note.peer);
  const std::string it = telling.is_plural() ? "they do" : "it does";
  const Moment after{trip->dispatch->turn, trip->dispatch->rank + 1};
  if (trip->arrival) {
    telling.line(Moment{*trip->arrival, 0},
                 broker + " gets " + telling.names + " and appends nothing" +
                     (path.record.acks == 0 ? "; with acks=0 it has no way to say why" : ""));
  } else if (trip->request == nullptr) {
    telling.line(after, "the connection to " + broker + " is gone: " + telling.names +
                            " leaves for nowhere");
  } else if (trip->request->fate != Sending::Fate::Sent) {
    telling.line(moment_of(*trip->request), "the request does not get to " + broker +
                                                by_fault(fault_behind(chronicle, *trip->request)));
  } else {
    const NodeIndex node = chronicle.world().find_broker(trip->dispatch->note.peer);
    const Moment due = chronicle.moment_at(trip->request->arrives);
    const Chronicle::Standing standing = chronicle.standing_of(node, due);
    std::string text = it + " not arrive: ";
    text += standing.condition == Chronicle::Condition::Up ? "the connection broke on the way"
                                                           : broker + " is not there any more";
    telling.line(due, telling.names + ": " + text);
  }
}

void tell_append(Telling& telling) {
  const RecordPath& path = telling.group.first();
  const RecordPath& last = telling.group.last();
  std::string text = telling.name(path.append->node) + ", leader of " + to_string(path.record.tp) +
                     " in epoch " + std::to_string(path.append->note.epoch.value) + ", appends " +
                     path.record.name + " at offset " + std::to_string(path.offset.value);
  if (telling.is_plural()) {
    const std::string first_time = seconds_text(telling.chronicle.time_of(*path.append));
    const std::string last_time = seconds_text(telling.chronicle.time_of(*last.append));
    text += first_time == last_time ? ", and right behind it the rest of "
                                    : "; by " + last_time + " it has all of ";
    text += telling.names + ", up to offset " + std::to_string(last.offset.value);
  }
  telling.line(*path.append, std::move(text));
}

void tell_copies(Telling& telling) {
  const RecordPath& last = telling.group.last();
  for (const Copy& copy : last.copies) {
    if (copy.made == last.append) continue;
    telling.line(*copy.made, telling.name(copy.node) + " has copied " + telling.names);
  }
}

std::string stopped_text(const Telling& telling, const Lack& lack, const std::string& who) {
  const std::string& leader = telling.name(telling.group.first().append->node);
  const std::string& fault = lack.fault;
  const std::string what = lack.reason == LackReason::AnswerStopped
                               ? leader + "'s answers to the fetches of " + who
                               : "the fetches of " + who + " to " + leader;
  const std::string verb = lack.is_lost ? "loses " : "holds back ";
  const std::string cause =
      fault.empty() ? "the broken link " + verb : "fault " + fault + " " + verb;
  return cause + what + ": " + telling.names + (telling.is_plural() ? " do" : " does") +
         " not get there";
}

std::string lack_text(const Telling& telling, const Lack& lack,
                      const std::vector<std::string>& nodes) {
  const std::string who = joined(nodes);
  const bool many = nodes.size() > 1;
  const RecordPath& path = telling.group.first();
  switch (lack.reason) {
    case LackReason::FollowsAnother:
      return who + (many ? " belong" : " belongs") + " to a later epoch by now and " +
             (many ? "ask " : "asks ") + telling.name(path.append->node) + " for nothing";
    case LackReason::Down:
      return who + (many ? " are" : " is") + " down" + by_fault(lack.fault);
    case LackReason::Paused:
      return who + (many ? " do not move" : " does not move") + by_fault(lack.fault);
    case LackReason::FetchStopped:
    case LackReason::AnswerStopped:
      return stopped_text(telling, lack, who);
    case LackReason::NotYet:
      break;
  }
  return who + (many ? " have" : " has") + " not fetched " + telling.names + " yet";
}

void tell_lacks(Telling& telling) {
  const RecordPath& path = telling.group.first();
  const Moment until = end_of_leader(telling.chronicle, path);
  std::map<std::tuple<LackReason, std::string, bool>, std::pair<Lack, std::vector<std::string>>>
      by_reason;
  for (const Lack& lack : lacks_of(telling.chronicle, path, until)) {
    auto& [first, nodes] = by_reason[{lack.reason, lack.fault, lack.is_lost}];
    if (nodes.empty() || lack.since < first.since) first = lack;
    nodes.push_back(telling.name(lack.node));
  }
  for (const auto& [key, entry] : by_reason) {
    Moment at = entry.first.since;
    // Nobody is told to have missed a record before there is one, except by what began earlier.
    if (entry.first.reason == LackReason::NotYet)
      at = entry.first.until == kEndOfRun ? moment_of(*path.append) : entry.first.until;
    telling.line(at, lack_text(telling, entry.first, entry.second));
  }
}

std::string grounds_text(const Telling& telling) {
  const RecordPath& path = telling.group.last();
  const Chronicle& chronicle = telling.chronicle;
  const Moment at = grounds_moment(chronicle, path);
  const auto isr = chronicle.isr_of(path.record.tp, path.append->node, at);
  const std::string& leader = telling.name(path.append->node);
  const std::vector<std::string> had = holders(chronicle, path, at);
  std::string others;
  if (had.size() <= 1) {
    others = "nobody else has " + std::string(telling.is_plural() ? "them" : "it");
    if (had.size() == 1 && path.record.acks == -1 && isr.size() > 1)
      others = had.front() + " has " + std::string(telling.is_plural() ? "them" : "it");
  } else {
    others = joined(had) + (telling.is_plural() ? " have them" : " have it");
  }
  const std::string mark =
      std::to_string(chronicle.high_watermark_of(path.record.tp, path.append->node, at).value);
  if (path.record.acks == 1) {
    return "acks=1 takes " + leader + "'s word alone; its ISR is " + chronicle.isr_text(isr) +
           ", its high watermark " + mark + ", and " + others;
  }
  if (isr.size() == 1)
    return "acks=all asks for the whole ISR, and that is " + leader + " alone; " + others;
  std::string text = "acks=all: all of the ISR, " + chronicle.isr_text(isr) + ", have told of " +
                     (telling.is_plural() ? "them" : "it") + " (high watermark " + mark + ")";
  // A fetch offset is but a number: other records may stand below it.
  if (!had.empty() && had.size() < isr.size())
    text += ", by their fetch offsets; in truth only " + others;
  return text;
}

void tell_grounds(Telling& telling) {
  const RecordPath& path = telling.group.first();
  if (path.acked == nullptr) return;
  const std::string& producer = telling.name(path.record.producer);
  if (path.record.acks == 0) {
    // Nothing is ever told; the note only says that the request has left.
    telling.line(Moment{path.acked->turn, path.acked->rank},
                 producer + " asks for no answer (acks=0): for it, sent is done");
    return;
  }
  if (path.append == nullptr) return;
  std::string text = producer + " is told that " + path.record.name + " is stored";
  const TracedNote* last_acked = telling.group.last().acked;
  if (telling.is_plural() && last_acked != nullptr) {
    const std::string first = seconds_text(telling.chronicle.time_of(*path.acked));
    const std::string last = seconds_text(telling.chronicle.time_of(*last_acked));
    text += last == first ? ", and so are all of " + telling.names
                          : ", and by " + last + " so are all of " + telling.names;
  }
  telling.line(*path.acked, text + ": " + grounds_text(telling));
}

Duration lag_time_of(const Chronicle& chronicle, NodeIndex leader) {
  const broker::BrokerConfig* config = chronicle.world().node(leader).config.broker();
  return config == nullptr ? Duration{} : config->replica.replica_lag_time_max;
}

// Why the ISR was smaller than the replicas when the records were acknowledged.
void tell_isr(Telling& telling) {
  const RecordPath& path = telling.group.first();
  const Chronicle& chronicle = telling.chronicle;
  const Moment at = grounds_moment(chronicle, path);
  const TracedNote* change =
      chronicle.last_before(NoteKind::IsrChanged, path.record.tp, path.append->node, at);
  if (change == nullptr) return;
  const auto isr = chronicle.isr_of(path.record.tp, path.append->node, at);
  if (isr != change->note.list || isr.size() >= chronicle.replicas_of(path.record.tp).size())
    return;
  std::vector<std::string> slow;
  std::vector<std::string> slowed_by;
  std::vector<std::string> down;
  std::vector<std::string> down_by;
  for (const NodeIndex node : chronicle.replicas_of(path.record.tp)) {
    const std::int32_t id = chronicle.world().node(node).broker_id().value;
    if (std::find(isr.begin(), isr.end(), id) != isr.end()) continue;
    using Condition = Chronicle::Condition;
    const Chronicle::Standing standing = chronicle.standing_of(node, moment_of(*change));
    const bool runs =
        standing.condition == Condition::Up || standing.condition == Condition::Paused;
    (runs ? slow : down).push_back(telling.name(node));
    if (!runs && standing.since != nullptr)
      add_fault(down_by, fault_behind(chronicle, *standing.since));
    if (!runs) continue;
    const Instant from = chronicle.time_of(*change) - lag_time_of(chronicle, path.append->node) * 2;
    const auto faults =
        faults_between(chronicle, path.append->node, node, from, moment_of(*change), kFetch);
    for (const std::string& fault : faults) add_fault(slowed_by, fault);
  }
  std::string text =
      "the ISR is now " + chronicle.isr_text(isr) + (isr.size() == 1 ? " alone" : "");
  if (!slow.empty()) {
    text += ": " + joined(slow) + (slow.size() == 1 ? " has" : " have") +
            " not kept up for replica.lag.time.max.ms" + by_faults(slowed_by);
  }
  if (!down.empty()) {
    text += (slow.empty() ? ": " : ", and ") + joined(down) + (down.size() == 1 ? " is" : " are") +
            " down" + by_faults(down_by);
  }
  telling.line(*change, std::move(text));
}

}  // namespace

Moment grounds_moment(const Chronicle& chronicle, const RecordPath& path) {
  if (path.acked == nullptr) return path.append == nullptr ? Moment{} : moment_of(*path.append);
  if (path.record.acks == 0)
    return path.append == nullptr ? moment_of(*path.acked) : moment_of(*path.append);
  const TurnIndex told = path.acked->turn;
  const auto answered = chronicle.trace().find(chronicle.trace().turn(told).cause);
  if (!answered) return moment_of(*path.acked);
  return {*answered + 1, 0};  // all of the turn that answered
}

std::vector<std::string> holders(const Chronicle& chronicle, const RecordPath& path,
                                 Moment before) {
  std::vector<std::string> names;
  for (const Copy& copy : path.copies) {
    if (had_copy(path, copy.node, before)) names.push_back(chronicle.name(copy.node));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

void tell_taking(Telling& telling) {
  tell_sending(telling);
  if (telling.group.first().append == nullptr) {
    tell_grounds(telling);
    tell_not_taken(telling);
    return;
  }
  tell_append(telling);
  tell_copies(telling);
  tell_isr(telling);
  tell_lacks(telling);
  tell_grounds(telling);
}

}  // namespace barnabas::sim
