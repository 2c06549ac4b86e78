// The consumer without a group: what it hands over and when, and how it asks for more.
#include "tests/unit/client/consumer_stage.h"

namespace barnabas::test {

using namespace consumer_stage;

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
