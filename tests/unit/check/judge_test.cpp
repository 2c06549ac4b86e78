// Each judge against one sabotage of bytes, states, znodes or history, and all of them against a
// clean run.
#include <algorithm>

#include "core/broker/broker.h"
#include "tests/support/catch.h"
#include "tests/unit/check/stage.h"

namespace barnabas::test {
namespace {

using Ids = std::vector<std::string>;

// What the checkers of this file find; others, with tests of their own, may find more.
sim::check::Judgement judge_by_few(Stage& stage) {
  const Ids few = Stage::few();
  sim::check::Judgement judgement = stage.finish();
  auto& list = judgement.violations;
  list.erase(std::remove_if(list.begin(), list.end(),
                            [&few](const sim::check::Violation& one) {
                              return std::find(few.begin(), few.end(), one.checker) == few.end();
                            }),
             list.end());
  return judgement;
}

}  // namespace

TEST_CASE("a clean run is violated by nothing, alive, and counted") {
  Stage stage;
  stage.replicate(0, 0, {"a", "b"});
  stage.replicate(2, 0, {"c"});
  stage.acknowledge(0, "a", 0, -1);
  stage.acknowledge(1, "b", 1, -1);
  stage.acknowledge(2, "c", 2, 1);
  stage.deliver(1, {Stage::batch(0, 0, {"a", "b"}), Stage::batch(2, 0, {"c"})});
  stage.set_position(3);
  for (std::int32_t id = 1; id <= 3; ++id) stage.write_epochs(id, "0\n1\n0 0\n");
  stage.order(2, 1, 1, ErrorCode::None);
  const auto judgement = stage.finish();
  for (const auto& violation : judgement.violations)
    FAIL(violation.checker + ": " + violation.text);
  CHECK(judgement.why_not_alive.empty());
  CHECK(judgement.is_alive);
  CHECK(judgement.tally.acked == 3);
  CHECK(judgement.tally.delivered == 3);
  CHECK(judgement.tally.final_records == 3);
  CHECK(judgement.tally.lost.empty());
  CHECK(judgement.tally.duplicates.empty());
  CHECK(judgement.outages.at(Stage::tp()).empty());
  CHECK(stage.judge.evidence().partitions.at(Stage::tp()).committed_to == 3);
}

TEST_CASE("DurableAck sees an acknowledged record that the final leader lacks") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.append(1, Stage::batch(1, 0, {"b"}));
  stage.acknowledge(0, "a", 0, 1);
  stage.acknowledge(1, "b", 1, 1);
  stage.stop(1);
  stage.state(2).role = replica::Role::Leader;
  stage.state(2).leader_epoch = LeaderEpoch{1};
  stage.set_leader(2, 1, {2, 3});
  const auto judgement = judge_by_few(stage);
  REQUIRE(judgement.violations.size() == 1);
  const auto& violation = judgement.violations.front();
  CHECK(violation.checker == "DurableAck");
  CHECK(violation.text ==
        "'b' of producer was acknowledged (acks=1) at offset 1, but the log of broker-2 ends at 1");
  REQUIRE(violation.records.size() == 1);
  CHECK(violation.records.front().value == "b");
  REQUIRE(judgement.tally.lost.size() == 1);
  CHECK(judgement.tally.lost.front().id == 1);
}

TEST_CASE("DurableAck sees another value at the acknowledged offset, and never counts acks=0") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.acknowledge(0, "z", 0, -1);
  stage.send({1}, {"y"});
  stage.note_of_producer(NoteKind::Dispatch, {1}, -1, 1);
  stage.note_of_producer(NoteKind::Acked, {1}, -1, 0);
  const auto judgement = judge_by_few(stage);
  REQUIRE(judgement.violations.size() == 1);
  CHECK_THAT(judgement.violations.front().text, contains("broker-1 has 'a' there"));
  CHECK(judgement.tally.unconfirmed == 1);
  REQUIRE(judgement.tally.missing.size() == 1);
  CHECK(judgement.tally.missing.front().value == "y");
}

