// What idempotence promises, judged over hand-made logs.
#include "core/broker/broker.h"
#include "tests/support/catch.h"
#include "tests/unit/check/stage.h"

namespace barnabas::test {
namespace {

void append(Stage& stage, std::int64_t base, const Stage::Numbered& number,
            const std::vector<std::string>& values) {
  stage.append(1, Stage::numbered(base, number, values));
}

}  // namespace

TEST_CASE("sequence numbers continue along a log") {
  Stage stage;
  append(stage, 0, {7, 0, 0}, {"a", "b"});
  append(stage, 2, {8, 0, 0}, {"x"});
  SECTION("as they should") {
    append(stage, 3, {7, 0, 2}, {"c"});
    append(stage, 4, {7, 1, 0}, {"d"});
    append(stage, 5, {8, 0, 1}, {"y"});
    stage.roll(1, 6);
    append(stage, 6, {7, 1, 1}, {"e"});
    CHECK(stage.judge.violation_count() == 0);
  }
  SECTION("over the wrap") {
    append(stage, 3, {9, 0, INT32_MAX - 1}, {"p", "q"});
    append(stage, 5, {9, 0, 0}, {"r"});
    CHECK(stage.judge.violation_count() == 0);
  }
  SECTION("with a gap") {
    append(stage, 3, {7, 0, 3}, {"c"});
    CHECK(stage.violates("ProducerOrder"));
  }
  SECTION("a new epoch that does not begin at 0") {
    append(stage, 3, {7, 1, 2}, {"c"});
    CHECK(stage.violates("ProducerOrder"));
  }
  SECTION("a batch that is there twice") {
    append(stage, 3, {7, 0, 0}, {"a", "b"});
    const auto judgement = stage.finish();
    CHECK(judgement.is_violated("NoDupBatch"));
    CHECK_FALSE(judgement.is_violated("ProducerOrder"));
  }
  SECTION("behind a hole that a power cut left, which recovery will drop") {
    stage.roll(1, 3);
    append(stage, 3, {7, 0, 2}, {"c"});
    stage.roll(1, 4);
    append(stage, 4, {7, 0, 3}, {"d"});
    const auto path = [](int base) {
      return "t-0/0000000000000000000" + std::to_string(base) + ".log";
    };
    Rope last;
    record::append_to(last, Stage::numbered(4, {7, 0, 3}, {"d"}));
    stage.overwrite(1, path(3), {});
    stage.overwrite(1, path(4), last.flatten());
    stage.stop(1);
    CHECK_FALSE(stage.violates("ProducerOrder"));
  }
  SECTION("an old epoch") {
    append(stage, 3, {7, 1, 0}, {"c"});
    append(stage, 4, {7, 0, 2}, {"d"});
    const auto judgement = stage.finish();
    CHECK(judgement.is_violated("EpochFence"));
    CHECK_FALSE(judgement.is_violated("ProducerOrder"));
  }
  SECTION("what was cut does not count") {
    append(stage, 3, {7, 0, 2}, {"c"});
    stage.truncate(1, 3);
    append(stage, 3, {8, 0, 1}, {"y"});
    append(stage, 4, {7, 0, 2}, {"c"});
    CHECK(stage.judge.violation_count() == 0);
  }
}

TEST_CASE("DupAnswersOriginal sees a batch acknowledged where it does not stand") {
  Stage stage;
  const auto batch = Stage::numbered(0, {7, 0, 0}, {"a"});
  append(stage, 0, {7, 0, 0}, {"a"});
  append(stage, 1, {8, 0, 0}, {"x"});
  stage.send({0}, {"a"});
  stage.dispatch(0, batch);
  stage.note_of_producer(NoteKind::Retry, {0}, -1, 0, ErrorCode::NetworkException);
  stage.dispatch(0, batch);
  SECTION("at its first place") {
    stage.note_of_producer(NoteKind::Acked, {0}, 0, 1);
    CHECK_FALSE(stage.violates("DupAnswersOriginal"));
  }
  SECTION("elsewhere") {
    stage.note_of_producer(NoteKind::Acked, {0}, 1, 1);
    CHECK(stage.violates("DupAnswersOriginal"));
  }
  const auto& sent = stage.judge.history().producers().front().batches.front();
  CHECK(sent.producer_id == 7);
  CHECK(sent.base_sequence == 0);
}

TEST_CASE("StateRebuild compares the broker's memory of producers with its log") {
  Stage stage;
  for (std::int32_t i = 0; i < 7; ++i) append(stage, i, {7, 0, i}, {"v" + std::to_string(i)});
  stage.open_log(1);
  SECTION("after a recovery") { CHECK_FALSE(stage.violates("StateRebuild")); }
  SECTION("a batch that the broker does not know") {
    append(stage, 7, {7, 0, 7}, {"later"});
    CHECK(stage.violates("StateRebuild"));
  }
  SECTION("a producer that the broker does not know") {
    append(stage, 7, {9, 0, 0}, {"other"});
    CHECK(stage.violates("StateRebuild"));
  }
  SECTION("a producer of which the log knows nothing") {
    stage.lead(1, 0, Stage::numbered(0, {11, 0, 0}, {"gone"}));
    stage.truncate(1, 7);
    CHECK(stage.violates("StateRebuild"));
  }
}

}  // namespace barnabas::test
