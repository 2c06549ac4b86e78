// What a run of one variant came to, as data: the text and the JSON of reports are made of this
// alone.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/protocol/error_code.h"
#include "sim/report/divergence.h"
#include "sim/report/story.h"

namespace barnabas::sim {

struct Counts {
  std::int64_t sent = 0;                // records that applications handed over
  std::int64_t acked = 0;               // acknowledged by a broker
  std::int64_t unconfirmed = 0;         // sent with acks=0
  std::int64_t failed = 0;              // certainly not stored
  std::int64_t unknown = 0;             // nobody can tell
  std::int64_t pending = 0;             // still on the way at the end
  std::int64_t delivered = 0;           // handed to consumers, as often as that was
  std::vector<std::string> lost;        // acknowledged, and not where the acknowledgement said
  std::vector<std::string> missing;     // sent with acks=0, and in no log
  std::vector<std::string> duplicates;  // in a log more than once
};

struct LeaderlessTime {
  TopicPartition tp;
  Duration total{};
  Duration longest{};
  std::int64_t times = 0;
  bool is_leaderless_at_end = false;
};

struct ReportedViolation {
  std::string checker;
  std::uint64_t event = 0;  // 0: seen at the end
  Instant at{};
  TopicPartition tp;
  std::string text;
  bool is_expected = false;
  std::vector<std::string> records{};  // the values that it speaks of
  // The weakness of the configuration that permits it, when the scenario does not mention it: a
  // finding, no failure. Empty otherwise.
  std::string permitted_by{};
};

// A reader's longest lag behind what somebody knew to be there.
struct LagReport {
  std::string reader;
  TopicPartition tp;
  Duration longest{};
  Instant at{};
};

// An action of a fault that changed nothing.
struct IdleAction {
  std::string verb;
  std::string why;         // the first time: "broker-1 runs already"
  std::int64_t times = 0;  // how often
  Instant at{};            // the first time
  bool is_always = false;  // it never changed anything
};

// What an administrator asked for in vain.
struct AdminFailure {
  std::string client;
  std::string what;  // "create topic orders"
  ErrorCode error = ErrorCode::None;
  Instant at{};
};

struct FaultReport {
  std::string id;
  std::int32_t fired = 0;
  std::int32_t times = 1;
  Instant first_at{};  // when it fired, if it did
  std::string hook;    // empty: at a time
  std::vector<IdleAction> idle{};
  bool is_of_swarm = false;  // the seed chose it
};

enum class Verdict : std::uint8_t { AsExpected, NotAsExpected, NotAlive, BudgetSpent, Interrupted };

struct RunReport {
  std::string scenario;
  std::string variant;  // empty: the base
  std::string why;
  std::vector<std::string> captions;
  std::uint64_t seed = 0;
  Verdict verdict = Verdict::AsExpected;
  bool is_trace_broken = false;      // that is what interrupted it
  std::vector<std::string> reasons;  // why not as expected; empty otherwise
  std::vector<std::string> remarks;  // what the reader should know all the same
  Counts counts;
  std::vector<LeaderlessTime> leaderless;
  std::vector<LagReport> lags;  // a measure, no verdict
  std::vector<FaultReport> faults;
  std::vector<AdminFailure> admin_failures;
  std::vector<ReportedViolation> violations;
  std::vector<Story> stories;  // of records that are gone
  std::vector<Story> broken;   // of other broken guarantees, the first of each checker
  std::vector<Story> outages;  // the longest times without a leader
  std::map<std::string, std::int64_t> probes;  // that were hit, and how often
  Instant end{};                               // how far the run got
  std::uint64_t events = 0;
  std::uint64_t trace_fingerprint = 0;
  std::uint64_t state_fingerprint = 0;
  std::optional<LockstepResult> lockstep;  // with --check-determinism
  std::string diagram;                     // SVG, when asked for
  std::string chart;                       // the same
  std::vector<std::string> files;          // that the run leaves behind, each with what it is

  bool is_deterministic() const { return !lockstep || !lockstep->divergence; }
  int exit_code() const;  // of the house plan: 0, 1, 2, 3, 70 or 130
};

}  // namespace barnabas::sim
