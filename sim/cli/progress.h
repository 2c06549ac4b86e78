// How far a sweep is, on standard error: a line that is written over on a terminal, else a line
// every ten seconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace barnabas::sim {

class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // "swarm-safe: 37 of 200 seeds, 2 not as expected, 48 seeds/s". Says it now and then only.
  void show(const std::string& label, std::uint64_t done, std::uint64_t all, std::uint64_t bad);
  // Takes the line away, before anything else is written.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  bool is_terminal_ = false;
  bool is_shown_ = false;
  Clock::time_point start_;
  Clock::time_point shown_at_;
  std::uint64_t total_ = 0;  // seeds so far, over all sweeps
};

}  // namespace barnabas::sim
