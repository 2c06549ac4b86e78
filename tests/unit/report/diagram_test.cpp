// Sequence diagrams: what is in them, and that nothing else is.
#include "sim/report/diagram.h"

#include <fstream>
#include <sstream>

#include "sim/report/cone.h"
#include "sim/report/diagram_layout.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"
#include "tests/unit/report/stage.h"
#include "tests/unit/report/xml_check.h"

namespace barnabas::test {
namespace {

constexpr NodeIndex kP = 4;

// p sends r7 to broker-1, which dies with it; broker-2 leads, and broker-1 cuts.
void play(ReportStage& stage) {
  stage.event(1, 1);
  for (const NodeIndex node : {1, 2, 3})
    stage.note(node, ReportStage::plain(NoteKind::Started, "", 1));
  stage.note(1, ReportStage::leads(0, 7, {1, 2, 3}));
  stage.note(2, ReportStage::follows(1, 0, 7));
  stage.hold_fetch_answers(1, {2, 3});
  const auto sent = stage.event(1000, kP);
  stage.note(kP, ReportStage::client(NoteKind::Send, 7, -1, -1, 0));
  stage.note(kP, ReportStage::client(NoteKind::Dispatch, 7, 1, -1, 1));
  stage.produce_request(1, 7, 1002);
  const auto arrived = stage.produce_arrives(1002, 1, sent, 7);
  stage.note(1, ReportStage::append(7, 7, 0, true));
  stage.fetch_answer(1, 2, Sending::Fate::Held);
  stage.event(1004, kP, arrived);
  stage.note(kP, ReportStage::client(NoteKind::Acked, 7, 1, 7, 1));
  stage.event(2000, kNoIndex);
  stage.note(kNoIndex, ReportStage::plain(NoteKind::FaultFired, "kill"));
  stage.note(1, ReportStage::plain(NoteKind::Killed, "killed"));
  const auto expired = stage.event(8000, 0);
  stage.note(0, ReportStage::plain(NoteKind::SessionExpired, "broker-1: nothing heard"));
  // A long way to the election, of which the middle is left out.
  auto cause = expired;
  for (std::int64_t step = 1; step <= 9; ++step)
    cause = stage.event(8000 + step, step % 2 == 0 ? 0 : 3, cause);
  const auto elected = stage.event(8010, 3, cause);
  stage.note(3, ReportStage::elected(2, 1, {2, 3}, false, "broker-1 is gone"));
  stage.event(8020, 2, elected);
  stage.note(2, ReportStage::leads(1, 7, {2, 3}));
  stage.event(9000, 1);
  stage.note(1, ReportStage::plain(NoteKind::Started, "", 2));
  stage.note(1, ReportStage::follows(2, 1, 8));
  stage.event(9010, 1);
  stage.note(1, ReportStage::truncate(8, 7, 1));
  stage.event(20000, 2);  // nothing to do with it
}

RunReport report_of(const Chronicle& chronicle) {
  MissingRecord record;
  record.producer = kP;
  record.id = 7;
  record.tp = kOrders;
  record.name = "r<7>";
  record.acks = 1;
  record.is_acknowledged = true;
  record.offset = Offset{7};
  RunReport report;
  report.scenario = "made-up";
  report.variant = "a&b";
  report.seed = 3;
  report.why = "A stage is small.";
  report.stories = tell_missing(chronicle, {record});
  report.violations.push_back({"DurableAck", 0, {}, kOrders, "r<7> is gone", true, {}});
  return report;
}

std::string golden() {
  std::ifstream file(source_path("tests/golden/diagram.svg"));
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("the diagram of a small story, to the byte") {
  ReportStage stage;
  play(stage);
  const Chronicle chronicle(stage.trace(), stage.world());
  const std::string text = sequence_diagram(chronicle, report_of(chronicle));
  CHECK(xml_problem(text) == "");
  CHECK(text == sequence_diagram(chronicle, report_of(chronicle)));
  if (text != golden()) {
    std::ofstream("diagram.actual.svg") << text;
    FAIL("not tests/golden/diagram.svg; what came is in diagram.actual.svg");
  }
}

TEST_CASE("a diagram names what happened, escapes names, and says what it left out") {
  ReportStage stage;
  play(stage);
  const Chronicle chronicle(stage.trace(), stage.world());
  const std::string text = sequence_diagram(chronicle, report_of(chronicle));
  for (const char* part :
       {"made-up, a&amp;b, seed 3", "r&lt;7&gt; of orders-0", "appends 7, epoch 0", "acked #7",
        "fault kill", ">killed<", "Fetch answer to broker-2 held: starve", "elects 2, epoch 1",
        "leads epoch 1, end 7", "starts again", "5 events left out", "To keep it: acks=all"}) {
    INFO(part);
    CHECK_THAT(text, contains(part));
  }
  CHECK_THAT(text, !contains("20.000 s"));
}

TEST_CASE("a cone holds the story, the ends of a long way to it, and nothing else") {
  ReportStage stage;
  play(stage);
  const Chronicle chronicle(stage.trace(), stage.world());
  const RunReport report = report_of(chronicle);
  REQUIRE(report.stories.size() == 1);
  const Cone cone = cone_of(chronicle, report.stories[0]);
  CHECK(cone.skipped.size() == 5);
  CHECK(cone.turns.back() == stage.trace().end() - 2);
  for (const StoryLine& line : report.stories[0].lines)
    CHECK(std::find(cone.turns.begin(), cone.turns.end(), line.turn) != cone.turns.end());
  CHECK(std::is_sorted(cone.turns.begin(), cone.turns.end()));
}

TEST_CASE("a cone is bounded: it keeps its beginning and its end, and counts the rest") {
  ReportStage stage;
  Story story;
  for (std::int64_t i = 0; i < 200; ++i) {
    const auto id = stage.event(i + 1, 1);
    stage.note(1, ReportStage::append(i, i, 0, true));
    story.lines.push_back({id, Instant{}, "line", *stage.trace().find(id)});
  }
  const Chronicle chronicle(stage.trace(), stage.world());
  ConeLimits limits;
  limits.turns_max = 20;
  const Cone cone = cone_of(chronicle, story, limits);
  CHECK(cone.turns.size() == 20);
  CHECK(cone.skipped.size() == 180);
  CHECK(cone.turns.front() == 0);
  CHECK(cone.turns.back() == 199);
}

TEST_CASE("no two boxes of a layout overlap, and rows go downwards") {
  ReportStage stage;
  play(stage);
  const Chronicle chronicle(stage.trace(), stage.world());
  const DiagramLayout layout = lay_out(chronicle, report_of(chronicle).stories[0], 100);
  Pixels below = layout.heads_top + kHeadHeight;
  for (const DiagramRow& row : layout.rows) {
    CHECK(row.top >= below);
    for (const DiagramBox& box : row.boxes) {
      CHECK(box.top + box.height <= row.bottom);
      CHECK(box.width <= layout.lane_width);
    }
    below = row.bottom;
  }
  CHECK(layout.bottom >= below);
  // broker-1 is down from its death to its return.
  const auto down = std::find_if(layout.spans.begin(), layout.spans.end(), [](const LifeSpan& s) {
    return s.node == 1 && s.condition == Chronicle::Condition::Killed;
  });
  REQUIRE(down != layout.spans.end());
  CHECK(down->to > down->from);
}

TEST_CASE("without anything broken, the diagram shows what struck") {
  ReportStage stage;
  play(stage);
  const Chronicle chronicle(stage.trace(), stage.world());
  RunReport report;
  report.scenario = "calm";
  const std::string text = sequence_diagram(chronicle, report);
  CHECK(xml_problem(text) == "");
  CHECK_THAT(text, contains("What struck, and what came of it"));
  CHECK_THAT(text, contains("broker-1 is killed (fault kill)"));
}

TEST_CASE("a run of nothing has a diagram that says so") {
  ReportStage stage;
  const Chronicle chronicle(stage.trace(), stage.world());
  const std::string text = sequence_diagram(chronicle, RunReport{});
  CHECK(xml_problem(text) == "");
  CHECK_THAT(text, contains("Nothing befell the cluster."));
}

}  // namespace barnabas::test