TEST_CASE("DurableAck lets retention take what it acknowledged, but nothing else") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  for (std::int32_t id = 1; id <= 3; ++id) stage.roll(id, 1);
  stage.replicate(1, 0, {"b"});
  stage.acknowledge(0, "a", 0, -1);
  stage.acknowledge(1, "b", 1, -1);
  SECTION("the first segment goes") {
    for (std::int32_t id = 1; id <= 3; ++id) stage.delete_segment(id, 0);
    CHECK(stage.violated() == Ids{});
  }
  SECTION("the last segment goes") {
    for (std::int32_t id = 1; id <= 3; ++id) stage.set_mark(id, 1);
    for (std::int32_t id = 1; id <= 3; ++id) stage.delete_segment(id, 1);
    CHECK(stage.violated() == Ids{"DurableAck"});
  }
}

TEST_CASE("DurableAck lets retention take everything when a new segment stands behind it") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.acknowledge(0, "a", 0, -1);
  for (std::int32_t id = 1; id <= 3; ++id) stage.roll_and_delete(id, 1, 0);
  CHECK(stage.violated() == Ids{});
}

TEST_CASE("DurableAck does not hold a deleted topic's records against its successor") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.acknowledge(0, "a", 0, -1);
  stage.recreate_topic();
  CHECK(stage.violated() == Ids{});
  CHECK(stage.judge.evidence().partitions.at(Stage::tp()).committed_to == 0);
}

TEST_CASE("ConsistentRead sees two values at one offset") {
  Stage stage;
  stage.replicate(0, 0, {"a", "b"});
  stage.deliver(1, {Stage::batch(0, 0, {"a", "b"})});
  SECTION("the same again is fine, also in other batches") {
    stage.deliver(1, {Stage::batch(0, 0, {"a"}), Stage::batch(1, 0, {"b"})});
    CHECK(stage.violated() == Ids{});
  }
  SECTION("another value is not") {
    stage.deliver(1, {Stage::batch(0, 0, {"a", "x"})});
    const auto judgement = judge_by_few(stage);
    REQUIRE(judgement.violations.size() == 1);
    CHECK(judgement.violations.front().checker == "ConsistentRead");
    CHECK_THAT(judgement.violations.front().text, contains("offset 1 was 'b' to consumer"));
  }
}

TEST_CASE("ConsistentRead sees that what was delivered has vanished") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.replicate(1, 0, {"b"});
  stage.deliver(1, {Stage::batch(0, 0, {"a"}), Stage::batch(1, 0, {"b"})});
  for (std::int32_t id = 1; id <= 3; ++id) stage.state(id).high_watermark = Offset{1};
  for (std::int32_t id = 1; id <= 3; ++id) stage.truncate(id, 1);
  CHECK(stage.violated() == Ids{"ConsistentRead"});
}

TEST_CASE("NoReadAboveHW sees records above the server's high watermark") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  for (std::int32_t id = 1; id <= 3; ++id) stage.append(id, Stage::batch(1, 0, {"b"}));
  stage.deliver(1, {Stage::batch(0, 0, {"a"}), Stage::batch(1, 0, {"b"})});
  const auto judgement = judge_by_few(stage);
  REQUIRE(judgement.violations.size() == 1);
  CHECK(judgement.violations.front().checker == "NoReadAboveHW");
  CHECK_THAT(judgement.violations.front().text, contains("at or above its high watermark 1"));
}

TEST_CASE("NoReadAboveHW sees a high watermark that runs ahead of the replicas") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.append(1, Stage::batch(1, 0, {"b"}));
  stage.append(2, Stage::batch(1, 0, {"b"}));
  stage.state(1).high_watermark = Offset{2};  // broker-3 has not got it
  stage.deliver(1, {Stage::batch(1, 0, {"b"})});
  const auto judgement = stage.finish();
  CHECK(judgement.is_violated("NoReadAboveHW"));
}

