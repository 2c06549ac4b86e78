#include "sim/report/story.h"

#include <algorithm>
#include <map>
#include <utility>

#include "sim/report/sentences.h"
#include "sim/report/story_lines.h"
#include "sim/report/story_parts.h"
#include "sim/report/story_records.h"
#include "sim/report/trace_lines.h"
#include "sim/report/words.h"

namespace barnabas::sim {
namespace {

constexpr std::size_t kNamesMax = 60;     // characters of names in a sentence
constexpr std::size_t kIncidentsMax = 8;  // lines before a broken guarantee, and as many after
constexpr std::size_t kRecordsMax = 3;    // of a broken guarantee
constexpr std::size_t kCausesMax = 4;     // steps back from it

// Everything about a record's fate that a story shared with others must not differ in.
std::string fate_key(const Chronicle& chronicle, const RecordPath& path) {
  const auto add = [](std::string& key, std::int64_t value) { key += std::to_string(value) + ","; };
  std::string key = to_string(path.record.tp) + ",";
  add(key, path.record.producer);
  add(key, path.record.acks);
  add(key, path.record.is_acknowledged ? 1 : 0);
  for (const NodeIndex node : path.record.stands_on) add(key, node);
  if (path.append == nullptr) {
    const Trip* trip = path.trips.empty() ? nullptr : &path.trips.back();
    add(key, trip == nullptr ? -1 : trip->dispatch->note.peer.value);
    add(key, trip == nullptr || trip->request == nullptr
                 ? -1
                 : static_cast<std::int64_t>(trip->request->fate));
    add(key, trip != nullptr && trip->arrival ? 1 : 0);
    return key;
  }
  add(key, path.append->node);
  add(key, path.append->note.epoch.value);
  for (const std::int32_t node :
       chronicle.isr_of(path.record.tp, path.append->node, grounds_moment(chronicle, path))) {
    add(key, node);
  }
  std::vector<std::pair<NodeIndex, std::string>> copies;
  for (const Copy& copy : path.copies) {
    const std::uint64_t event = copy.ended == nullptr ? 0 : chronicle.event_of(copy.ended->turn);
    copies.emplace_back(copy.node,
                        std::to_string(static_cast<int>(copy.end)) + "@" + std::to_string(event));
  }
  std::sort(copies.begin(), copies.end());
  for (const auto& [node, end] : copies) key += std::to_string(node) + ":" + end + ",";
  for (const Lack& lack : lacks_of(chronicle, path, end_of_leader(chronicle, path))) {
    add(key, lack.node);
    add(key, static_cast<std::int64_t>(lack.reason));
    key += lack.fault + ",";
  }
  return key;
}

std::vector<FateGroup> group_by_fate(const Chronicle& chronicle,
                                     const std::vector<RecordPath>& paths) {
  std::vector<FateGroup> groups;
  std::map<std::string, std::size_t> known;
  for (const RecordPath& path : paths) {
    const std::string key = fate_key(chronicle, path);
    const auto [found, is_new] = known.emplace(key, groups.size());
    if (is_new) groups.emplace_back();
    groups[found->second].paths.push_back(&path);
  }
  for (FateGroup& group : groups) {
    std::sort(group.paths.begin(), group.paths.end(),
              [](const RecordPath* a, const RecordPath* b) { return a->record.id < b->record.id; });
  }
  return groups;
}

std::string names_text(const std::vector<std::string>& names) {
  const std::string all = ranges_text(names);
  if (all.size() <= kNamesMax) return all;
  return names.front() + " to " + names.back() + " (" +
         count_text(static_cast<std::int64_t>(names.size()), "record", "records") + ")";
}

// Where the records are at the end, if not in the leader's log.
std::string whereabouts(const Chronicle& chronicle, const FateGroup& group) {
  std::vector<std::string> running;
  std::vector<std::string> down;
  for (const NodeIndex node : group.first().record.stands_on)
    (chronicle.world().node(node).up ? running : down).push_back(chronicle.name(node));
  const std::string them = group.paths.size() > 1 ? "them" : "it";
  std::string text;
  if (!running.empty()) {
    text = "at the end only " + joined(running) + (running.size() == 1 ? " has " : " have ") +
           them + (running.size() == 1 ? " and does" : " and do") + " not lead: nobody will read " +
           them + " there";
  }
  if (!down.empty()) {
    text += (text.empty() ? "at the end only on the " : "; also on the ") +
            std::string(down.size() == 1 ? "disk of " : "disks of ") + joined(down) + ", which " +
            (down.size() == 1 ? "is" : "are") + " down";
  }
  return text.empty() ? "in no log at the end" : text;
}

std::string title_of(const Chronicle& chronicle, const FateGroup& group, const std::string& names) {
  const MissingRecord& record = group.first().record;
  std::string text = names + " of " + to_string(record.tp) + ": ";
  if (record.is_acknowledged) {
    text += "acknowledged with acks=" +
            (record.acks == -1 ? std::string("all") : std::to_string(record.acks));
  } else if (record.acks == 0) {
    text += "sent with acks=0 and never confirmed";
  } else {
    text += "sent, and never confirmed";
  }
  return text + "; " + whereabouts(chronicle, group);
}

Story tell_group(const Chronicle& chronicle, const FateGroup& group) {
  Story story;
  for (const RecordPath* path : group.paths) story.records.push_back(path->record.name);
  Telling telling{chronicle, group, names_text(story.records), {}};
  story.title = title_of(chronicle, group, telling.names);
  story.tp = group.first().record.tp;
  if (group.paths.size() > 1) story.wish = "To keep them";
  tell_taking(telling);
  if (group.first().append != nullptr) tell_fate(telling);
  story.lines = sorted_lines(chronicle, std::move(telling.lines));
  const MissingRecord& record = group.first().record;
  story.kind = "missing acks=" + std::to_string(record.acks) +
               (record.is_acknowledged ? " acknowledged" : "") +
               (record.stands_on.empty() ? "" : " stands") +
               (group.first().append == nullptr ? " not-taken" : "");
  for (Advice& one : advise(chronicle, group)) {
    story.kind += " " + one.rule;
    story.advice.push_back(std::move(one.text));
  }
  return story;
}

// Whose client it was makes no other kind of story.
std::string without_clients(const Chronicle& chronicle, const std::string& text) {
  std::string plain;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find_first_of(" ,;:", at), text.size());
    const std::string word = text.substr(at, end - at);
    const NodeIndex node = chronicle.world().find(word);
    plain += node != kNoIndex && chronicle.world().node(node).is_client() ? "client" : word;
    if (end < text.size()) plain += text[end];
    at = end + 1;
  }
  return plain;
}

