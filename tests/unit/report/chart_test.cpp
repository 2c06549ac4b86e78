// Charts of availability and latency: what is gathered, and that the picture is whole.
#include "sim/report/chart.h"

#include "sim/report/chart_data.h"
#include "sim/report/run.h"
#include "tests/support/catch.h"
#include "tests/unit/report/runs.h"
#include "tests/unit/report/stage.h"
#include "tests/unit/report/xml_check.h"

namespace barnabas::test {
namespace {

constexpr NodeIndex kP = 4;

void play(ReportStage& stage) {
  stage.event(1, 1);
  stage.note(1, ReportStage::leads(0, 0, {1, 2, 3}));
  const auto sent = stage.event(1000, kP);
  stage.note(kP, ReportStage::client(NoteKind::Send, 7, -1, -1, 0));
  stage.note(kP, ReportStage::client(NoteKind::Dispatch, 7, 1, -1, 1));
  stage.produce_request(1, 3, 1002);
  const auto arrived = stage.produce_arrives(1002, 1, sent, 3);
  stage.note(1, ReportStage::append(0, 0, 0, true));
  stage.event(1005, kP, arrived);
  stage.note(kP, ReportStage::client(NoteKind::Acked, 7, 1, 0, 1));
  stage.event(1020, kP);
  Note read = ReportStage::client(NoteKind::Delivered, 0, 1, 0, 1);
  read.to = Offset{1};
  stage.note(kP, read);
  stage.event(1500, kNoIndex);
  stage.note(kNoIndex, ReportStage::plain(NoteKind::FaultFired, "kill"));
  stage.event(1600, kP);
  stage.note(kP, ReportStage::client(NoteKind::Send, 8, -1, -1, 0));
  stage.note(kP, ReportStage::client(NoteKind::Dispatch, 8, 1, -1, 1));
  stage.event(1700, 1);
  stage.note(1, ReportStage::isr({1}));
  stage.event(2000, kNoIndex);
  stage.note(kNoIndex, ReportStage::plain(NoteKind::FaultEnded, "kill"));
}

}  // namespace

TEST_CASE("samples stand at the time of sending; what was never answered is kept apart") {
  ReportStage stage;
  play(stage);
  const ChartData data = gather_chart(Chronicle(stage.trace(), stage.world()));
  REQUIRE(data.partitions.size() == 1);
  const PartitionSeries& series = data.partitions.at(kOrders);
  REQUIRE(series.acks.size() == 1);
  CHECK(series.acks[0].sent == Instant{1'000'000'000});
  CHECK(series.acks[0].took == milliseconds(5));
  REQUIRE(series.deliveries.size() == 1);
  CHECK(series.deliveries[0].took == milliseconds(20));
  CHECK(series.unanswered == std::vector<Instant>{Instant{1'600'000'000}});
  REQUIRE(series.isr.size() == 2);
  CHECK(series.isr[1].size == 1);
  REQUIRE(data.faults.size() == 1);
  CHECK(data.faults[0].to - data.faults[0].from == milliseconds(500));
}

TEST_CASE("a chart is well-formed, names the outage, and is the same every time") {
  ReportStage stage;
  play(stage);
  const Chronicle chronicle(stage.trace(), stage.world());
  RunReport report;
  report.scenario = "a<b";
  report.end = Instant{2'000'000'000};
  const Outages outages{{kOrders, {{Instant{1'500'000'000}, Instant{1'900'000'000}}}}};
  const std::string text = availability_chart(chronicle, report, outages);
  CHECK(xml_problem(text) == "");
  CHECK(text == availability_chart(chronicle, report, outages));
  for (const char* part : {"a&lt;b, seed 0", ">orders-0<", "none for 400 ms", ">kill<",
                           "acknowledged after", "delivered after", "in sync"}) {
    INFO(part);
    CHECK_THAT(text, contains(part));
  }
}

TEST_CASE("charts and diagrams of whole runs are well-formed, bounded and repeatable") {
  for (const char* variant : {"acks-0", "acks-1", "acks-all"}) {
    DYNAMIC_SECTION(variant) {
      RunOptions options;
      options.draws_chart = true;
      options.draws_diagram = true;
      const Scenario scenario = variant_of("010-leader-crash.json", variant);
      const RunReport first = run_and_judge(scenario, options);
      const RunReport second = run_and_judge(scenario, options);
      CHECK(xml_problem(first.chart) == "");
      CHECK(xml_problem(first.diagram) == "");
      CHECK(first.chart == second.chart);
      CHECK(first.diagram == second.diagram);
      CHECK(first.diagram.size() < 200'000);
      CHECK_THAT(first.chart, contains("none for 6.1 s"));
    }
  }
}

}  // namespace barnabas::test
