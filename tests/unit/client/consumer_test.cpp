// The consumer without a group: where it begins, what it asks for, what it hands over and when, and
// what it makes of refusals.
#include "core/client/consumer.h"

#include "core/record/batch.h"
#include "tests/support/catch.h"
#include "tests/support/log_batches.h"
#include "tests/unit/client/client_stage.h"

namespace barnabas::test {
namespace {

using client::Consumer;
using client::ConsumerConfig;
using client::OffsetReset;
using Kind = command::Place::Kind;
using State = client::ConsumerPartition::State;
using Stage = ClientStage<Consumer>;
using protocol::FetchRequest;
using protocol::FetchResponse;
using protocol::ListOffsetsRequest;
using protocol::ListOffsetsResponse;
using protocol::OffsetForLeaderEpochRequest;
using protocol::OffsetForLeaderEpochResponse;

const TopicPartition kTp{"t", 0};

ConsumerConfig config_of(Kind from, std::int64_t value = 0) {
  ConsumerConfig config;
  config.common.bootstrap = Stage::bootstrap();
  config.application.assign = {kTp};
  config.application.from = {from, value};
  return config;
}

Stage started(ConsumerConfig config) {
  Stage stage(Consumer(std::move(config), Prng{}));
  stage.set_leader(kTp, 2, 5);
  stage.start();
  stage.run_for(seconds(1));  // so that an error is followed by metadata at once
  return stage;
}

FetchResponse fetched(Rope records, std::int64_t high_watermark = 100,
                      ErrorCode error = ErrorCode::None) {
  FetchResponse response;
  FetchResponse::Partition part;
  part.high_watermark = Offset{high_watermark};
  part.error = error;
  part.records.bytes = std::move(records);
  response.topics.push_back({"t", {}, {part}});
  return response;
}

FetchResponse refused(ErrorCode error) { return fetched({}, -1, error); }

ListOffsetsResponse offset_is(std::int64_t offset, std::int32_t epoch) {
  ListOffsetsResponse::Partition part;
  part.offset = Offset{offset};
  part.leader_epoch = LeaderEpoch{epoch};
  ListOffsetsResponse response;
  response.topics.push_back({"t", {part}});
  return response;
}

OffsetForLeaderEpochResponse epoch_ends(std::int32_t epoch, std::int64_t end) {
  OffsetForLeaderEpochResponse::Partition part;
  part.leader_epoch = LeaderEpoch{epoch};
  part.end_offset = Offset{end};
  OffsetForLeaderEpochResponse response;
  response.topics.push_back({"t", {part}});
  return response;
}

Rope records(std::int64_t base, std::int32_t count, std::int32_t epoch = 5) {
  return make_records({.base = base, .epoch = epoch, .count = count});
}

const FetchRequest::Partition& only(const FetchRequest& request) {
  REQUIRE(request.topics.size() == 1);
  REQUIRE(request.topics.front().partitions.size() == 1);
  return request.topics.front().partitions.front();
}

// At offset 10 of a log whose last record was of epoch 5, with nothing in flight.
Stage at_ten(ConsumerConfig config) {
  Stage stage = started(std::move(config));
  const auto [asked, request] = stage.take<FetchRequest>();
  stage.answer(asked, fetched(records(request.topics[0].partitions[0].fetch_offset.value, 10)));
  REQUIRE(stage.node.partitions.at(kTp).position.offset == Offset{10});
  return stage;
}

}  // namespace

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

TEST_CASE("a poll returns at most max.poll.records, within a batch if need be") {
  ConsumerConfig config = config_of(Kind::Offset, 0);
  config.max_poll_records = 4;
  config.application.takes = milliseconds(10);
  Stage stage = started(config);
  stage.answer(stage.take<FetchRequest>().first, fetched(records(0, 10)));
  CHECK(stage.node.partitions.at(kTp).position.offset == Offset{4});
  CHECK(stage.asked.empty());  // records wait: nothing more is fetched of this partition
  stage.run_for(milliseconds(39));
  CHECK(stage.notes_of(NoteKind::Delivered).size() == 1);
  stage.run_for(milliseconds(1));
  const auto delivered = stage.notes_of(NoteKind::Delivered);
  REQUIRE(delivered.size() == 2);
  CHECK(delivered[1].from == Offset{4});
  CHECK(delivered[1].to == Offset{8});
  stage.run_for(milliseconds(40));
  CHECK(stage.node.partitions.at(kTp).position.offset == Offset{10});
  CHECK(only(stage.take<FetchRequest>().second).fetch_offset == Offset{10});
}

TEST_CASE("a seek drops what was fetched ahead, and an answer that comes too late") {
  ConsumerConfig config = config_of(Kind::Offset, 0);
  config.max_poll_records = 1;
  config.application.poll_every = seconds(1);
  Stage stage = started(config);
  const AskedRequest first = stage.take<FetchRequest>().first;
  stage.command(command::Seek{kTp, {Kind::Offset, 5}});
  stage.answer(first, fetched(records(0, 10)));
  CHECK(stage.notes_of(NoteKind::Delivered).empty());
  const auto [asked, request] = stage.take<FetchRequest>();
  CHECK(only(request).fetch_offset == Offset{5});
  stage.answer(asked, fetched(records(0, 10)));  // a batch begins before the position
  CHECK(stage.notes_of(NoteKind::Delivered).at(0).from == Offset{5});
  stage.command(command::Seek{kTp, {Kind::Offset, 2}});
  CHECK(stage.node.buffer.empty());
}

TEST_CASE("a paused partition is not fetched; what waits is handed over later") {
  Stage stage = at_ten(config_of(Kind::Offset, 0));
  stage.command(command::Pause{{kTp}, true});
  stage.answer(stage.take<FetchRequest>().first, fetched(records(10, 5)));
  stage.run_for(seconds(5));
  CHECK(stage.notes_of(NoteKind::Delivered).size() == 1);
  CHECK(stage.asked.empty());
  stage.command(command::Pause{{kTp}, false});
  CHECK(stage.notes_of(NoteKind::Delivered).size() == 2);
  CHECK(only(stage.take<FetchRequest>().second).fetch_offset == Offset{15});
}

TEST_CASE("a fetch session names only what changed, and starts anew when the broker forgot it") {
  Stage stage = started(config_of(Kind::Offset, 0));
  const auto [first, full] = stage.take<FetchRequest>();
  CHECK(full.session_epoch == 0);
  FetchResponse empty = fetched({});
  empty.session_id = 77;
  stage.answer(first, empty);
  const auto [second, incremental] = stage.take<FetchRequest>();
  CHECK(incremental.session_id == 77);
  CHECK(incremental.session_epoch == 1);
  CHECK(incremental.topics.empty());
  SECTION("not known") {
    FetchResponse lost;
    lost.error = ErrorCode::FetchSessionIdNotFound;
    stage.answer(second, lost);
    const auto again = stage.take<FetchRequest>().second;
    CHECK(again.session_id == 0);
    CHECK(again.session_epoch == 0);
    CHECK(only(again).fetch_offset == Offset{0});
  }
  SECTION("out of step") {
    FetchResponse lost;
    lost.error = ErrorCode::InvalidFetchSessionEpoch;
    stage.answer(second, lost);
    const auto again = stage.take<FetchRequest>().second;
    CHECK(again.session_id == 77);  // so that the broker ends the old one
    CHECK(again.session_epoch == 0);
  }
}

TEST_CASE("partitions that were served go to the end of the next full request") {
  const TopicPartition other{"t", 1};
  ConsumerConfig config = config_of(Kind::Offset, 0);
  config.application.assign = {kTp, other};
  Stage stage(Consumer(std::move(config), Prng{}));
  stage.set_leader(kTp, 2, 5);
  protocol::MetadataResponse::Partition second = stage.metadata.topics[0].partitions[0];
  second.partition = 1;
  stage.metadata.topics[0].partitions.push_back(second);
  stage.start();
  const auto order_of = [](const FetchRequest& request) {
    std::vector<std::int32_t> order;
    for (const auto& part : request.topics.front().partitions) order.push_back(part.partition);
    return order;
  };
  const auto [first, full] = stage.take<FetchRequest>();
  CHECK(order_of(full) == std::vector{0, 1});
  stage.answer(first, fetched(records(0, 10)));  // of partition 0
  const auto [asked, next] = stage.take<FetchRequest>();
  CHECK(order_of(next) == std::vector{1, 0});
  stage.answer(asked, fetched({}));  // nothing: nobody moves
  CHECK(order_of(stage.take<FetchRequest>().second) == std::vector{1, 0});
}

TEST_CASE("a consumer with a rack goes to the follower that the leader recommends") {
  ConsumerConfig config = config_of(Kind::Offset, 0);
  config.client_rack = "b";
  config.common.metadata_max_age = seconds(30);
  Stage stage = started(config);
  const auto [asked, request] = stage.take<FetchRequest>();
  CHECK(request.rack_id == "b");
  FetchResponse advice = fetched({});
  advice.topics[0].partitions[0].preferred_read_replica = NodeId{3};
  stage.answer(asked, advice);
  const auto [follower, second] = stage.take<FetchRequest>();
  CHECK(follower.broker == 3);
  SECTION("and back to the leader when the follower does not have the offset") {
    stage.answer(follower, refused(ErrorCode::OffsetOutOfRange));
    CHECK(stage.take<FetchRequest>().first.broker == 2);
    CHECK(stage.notes_of(NoteKind::PositionReset).empty());
  }
  SECTION("and back when it is gone") {
    stage.lose_connection(3);
    CHECK(stage.take<FetchRequest>().first.broker == 2);
  }
  SECTION("and back when there is a new leader, whose advice may be another") {
    stage.set_leader(kTp, 1, 6);
    stage.lose_connection(2);  // asks for metadata
    stage.run_for(milliseconds(200));
    CHECK(stage.take<FetchRequest>().first.broker == 1);
  }
  SECTION("and asks the leader again after metadata.max.age.ms") {
    stage.run_for(seconds(31));  // the request in flight timed out
    CHECK(stage.take<FetchRequest>().first.broker == 2);
  }
}

TEST_CASE("a batch that fails its checksum is an exception, unless nobody checks") {
  record::Batch batch = make_batch({.base = 0, .epoch = 5, .count = 2});
  batch.header.crc ^= 1;
  ConsumerConfig config = config_of(Kind::Offset, 0);
  config.check_crcs = GENERATE(true, false);
  Stage stage = started(config);
  stage.answer(stage.take<FetchRequest>().first, fetched(record::rope_of(batch)));
  CHECK(stage.notes_of(NoteKind::ReadFailed).size() == (config.check_crcs ? 1 : 0));
  CHECK(stage.notes_of(NoteKind::Delivered).size() == (config.check_crcs ? 0 : 1));
}

TEST_CASE("a topic that was deleted and made again is read under its new epochs") {
  Stage stage = at_ten(config_of(Kind::Offset, 0));
  stage.set_leader(kTp, 1, 0, 2);
  stage.answer(stage.take<FetchRequest>().first, refused(ErrorCode::UnknownTopicOrPartition));
  stage.run_for(milliseconds(300));
  const auto [asked, question] = stage.take<OffsetForLeaderEpochRequest>();
  CHECK(asked.broker == 1);
  CHECK(question.topics[0].partitions[0].current_leader_epoch == LeaderEpoch{0});
}

}  // namespace barnabas::test
