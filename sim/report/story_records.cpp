#include "sim/report/story_records.h"

#include <algorithm>
#include <set>

#include "core/client/producer.h"
#include "sim/report/appends.h"
#include "sim/report/causes.h"
#include "sim/report/words.h"

namespace barnabas::sim {
namespace {

constexpr std::size_t kReadsMax = 4;  // of one offset
constexpr std::size_t kTripsMax = 6;  // of one record
constexpr std::int16_t kProduce = 0;  // index of the body

// The answer to a request that was taken, as it left its broker; null: none did.
const TracedSending* answer_to(const Chronicle& chronicle, const Trip& trip) {
  const std::vector<TracedSending>& all = chronicle.trace().sendings();
  auto at = std::lower_bound(
      all.begin(), all.end(), *trip.arrival,
      [](const TracedSending& sending, TurnIndex turn) { return sending.turn < turn; });
  for (; at != all.end(); ++at) {
    if (at->is_response && at->api == kProduce && at->from == trip.request->to &&
        at->to == trip.request->from && at->correlation == trip.request->correlation)
      return &*at;
  }
  return nullptr;
}

class RecordTeller {
 public:
  RecordTeller(const Chronicle& chronicle, const RecordPath& path, MomentLines& lines)
      : chronicle_(chronicle), path_(path), lines_(lines), name_(path.record.name) {}

  void run() {
    std::size_t told = 0;
    for (const Trip& trip : path_.trips) {
      // Of many attempts the first ones and the last.
      if (++told >= kTripsMax && &trip != &path_.trips.back() && trip.append == nullptr) continue;
      tell_leaving(trip);
      tell_arriving(trip);
      if (trip.append != nullptr && trip.request != nullptr) tell_answer(trip);
    }
    tell_outcomes();
  }

  // Offsets that leaders gave to it, one for each append.
  std::vector<Offset> offsets() const {
    std::vector<Offset> found;
    for (const Trip& trip : path_.trips) {
      if (trip.append != nullptr) found.push_back(trip.offset);
    }
    return found;
  }

 private:
  std::string producer() const { return chronicle_.name(path_.record.producer); }

  void add(Moment at, std::string text) { lines_.emplace_back(at, std::move(text)); }

  void tell_leaving(const Trip& trip) {
    const std::int64_t attempt = trip.dispatch->note.a;
    std::string text =
        producer() + " sends " + name_ + " to " + chronicle_.broker_name(trip.dispatch->note.peer);
    if (attempt > 1) text += ", for the " + ordinal_text(attempt) + " time";
    if (trip.request == nullptr) {
      text += ", but the connection is gone";
    } else if (trip.request->fate != Sending::Fate::Sent) {
      text +=
          trip.request->fate == Sending::Fate::Held ? ", but it is held up" : ", but it is lost";
      text += by_fault(fault_behind(chronicle_, *trip.request));
    } else if (!trip.arrival) {
      text += ", which never gets it";
    }
    add(moment_of(*trip.dispatch), std::move(text));
  }

  void tell_arriving(const Trip& trip) {
    if (!trip.arrival || trip.request == nullptr) return;
    const std::string& broker = chronicle_.name(trip.request->to);
    if (trip.append == nullptr) {
      add(Moment{*trip.arrival, 0}, broker + " gets " + name_ + " and appends nothing");
      return;
    }
    std::string text = broker + " appends " + name_ + " at offset " +
                       std::to_string(trip.offset.value) + " in epoch " +
                       std::to_string(trip.append->note.epoch.value);
    for (const Trip& before : path_.trips) {
      if (&before == &trip) break;
      if (before.append == nullptr) continue;
      text += ", although it took it at offset " + std::to_string(before.offset.value);
      if (before.append->node != trip.append->node)
        text.replace(text.rfind("it took"), 2, chronicle_.name(before.append->node));
      break;
    }
    add(moment_of(*trip.append), std::move(text));
  }

  // The first end of a process behind a turn; null: it lives on.
  const TracedNote* death_of(NodeIndex node, TurnIndex after) const {
    const TracedNote* first = nullptr;
    for (const NoteKind kind :
         {NoteKind::Killed, NoteKind::PowerLost, NoteKind::Halted, NoteKind::Stopped}) {
      for (const TracedNote* note : chronicle_.notes(kind)) {
        if (note->node != node || note->turn < after) continue;
        if (first == nullptr || moment_of(*note) < moment_of(*first)) first = note;
      }
    }
    return first;
  }

