#include "sim/workload/history.h"

#include "tests/support/catch.h"
#include "tests/unit/check/stage.h"

namespace barnabas::test {
namespace {

using sim::Outcome;

Outcome outcome_of(const Stage& stage, std::int32_t id) {
  const sim::ProducerHistory& producer = stage.judge.history().producers().front();
  const std::int64_t number = producer.find(id);
  REQUIRE(number >= 0);
  return producer.outcome_of(producer.records[static_cast<std::size_t>(number)]);
}

}  // namespace

TEST_CASE("an outcome is known, refused or open, and never guessed") {
  struct Step {
    NoteKind kind;
    ErrorCode error = ErrorCode::None;
  };
  struct Case {
    const char* name;
    std::vector<Step> steps;
    Outcome outcome;
  };
  const NoteKind dispatch = NoteKind::Dispatch;
  const NoteKind retry = NoteKind::Retry;
  const NoteKind failed = NoteKind::Failed;
  const Case cases[] = {
      {"nothing happened", {}, Outcome::Pending},
      {"under way", {{dispatch}}, Outcome::Pending},
      {"acknowledged", {{dispatch}, {NoteKind::Acked}}, Outcome::Acked},
      {"never left", {{failed, ErrorCode::RequestTimedOut}}, Outcome::Failed},
      {"refused", {{dispatch}, {failed, ErrorCode::NotEnoughReplicas}}, Outcome::Failed},
      {"timed out", {{dispatch}, {failed, ErrorCode::RequestTimedOut}}, Outcome::Unknown},
      {"disconnected", {{dispatch}, {failed, ErrorCode::NetworkException}}, Outcome::Unknown},
      {"appended, but too few replicas",
       {{dispatch}, {failed, ErrorCode::NotEnoughReplicasAfterAppend}},
       Outcome::Unknown},
      {"unknown server error",
       {{dispatch}, {failed, ErrorCode::UnknownServerError}},
       Outcome::Unknown},
      {"open once, then refused",
       {{dispatch},
        {retry, ErrorCode::NetworkException},
        {dispatch},
        {failed, ErrorCode::MessageTooLarge}},
       Outcome::Unknown},
      {"refused, then out of time in the queue",
       {{dispatch}, {retry, ErrorCode::NotEnoughReplicas}, {failed, ErrorCode::RequestTimedOut}},
       Outcome::Failed},
      {"the leader may have been deposed while it waited",
       {{dispatch}, {failed, ErrorCode::NotLeaderOrFollower}},
       Outcome::Unknown},
      {"its topic may have been deleted then",
       {{dispatch}, {failed, ErrorCode::UnknownTopicOrPartition}},
       Outcome::Unknown},
      {"its disk may have failed then",
       {{dispatch}, {failed, ErrorCode::KafkaStorageError}},
       Outcome::Unknown},
      {"open once, then acknowledged",
       {{dispatch}, {retry, ErrorCode::NetworkException}, {dispatch}, {NoteKind::Acked}},
       Outcome::Acked},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      Stage stage;
      stage.send({5}, {"v"});
      for (const Step& step : c.steps) {
        stage.note_of_producer(step.kind, {5}, step.kind == NoteKind::Acked ? 3 : -1, 1,
                               step.error);
      }
      CHECK(outcome_of(stage, 5) == c.outcome);
    }
  }
}

TEST_CASE("records keep their values, their batch and its attempts") {
  Stage stage;
  stage.send({0, 1, 2}, {"a", "", "a value that is far too long to be kept as it is"});
  stage.note_of_producer(NoteKind::Dispatch, {0, 1, 2}, -1, 1);
  stage.note_of_producer(NoteKind::Retry, {0, 1, 2}, -1, 0, ErrorCode::NotLeaderOrFollower);
  stage.note_of_producer(NoteKind::Dispatch, {0, 1, 2}, -1, 2);
  stage.note_of_producer(NoteKind::Acked, {0, 1, 2}, 40, -1);
  const sim::ProducerHistory& producer = stage.judge.history().producers().front();
  REQUIRE(producer.batches.size() == 1);
  const sim::SentBatch& batch = producer.batches.front();
  CHECK(batch.attempts == 2);
  CHECK(batch.base == Offset{40});
  CHECK(batch.acks == -1);
  CHECK(batch.count == 3);
  CHECK(producer.attempts[static_cast<std::size_t>(batch.last_attempt)].previous == 0);
  const auto value = [&](std::uint32_t place) {
    return stage.judge.history().value_of(stage.world, producer, producer.record(batch, place));
  };
  CHECK(value(0) == "a");
  CHECK(value(1).empty());
  CHECK(value(2) == "a value that is far too ...");
}

TEST_CASE("acks=0 leaves a record unconfirmed") {
  Stage stage;
  stage.send({0}, {"a"});
  stage.note_of_producer(NoteKind::Dispatch, {0}, -1, 1);
  stage.note_of_producer(NoteKind::Acked, {0}, -1, 0);
  CHECK(outcome_of(stage, 0) == Outcome::Unconfirmed);
}

TEST_CASE("what is pending when the producer dies is unknown for ever") {
  Stage stage;
  stage.acknowledge(0, "told", 0, -1);
  stage.send({1, 2}, {"under way", "collected"});
  stage.note_of_producer(NoteKind::Dispatch, {1}, -1, 1);
  NoteKind death = NoteKind::Killed;
  SECTION("killed") { death = NoteKind::Killed; }
  SECTION("without power") { death = NoteKind::PowerLost; }
  SECTION("ended by itself") { death = NoteKind::Stopped; }
  stage.note_of_producer(death, {}, -1, 0);
  CHECK(outcome_of(stage, 0) == Outcome::Acked);
  CHECK(outcome_of(stage, 1) == Outcome::Unknown);
  CHECK(outcome_of(stage, 2) == Outcome::Unknown);
  stage.send({3}, {"of the next life"});
  CHECK(outcome_of(stage, 3) == Outcome::Pending);
}

TEST_CASE("ids far apart are found again") {
  Stage stage;
  for (const std::int32_t id : {7, -3, 2'000'000'000, 0}) stage.send({id}, {std::to_string(id)});
  for (const std::int32_t id : {7, -3, 2'000'000'000, 0})
    CHECK(outcome_of(stage, id) == Outcome::Pending);
  CHECK(stage.judge.history().producers().front().find(8) == -1);
}

}  // namespace barnabas::test
