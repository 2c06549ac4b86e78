// Why other replicas did not have a record: what kept each of them from copying it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/report/record_path.h"

namespace barnabas::sim {

enum class LackReason : std::uint8_t {
  FollowsAnother,  // it belongs to a later epoch already and asks this leader for nothing
  Down,
  Paused,
  FetchStopped,   // its requests did not reach the leader
  AnswerStopped,  // the leader's answers did not reach it
  NotYet,         // its next fetch would have brought it
};

struct Lack {
  NodeIndex node = kNoIndex;
  LackReason reason = LackReason::NotYet;
  std::string fault;         // that stopped it; empty: none, or it cannot be told
  bool is_lost = false;      // stopped for good, not held
  Moment since{};            // when that began
  Moment until = kEndOfRun;  // NotYet: when it could not any more
  friend bool operator==(const Lack& a, const Lack& b) {
    return a.node == b.node && a.reason == b.reason && a.fault == b.fault && a.is_lost == b.is_lost;
  }
};

// For every replica of the partition that had no copy just before `until`. REQUIRES: path.append.
std::vector<Lack> lacks_of(const Chronicle& chronicle, const RecordPath& path, Moment until);
// When the leader that appended the record could not give it to anybody any more.
Moment end_of_leader(const Chronicle& chronicle, const RecordPath& path);

}  // namespace barnabas::sim