  void tell_answer(const Trip& trip) {
    const TracedSending* answer = answer_to(chronicle_, trip);
    const std::string& broker = chronicle_.name(trip.request->to);
    if (answer == nullptr) {
      const TracedNote* death = death_of(trip.request->to, *trip.arrival);
      if (death != nullptr && path_.record.acks != 0)
        add(Moment{death->turn, death->rank + 1}, broker + " has not answered");
      return;
    }
    const Moment at{answer->turn, answer->rank};
    if (answer->fate == Sending::Fate::Held)
      add(at, broker + "'s answer is held up" + by_fault(fault_behind(chronicle_, *answer)));
    if (answer->fate == Sending::Fate::Lost)
      add(at, broker + "'s answer is lost" + by_fault(fault_behind(chronicle_, *answer)));
    if (answer->fate == Sending::Fate::Sent && !chronicle_.links().arrival_of(*answer))
      add(at, broker + "'s answer does not get to " + producer() + ": the connection breaks");
  }

  bool speaks_of_it(const TracedNote& note) const {
    const auto& ids = note.note.list;
    return note.node == path_.record.producer &&
           std::find(ids.begin(), ids.end(), path_.record.id) != ids.end();
  }

  void tell_outcomes() {
    const TopicPartition& tp = path_.record.tp;
    std::size_t told = 0;
    for (const TracedNote* note : chronicle_.notes(NoteKind::Retry, tp)) {
      if (!speaks_of_it(*note) || ++told >= kTripsMax) continue;
      const ErrorCode error = note->note.error;
      std::string why = producer() + " is told " + std::string(name_of(error));
      if (error == ErrorCode::RequestTimedOut) why = producer() + " has waited request.timeout.ms";
      if (error == ErrorCode::NetworkException)
        why = "the connection breaks under " + producer() + "'s request";
      add(moment_of(*note), why + ": it will send " + name_ + " again");
    }
    for (const TracedNote* note : chronicle_.notes(NoteKind::Acked, tp)) {
      if (!speaks_of_it(*note) || note->note.a == 0) continue;
      const auto& ids = note->note.list;
      const std::int64_t place = std::find(ids.begin(), ids.end(), path_.record.id) - ids.begin();
      add(moment_of(*note), producer() + " is told that " + name_ + " is stored at offset " +
                                std::to_string(note->note.from.value + place));
    }
    for (const TracedNote* note : chronicle_.notes(NoteKind::Failed, tp)) {
      if (!speaks_of_it(*note)) continue;
      add(moment_of(*note),
          producer() + " gives " + name_ + " up (" + std::string(name_of(note->note.error)) + ")" +
              (note->note.a == 1 ? ", and cannot know whether it is stored" : ""));
    }
  }

