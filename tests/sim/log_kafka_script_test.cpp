// Our log does, operation by operation, what Kafka's own UnifiedLog did: same offsets, segments,
// index entries, epochs, recovery points, and the same bytes, in both worlds.
#include "tests/support/catch.h"
#include "tests/support/kafka_script.h"
#include "tests/support/log_files.h"

namespace barnabas::test {
namespace {

void compare(LogWorld& world, const std::string& name) {
  const std::string transcript = read_text("tests/data/kafka/scripts/" + name + ".txt");
  KafkaScript script(world);
  const std::vector<std::string> ours = script.run(transcript);
  const std::vector<std::string> theirs = KafkaScript::expected(transcript);
  std::string command;
  for (std::size_t i = 0; i < theirs.size() && i < ours.size(); ++i) {
    if (theirs[i][0] == '>') command = theirs[i];
    INFO(name << " " << command);
    REQUIRE(ours[i] == theirs[i]);
  }
  CHECK(ours.size() == theirs.size());
}

const char* const kScripts[] = {"leader",     "follower",  "crash",
                                "index-full", "retention", "producers"};

}  // namespace

TEST_CASE("the log in the simulated world does what Kafka's did") {
  for (const char* name : kScripts) {
    DYNAMIC_SECTION(name) {
      SimLogWorld world;
      compare(world, name);
    }
  }
}

TEST_CASE("the log in the real world does what Kafka's did") {
  for (const char* name : kScripts) {
    DYNAMIC_SECTION(name) {
      PosixLogWorld world;
      compare(world, name);
    }
  }
}

}  // namespace barnabas::test
