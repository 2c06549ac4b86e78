#include "sim/cli/progress.h"

#include <unistd.h>

#include <cstdio>

namespace barnabas::sim {
namespace {

constexpr std::chrono::milliseconds kBetweenOnTerminal{200};
constexpr std::chrono::milliseconds kBetweenLines{10'000};

}  // namespace

Progress::Progress()
    : is_terminal_(::isatty(STDERR_FILENO) == 1), start_(Clock::now()), shown_at_(start_) {}

Progress::~Progress() { clear(); }

void Progress::show(const std::string& label, std::uint64_t done, std::uint64_t all,
                    std::uint64_t bad) {
  ++total_;
  const Clock::time_point now = Clock::now();
  if (now - shown_at_ < (is_terminal_ ? kBetweenOnTerminal : kBetweenLines)) return;
  shown_at_ = now;
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  std::string line = label + ": " + std::to_string(done) + " of " + std::to_string(all) +
                     " seeds, " + std::to_string(bad) + " not as expected, " +
                     std::to_string(static_cast<std::uint64_t>(static_cast<double>(total_) /
                                                               (elapsed > 0 ? elapsed : 1))) +
                     " seeds/s";
  line = is_terminal_ ? "\r\x1b[K" + line : line + "\n";
  is_shown_ = is_terminal_;
  std::fputs(line.c_str(), stderr);
}

void Progress::clear() {
  if (is_shown_) std::fputs("\r\x1b[K", stderr);
  is_shown_ = false;
}

}  // namespace barnabas::sim
