// The parts of a story of missing records, each made of what the trace shows. See story.h.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/report/record_path.h"
#include "sim/report/story.h"
#include "sim/report/story_lacks.h"

namespace barnabas::sim {

// Records with the same fate, in the order of their ids; the first speaks for all.
struct FateGroup {
  std::vector<const RecordPath*> paths;
  const RecordPath& first() const { return *paths.front(); }
  const RecordPath& last() const { return *paths.back(); }
};

// What a story is built from and into.
struct Telling {
  const Chronicle& chronicle;
  const FateGroup& group;
  std::string names;  // "r7-r9"
  std::vector<std::pair<Moment, std::string>> lines;

  void line(Moment at, std::string text) { lines.emplace_back(at, std::move(text)); }
  void line(const TracedNote& note, std::string text) { line(moment_of(note), std::move(text)); }
  bool is_plural() const { return group.paths.size() > 1; }
  const std::string& name(NodeIndex node) const { return chronicle.name(node); }
};

// Who sent the records and who took them; who else had them, and what kept the others from it; on
// what grounds they were acknowledged.
void tell_taking(Telling& telling);
// Who died, slept, was elected, and which copies were lost by it. REQUIRES: the records were
// appended.
void tell_fate(Telling& telling);
// How each copy ended, and which stand at the end. REQUIRES: the records were appended.
void tell_copies_end(Telling& telling);
// What has harmed the broker's copy by a moment, if no note tells of the copy's end and a judge
// does not find it.
std::vector<std::string> harmed_by(const Telling& telling, NodeIndex node, Moment until);
// A setting that would have kept the records, and the rule that found it.
struct Advice {
  std::string rule;
  std::string text;
};
std::vector<Advice> advise(const Chronicle& chronicle, const FateGroup& group);

// The moment when the leader had decided to acknowledge; of a record without an answer, when it was
// sent.
Moment grounds_moment(const Chronicle& chronicle, const RecordPath& path);
// The election that gave the partition to somebody without the record; null: none did.
const TracedNote* fatal_election(const Chronicle& chronicle, const RecordPath& path);
// The power loss of the leader that took the record, before it did and within the epoch in which it
// did; null: there was none.
const TracedNote* loss_within_epoch(const Chronicle& chronicle, const RecordPath& path);
// The brokers that had the record just before a moment, by name.
std::vector<std::string> holders(const Chronicle& chronicle, const RecordPath& path, Moment before);

}  // namespace barnabas::sim
