// The causal cone of what a story tells: the turns that it speaks of and those that led to them,
// with the messages between them.
//
// From every turn of the story its causes are followed backwards, to another turn of the story or
// to where it begins. A long way between two (a controller that asks ZooKeeper ten times) keeps its
// first and last steps; what is left out is counted. Nothing is chosen by scenario.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "sim/report/chronicle.h"
#include "sim/report/message_links.h"
#include "sim/report/story.h"

namespace barnabas::sim {

struct ConeArrow {
  const TracedSending* sending = nullptr;
  std::optional<TurnIndex> arrival;  // none: it did not get there
};

struct Cone {
  std::vector<TurnIndex> turns;    // in order
  std::vector<TurnIndex> skipped;  // on the way, and not shown; in order
  std::vector<ConeArrow> arrows;   // by their sending
  std::vector<NodeIndex> nodes;    // all that these name, sorted
};

struct ConeLimits {
  std::size_t turns_max = 70;
  std::size_t hops_max = 60;   // how far a cause is followed
  std::size_t hops_shown = 4;  // of a way that is longer
};

Cone cone_of(const Chronicle& chronicle, const Story& story, const ConeLimits& limits = {});

// Whether a note is worth a mark on its node's lifeline, in a story of this partition.
bool is_shown(const Note& note, const TopicPartition& tp);

}  // namespace barnabas::sim