TEST_CASE("NoReadAboveHW forgives what a replica held once and lost with the power") {
  Stage stage;
  for (std::int32_t id = 1; id <= 2; ++id) stage.append(id, Stage::batch(0, 0, {"a"}));
  stage.append(3, Stage::batch(0, 0, {"a"}));
  stage.lose_power(3);
  stage.set_mark(1, 1);
  stage.deliver(1, {Stage::batch(0, 0, {"a"})});
  CHECK_FALSE(stage.violates("NoReadAboveHW"));
}

TEST_CASE("LogMatching sees different batches below both high watermarks") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.append(1, Stage::batch(1, 1, {"b"}));
  SECTION("by value") { stage.append(2, Stage::batch(1, 1, {"x"})); }
  SECTION("by epoch") { stage.append(2, Stage::batch(1, 2, {"b"})); }
  SECTION("by absence") {}
  stage.state(1).role = replica::Role::Follower;  // StrongIsr has nobody to look at
  stage.set_mark(2, 2);
  stage.set_mark(1, 2);
  CHECK(stage.finish().is_violated("LogMatching"));
}

TEST_CASE("LogMatching does not look above the lower high watermark") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.append(1, Stage::batch(1, 1, {"b"}));
  stage.append(2, Stage::batch(1, 2, {"x"}));
  stage.set_mark(2, 2);
  CHECK(stage.violated() == Ids{});
}

TEST_CASE("LogMatching looks again at what was cut and written anew") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.replicate(1, 0, {"b"});
  stage.truncate(2, 1);
  stage.append(2, Stage::batch(1, 0, {"x"}));
  CHECK(stage.finish().is_violated("LogMatching"));
}

TEST_CASE("LogMatching sees a rotten bit") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.replicate(1, 0, {"b"});
  CHECK(stage.judge.violation_count() == 0);
  stage.flip_bit(2, 65);
  CHECK(stage.finish().is_violated("LogMatching"));
}

TEST_CASE("StrongIsr sees that a member of ZooKeeper's in-sync set lacks what a leader exposed") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  for (std::int32_t id = 1; id <= 2; ++id) stage.append(id, Stage::batch(1, 0, {"b"}));
  SECTION("while it is a member") {
    stage.set_mark(1, 2);
    CHECK(stage.violated() == Ids{"StrongIsr"});
  }
  SECTION("but not when it has left") {
    stage.set_leader(1, 0, {1, 2});
    stage.set_mark(1, 2);
    CHECK(stage.violated() == Ids{});
  }
  SECTION("as soon as it is let in") {
    stage.set_leader(1, 0, {1, 2});
    stage.set_mark(1, 2);
    stage.set_leader(1, 0, {1, 2, 3});
    CHECK(stage.violated() == Ids{"StrongIsr"});
  }
  SECTION("but not while it is down") {
    stage.stop(3);
    stage.set_mark(1, 2);
    CHECK(stage.violated() == Ids{});
  }
  SECTION("also by a leader that was deposed and does not know") {
    stage.set_leader(2, 1, {2, 3});
    stage.set_mark(1, 2);
    CHECK(stage.violated() == Ids{"StrongIsr"});
  }
}

TEST_CASE("SingleLeaderPerEpoch sees two replicas append in one epoch") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  SECTION("different batches") {
    stage.append(1, Stage::batch(1, 0, {"b"}));
    stage.append(2, Stage::batch(1, 0, {"x"}));
    CHECK(stage.violated() == Ids{"SingleLeaderPerEpoch"});
  }
  SECTION("copies are no appends, whoever has lost the original") {
    stage.append(1, Stage::batch(1, 0, {"b"}));
    stage.truncate(1, 1);
    stage.append(2, Stage::batch(1, 0, {"b"}));
    CHECK(stage.violated() == Ids{});
  }
  SECTION("another epoch may have another leader") {
    stage.append(2, Stage::batch(1, 1, {"x"}));
    CHECK(stage.violated() == Ids{});
  }
}

