// Stories of broken guarantees that name records: each sentence is made of what the trace shows.
#include "sim/report/story_records.h"

#include "sim/report/story_outage.h"
#include "tests/support/catch.h"
#include "tests/unit/report/stage.h"

namespace barnabas::test {
namespace {

constexpr NodeIndex kP = 4;

std::uint64_t dispatch(ReportStage& stage, std::int32_t id, std::int64_t ms, std::int64_t attempt,
                       std::int32_t correlation) {
  const auto sent = stage.event(ms, kP);
  if (attempt == 1) stage.note(kP, ReportStage::client(NoteKind::Send, id, -1, -1, 0));
  stage.note(kP, ReportStage::client(NoteKind::Dispatch, id, 1, -1, attempt));
  stage.produce_request(1, correlation, ms + 2);
  return sent;
}

void arrive(ReportStage& stage, std::int64_t ms, std::uint64_t cause, std::int32_t correlation,
            std::int64_t offset) {
  stage.produce_arrives(ms, 1, cause, correlation);
  stage.note(1, ReportStage::append(offset, offset, 0, true));
}

void retry(ReportStage& stage, std::int64_t ms, std::int32_t id, ErrorCode error) {
  stage.event(ms, kP);
  Note note = ReportStage::client(NoteKind::Retry, id, 1, -1, 0);
  note.error = error;
  stage.note(kP, note);
}

void begin(ReportStage& stage) {
  stage.event(1, 1);
  for (const NodeIndex node : {1, 2, 3})
    stage.note(node, ReportStage::plain(NoteKind::Started, "", 1));
  stage.note(1, ReportStage::leads(0, 0, {1, 2, 3}));
  stage.note(2, ReportStage::follows(1, 0, 0));
}

MissingRecord named(std::int32_t id, Offset offset) {
  MissingRecord record;
  record.producer = kP;
  record.id = id;
  record.tp = kOrders;
  record.name = "r" + std::to_string(id);
  record.offset = offset;
  return record;
}

std::string all_of(const Story& story) {
  std::string text;
  for (const StoryLine& line : story.lines) text += line.text + "\n";
  for (const std::string& advice : story.advice) text += "> " + advice + "\n";
  return text;
}

Story tell(ReportStage& stage, const std::string& checker,
           const std::vector<MissingRecord>& records) {
  const Chronicle chronicle(stage.trace(), stage.world());
  return tell_broken(chronicle, {checker, kOrders, 0, "text", records});
}

}  // namespace

TEST_CASE("a lost answer, a retry, a second append: the story of a duplicate") {
  ReportStage stage;
  begin(stage);
  const auto first = dispatch(stage, 7, 1000, 1, 31);
  arrive(stage, 1002, first, 31, 5);
  stage.produce_answer(1, kP, 31, Sending::Fate::Lost);
  retry(stage, 1010, 7, ErrorCode::NetworkException);
  const auto second = dispatch(stage, 7, 1110, 2, 32);
  arrive(stage, 1112, second, 32, 6);
  stage.event(1114, kP);
  stage.note(kP, ReportStage::client(NoteKind::Acked, 7, 1, 6, -1));

  const Story story = tell(stage, "Duplicate", {named(7, Offset{6})});
  const std::string text = all_of(story);
  INFO(text);
  CHECK(story.wish == "To prevent it");
  CHECK_THAT(text, contains("p sends r7 to broker-1\n"));
  CHECK_THAT(text, contains("broker-1 appends r7 at offset 5 in epoch 0\n"));
  CHECK_THAT(text, contains("broker-1's answer is lost\n"));
  CHECK_THAT(text, contains("the connection breaks under p's request: it will send r7 again\n"));
  CHECK_THAT(text, contains("p sends r7 to broker-1, for the second time\n"));
  CHECK_THAT(text, contains("broker-1 appends r7 at offset 6 in epoch 0, although it took it at "
                            "offset 5\n"));
  CHECK_THAT(text, contains("p is told that r7 is stored at offset 6\n"));
  CHECK_THAT(text, contains("> enable.idempotence=true"));
}

TEST_CASE("records that changed places: the story of a reorder") {
  ReportStage stage;
  begin(stage);
  const auto first = dispatch(stage, 1, 1000, 1, 31);
  stage.produce_arrives(1002, 1, first, 31);
  retry(stage, 1004, 1, ErrorCode::NotEnoughReplicas);
  const auto second = dispatch(stage, 2, 1005, 1, 32);
  arrive(stage, 1007, second, 32, 5);
  const auto third = dispatch(stage, 1, 1104, 2, 33);
  arrive(stage, 1106, third, 33, 6);
  const Story story = tell(stage, "NonmonotonicSend", {named(1, Offset{6}), named(2, Offset{5})});
  const std::string text = all_of(story);
  INFO(text);
  CHECK(story.records == std::vector<std::string>{"r1", "r2"});
  CHECK_THAT(text, contains("broker-1 gets r1 and appends nothing\n"));
  CHECK_THAT(text, contains("p is told NOT_ENOUGH_REPLICAS: it will send r1 again\n"));
  CHECK_THAT(text,
             contains("> enable.idempotence=true, or max.in.flight.requests.per.connection=1: "
                      "r2 would have waited until r1 had its place."));
}

TEST_CASE("an offset that was written twice, and who read what there") {
  ReportStage stage;
  begin(stage);
  const auto first = dispatch(stage, 1, 1000, 1, 31);
  arrive(stage, 1002, first, 31, 5);
  stage.event(1010, kP);
  Note read = ReportStage::client(NoteKind::Delivered, 0, 1, 5, 6);
  read.to = Offset{6};
  read.list = {};
  stage.note(kP, read);
  stage.event(2000, 3);
  stage.note(3, ReportStage::elected(2, 1, {2}, true, "nobody else"));
  stage.event(2010, 2);
  stage.note(2, ReportStage::leads(1, 5, {2}));
  stage.event(2020, 2);
  stage.note(2, ReportStage::append(5, 5, 1, true));
  MissingRecord place;
  place.tp = kOrders;
  place.name = "r1";
  place.offset = Offset{5};
  const Story story = tell(stage, "ConsistentRead", {place});
  const std::string text = all_of(story);
  INFO(text);
  CHECK_THAT(text, contains("broker-1 appends #1 at offset 5 in epoch 0\n"));
  CHECK_THAT(text, contains("p reads #1 at offset 5 from broker-1, whose high watermark is 6\n"));
  CHECK_THAT(text, contains("elects uncleanly broker-2"));
  CHECK_THAT(text, contains("broker-2 appends a record at offset 5 in epoch 1\n"));
  CHECK_THAT(text, contains("> unclean.leader.election.enable=false"));
}

TEST_CASE("why there was no leader: who died, when it was noticed, who decided") {
  ReportStage stage;
  begin(stage);
  stage.event(2000, kNoIndex);
  stage.note(kNoIndex, ReportStage::plain(NoteKind::FaultFired, "kill"));
  stage.note(1, ReportStage::plain(NoteKind::Killed, "killed"));
  stage.event(8000, 0);
  stage.note(0, ReportStage::plain(NoteKind::SessionExpired, "broker-1: nothing heard"));
  stage.event(8010, 3);
  stage.note(3, ReportStage::elected(2, 1, {2, 3}, false, "broker 1 is gone"));
  stage.event(8012, 2);
  stage.note(2, ReportStage::leads(1, 0, {2, 3}));
  stage.event(9000, 2);
  const Chronicle chronicle(stage.trace(), stage.world());
  const Story story =
      tell_outage(chronicle, kOrders, {Instant{2'000'000'000}, Instant{8'012'000'000}});
  const std::string text = all_of(story);
  INFO(text);
  CHECK(story.title == "orders-0 has no leader for 6.012 s, from 2.000 s to 8.012 s");
  CHECK_THAT(text, contains("broker-1 is killed (fault kill)\n"));
  CHECK_THAT(text,
             contains("of these 6.012 s: 6.000 s until ZooKeeper gave broker-1 up, 10 ms until the "
                      "controller had elected broker-2 and 2 ms until it had heard of that\n"));
  CHECK_THAT(text, contains("> a shorter zookeeper.session.timeout.ms"));
}

TEST_CASE("nobody of the ISR was back when an unclean election ended the outage, or nothing did") {
  const bool is_elected = GENERATE(true, false);
  ReportStage stage;
  begin(stage);
  stage.event(2000, kNoIndex);
  stage.note(1, ReportStage::plain(NoteKind::Killed, "killed"));
  stage.event(3000, 3);
  stage.note(3, ReportStage::elected(-1, 1, {1}, false, "broker 1 is gone, and nobody may lead"));
  if (is_elected) {
    stage.event(7000, 3);
    stage.note(3, ReportStage::elected(2, 2, {2}, true, "an administrator asked for a leader"));
  }
  stage.event(8000, 2);
  const Chronicle chronicle(stage.trace(), stage.world());
  const Story story =
      tell_outage(chronicle, kOrders, {Instant{2'000'000'000}, Instant{8'000'000'000}});
  const std::string text = all_of(story);
  INFO(text);
  CHECK_THAT(text, contains("1.000 s until the controller found nobody to elect"));
  CHECK_THAT(text, contains(is_elected ? "4.000 s until broker-2 was elected, which was not in the ISR"
                                       : "5.000 s without anybody of the ISR"));
}

}  // namespace barnabas::test
