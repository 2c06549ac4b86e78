#include "sim/cli/hunting_process.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>
#include <utility>

#include "sim/cli/exit_codes.h"
#include "sim/cli/interrupt.h"

namespace barnabas::sim {
namespace {

constexpr std::string_view kInternalCheck = "InternalCheck";
constexpr std::string_view kSeedLine = "seed ";
constexpr std::string_view kKillLine = "kill ";

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string read_all(int descriptor) {
  std::string text;
  std::string piece(1 << 12, '\0');
  while (true) {
    const ssize_t got = ::read(descriptor, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(piece, 0, static_cast<std::size_t>(got));
  }
}

// In the child: a line for each seed, and one for the kill. Whatever fails says so in between.
void hunt(int descriptor, Sabotage sabotage, const Scenario& ground, std::int64_t seeds) {
  InterruptWatch watch;
  Hunter hunter([&watch] { return watch.interrupted(); });
  for (std::int64_t i = 0; i < seeds && !watch.interrupted(); ++i) {
    const std::uint64_t seed = ground.seed + static_cast<std::uint64_t>(i);
    write_all(descriptor, std::string(kSeedLine) + std::to_string(seed) + "\n");
    const std::optional<Kill> kill = hunter.try_seed(sabotage, ground, seed);
    if (!kill) continue;
    write_all(descriptor, std::string(kKillLine) + kill->checker + " " + kill->text + "\n");
    return;
  }
}

void take_line(std::string_view line, HuntOutcome& outcome, std::uint64_t& seed) {
  if (line.substr(0, kSeedLine.size()) == kSeedLine) {
    ++outcome.tried;
    line.remove_prefix(kSeedLine.size());
    std::from_chars(line.data(), line.data() + line.size(), seed);
  } else if (line.substr(0, kKillLine.size()) == kKillLine) {
    line.remove_prefix(kKillLine.size());
    const std::size_t space = line.find(' ');
    outcome.kill = Kill{seed, std::string(line.substr(0, space)),
                        std::string(line.substr(std::min(space, line.size() - 1) + 1))};
  } else if (!outcome.kill && !line.empty()) {
    outcome.kill = Kill{seed, std::string(kInternalCheck), std::string(line)};
  }
}

}  // namespace

Result<HuntingProcess> HuntingProcess::start(Sabotage sabotage, const Scenario& ground,
                                             std::int64_t seeds) {
  int ends[2];
  if (::pipe(ends) != 0) return Error{Errc::Io, std::string("no pipe: ") + std::strerror(errno)};
  HuntingProcess process;
  process.pipe_ = ends[0];
  process.process_ = ::fork();
  if (process.process_ < 0) {
    const std::string why = std::strerror(errno);
    ::close(ends[0]);
    ::close(ends[1]);
    return Error{Errc::Io, "no process: " + why};
  }
  if (process.process_ == 0) {
    ::close(ends[0]);
    ::dup2(ends[1], STDERR_FILENO);
    hunt(ends[1], sabotage, ground, seeds);
    ::_exit(kExitOk);
  }
  ::close(ends[1]);
  return process;
}

HuntOutcome HuntingProcess::wait() {
  const std::string text = read_all(pipe_);
  ::close(pipe_);
  int status = 0;
  while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  HuntOutcome outcome;
  std::uint64_t seed = 0;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    take_line(rest.substr(0, end), outcome, seed);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const bool ended_well = WIFEXITED(status) && WEXITSTATUS(status) == kExitOk;
  if (!ended_well && !outcome.kill)
    outcome.kill = Kill{seed, std::string(kInternalCheck), "the process was killed"};
  return outcome;
}

}  // namespace barnabas::sim