TEST_CASE("EpochMonotone sees an epoch that falls") {
  Stage stage;
  stage.append(1, Stage::batch(0, 3, {"a"}));
  SECTION("along a log") {
    stage.append(1, Stage::batch(1, 2, {"b"}));
    CHECK(stage.violated() == Ids{"EpochMonotone"});
  }
  SECTION("across segments") {
    stage.roll(1, 1);
    stage.append(1, Stage::batch(1, 2, {"b"}));
    CHECK(stage.violated() == Ids{"EpochMonotone"});
  }
  SECTION("not when the log was cut before") {
    stage.truncate(1, 0);
    stage.append(1, Stage::batch(0, 2, {"b"}));
    CHECK(stage.violated() == Ids{});
  }
  SECTION("in the cache file, by epoch") {
    stage.write_epochs(1, "0\n2\n3 0\n3 1\n");
    CHECK(stage.violated() == Ids{"EpochMonotone"});
  }
  SECTION("in the cache file, by offset") {
    stage.write_epochs(1, "0\n2\n3 5\n4 5\n");
    CHECK(stage.violated() == Ids{"EpochMonotone"});
  }
}

TEST_CASE("ControllerEpoch sees obedience to an old controller") {
  Stage stage;
  stage.order(3, 2, 5, ErrorCode::None);
  SECTION("the old one is refused") {
    stage.order(3, 1, 4, ErrorCode::StaleControllerEpoch);
    CHECK(stage.violated() == Ids{});
  }
  SECTION("the old one is obeyed") {
    stage.order(3, 1, 4, ErrorCode::None);
    CHECK(stage.violated() == Ids{"ControllerEpoch"});
  }
  SECTION("the state turns back") {
    stage.broker(3).controller_epoch = ControllerEpoch{5};
    stage.look(3);
    stage.broker(3).controller_epoch = ControllerEpoch{4};
    stage.look(3);
    CHECK(stage.violated() == Ids{"ControllerEpoch"});
  }
  SECTION("the znode falls") {
    stage.set_znode("/controller_epoch", "5");
    stage.set_znode("/controller_epoch", "4");
    CHECK(stage.violated() == Ids{"ControllerEpoch"});
  }
}

TEST_CASE("time without a leader runs from the leader's end to its successor") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.stop(1);
  const Instant lost = stage.world.now;
  stage.set_leader(2, 1, {2, 3});
  stage.look(2);
  stage.state(2).role = replica::Role::Leader;
  stage.state(2).leader_epoch = LeaderEpoch{1};
  stage.look(2);
  const auto outages = stage.finish().outages.at(Stage::tp());
  REQUIRE(outages.size() == 1);
  CHECK(outages.front().from == lost);
  CHECK(outages.front().to == stage.world.now);
}

TEST_CASE("one value at two offsets is a duplicate") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.replicate(1, 0, {"b"});
  stage.replicate(2, 0, {"a"});
  const auto judgement = stage.finish();
  REQUIRE(judgement.tally.duplicates.size() == 1);
  CHECK(judgement.tally.duplicates.front().value == "a");
  CHECK(judgement.tally.duplicates.front().offset == Offset{2});
}

TEST_CASE("one value of two producers is two records, and no duplicate") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.replicate(1, 0, {"a"});
  const sim::NodeIndex second = GENERATE(Stage::kConsumer, Stage::kProducer);
  stage.acknowledge(0, "a", 0, -1);
  stage.send({1}, {"a"}, second);
  stage.note_of_producer(NoteKind::Dispatch, {1}, -1, 1, ErrorCode::None, second);
  stage.note_of_producer(NoteKind::Acked, {1}, 1, -1, ErrorCode::None, second);
  const bool is_one_producer = second == Stage::kProducer;
  CHECK(stage.finish().tally.duplicates.size() == (is_one_producer ? 1 : 0));
}

}  // namespace barnabas::test
