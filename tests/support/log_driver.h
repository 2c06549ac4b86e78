// Plays the owner of a log through a seeded script, beside a simple model of what the log must
// hold, and judges the log after kills, storage errors and power cuts.
//
// The model is a map of batches. A step that fails may have happened in part: then the log must be
// between the models before and after the step. What a completed flush covered must never be
// missing.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/prng.h"
#include "core/log/log.h"
#include "tests/support/log_world.h"

namespace barnabas::test {

class LogDriver {
 public:
  LogDriver(LogWorld& world, std::uint64_t seed);

  // One random step. False when the storage failed: the log is dead, kill the world and call
  // recover().
  bool step();
  // Opens the log as the broker would after its process ended, from what the checkpoints say, and
  // judges it. False when the storage fails again. Problems are collected in problems().
  bool recover();
  // The power was cut: less than everything may be there, but all that was flushed.
  bool recover_after_power_loss();
  // Compares the whole log with the model: batches, index entries, lookups, epochs.
  void judge();

  const std::vector<std::string>& problems() const { return problems_; }
  const log::Log& log() const { return *log_; }
  bool is_open() const { return log_.has_value(); }
  const std::string& last_step() const { return last_step_; }
  static const char* directory() { return "t-0"; }

 private:
  struct Entry {
    Offset next;
    LeaderEpoch epoch;
    std::uint32_t crc = 0;
    friend bool operator==(const Entry&, const Entry&) = default;
  };
  using Batches = std::map<Offset, Entry>;

  bool open(bool clean);
  bool write_checkpoints();
  bool append_as_leader();
  bool append_as_follower();
  bool retry();
  void choose_producer(struct BatchSpec& spec);
  bool flush();
  bool truncate();
  bool truncate_fully();
  bool retain();
  bool raise_start();
  bool roll();
  bool close_and_open();
  bool kill_and_open();
  bool flush_behind_roll();
  void note_batches(const Rope& records, Offset base, LeaderEpoch leader_epoch,
                    std::int64_t max_timestamp);
  void note_end(Offset end);
  void adopt();

  void problem(const std::string& text);
  Batches read_batches();
  void judge_batches(const Batches& batches);
  void judge_bounds();
  void judge_indexes();
  void judge_reads(const Batches& batches);
  void judge_epochs(const Batches& batches);
  void judge_producers();

  LogWorld& world_;
  Prng prng_;
  log::LogConfig config_;
  std::optional<log::Log> log_;
  WallTime now_{1000};
  std::int64_t timestamp_ = 1000;
  LeaderEpoch epoch_{0};
  Offset high_watermark_;

  Batches batches_;     // everything that may be in the log
  Offset start_;        // the log may start at or below it ...
  Offset end_;          // ... and end at or below it,
  Offset end_certain_;  // but not below this,
  Offset durable_;      // nor, after a power cut, below this
  Offset epochs_from_;  // below this, raising the start has forgotten the epochs, for good
  std::optional<Offset> restart_;  // an unfinished truncate_fully may leave an empty log here
  std::string last_step_;
  std::vector<std::string> problems_;
};

}  // namespace barnabas::test
