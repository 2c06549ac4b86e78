// The consumer without a group: where it begins, what it asks for, and what it makes of refusals.
#include "tests/unit/client/consumer_stage.h"

namespace barnabas::test {

using namespace consumer_stage;

TEST_CASE("a consumer from an offset fetches at once, under the leader's epoch") {
  Stage stage = started(config_of(Kind::Offset, 7));
  const auto [asked, request] = stage.take<FetchRequest>();
  CHECK(asked.broker == 2);
  CHECK(only(request).fetch_offset == Offset{7});
  CHECK(only(request).current_leader_epoch == LeaderEpoch{5});
  stage.answer(asked, fetched(records(7, 3)));
  const auto delivered = stage.notes_of(NoteKind::Delivered);
  REQUIRE(delivered.size() == 1);
  CHECK(delivered[0].from == Offset{7});
  CHECK(delivered[0].to == Offset{10});
  CHECK(only(stage.take<FetchRequest>().second).fetch_offset == Offset{10});
}

TEST_CASE("the beginning is looked up at the leader and read without another question") {
  Stage stage = started(config_of(Kind::Beginning));
  const auto [asked, request] = stage.take<ListOffsetsRequest>();
  CHECK(request.topics[0].partitions[0].timestamp == protocol::kEarliestTimestamp);
  stage.answer(asked, offset_is(4, 3));
  CHECK(only(stage.take<FetchRequest>().second).fetch_offset == Offset{4});
  CHECK(stage.notes_of(NoteKind::PositionReset).empty());  // it was the application's own wish
}

TEST_CASE("a time is looked up; the end is read when nothing is as new") {
  Stage stage = started(config_of(Kind::Time, 1'700'000'002'000));
  const auto [asked, request] = stage.take<ListOffsetsRequest>();
  CHECK(request.topics[0].partitions[0].timestamp == 1'700'000'002'000);
  stage.answer(asked, offset_is(-1, -1));
  const auto [again, end] = stage.take<ListOffsetsRequest>();
  CHECK(end.topics[0].partitions[0].timestamp == protocol::kLatestTimestamp);
}

TEST_CASE("an end that the leader does not know yet is asked for again") {
  Stage stage = started(config_of(Kind::End));
  ListOffsetsResponse unknown = offset_is(-1, -1);
  unknown.topics[0].partitions[0].error = ErrorCode::OffsetNotAvailable;
  stage.answer(stage.take<ListOffsetsRequest>().first, unknown);
  CHECK(stage.asked.empty());
  stage.run_for(milliseconds(100));
  stage.take<ListOffsetsRequest>();
}

TEST_CASE("a refused position is reset by auto.offset.reset, and the skip is told") {
  ConsumerConfig config = config_of(Kind::Offset, 0);
  config.auto_offset_reset = OffsetReset::Earliest;
  Stage stage = at_ten(config);
  stage.answer(stage.take<FetchRequest>().first, refused(ErrorCode::OffsetOutOfRange));
  stage.answer(stage.take<ListOffsetsRequest>().first, offset_is(50, -1));
  const auto resets = stage.notes_of(NoteKind::PositionReset);
  REQUIRE(resets.size() == 1);
  CHECK(resets[0].from == Offset{10});
  CHECK(resets[0].to == Offset{50});
  CHECK(resets[0].text == "auto.offset.reset=earliest");
}

TEST_CASE("without a reset policy the application gets Kafka's exceptions, until it seeks") {
  ConsumerConfig config = config_of(Kind::Offset, 0);
  config.auto_offset_reset = OffsetReset::None;
  SECTION("out of range") {
    Stage stage = at_ten(config);
    stage.answer(stage.take<FetchRequest>().first, refused(ErrorCode::OffsetOutOfRange));
    const auto failures = stage.notes_of(NoteKind::ReadFailed);
    REQUIRE(failures.size() == 1);
    CHECK(failures[0].text == "OffsetOutOfRangeException");
    CHECK(failures[0].from == Offset{10});
    stage.run_for(seconds(10));
    CHECK(stage.asked.empty());
    stage.command(command::Seek{kTp, {Kind::Offset, 3}});
    CHECK(only(stage.take<FetchRequest>().second).fetch_offset == Offset{3});
  }
  SECTION("no offset to begin with") {
    config.application.from = {Kind::Reset, 0};
    const Stage stage = started(config);
    REQUIRE(stage.notes_of(NoteKind::ReadFailed).size() == 1);
    CHECK(stage.notes_of(NoteKind::ReadFailed)[0].text == "NoOffsetForPartitionException");
  }
  SECTION("a truncation names where the logs part") {
    Stage stage = at_ten(config);
    stage.set_leader(kTp, 3, 6);
    stage.answer(stage.take<FetchRequest>().first, refused(ErrorCode::NotLeaderOrFollower));
    stage.run_for(milliseconds(200));
    const auto [asked, question] = stage.take<OffsetForLeaderEpochRequest>();
    CHECK(asked.broker == 3);
    CHECK(question.topics[0].partitions[0].current_leader_epoch == LeaderEpoch{6});
    stage.answer(asked, epoch_ends(4, 8));
    const auto failures = stage.notes_of(NoteKind::ReadFailed);
    REQUIRE(failures.size() == 1);
    CHECK(failures[0].text == "LogTruncationException");
    CHECK(failures[0].to == Offset{8});
  }
}

TEST_CASE("a truncation is noticed after a change of leader, and the consumer goes back to it") {
  Stage stage = at_ten(config_of(Kind::Offset, 0));
  stage.set_leader(kTp, 3, 6);
  stage.answer(stage.take<FetchRequest>().first, refused(ErrorCode::FencedLeaderEpoch));
  stage.run_for(milliseconds(200));
  const auto [asked, question] = stage.take<OffsetForLeaderEpochRequest>();
  CHECK(question.topics[0].partitions[0].leader_epoch == LeaderEpoch{5});
  SECTION("cut below the position") {
    stage.answer(asked, epoch_ends(5, 8));
    CHECK(only(stage.take<FetchRequest>().second).fetch_offset == Offset{8});
    CHECK(stage.notes_of(NoteKind::PositionReset)[0].text == "log truncation");
  }
  SECTION("all is there") {
    stage.answer(asked, epoch_ends(5, 10));
    CHECK(only(stage.take<FetchRequest>().second).fetch_offset == Offset{10});
    CHECK(stage.notes_of(NoteKind::PositionReset).empty());
  }
  SECTION("an epoch that the leader never had: reset") {
    stage.answer(asked, epoch_ends(-1, -1));
    stage.take<ListOffsetsRequest>();
  }
}

TEST_CASE("a consumer that has read nothing yet has nothing to validate after a change of leader") {
  Stage stage = started(config_of(Kind::End));
  stage.answer(stage.take<ListOffsetsRequest>().first, offset_is(10, 5));
  stage.set_leader(kTp, 3, 6);
  stage.answer(stage.take<FetchRequest>().first, refused(ErrorCode::FencedLeaderEpoch));
  stage.run_for(milliseconds(200));
  CHECK(only(stage.take<FetchRequest>().second).fetch_offset == Offset{10});
}

TEST_CASE("where brokers serve no OffsetForLeaderEpoch for consumers, nothing is validated") {
  ConsumerConfig config = config_of(Kind::Offset, 0);
  config.offset_for_leader_epoch_version =
      GENERATE(std::int16_t{-1}, std::int16_t{0}, std::int16_t{2});
  Stage stage = at_ten(config);
  stage.set_leader(kTp, 3, 6);
  stage.answer(stage.take<FetchRequest>().first, refused(ErrorCode::NotLeaderOrFollower));
  stage.run_for(milliseconds(200));
  const auto [asked, request] = stage.take<FetchRequest>();
  CHECK(asked.broker == 3);
  CHECK(only(request).current_leader_epoch == LeaderEpoch{6});
  CHECK(only(request).fetch_offset == Offset{10});
}

TEST_CASE("an answer that does not name its epoch proves nothing, and the consumer reads on") {
  Stage stage = at_ten(config_of(Kind::Offset, 0));
  stage.set_leader(kTp, 3, 6);
  stage.answer(stage.take<FetchRequest>().first, refused(ErrorCode::FencedLeaderEpoch));
  stage.run_for(milliseconds(200));
  stage.answer(stage.take<OffsetForLeaderEpochRequest>().first, epoch_ends(-1, 8));
  CHECK(only(stage.take<FetchRequest>().second).fetch_offset == Offset{10});
  CHECK(stage.notes_of(NoteKind::PositionReset).empty());
}

TEST_CASE("the 1.x era tells no epochs and does not notice") {
  ConsumerConfig config = config_of(Kind::Offset, 0);
  config.knows_epochs = false;
  Stage stage = at_ten(config);
  stage.set_leader(kTp, 3, 6);
  stage.answer(stage.take<FetchRequest>().first, refused(ErrorCode::NotLeaderOrFollower));
  stage.run_for(milliseconds(200));
  const auto [asked, request] = stage.take<FetchRequest>();
  CHECK(asked.broker == 3);
  CHECK(only(request).current_leader_epoch == kNoLeaderEpoch);
  CHECK(only(request).fetch_offset == Offset{10});
}

}  // namespace barnabas::test
