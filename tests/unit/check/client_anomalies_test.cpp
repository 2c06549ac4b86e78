// The anomalies that clients can see, by Jepsen's definitions: from histories alone.
#include "sim/check/realtime_lag.h"
#include "tests/support/catch.h"
#include "tests/unit/check/stage.h"

namespace barnabas::test {
namespace {

constexpr Duration kLong = seconds(20);

}  // namespace

TEST_CASE("InconsistentOffsets sees two values at one offset, by whomever") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  SECTION("an acknowledgement and a poll") {
    stage.acknowledge(0, "z", 0, 1);
    stage.deliver(1, {Stage::batch(0, 0, {"a"})});
    CHECK(stage.violates("InconsistentOffsets"));
  }
  SECTION("two acknowledgements") {
    stage.acknowledge(0, "a", 0, 1);
    stage.acknowledge(1, "b", 0, 1);
    CHECK(stage.violates("InconsistentOffsets"));
  }
  SECTION("two polls") {
    stage.deliver(1, {Stage::batch(0, 0, {"a"})});
    stage.seek(0);
    stage.deliver(1, {Stage::batch(0, 0, {"x"})});
    CHECK(stage.violates("InconsistentOffsets"));
  }
  SECTION("all agree") {
    stage.acknowledge(0, "a", 0, 1);
    stage.deliver(1, {Stage::batch(0, 0, {"a"})});
    CHECK_FALSE(stage.violates("InconsistentOffsets"));
  }
  SECTION("a topic that came back is another") {
    stage.acknowledge(0, "z", 0, 1);
    stage.recreate_topic();
    stage.deliver(1, {Stage::batch(0, 0, {"a"})});
    CHECK_FALSE(stage.violates("InconsistentOffsets"));
  }
}

TEST_CASE("Duplicate counts what was handed over") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.replicate(1, 0, {"a"});
  stage.acknowledge(0, "a", 0, -1);
  SECTION("handed over once") {
    stage.deliver(1, {Stage::batch(0, 0, {"a"}), Stage::batch(1, 0, {"a"})});
    CHECK(stage.violates("Duplicate"));
  }
  SECTION("handed over twice") {
    stage.acknowledge(1, "a", 1, -1);
    stage.deliver(1, {Stage::batch(0, 0, {"a"}), Stage::batch(1, 0, {"a"})});
    CHECK_FALSE(stage.violates("Duplicate"));
  }
  SECTION("read twice at one place") {
    stage.deliver(1, {Stage::batch(0, 0, {"a"})});
    stage.seek(0);
    stage.deliver(1, {Stage::batch(0, 0, {"a"})});
    CHECK_FALSE(stage.violates("Duplicate"));
  }
}

TEST_CASE("LostWrite and Unseen tell what was passed by from what is still ahead") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.replicate(1, 0, {"b"});
  stage.acknowledge(0, "a", 0, -1);
  SECTION("all was read") {
    stage.deliver(1, {Stage::batch(0, 0, {"a"})});
    stage.set_position(1);
    stage.wait(kLong);
    const auto judgement = stage.finish();
    CHECK_FALSE(judgement.is_violated("LostWrite"));
    CHECK_FALSE(judgement.is_violated("Unseen"));
  }
  SECTION("polls went over it") {
    stage.deliver(1, {Stage::batch(0, 0, {"x"})});
    stage.set_position(1);
    stage.wait(kLong);
    const auto judgement = stage.finish();
    CHECK(judgement.is_violated("LostWrite"));
    CHECK_FALSE(judgement.is_violated("Unseen"));
  }
  SECTION("nobody has come there") {
    stage.set_position(0);
    stage.wait(kLong);
    const auto judgement = stage.finish();
    CHECK_FALSE(judgement.is_violated("LostWrite"));
    CHECK(judgement.is_violated("Unseen"));
  }
  SECTION("nobody has come there yet") {
    stage.set_position(0);
    CHECK_FALSE(stage.violates("Unseen"));
  }
  SECTION("everybody began behind it") {
    stage.deliver(1, {Stage::batch(1, 0, {"b"})});
    stage.set_position(2);
    stage.wait(kLong);
    const auto judgement = stage.finish();
    CHECK_FALSE(judgement.is_violated("LostWrite"));
    CHECK_FALSE(judgement.is_violated("Unseen"));
  }
}

TEST_CASE("a value that was read at last is no LostWrite, whatever was read there before") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.acknowledge(0, "a", 0, -1);
  stage.deliver(1, {Stage::batch(0, 0, {"x"})});  // of a log that was cut later
  stage.reset(1, 0);
  SECTION("read after the reader went back") {
    stage.deliver(1, {Stage::batch(0, 0, {"a"})});
    CHECK_FALSE(stage.violates("LostWrite"));
  }
  SECTION("never read") { CHECK(stage.violates("LostWrite")); }
}

TEST_CASE("a reader that is reset again and again has all before it that it had before") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.acknowledge(0, "a", 0, -1);
  stage.set_position(0);
  SECTION("it finds no place") {
    for (int i = 0; i < 5; ++i) stage.reset(i == 0 ? 0 : 1, 1);
    stage.wait(kLong);
    const auto judgement = stage.finish();
    CHECK(judgement.is_violated("Unseen"));
    CHECK_FALSE(judgement.is_alive);
    CHECK(judgement.why_not_alive ==
          "consumer was reset 5 times in t-0 and has got nothing since the first");
  }
  SECTION("one reset that it got over is what auto.offset.reset asks for") {
    stage.reset(0, 1);
    stage.set_position(1);
    stage.wait(kLong);
    const auto judgement = stage.finish();
    CHECK_FALSE(judgement.is_violated("Unseen"));
    CHECK(judgement.is_alive);
  }
  SECTION("a poll ends the row") {
    for (int i = 0; i < 2; ++i) stage.reset(0, 0);
    stage.deliver(1, {Stage::batch(0, 0, {"a"})});
    for (int i = 0; i < 2; ++i) stage.reset(1, 1);
    stage.set_position(1);
    stage.wait(kLong);
    const auto judgement = stage.finish();
    CHECK_FALSE(judgement.is_violated("Unseen"));
    CHECK(judgement.is_alive);
  }
}

