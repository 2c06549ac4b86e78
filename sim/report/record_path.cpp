#include "sim/report/record_path.h"

#include <algorithm>
#include <map>
#include <utility>

namespace barnabas::sim {
namespace {

constexpr std::int16_t kProduce = 0;  // index of the body

bool lists(const Note& note, std::int32_t id) {
  return std::find(note.list.begin(), note.list.end(), id) != note.list.end();
}

std::int64_t rank_in(const Note& note, std::int32_t id) {
  return std::find(note.list.begin(), note.list.end(), id) - note.list.begin();
}

// The request that the dispatch went out with: the next Produce to that broker in the same turn.
const TracedSending* request_of(const Chronicle& chronicle, const TracedNote& dispatch) {
  const NodeIndex broker = chronicle.world().find_broker(dispatch.note.peer);
  for (const TracedSending* sending : chronicle.trace().sendings_of(dispatch.turn)) {
    if (sending->rank > dispatch.rank && sending->api == kProduce && !sending->is_response &&
        sending->to == broker) {
      return sending;
    }
  }
  return nullptr;
}

// A turn that its event's first turn let happen: what waited for a paused process.
bool was_deferred(const Trace& trace, TurnIndex turn) {
  return turn > trace.begin() && trace.turn(turn - 1).id == trace.turn(turn).id;
}

// The broker's turn that took the request: it carries the correlation, and the sender's event
// caused it. What waited for a paused process has the cause of its waking instead.
std::optional<TurnIndex> arrival_of(const Chronicle& chronicle, const TracedSending& request,
                                    const std::vector<TurnIndex>& produce_turns) {
  const Trace& trace = chronicle.trace();
  const std::uint64_t cause = trace.turn(request.turn).id;
  auto at = std::upper_bound(produce_turns.begin(), produce_turns.end(), request.turn);
  for (; at != produce_turns.end(); ++at) {
    const TracedTurn& turn = trace.turn(*at);
    if (turn.node != request.to || (turn.cause != cause && !was_deferred(trace, *at))) continue;
    if (std::get<event::Received>(*turn.event).correlation == request.correlation) return *at;
  }
  return std::nullopt;
}

const TracedNote* append_in(const Chronicle& chronicle, TurnIndex turn, const TopicPartition& tp) {
  for (const TracedNote* note : chronicle.trace().notes_of(turn)) {
    if (note->note.kind == NoteKind::Append && note->note.a == 1 && note->note.tp == tp)
      return note;
  }
  return nullptr;
}

void find_trips(const Chronicle& chronicle, RecordPath& path,
                const std::vector<TurnIndex>& produce_turns) {
  const MissingRecord& record = path.record;
  for (const TracedNote* note : chronicle.notes(NoteKind::Dispatch, record.tp)) {
    if (note->node != record.producer || !lists(note->note, record.id)) continue;
    Trip trip;
    trip.dispatch = note;
    trip.request = request_of(chronicle, *note);
    if (trip.request != nullptr) trip.arrival = arrival_of(chronicle, *trip.request, produce_turns);
    if (trip.arrival) trip.append = append_in(chronicle, *trip.arrival, record.tp);
    if (trip.append != nullptr) {
      trip.offset = trip.append->note.from.plus(rank_in(note->note, record.id));
    }
    path.trips.push_back(trip);
  }
}

void choose_trip(RecordPath& path) {
  for (const Trip& trip : path.trips) {
    if (trip.append == nullptr) continue;
    if (path.record.offset.value >= 0 && trip.offset != path.record.offset) continue;
    path.taken = &trip;
  }
  if (path.taken == nullptr) return;
  path.append = path.taken->append;
  path.offset = path.taken->offset;
}

// An acknowledged record whose request the trace cannot follow: whoever wrote the offset last
// before the ack.
void choose_by_offset(const Chronicle& chronicle, RecordPath& path) {
  path.offset = path.record.offset;
  const Moment limit = path.acked == nullptr ? kEndOfRun : moment_of(*path.acked);
  for (const TracedNote* note : chronicle.notes(NoteKind::Append, path.record.tp)) {
    if (!(moment_of(*note) < limit)) break;
    if (note->note.a == 1 && note->note.from <= path.offset && path.offset <= note->note.to)
      path.append = note;
  }
}

class Follow {
 public:
  Follow(const Chronicle& chronicle, RecordPath& path) : chronicle_(chronicle), path_(path) {}

  void run() {
    NoteList all;
    const NoteKind kinds[] = {NoteKind::Append,       NoteKind::Truncate,
                              NoteKind::BecameLeader, NoteKind::BecameFollower,
                              NoteKind::Recovered,    NoteKind::SegmentsDeleted,
                              NoteKind::LogStartMoved};
    for (const NoteKind kind : kinds) add(all, chronicle_.notes(kind, path_.record.tp));
    add(all, chronicle_.notes(NoteKind::PowerLost));
    add(all, chronicle_.notes(NoteKind::TopicDeleted));
    std::sort(all.begin(), all.end(), [](const TracedNote* a, const TracedNote* b) {
      return moment_of(*a) < moment_of(*b);
    });
    for (const TracedNote* note : all) on_note(*note);
  }

