// Stories are derived from notes and causes: each case plays another way of losing a record.
#include "sim/report/story.h"

#include <algorithm>

#include "tests/support/catch.h"
#include "tests/unit/report/stage.h"

namespace barnabas::test {
namespace {

constexpr NodeIndex kP = 4;

// p sends record `id` to broker-1, which appends it at the offset of the same number.
std::uint64_t send_and_append(ReportStage& stage, std::int32_t id, std::int64_t ms) {
  const auto sent = stage.event(ms, kP);
  stage.note(kP, ReportStage::client(NoteKind::Send, id, -1, -1, 0));
  stage.note(kP, ReportStage::client(NoteKind::Dispatch, id, 1, -1, 1));
  stage.produce_request(1, id, ms + 2);
  const auto arrived = stage.produce_arrives(ms + 2, 1, sent, id);
  stage.note(1, ReportStage::append(id, id, 0, true));
  return arrived;
}

void acknowledge(ReportStage& stage, std::int32_t id, std::int64_t ms, std::uint64_t cause,
                 std::int16_t acks) {
  stage.event(ms, kP, cause);
  stage.note(kP, ReportStage::client(NoteKind::Acked, id, 1, acks == 0 ? -1 : id, acks));
}

void begin(ReportStage& stage) {
  stage.event(1, 1);
  for (const NodeIndex node : {1, 2, 3})
    stage.note(node, ReportStage::plain(NoteKind::Started, "", 1));
  stage.note(1, ReportStage::leads(0, 0, {1, 2, 3}));
  stage.note(2, ReportStage::follows(1, 0, 0));
  stage.note(3, ReportStage::follows(1, 0, 0));
}

void kill(ReportStage& stage, std::int64_t ms, NodeIndex node) {
  stage.event(ms, kNoIndex);
  stage.note(kNoIndex, ReportStage::plain(NoteKind::FaultFired, "kill"));
  stage.note(node, ReportStage::plain(NoteKind::Killed, "killed"));
}

MissingRecord lost(std::int32_t id, std::int16_t acks) {
  MissingRecord record;
  record.producer = kP;
  record.id = id;
  record.tp = kOrders;
  record.name = "r" + std::to_string(id);
  record.acks = acks;
  record.is_acknowledged = acks != 0;
  record.offset = acks == 0 ? kNoOffset : Offset{id};
  return record;
}

std::vector<Story> tell(ReportStage& stage, const std::vector<MissingRecord>& records) {
  const Chronicle chronicle(stage.trace(), stage.world());
  return tell_missing(chronicle, records);
}

std::string all_of(const Story& story) {
  std::string text;
  for (const StoryLine& line : story.lines) text += line.text + "\n";
  for (const std::string& advice : story.advice) text += "> " + advice + "\n";
  return text;
}

// Broker-1 dies with r7 and r8 that nobody fetched; broker-2 is elected; broker-1 comes back and
// cuts.
void play_leader_crash(ReportStage& stage, std::int16_t acks) {
  begin(stage);
  stage.hold_fetch_answers(1, {2, 3});
  for (const std::int32_t id : {7, 8}) {
    const auto arrived = send_and_append(stage, id, 1000 + id * 100);
    stage.fetch_answer(1, 2, Sending::Fate::Held);
    stage.fetch_answer(1, 3, Sending::Fate::Held);
    acknowledge(stage, id, 1004 + id * 100, arrived, acks);
  }
  kill(stage, 2000, 1);
  stage.event(8000, 0);
  stage.note(0,
             ReportStage::plain(NoteKind::SessionExpired, "broker-1: nothing heard for 6000 ms"));
  stage.event(8010, 3);
  stage.note(3, ReportStage::elected(2, 1, {2, 3}, false, "broker-1 is gone"));
  stage.event(8020, 2);
  stage.note(2, ReportStage::leads(1, 7, {2, 3}));
  stage.event(9000, 1);
  stage.note(1, ReportStage::plain(NoteKind::Started, "", 2));
  stage.note(1, ReportStage::follows(2, 1, 9));
  stage.event(9010, 1);
  stage.note(1, ReportStage::truncate(9, 7, 1));
}

}  // namespace

TEST_CASE("the story of a leader that dies with what it alone acknowledged") {
  ReportStage stage;
  play_leader_crash(stage, 1);
  const auto stories = tell(stage, {lost(7, 1), lost(8, 1)});
  REQUIRE(stories.size() == 1);
  const Story& story = stories[0];
  CHECK(story.title == "r7, r8 of orders-0: acknowledged with acks=1; in no log at the end");
  CHECK(story.records == std::vector<std::string>{"r7", "r8"});
  const std::string text = all_of(story);
  INFO(text);
  CHECK_THAT(text, contains("p sends r7 to broker-1 with acks=1; r8 follows at 1.800 s"));
  CHECK_THAT(
      text,
      contains("broker-1, leader of orders-0 in epoch 0, appends r7 at offset 7; by 1.802 s"));
  CHECK_THAT(
      text,
      contains(
          "fault starve holds back broker-1's answers to the fetches of broker-2 and broker-3"));
  CHECK_THAT(
      text,
      contains("acks=1 takes broker-1's word alone; its ISR is broker-1, broker-2 and broker-3"));
  CHECK_THAT(text, contains("nobody else has them"));
  CHECK_THAT(text, contains("broker-1 is killed (fault kill)"));
  CHECK_THAT(text, contains("ZooKeeper ends the session of broker-1: nothing heard for 6000 ms"));
  CHECK_THAT(text,
             contains("broker-3, the controller, elects broker-2 leader of orders-0 for epoch 1"));
  CHECK_THAT(
      text,
      contains("broker-2 leads in epoch 1; its log ends at offset 7, so r7, r8 are not in it"));
  CHECK_THAT(
      text,
      contains("broker-1 cuts its log from offset 9 back to 7 to agree with broker-2 (epoch 1)"));
  REQUIRE(story.advice.size() == 1);
  CHECK_THAT(story.advice[0], contains("acks=all with min.insync.replicas=2"));
  CHECK(std::is_sorted(story.lines.begin(), story.lines.end(),
                       [](const StoryLine& a, const StoryLine& b) { return a.at < b.at; }));
  for (const StoryLine& line : story.lines) CHECK(stage.trace().find(line.event).has_value());
}

TEST_CASE("the same crash under acks=0 is told as a record that nobody promised") {
  ReportStage stage;
  play_leader_crash(stage, 0);
  const auto stories = tell(stage, {lost(7, 0), lost(8, 0)});
  REQUIRE(stories.size() == 1);
  const std::string text = all_of(stories[0]);
  INFO(text);
  CHECK_THAT(stories[0].title, contains("sent with acks=0 and never confirmed"));
  CHECK_THAT(text, contains("asks for no answer (acks=0)"));
  CHECK_THAT(text, contains("cuts its log from offset 9 back to 7"));
  CHECK_THAT(text, contains("> acks=all with min.insync.replicas=2"));
}

TEST_CASE("records of different fates have stories of their own") {
  ReportStage stage;
  begin(stage);
  const auto arrived = send_and_append(stage, 0, 1000);
  acknowledge(stage, 0, 1004, arrived, 1);
  // The next request leaves, and the broker is dead before it comes.
  stage.event(1999, kP);
  stage.note(kP, ReportStage::client(NoteKind::Send, 1, -1, -1, 0));
  stage.note(kP, ReportStage::client(NoteKind::Dispatch, 1, 1, -1, 1));
  stage.produce_request(1, 1, 2001);
  stage.note(kP, ReportStage::client(NoteKind::Acked, 1, 1, -1, 0));
  kill(stage, 2000, 1);
  stage.event(2001, 2);
  MissingRecord left = lost(0, 1);
  left.stands_on = {1};
  const auto stories = tell(stage, {left, lost(1, 0)});
  REQUIRE(stories.size() == 2);
  CHECK_THAT(all_of(stories[0]),
             contains("broker-1 does not come back before the end, and r0 stays on its disk"));
  CHECK(stories[0].title ==
        "r0 of orders-0: acknowledged with acks=1; at the end only on the disk of broker-1, which "
        "is down");
  CHECK_THAT(all_of(stories[1]),
             contains("r1: it does not arrive: broker-1 is not there any more"));
}

TEST_CASE("acks=all with nobody but the leader in sync points to min.insync.replicas") {
  ReportStage stage;
  begin(stage);
  stage.event(500, 1);
  stage.note(1, ReportStage::isr({1}));
  const auto arrived = send_and_append(stage, 5, 1000);
  stage.note(1, ReportStage::mark(6));
  acknowledge(stage, 5, 1004, arrived, -1);
  kill(stage, 2000, 1);
  stage.event(3000, 3);
  stage.note(3, ReportStage::elected(2, 1, {2}, true, "broker-1 is gone"));
  stage.event(3010, 2);
  stage.note(2, ReportStage::leads(1, 5, {2}));
  stage.event(3020, 2);
  stage.note(2, ReportStage::append(5, 5, 1, true));
  stage.event(9000, 1);
  stage.note(1, ReportStage::truncate(6, 5, 1));
  const auto stories = tell(stage, {lost(5, -1)});
  REQUIRE(stories.size() == 1);
  const std::string text = all_of(stories[0]);
  INFO(text);
  CHECK_THAT(text,
             contains("the ISR is now broker-1 alone: broker-2 and broker-3 have not kept up"));
  CHECK_THAT(
      text,
      contains("acks=all asks for the whole ISR, and that is broker-1 alone; nobody else has it"));
  CHECK_THAT(text, contains("elects uncleanly broker-2"));
  CHECK_THAT(text,
             contains("broker-2 appends another record at offset 5 in epoch 1, where r5 stood"));
  CHECK_THAT(text, contains("> min.insync.replicas=2 (it was 1)"));
  CHECK_THAT(
      text,
      contains(
          "> unclean.leader.election.enable=false: the partition would have waited for broker-1"));
}

TEST_CASE(
    "a copy that follows an epoch goes the way of its leader, and power takes what is not "
    "flushed") {
  ReportStage stage;
  begin(stage);
  const auto arrived = send_and_append(stage, 0, 1000);
  for (const NodeIndex node : {2, 3}) {
    stage.event(1003 + node, node);
    stage.note(node, ReportStage::append(0, 0, 0, false));
  }
  stage.event(1010, 1, arrived);
  stage.note(1, ReportStage::mark(1));
  acknowledge(stage, 0, 1012, arrived, -1);
  for (const NodeIndex node : {1, 2, 3}) {
    stage.event(2000, node);
    stage.note(node, ReportStage::plain(NoteKind::PowerLost, "", 68));
  }
  for (const NodeIndex node : {1, 2, 3}) {
    stage.event(5000 + node, node);
    stage.note(node, ReportStage::plain(NoteKind::Started, "", 2));
    stage.note(node,
               node == 1 ? ReportStage::leads(1, 0, {1, 2, 3}) : ReportStage::follows(1, 1, 0));
  }
  const auto stories = tell(stage, {lost(0, -1)});
  REQUIRE(stories.size() == 1);
  const std::string text = all_of(stories[0]);
  INFO(text);
  CHECK_THAT(text, contains("broker-2 has copied r0"));
  CHECK_THAT(text,
             contains("broker-1 loses power, and 68 bytes that its disk had not made durable"));
  CHECK_THAT(text, contains("broker-3 had not made r0 durable when its power went"));
  CHECK_THAT(text, contains("> log.flush.interval.messages=1"));
  CHECK_THAT(text, contains("3 copies went with the power"));
}

TEST_CASE("a follower copies what its leader holds, not what stood there once") {
  ReportStage stage;
  begin(stage);
  const auto arrived = send_and_append(stage, 3, 1000);
  acknowledge(stage, 3, 1004, arrived, 1);
  kill(stage, 1100, 1);
  stage.event(2000, 2);
  stage.note(2, ReportStage::leads(1, 3, {2, 3}));
  stage.event(2010, 2);
  stage.note(2, ReportStage::append(3, 3, 1, true));
  stage.event(2020, 3);
  stage.note(3, ReportStage::append(3, 3, 1, false));
  const Chronicle chronicle(stage.trace(), stage.world());
  const auto paths = follow_all(chronicle, {lost(3, 1)});
  REQUIRE(paths.size() == 1);
  REQUIRE(paths[0].copies.size() == 1);
  CHECK(paths[0].copies[0].node == 1);
  REQUIRE(paths[0].overwritten != nullptr);
  CHECK(paths[0].overwritten->node == 2);
}

TEST_CASE("a copy that nobody will read is told with where it stands") {
  ReportStage stage;
  begin(stage);
  const auto arrived = send_and_append(stage, 3, 1000);
  acknowledge(stage, 3, 1004, arrived, 1);
  stage.world().nodes[1].write().up = true;
  stage.event(2000, 2);
  stage.note(2, ReportStage::leads(1, 3, {2, 3}));
  MissingRecord record = lost(3, 1);
  SECTION("a judge finds it") {
    record.stands_on = {1};
    const auto stories = tell(stage, {record});
    CHECK_THAT(stories[0].title, contains("at the end only broker-1 has it and does not lead"));
    CHECK_THAT(all_of(stories[0]),
               contains("broker-1 still has r3 from offset 3 on, and does not lead"));
  }
  SECTION("a judge does not find it: a disk was harmed") {
    stage.event(3000, kNoIndex);
    stage.note(kNoIndex, ReportStage::plain(NoteKind::FaultFired, "rot"));
    const auto stories = tell(stage, {record});
    CHECK_THAT(stories[0].title, contains("in no log at the end"));
    CHECK_THAT(all_of(stories[0]), contains("fault rot strikes: flips a bit on the disk of"));
  }
}

TEST_CASE("a session that an operator ended names the fault, also when it ended before the send") {
  ReportStage stage;
  begin(stage);
  stage.event(900, kNoIndex);
  stage.note(kNoIndex, ReportStage::plain(NoteKind::FaultFired, "expire"));
  stage.note(0, ReportStage::plain(NoteKind::SessionExpired, "broker-1: ended by the operator"));
  const auto arrived = send_and_append(stage, 3, 1000);
  acknowledge(stage, 3, 1004, arrived, 1);
  stage.event(1010, 3);
  stage.note(3, ReportStage::elected(2, 1, {2, 3}, false, "broker 1 is gone"));
  stage.event(1020, 2);
  stage.note(2, ReportStage::leads(1, 3, {2, 3}));
  stage.event(2000, 1);
  stage.note(1, ReportStage::truncate(4, 3, 1));
  const auto stories = tell(stage, {lost(3, 1)});
  const std::string text = all_of(stories[0]);
  INFO(text);
  CHECK_THAT(text, contains("ZooKeeper ends the session of broker-1 (fault expire)"));
  CHECK(stories[0].kind == "missing acks=1 acknowledged acks-1");
}

TEST_CASE("with one replica no acks and no min.insync.replicas is advised alone") {
  ReportStage stage;
  stage.event(1, 1);
  stage.note(1, ReportStage::plain(NoteKind::Started, "", 1));
  stage.note(1, ReportStage::leads(0, 0, {1}));
  const auto arrived = send_and_append(stage, 0, 1000);
  acknowledge(stage, 0, 1004, arrived, -1);
  stage.event(2000, 1);
  stage.note(1, ReportStage::plain(NoteKind::PowerLost, "", 68));
  stage.event(5000, 1);
  stage.note(1, ReportStage::plain(NoteKind::Started, "", 2));
  stage.note(1, ReportStage::leads(1, 0, {1}));
  const auto stories = tell(stage, {lost(0, -1)});
  REQUIRE(stories[0].advice.size() == 2);
  CHECK_THAT(stories[0].advice[0], contains("more replicas (replication.factor=3"));
  CHECK_THAT(stories[0].advice[1], contains("log.flush.interval.messages=1"));
}

TEST_CASE("below min.insync.replicas, acks=all would have been refused, not waited") {
  ReportStage stage;
  begin(stage);
  stage.event(500, 1);
  stage.note(1, ReportStage::isr({1}));
  const auto arrived = send_and_append(stage, 5, 1000);
  acknowledge(stage, 5, 1004, arrived, 1);
  kill(stage, 2000, 1);
  const auto stories = tell(stage, {lost(5, 1)});
  REQUIRE(stories[0].advice.size() == 1);
  CHECK_THAT(stories[0].advice[0],
             contains("it would have been refused with NOT_ENOUGH_REPLICAS, for only broker-1 was "
                      "in sync"));
}

TEST_CASE("a broken guarantee is told with what befell its partition, and what led to it") {
  ReportStage stage;
  play_leader_crash(stage, 1);
  const auto seen = stage.event(9500, 2, 1);
  const Chronicle chronicle(stage.trace(), stage.world());
  const Story story =
      tell_broken(chronicle, {"LogMatching", kOrders, seen, "two logs differ at offset 7"});
  CHECK(story.title == "LogMatching of orders-0: two logs differ at offset 7");
  const std::string text = all_of(story);
  INFO(text);
  CHECK_THAT(text, contains("broker-1 is killed (fault kill)"));
  CHECK_THAT(text, contains("elects broker-2"));
  CHECK_THAT(text, contains("seen here: "));
  CHECK(story.lines.size() <= 20);
}

}  // namespace barnabas::test