  const Chronicle& chronicle_;
  const RecordPath& path_;
  MomentLines& lines_;
  const std::string& name_;
};

// Which record a broker had at an offset when somebody read it there.
std::string read_there(const Chronicle& chronicle, const TracedNote& delivered, Offset offset) {
  const NodeIndex broker = chronicle.world().find_broker(delivered.note.peer);
  const TracedNote* copy = nullptr;
  for (const TracedNote* note : chronicle.notes(NoteKind::Append, delivered.note.tp)) {
    if (!(moment_of(*note) < moment_of(delivered))) break;
    if (note->node == broker && note->note.from <= offset && offset <= note->note.to) copy = note;
  }
  if (copy == nullptr) return {};
  const TracedNote* original = copy;
  for (const TracedNote* note : chronicle.notes(NoteKind::Append, delivered.note.tp)) {
    if (!(moment_of(*note) < moment_of(*copy))) break;
    if (note->note.a == 1 && note->note.epoch == copy->note.epoch && note->note.from <= offset &&
        offset <= note->note.to)
      original = note;
  }
  const TracedNote* dispatch = dispatch_of(chronicle.trace(), chronicle.links(), *original);
  const std::int32_t id = dispatch == nullptr ? -1 : record_at(*original, *dispatch, offset.value);
  return id < 0 ? std::string() : chronicle.record_name(dispatch->node, id);
}

bool has_restarted_broker(const Chronicle& chronicle) {
  const NoteList& starts = chronicle.notes(NoteKind::Started);
  return std::any_of(starts.begin(), starts.end(), [&chronicle](const TracedNote* start) {
    return start->note.a > 1 && chronicle.world().node(start->node).is_broker();
  });
}

// A numbered batch is stored twice where its broker has forgotten the first.
std::string against_copies(const Chronicle& chronicle, const RecordPath& path, Offset first) {
  const client::Producer* producer = chronicle.world().node(path.record.producer).state.producer();
  const std::string answer = "answers with the offset of the first, " + std::to_string(first.value);
  if (producer == nullptr || !producer->config.idempotent) {
    return "enable.idempotence=true: a broker knows a batch that comes again by its sequence "
           "number, and " +
           answer + ".";
  }
  if (has_restarted_broker(chronicle) && producer->config.max_in_flight > 1) {
    return "max.in.flight.requests.per.connection=1: a broker that restarts knows the last batch "
           "of "
           "each producer and no other. Of one in flight, it " +
           answer + ".";
  }
  return "a longer producer.id.expiration.ms, if the broker had forgotten the producer; against an "
         "application that hands a record over twice nothing helps but itself.";
}

void advise(const Chronicle& chronicle, const std::vector<RecordPath>& paths,
            const std::vector<std::vector<Offset>>& offsets, std::vector<std::string>& advice) {
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const std::set<Offset> places(offsets[i].begin(), offsets[i].end());
    if (places.size() < 2) continue;
    advice.push_back(against_copies(chronicle, paths[i], *places.begin()));
    return;
  }
  for (std::size_t i = 0; i < paths.size(); ++i) {
    for (std::size_t j = 0; j < paths.size(); ++j) {
      const bool is_later = paths[i].record.producer == paths[j].record.producer &&
                            paths[i].record.id < paths[j].record.id;
      if (!is_later || offsets[i].empty() || offsets[j].empty()) continue;
      if (offsets[i].back() < offsets[j].back()) continue;
      advice.push_back("enable.idempotence=true, or max.in.flight.requests.per.connection=1: " +
                       paths[j].record.name + " would have waited until " + paths[i].record.name +
                       " had its place.");
      return;
    }
  }
}

}  // namespace

void tell_sendings(const Chronicle& chronicle, const std::vector<MissingRecord>& records,
                   MomentLines& lines, std::vector<std::string>& advice) {
  const std::vector<RecordPath> paths = follow_all(chronicle, records);
  std::vector<std::vector<Offset>> offsets;
  for (const RecordPath& path : paths) {
    RecordTeller teller(chronicle, path, lines);
    teller.run();
    offsets.push_back(teller.offsets());
  }
  advise(chronicle, paths, offsets, advice);
}

void tell_offset(const Chronicle& chronicle, const TopicPartition& tp, Offset offset,
                 MomentLines& lines) {
  const std::string place = "offset " + std::to_string(offset.value);
  for (const TracedNote* note : chronicle.notes(NoteKind::Append, tp)) {
    if (note->note.a != 1 || note->note.from > offset || note->note.to < offset) continue;
    const TracedNote* dispatch = dispatch_of(chronicle.trace(), chronicle.links(), *note);
    const std::int32_t id = dispatch == nullptr ? -1 : record_at(*note, *dispatch, offset.value);
    const std::string name = id < 0 ? "a record" : chronicle.record_name(dispatch->node, id);
    lines.emplace_back(moment_of(*note), chronicle.name(note->node) + " appends " + name + " at " +
                                             place + " in epoch " +
                                             std::to_string(note->note.epoch.value));
  }
  std::size_t reads = 0;
  for (const TracedNote* note : chronicle.notes(NoteKind::Delivered, tp)) {
    if (note->note.from > offset || note->note.to <= offset || ++reads > kReadsMax) continue;
    const std::string name = read_there(chronicle, *note, offset);
    lines.emplace_back(moment_of(*note), chronicle.name(note->node) + " reads " +
                                             (name.empty() ? "" : name + " at ") + place +
                                             " from " + chronicle.broker_name(note->note.peer) +
                                             ", whose high watermark is " +
                                             std::to_string(note->note.a));
  }
}

}  // namespace barnabas::sim