 private:
  void add(NoteList& all, const NoteList& some) const {
    for (const TracedNote* note : some) {
      if (!(moment_of(*note) < moment_of(*path_.append))) all.push_back(note);
    }
  }

  Copy* standing(NodeIndex node) {
    const auto found = standing_.find(node);
    return found == standing_.end() ? nullptr : &path_.copies[found->second];
  }

  void make(const TracedNote& note) {
    if (standing(note.node) != nullptr) return;
    power_lost_.erase(note.node);  // what was lost before does not take this one
    standing_[note.node] = path_.copies.size();
    path_.copies.push_back({note.node, &note, CopyEnd::Stands, nullptr});
  }

  void end(NodeIndex node, CopyEnd how, const TracedNote& note) {
    Copy* copy = standing(node);
    if (copy == nullptr) return;
    copy->end = how;
    copy->ended = &note;
    standing_.erase(node);
  }

  void on_append(const TracedNote& note) {
    if (note.note.from > path_.offset || note.note.to < path_.offset) return;
    if (&note == path_.append) {
      make(note);
      return;
    }
    if (note.note.a == 1) {
      if (path_.overwritten == nullptr) path_.overwritten = &note;
      return;
    }
    const NodeIndex leader = chronicle_.leader_in(path_.record.tp, note.note.epoch);
    if (standing(leader) != nullptr) make(note);
  }

  // A log that ends at or below the offset cannot hold the record any more: what befell the disk
  // took it.
  void on_log_end(const TracedNote& note) {
    if (note.note.to > path_.offset) power_lost_.erase(note.node);  // it survived that
    if (standing(note.node) == nullptr || note.note.to > path_.offset) return;
    const auto power = power_lost_.find(note.node);
    if (power != power_lost_.end()) {
      end(note.node, CopyEnd::LostByPower, *power->second);
    } else {
      end(note.node,
          note.note.kind == NoteKind::Recovered ? CopyEnd::Recovered : CopyEnd::LostFromDisk, note);
    }
  }

  void on_note(const TracedNote& note) {
    const NoteKind kind = note.note.kind;
    if (kind == NoteKind::Append) {
      on_append(note);
    } else if (kind == NoteKind::Truncate) {
      if (note.note.to <= path_.offset && path_.offset < note.note.from)
        end(note.node, CopyEnd::Truncated, note);
    } else if (kind == NoteKind::SegmentsDeleted || kind == NoteKind::LogStartMoved) {
      if (note.note.to > path_.offset) end(note.node, CopyEnd::Deleted, note);
    } else if (kind == NoteKind::PowerLost) {
      if (note.note.a > 0) power_lost_.emplace(note.node, &note);  // the first that took something
    } else if (kind == NoteKind::TopicDeleted) {
      if (note.note.tp.topic != path_.record.tp.topic) return;
      while (!standing_.empty()) end(standing_.begin()->first, CopyEnd::TopicDeleted, note);
    } else {
      on_log_end(note);
    }
  }

  const Chronicle& chronicle_;
  RecordPath& path_;
  std::map<NodeIndex, std::size_t> standing_;
  std::map<NodeIndex, const TracedNote*> power_lost_;
};

std::vector<TurnIndex> produce_turns_of(const Trace& trace) {
  std::vector<TurnIndex> turns;
  for (TurnIndex index = trace.begin(); index < trace.end(); ++index) {
    const auto& event = trace.turn(index).event;
    if (!event) continue;
    const auto* received = std::get_if<event::Received>(&*event);
    if (received != nullptr && received->request->index() == static_cast<std::size_t>(kProduce))
      turns.push_back(index);
  }
  return turns;
}

}  // namespace

std::vector<RecordPath> follow_all(const Chronicle& chronicle,
                                   const std::vector<MissingRecord>& records) {
  const std::vector<TurnIndex> produce_turns = produce_turns_of(chronicle.trace());
  std::vector<RecordPath> paths;
  for (const MissingRecord& record : records) {
    RecordPath path;
    path.record = record;
    for (const TracedNote* note : chronicle.notes(NoteKind::Send)) {
      if (note->node == record.producer && lists(note->note, record.id)) path.sent = note;
    }
    for (const TracedNote* note : chronicle.notes(NoteKind::Acked, record.tp)) {
      if (note->node == record.producer && lists(note->note, record.id)) path.acked = note;
    }
    find_trips(chronicle, path, produce_turns);
    choose_trip(path);
    if (path.append == nullptr && record.offset.value >= 0) choose_by_offset(chronicle, path);
    if (path.append != nullptr) Follow(chronicle, path).run();
    paths.push_back(std::move(path));
  }
  return paths;
}

bool had_copy(const RecordPath& path, NodeIndex node, Moment before) {
  for (const Copy& copy : path.copies) {
    if (copy.node != node || !(moment_of(*copy.made) < before)) continue;
    if (copy.ended == nullptr || !(moment_of(*copy.ended) < before)) return true;
  }
  return false;
}

const TracedNote* last_loss(const RecordPath& path) {
  const TracedNote* last = nullptr;
  for (const Copy& copy : path.copies) {
    if (copy.ended == nullptr) return nullptr;
    if (last == nullptr || moment_of(*last) < moment_of(*copy.ended)) last = copy.ended;
  }
  return last;
}

}  // namespace barnabas::sim