bool concerns(const TracedNote& note, const TopicPartition& tp) {
  return tp.topic.empty() || !facts_of(note.note.kind).has_partition || note.note.tp == tp;
}

// The last incidents before the turn and the first ones after it: a loss that is seen at the end
// happened then.
NoteList incidents_around(const Trace& trace, const TopicPartition& tp, TurnIndex turn) {
  NoteList before;
  NoteList around;
  for (const TracedNote& note : trace.notes()) {
    if (!is_incident(note.note.kind) || !concerns(note, tp)) continue;
    if (note.note.kind == NoteKind::Started && note.note.a <= 1) continue;  // the beginning
    if (note.turn <= turn) {
      before.push_back(&note);
    } else if (around.size() < kIncidentsMax) {
      around.push_back(&note);
    }
  }
  const std::size_t kept = std::min(before.size(), kIncidentsMax);
  around.insert(around.end(), before.end() - static_cast<std::ptrdiff_t>(kept), before.end());
  return around;
}

void tell_causes(const Trace& trace, TurnIndex seen,
                 std::vector<std::pair<Moment, std::string>>& lines) {
  std::size_t steps = 0;
  for (const TurnIndex turn : trace.causes_of(seen)) {
    if (++steps > kCausesMax) break;
    if (!trace.turn(turn).event) continue;
    lines.emplace_back(Moment{turn, UINT32_MAX},
                       (turn == seen ? "seen here: " : "led to it: ") + event_text(trace, turn));
  }
}

