#include "sim/report/run_stories.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "sim/report/appends.h"
#include "sim/report/story_outage.h"
#include "sim/report/words.h"

namespace barnabas::sim {
namespace {

// A record that a judge names, with what the history knows of it; one that nobody handed over has
// its offset only.
MissingRecord record_of(const check::Judge& judge, const TopicPartition& tp,
                        const check::RecordRef& ref) {
  MissingRecord one;
  one.tp = tp;
  one.name = ref.value;
  one.offset = ref.offset;
  const ProducerHistory* producer = judge.history().find_producer(ref.client);
  const std::int64_t number = producer == nullptr ? -1 : producer->find(ref.id);
  if (number < 0) return one;
  const SentRecord& record = producer->records[static_cast<std::size_t>(number)];
  if (record.batch < 0) return one;
  const SentBatch& batch = producer->batches[static_cast<std::size_t>(record.batch)];
  one.producer = ref.client;
  one.id = ref.id;
  one.tp = judge.history().partition(batch.partition);
  one.acks = batch.acks;
  return one;
}

// Of a record that a judge names by its value and offset only: who sent it, if one leader alone
// ever appended there. An offset that was written anew has a story of its own.
void find_sender(const Chronicle& chronicle, bool has_partition, MissingRecord& record) {
  const TracedNote* append = nullptr;
  const TracedNote* dispatch = nullptr;
  for (const TracedNote* note : chronicle.notes(NoteKind::Append)) {
    const Offset at = record.offset;
    if (note->note.a != 1 || note->note.from > at || note->note.to < at) continue;
    if (has_partition && !(note->note.tp == record.tp)) continue;
    const TracedNote* sent = dispatch_of(chronicle.trace(), chronicle.links(), *note);
    const std::int32_t id = sent == nullptr ? -1 : record_at(*note, *sent, at.value);
    if (id < 0 || (!has_partition && chronicle.record_name(sent->node, id) != record.name))
      continue;
    if (append != nullptr) return;
    append = note;
    dispatch = sent;
  }
  if (append == nullptr) return;
  record.producer = dispatch->node;
  record.id = record_at(*append, *dispatch, record.offset.value);
  record.tp = append->note.tp;
}

std::vector<MissingRecord> missing_of(const check::Judge& judge, const check::Tally& tally) {
  std::vector<MissingRecord> missing;
  const auto add = [&](const check::RecordRef& ref, const std::vector<NodeIndex>& stands_on,
                       bool is_acknowledged) {
    MissingRecord one = record_of(judge, {}, ref);
    if (one.producer == kNoIndex) return;
    one.is_acknowledged = is_acknowledged;
    if (!is_acknowledged) one.offset = kNoOffset;
    one.stands_on = stands_on;
    missing.push_back(std::move(one));
  };
  for (std::size_t i = 0; i < tally.lost.size(); ++i)
    add(tally.lost[i], tally.lost_stands_on[i], true);
  for (std::size_t i = 0; i < tally.missing.size(); ++i)
    add(tally.missing[i], tally.missing_stands_on[i], false);
  return missing;
}

// Whether a story of missing records says already what became of a record that the violation names.
bool is_told(const ReportedViolation& violation, const std::vector<Story>& stories) {
  for (const Story& story : stories) {
    if (!(story.tp == violation.tp)) continue;
    for (const std::string& record : violation.records) {
      if (std::find(story.records.begin(), story.records.end(), record) != story.records.end()) {
        return true;
      }
    }
  }
  return false;
}

// A finding adds nothing to a story of missing records of its partition.
bool is_finding_told(const ReportedViolation& violation, const std::vector<Story>& stories) {
  return !violation.permitted_by.empty() &&
         std::any_of(stories.begin(), stories.end(),
                     [&](const Story& story) { return story.tp == violation.tp; });
}

// One story for each checker, of the first violation that the missing records do not explain.
std::vector<Story> tell_others(const Chronicle& chronicle, const RunReport& report,
                               const check::Judge& judge, const check::Judgement& judgement) {
  std::vector<Story> stories;
  std::set<std::string> told{"Liveness"};
  for (std::size_t i = 0; i < judgement.violations.size(); ++i) {
    const check::Violation& violation = judgement.violations[i];
    if (told.count(violation.checker) > 0 || is_told(report.violations[i], report.stories) ||
        is_finding_told(report.violations[i], report.stories))
      continue;
    told.insert(violation.checker);
    BrokenGuarantee broken{violation.checker, violation.tp, violation.event, violation.text, {}};
    for (const check::RecordRef& ref : violation.records) {
      broken.records.push_back(record_of(judge, violation.tp, ref));
      MissingRecord& record = broken.records.back();
      if (record.producer == kNoIndex && !violation.tp.topic.empty())
        find_sender(chronicle, true, record);
    }
    stories.push_back(tell_broken(chronicle, broken));
  }
  return stories;
}

// Of the values that stand twice, the first that no other story speaks of; no guarantee need be
// broken by them.
void tell_duplicates(const Chronicle& chronicle, RunReport& report, const check::Judge& judge,
                     const check::Tally& tally) {
  constexpr std::size_t kTriesMax = 8;  // the sender of some may not be found
  std::size_t tries = 0;
  for (const check::RecordRef& ref : tally.duplicates) {
    if (++tries > kTriesMax) return;
    for (const Story& story : report.broken) {
      if (std::find(story.records.begin(), story.records.end(), ref.value) != story.records.end())
        return;
    }
    MissingRecord record = record_of(judge, {}, ref);
    find_sender(chronicle, false, record);
    if (record.producer == kNoIndex) continue;
    std::string text = record.name + " of " + to_string(record.tp) + " stands there twice";
    if (tally.duplicates.size() > 1)
      text += (tally.duplicates.size() == 2 ? ", and so does " : ", and so do ") +
              count_text(static_cast<std::int64_t>(tally.duplicates.size()) - 1, "other", "others");
    report.broken.push_back(tell_broken(chronicle, {"Duplicates", record.tp, 0, text, {record}}));
    report.broken.back().kind = "Duplicates";  // however many others there are
    return;
  }
}

// Of the longest outages, in the order of time.
std::vector<Story> tell_outages(
    const Chronicle& chronicle,
    const std::map<TopicPartition, std::vector<check::Outage>>& outages) {
  constexpr std::size_t kOutagesMax = 2;
  constexpr Duration kWorthTelling = milliseconds(500);
  std::vector<std::pair<std::int64_t, std::pair<TopicPartition, check::Outage>>> longest;
  for (const auto& [tp, list] : outages) {
    for (const check::Outage& outage : list) {
      if (outage.to - outage.from >= kWorthTelling)
        longest.push_back({-(outage.to - outage.from).ns, {tp, outage}});
    }
  }
  std::stable_sort(longest.begin(), longest.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  if (longest.size() > kOutagesMax) longest.resize(kOutagesMax);
  std::stable_sort(longest.begin(), longest.end(), [](const auto& a, const auto& b) {
    return a.second.second.from < b.second.second.from;
  });
  std::vector<Story> stories;
  for (const auto& [length, one] : longest)
    stories.push_back(tell_outage(chronicle, one.first, one.second));
  return stories;
}

}  // namespace

void tell_stories(RunReport& report, const Chronicle& chronicle, const check::Judge& judge,
                  const check::Judgement& judgement) {
  report.stories = tell_missing(chronicle, missing_of(judge, judgement.tally));
  report.broken = tell_others(chronicle, report, judge, judgement);
  tell_duplicates(chronicle, report, judge, judgement.tally);
  report.outages = tell_outages(chronicle, judgement.outages);
  if (chronicle.trace().forgotten() > 0) {
    report.remarks.push_back(
        "the run was too long to be remembered whole: stories begin in its middle");
  }
}

}  // namespace barnabas::sim
