// Where records go: the vectors of Kafka's own tests, and the eras of the keyless record.
#include "core/client/partitioner.h"

#include <string>
#include <vector>

#include "core/base/murmur2.h"
#include "tests/support/catch.h"

namespace barnabas::client {
namespace {

command::AppRecord record(const char* key = nullptr) {
  command::AppRecord made;
  if (key != nullptr) {
    const std::string text = key;
    made.key = SharedBytes(ByteVector(text.begin(), text.end()));
  }
  return made;
}

const TopicChoices kThree{3, {0, 1, 2}};

std::vector<std::int32_t> choose(Partitioner& partitioner, const TopicChoices& choices, int times,
                                 const command::AppRecord& what = record()) {
  Prng random{7, 0};
  std::vector<std::int32_t> chosen;
  for (int i = 0; i < times; ++i) chosen.push_back(partitioner.choose("t", what, choices, random));
  return chosen;
}

}  // namespace

TEST_CASE("murmur2 gives what Kafka's tests expect of it") {
  struct Vector {
    std::string key;
    std::int32_t hash;
  };
  const Vector vectors[] = {{"21", -973932308},
                            {"foobar", -790332482},
                            {"a-little-bit-long-string", -985981536},
                            {"a-little-bit-longer-string", -1486304829},
                            {"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971},
                            {"abc", 479470107},
                            {"", 275646681}};
  for (const Vector& vector : vectors) {
    CAPTURE(vector.key);
    CHECK(murmur2(as_bytes(vector.key)) == vector.hash);
  }
}

TEST_CASE("a key goes by its hash over all partitions, also those that nobody leads") {
  Partitioner partitioner;
  Prng random{7, 0};
  const TopicChoices choices{3, {1}};
  CHECK(partitioner.choose("t", record("user-1"), choices, random) == 2);
  CHECK(partitioner.choose("t", record("user-3"), choices, random) == 2);
  CHECK(partitioner.choose("t", record("k0"), {6, {}}, random) == 5);
  CHECK(partitioner.choose("t", record("user-3"), {8, {}}, random) == 3);
  CHECK_FALSE(partitioner.is_stuck(record("user-1")));
  CHECK_FALSE(partitioner.is_stuck(record("")));  // an empty key is a key
  partitioner.ignores_keys = true;
  CHECK(partitioner.is_stuck(record("user-1")));
}

TEST_CASE("an explicit partition is never doubted") {
  for (const PartitionerKind kind : {PartitionerKind::BuiltIn, PartitionerKind::RoundRobin,
                                     PartitionerKind::Sticky, PartitionerKind::Rotating}) {
    Partitioner partitioner;
    partitioner.kind = kind;
    command::AppRecord fixed = record("user-1");
    fixed.partition = 1;
    CHECK(choose(partitioner, kThree, 3, fixed) == std::vector<std::int32_t>{1, 1, 1});
    Prng random{7, 0};
    CHECK(partitioner.choose_again("t", fixed, 1, kThree, random) == 1);
  }
}

TEST_CASE("round robin goes over the partitions with a leader, whatever the key") {
  Partitioner partitioner;
  partitioner.kind = PartitionerKind::RoundRobin;
  CHECK(choose(partitioner, kThree, 4, record("k")) == std::vector<std::int32_t>{0, 1, 2, 0});
  partitioner.topics.clear();
  CHECK(choose(partitioner, {3, {0, 2}}, 3) == std::vector<std::int32_t>{0, 2, 0});
  partitioner.topics.clear();
  CHECK(choose(partitioner, {3, {}}, 4) == std::vector<std::int32_t>{0, 1, 2, 0});
}

TEST_CASE("round robin with a batch per record skips every other partition") {
  Partitioner partitioner;
  partitioner.kind = PartitionerKind::RoundRobin;
  Prng random{7, 0};
  std::vector<std::int32_t> used;
  for (int i = 0; i < 4; ++i) {
    const std::int32_t first = partitioner.choose("t", record(), {4, {0, 1, 2, 3}}, random);
    used.push_back(partitioner.choose_again("t", record(), first, {4, {0, 1, 2, 3}}, random));
  }
  CHECK(used == std::vector<std::int32_t>{1, 3, 1, 3});
}

TEST_CASE("the 1.x partitioner rotates from a random start") {
  Partitioner partitioner;
  partitioner.kind = PartitionerKind::Rotating;
  const std::vector<std::int32_t> chosen = choose(partitioner, kThree, 6);
  for (std::size_t i = 1; i < chosen.size(); ++i) CHECK(chosen[i] == (chosen[i - 1] + 1) % 3);
}

TEST_CASE("the sticky partitioner stays until a batch is opened, and then goes elsewhere") {
  Partitioner partitioner;
  partitioner.kind = PartitionerKind::Sticky;
  const std::int32_t first = choose(partitioner, kThree, 1).front();
  CHECK(choose(partitioner, kThree, 5) == std::vector<std::int32_t>(5, first));
  Prng random{9, 0};
  const std::int32_t next = partitioner.choose_again("t", record(), first, kThree, random);
  CHECK(next != first);
  CHECK(partitioner.choose_again("t", record(), next, {3, {next}}, random) == next);
}

TEST_CASE("the built-in partitioner switches after batch.size bytes when no batch is open") {
  Partitioner partitioner;
  partitioner.switch_to("t", 0);
  CHECK_FALSE(partitioner.is_time_to_switch("t", 90, 100, true));
  CHECK_FALSE(partitioner.is_time_to_switch("t", 20, 100, false));
  CHECK(partitioner.is_time_to_switch("t", 0, 100, true));
  CHECK(partitioner.is_time_to_switch("t", 90, 100, false));  // twice as much: in any case
}

TEST_CASE("the shorter a queue, the likelier its partition") {
  // Kafka's example: queues 0, 3, 1 weigh 4, 1, 3.
  const std::vector<QueueLength> queues{{0, 0}, {1, 3}, {2, 1}};
  const std::int32_t expected[] = {0, 0, 0, 0, 1, 2, 2, 2, 0};
  for (std::uint64_t draw = 0; draw < 9; ++draw) {
    CAPTURE(draw);
    CHECK(weighted_partition(queues, true, draw) == expected[draw]);
  }
  CHECK_FALSE(weighted_partition({{0, 2}, {1, 2}}, true, 5).has_value());
  CHECK_FALSE(weighted_partition({{0, 2}}, true, 5).has_value());
  CHECK(weighted_partition({{1, 2}}, false, 5) == 1);  // the other one was left out
}

}  // namespace barnabas::client
