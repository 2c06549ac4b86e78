// Which batches of an idempotent producer are known again after restarts and truncations: our log
// against what a real broker answered.
#include <fstream>
#include <iterator>

#include "core/log/log.h"
#include "tests/support/catch.h"
#include "tests/support/log_batches.h"
#include "tests/support/log_world.h"
#include "tests/support/paths.h"
#include "tests/support/vector_text.h"

namespace barnabas::test {
namespace {

constexpr WallTime kNow{1700000000000};

// A log, its world and what its owner keeps for it.
class Rig {
 public:
  explicit Rig(LogWorld& world) : world_(world) { open(true); }

  void run(const std::string& step) {
    const std::size_t equals = step.find('=');
    const std::string verb = step.substr(0, equals);
    const std::string what = equals == std::string::npos ? "" : step.substr(equals + 1);
    INFO("step " << step);
    if (verb == "append") return append(what);
    if (verb == "again") return ask_again(what);
    if (verb == "roll") {
      REQUIRE(log_.roll(world_.files(), kNow));
    } else if (verb == "truncate") {
      REQUIRE(log_.truncate_to(world_.files(), Offset{std::stoll(what)}));
    } else if (verb == "stop") {
      REQUIRE(log_.close(world_.files()));
      const Offset flushed = log_.recovery_point();
      world_.kill();
      open(true, flushed);
    } else {
      REQUIRE(verb == "kill");
      world_.kill();
      open(false);
    }
  }

 private:
  void open(bool clean, Offset recovery_point = Offset{0}) {
    log::RecoveryReport report;
    log_ = log::Log::open(world_.files(), "t-0", log::LogConfig{}, Offset{0}, recovery_point, clean,
                          kNow, report)
               .value();
  }

  log::AppendResult send(std::int32_t sequence) {
    BatchSpec spec;
    spec.timestamp = kNow.ms;
    spec.producer = 7;
    spec.producer_epoch = 0;
    spec.sequence = sequence;
    return log_.append_as_leader(world_.files(), make_records(spec), LeaderEpoch{0}, kNow);
  }

  void append(const std::string& range) {
    const std::vector<std::string> ends = split(range, '-');
    for (std::int32_t sequence = std::stoi(ends[0]); sequence <= std::stoi(ends[1]); ++sequence) {
      const log::AppendResult result = send(sequence);
      CHECK(result.error == ErrorCode::None);
      CHECK_FALSE(result.duplicate);
      CHECK(result.first_offset == Offset{sequence});
    }
  }

  void ask_again(const std::string& list) {
    for (const std::string& item : split(list, ',')) {
      const std::vector<std::string> parts = split(item, ':');
      const log::AppendResult result = send(std::stoi(parts[0]));
      const std::string answer = result.error == ErrorCode::None
                                     ? (result.duplicate ? "@" : "appended at ") +
                                           std::to_string(result.first_offset.value)
                                     : std::to_string(static_cast<int>(result.error));
      INFO("sequence " << parts[0]);
      CHECK(answer == parts[1]);
    }
  }

  LogWorld& world_;
  log::Log log_;
};

void play(const VectorLine& line, LogWorld& world) {
  Rig rig(world);
  for (const std::string& step : split(line.text("steps"), ';')) rig.run(step);
}

}  // namespace

TEST_CASE("a broker forgets the batches that a real one forgets, in both worlds") {
  std::ifstream file(source_path("tests/data/kafka/forgotten_batches.txt"));
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  std::size_t cases = 0;
  for (const VectorLine& line : parse_lines(text)) {
    DYNAMIC_SECTION(line.text("name")) {
      SimLogWorld simulated;
      play(line, simulated);
      PosixLogWorld real;
      play(line, real);
    }
    ++cases;
  }
  CHECK(cases == 7);
}

}  // namespace barnabas::test
