// Runs a script of log operations that Kafka's own UnifiedLog (3.9.1) has run before, and prints
// what it did in the same words, so that the two texts can be compared line by line.
//
// The scripts stand in tests/data/kafka/scripts: lines "> command", "= answer", ". state". The
// runner plays the owner of the log: it keeps the high watermark, flushes after a roll, and purges
// deleted files.
//
// Not compared: the sizes of preallocated index files (ours hold their entries only), where an
// empty read stands, and what belongs to transactions: the last stable offset, the index of aborted
// ones, reads bounded by them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/log/log.h"
#include "tests/support/log_world.h"

namespace barnabas::test {

class KafkaScript {
 public:
  explicit KafkaScript(LogWorld& world) : world_(world) {}

  // Runs every command of the transcript; the answers and states in it are ignored.
  std::vector<std::string> run(const std::string& transcript);
  // The transcript without what is not compared.
  static std::vector<std::string> expected(const std::string& transcript);
  static const char* directory() { return "t-0"; }

 private:
  using Fields = std::map<std::string, std::string>;

  void configure(const Fields& fields);
  void open(bool clean, Offset log_start, Offset recovery_point);
  std::string execute(const std::string& command, const std::vector<std::string>& words,
                      const Fields& fields);
  std::string append(const Fields& fields);
  std::string append_marker(const Fields& fields);
  std::string follow(const Fields& fields);
  std::string read(const Fields& fields) const;
  std::string crash(const Fields& fields);
  std::string reopen();
  std::string truncate(Offset offset);
  std::string find_time(std::int64_t timestamp) const;
  std::string raise_start(Offset offset);
  void after_append(const log::AppendResult& result);
  void flush_behind_roll(Offset base_before);
  void damage(const Fields& fields);
  void clamp_high_watermark();
  Offset last_stable() const;
  std::vector<std::string> state();
  std::string describe(const log::Segment& segment);

  LogWorld& world_;
  log::LogConfig config_;
  log::Log log_;
  Offset high_watermark_;
  std::int64_t clock_ms_ = 1'000'000;
  std::map<std::int64_t, std::string> last_segments_;
  std::string last_producers_ = ". producers -";
  bool opened_ = false;
};

}  // namespace barnabas::test