TEST_CASE("polls of one reader follow each other, unless it seeks") {
  Stage stage;
  const auto poll = [&stage](std::int64_t base, const char* value) {
    stage.deliver(1, {Stage::batch(base, 0, {value})});
  };
  stage.acknowledge(1, "b", 1, 1);
  poll(0, "a");
  SECTION("in order") {
    poll(1, "b");
    poll(2, "c");
    const auto judgement = stage.finish();
    CHECK_FALSE(judgement.is_violated("PollSkip"));
    CHECK_FALSE(judgement.is_violated("NonmonotonicPoll"));
  }
  SECTION("over a record that somebody knows") {
    poll(2, "c");
    CHECK(stage.violates("PollSkip"));
  }
  SECTION("over a gap of which nobody knows anything") {
    poll(1, "b");
    poll(5, "d");
    CHECK_FALSE(stage.violates("PollSkip"));
  }
  SECTION("back") {
    poll(1, "b");
    poll(0, "a");
    CHECK(stage.violates("NonmonotonicPoll"));
  }
  SECTION("by a seek, forth") {
    stage.seek(2);
    poll(2, "c");
    CHECK_FALSE(stage.violates("PollSkip"));
  }
  SECTION("by a seek, back") {
    stage.seek(0);
    poll(0, "a");
    CHECK_FALSE(stage.violates("NonmonotonicPoll"));
  }
}

TEST_CASE("within one poll, offsets follow each other") {
  Stage stage;
  stage.acknowledge(1, "b", 1, 1);
  SECTION("in order") {
    stage.deliver(1, {Stage::batch(0, 0, {"a"}), Stage::batch(1, 0, {"b"})});
    const auto judgement = stage.finish();
    CHECK_FALSE(judgement.is_violated("IntPollSkip"));
    CHECK_FALSE(judgement.is_violated("IntNonmonotonicPoll"));
  }
  SECTION("over a record") {
    stage.deliver(1, {Stage::batch(0, 0, {"a"}), Stage::batch(2, 0, {"c"})});
    CHECK(stage.violates("IntPollSkip"));
  }
  SECTION("back") {
    stage.deliver(1, {Stage::batch(0, 0, {"a"}), Stage::batch(0, 0, {"a"})});
    CHECK(stage.violates("IntNonmonotonicPoll"));
  }
}

TEST_CASE("NonmonotonicSend sees that later records stand before earlier ones") {
  Stage stage;
  SECTION("in order") {
    stage.acknowledge(0, "a", 0, 1);
    stage.acknowledge(1, "b", 1, 1);
    CHECK_FALSE(stage.violates("NonmonotonicSend"));
  }
  SECTION("overtaken") {
    stage.acknowledge(0, "a", 1, 1);
    stage.acknowledge(1, "b", 0, 1);
    const auto judgement = stage.finish();
    CHECK(judgement.is_violated("NonmonotonicSend"));
    CHECK_FALSE(judgement.is_violated("IntNonmonotonicSend"));
  }
  SECTION("overtaken within one call") {
    stage.send({0, 1}, {"a", "b"});
    stage.note_of_producer(NoteKind::Dispatch, {0}, -1, 1);
    stage.note_of_producer(NoteKind::Dispatch, {1}, -1, 1);
    stage.note_of_producer(NoteKind::Acked, {1}, 0, 1);
    stage.note_of_producer(NoteKind::Acked, {0}, 1, 1);
    const auto judgement = stage.finish();
    CHECK(judgement.is_violated("IntNonmonotonicSend"));
    CHECK_FALSE(judgement.is_violated("NonmonotonicSend"));
  }
}

TEST_CASE("a reader's lag runs from the acknowledgement of what it has not got") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.acknowledge(0, "a", 0, -1);
  stage.deliver(1, {Stage::batch(0, 0, {"a"})});
  const auto is_behind = [&stage](Instant known, Instant got) {
    const auto lags = stage.finish().lags;
    REQUIRE(lags.size() == 1);
    CHECK(lags.front().longest == got - known);
    CHECK(lags.front().at == got);
  };
  SECTION("of what it gets at last") {
    stage.replicate(1, 0, {"b"});
    stage.acknowledge(1, "b", 1, -1);
    const Instant known = stage.world.now;
    stage.wait(kLong);
    stage.deliver(1, {Stage::batch(1, 0, {"b"})});
    const Instant got = stage.world.now;
    stage.wait(kLong);
    is_behind(known, got);
  }
  SECTION("of what it never gets") {
    stage.replicate(1, 0, {"b"});
    stage.acknowledge(1, "b", 1, -1);
    const Instant known = stage.world.now;
    stage.wait(kLong);
    is_behind(known, stage.world.now);
  }
  SECTION("not of what is lost") {
    stage.replicate(1, 0, {"x"});
    stage.acknowledge(1, "b", 1, -1);
    stage.wait(kLong);
    CHECK(stage.finish().lags.front().longest < seconds(1));
  }
  SECTION("not of what nobody serves, for it is not committed") {
    stage.append(1, Stage::batch(1, 0, {"b"}));
    stage.acknowledge(1, "b", 1, 1);
    stage.wait(kLong);
    CHECK(stage.finish().lags.front().longest < seconds(1));
  }
}

}  // namespace barnabas::test