// The story of the records: what befell each of them, and the cluster meanwhile.
void tell_its_records(const Chronicle& chronicle, const BrokenGuarantee& broken, Story& story,
                      MomentLines& lines) {
  std::vector<MissingRecord> sent;
  std::vector<Offset> offsets;
  for (const MissingRecord& record : broken.records) {
    story.records.push_back(record.name);
    const bool is_new = std::find(offsets.begin(), offsets.end(), record.offset) == offsets.end();
    if (record.producer != kNoIndex && sent.size() < kRecordsMax) sent.push_back(record);
    if (record.producer == kNoIndex && record.offset.value >= 0 && is_new &&
        offsets.size() < kRecordsMax)
      offsets.push_back(record.offset);
  }
  tell_sendings(chronicle, sent, lines, story.advice);
  for (const Offset offset : offsets) tell_offset(chronicle, broken.tp, offset, lines);
  if (lines.empty()) return;
  const auto earlier = [](const auto& a, const auto& b) { return a.first < b.first; };
  const Moment from = std::min_element(lines.begin(), lines.end(), earlier)->first;
  const Moment to = std::max_element(lines.begin(), lines.end(), earlier)->first;
  std::size_t incidents = 0;
  bool is_unclean = false;
  for (const TracedNote& note : chronicle.trace().notes()) {
    const NoteKind kind = note.note.kind;
    if (moment_of(note) < from || to < moment_of(note)) continue;
    if (!is_incident(kind) || kind == NoteKind::BecameFollower || !concerns(note, broken.tp))
      continue;
    is_unclean = is_unclean || (kind == NoteKind::Elected && note.note.a == 1);
    if (++incidents <= 2 * kIncidentsMax)
      lines.emplace_back(moment_of(note), sentence_of(chronicle, note));
  }
  if (is_unclean && story.advice.empty()) {
    story.advice.push_back(
        "unclean.leader.election.enable=false: whoever has not all of it does "
        "not lead.");
  }
}

}  // namespace

std::vector<StoryLine> sorted_lines(const Chronicle& chronicle, MomentLines lines) {
  std::stable_sort(lines.begin(), lines.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<StoryLine> sorted;
  const Trace& trace = chronicle.trace();
  for (auto& [at, text] : lines) {
    if (trace.begin() == trace.end()) break;
    const TurnIndex turn = std::min(std::max(at.turn, trace.begin()), trace.end() - 1);
    sorted.push_back({chronicle.event_of(turn), chronicle.time_of(turn), std::move(text), turn});
  }
  return sorted;
}

std::vector<Story> tell_missing(const Chronicle& chronicle,
                                const std::vector<MissingRecord>& records) {
  const std::vector<RecordPath> paths = follow_all(chronicle, records);
  std::vector<Story> stories;
  for (const FateGroup& group : group_by_fate(chronicle, paths))
    stories.push_back(tell_group(chronicle, group));
  return stories;
}

Story tell_broken(const Chronicle& chronicle, const BrokenGuarantee& broken) {
  Story story;
  story.title = said_of(broken.checker, broken.tp, broken.text);
  story.kind = broken.checker + ": " + without_clients(chronicle, broken.text);
  story.tp = broken.tp;
  const Trace& trace = chronicle.trace();
  if (trace.begin() == trace.end()) return story;
  MomentLines lines;
  story.wish = "To prevent it";
  tell_its_records(chronicle, broken, story, lines);
  if (!lines.empty()) {
    story.lines = sorted_lines(chronicle, std::move(lines));
    return story;
  }
  const auto seen = broken.event == 0 ? std::optional<TurnIndex>() : trace.find(broken.event);
  for (const TracedNote* note :
       incidents_around(trace, broken.tp, seen ? *seen : trace.end() - 1)) {
    lines.emplace_back(moment_of(*note), sentence_of(chronicle, *note));
  }
  if (seen) tell_causes(trace, *seen, lines);
  story.lines = sorted_lines(chronicle, std::move(lines));
  return story;
}

}  // namespace barnabas::sim
