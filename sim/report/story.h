// Why a record is gone: the causal story of what a judge found, derived from the recorded events,
// notes and cause links. No scenario has a story of its own; every sentence is made of a note, a
// message or a cause.
//
// Records with the same fate share a story. Each line carries the event that it speaks of, to be
// looked up in a trace. The advice at the end names the settings that would have kept the records,
// as far as what happened shows them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/report/chronicle.h"
#include "sim/report/record_path.h"

namespace barnabas::sim {

struct StoryLine {
  std::uint64_t event = 0;
  Instant at{};
  std::string text;
  TurnIndex turn = 0;  // of the trace that the story was made from
};

struct Story {
  std::string title;  // "r7-r9 of orders-0: acknowledged with acks=1, and in no log at the end"
  TopicPartition tp;
  std::vector<std::string> records;  // names
  std::vector<StoryLine> lines;      // in order of time
  std::string wish = "To keep it";   // what the advice is for
  std::vector<std::string> advice;   // whole sentences
  // What it has in common with stories of other runs, whatever the names and numbers.
  std::string kind{};
};

// Stories of records that are in no log at the end; one per fate, in the order of their first
// record.
std::vector<Story> tell_missing(const Chronicle& chronicle,
                                const std::vector<MissingRecord>& records);

// Any other broken guarantee: what befell the records that it speaks of; where it names none, what
// befell the partition before, and what led to the event.
struct BrokenGuarantee {
  std::string checker;
  TopicPartition tp;        // topic empty: no partition in particular
  std::uint64_t event = 0;  // where it was seen; 0: at the end
  std::string text;
  // The records that it speaks of; without a producer, only the offset is known.
  std::vector<MissingRecord> records{};
};
Story tell_broken(const Chronicle& chronicle, const BrokenGuarantee& broken);

// Of a run in which nothing broke: the faults that struck and what the cluster made of them.
Story tell_incidents(const Chronicle& chronicle);

}  // namespace barnabas::sim
