// Recording, looking up, forgetting, and the lines of JSON.
#include "sim/report/trace.h"

#include "sim/report/trace_lines.h"
#include "tests/support/catch.h"
#include "tests/unit/report/stage.h"

namespace barnabas::test {

TEST_CASE("a trace finds events, their notes and what caused them") {
  ReportStage stage;
  const auto first = stage.event(10, 4);
  stage.note(4, ReportStage::client(NoteKind::Send, 7, -1, -1, 0));
  const auto second = stage.produce_arrives(12, 1, first, 3);
  stage.note(1, ReportStage::append(7, 7, 0, true));
  const auto third = stage.event(14, 2, second);

  const Trace& trace = stage.trace();
  REQUIRE(trace.find(second).has_value());
  const TurnIndex turn = *trace.find(second);
  CHECK(trace.turn(turn).node == 1);
  REQUIRE(trace.notes_of(turn).size() == 1);
  CHECK(trace.notes_of(turn)[0]->note.kind == NoteKind::Append);
  CHECK(trace.notes_of(*trace.find(third)).empty());
  CHECK_FALSE(trace.find(999).has_value());

  const auto chain = trace.causes_of(*trace.find(third));
  REQUIRE(chain.size() == 3);
  CHECK(trace.turn(chain[0]).id == third);
  CHECK(trace.turn(chain[2]).id == first);
}

TEST_CASE("several turns may share an event, and keep their notes apart") {
  ReportStage stage;
  stage.event(10, 1);
  stage.note(1, ReportStage::append(0, 0, 0, true));
  EventRecord again;
  again.id = 1;
  again.at = Instant{10'000'000};
  again.node = 2;
  const Event timer = event::TimerFired{};
  again.event = &timer;
  stage.trace().on_event(stage.world(), again);
  stage.trace().on_note(stage.world(), again, 2, ReportStage::append(0, 0, 0, false));

  const Trace& trace = stage.trace();
  REQUIRE(trace.end() - trace.begin() == 2);
  CHECK(*trace.find(1) == trace.begin());
  CHECK(trace.notes_of(0).size() == 1);
  CHECK(trace.notes_of(1).size() == 1);
  CHECK(trace.notes_of(1)[0]->node == 2);
}

TEST_CASE("what a starting process says belongs to the event that starts it") {
  ReportStage stage;
  EventRecord start;
  start.id = 1;
  stage.trace().on_note(stage.world(), start, 1, ReportStage::plain(NoteKind::Started, "", 1));
  start.node = 1;
  const Event started = event::Started{};
  start.event = &started;
  stage.trace().on_event(stage.world(), start);

  const Trace& trace = stage.trace();
  REQUIRE(trace.end() - trace.begin() == 1);
  CHECK(trace.turn(0).node == 1);
  CHECK(trace.notes_of(0).size() == 1);
}

TEST_CASE("a full trace forgets its oldest quarter and stays consistent") {
  World world;
  Node node;
  node.name = "n";
  world.nodes.emplace_back(std::move(node));
  Trace trace(TraceOptions{8});
  for (std::uint64_t id = 1; id <= 20; ++id) {
    EventRecord record;
    record.id = id;
    record.cause = id - 1;
    record.node = 0;
    const Event timer = event::TimerFired{};
    record.event = &timer;
    trace.on_event(world, record);
    trace.on_note(world, record, 0, ReportStage::append(static_cast<std::int64_t>(id), 0, 0, true));
  }
  CHECK(trace.forgotten() == 12);
  CHECK_FALSE(trace.find(12).has_value());
  REQUIRE(trace.find(13).has_value());
  for (TurnIndex turn = trace.begin(); turn < trace.end(); ++turn) {
    REQUIRE(trace.notes_of(turn).size() == 1);
    CHECK(trace.notes_of(turn)[0]->note.from.value ==
          static_cast<std::int64_t>(trace.turn(turn).id));
  }
  CHECK(trace.causes_of(trace.end() - 1).size() == 8);
}

TEST_CASE("lines of JSON have names, facts, notes and messages in a fixed order") {
  ReportStage stage;
  stage.hold_fetch_answers(1, {2});
  const auto cause = stage.event(1, 4);
  stage.produce_request(1, 5, 3);
  stage.produce_arrives(3, 1, cause, 5);
  stage.note(1, ReportStage::append(7, 8, 2, true));
  stage.note(2, ReportStage::plain(NoteKind::Killed, "killed"));
  stage.fetch_answer(1, 2, Sending::Fate::Held);
  CHECK(json_line(stage.trace(), 0) ==
        R"({"id":1,"cause":0,"t_ms":"1.000000","node":"p","event":"timer","facts":"poll",)"
        R"("sent":[{"to":"broker-1","api":"Produce","leg":"request",)"
        R"("arrives_ms":"3.000000","delivery":0}]})");
  CHECK(json_line(stage.trace(), 1) ==
        R"({"id":2,"cause":1,"t_ms":"3.000000","node":"broker-1","event":"received","api":)"
        R"("Produce","facts":"acks -1","notes":[{"note":"append",)"
        R"("partition":"orders-0","epoch":2,"offset":7,)"
        R"("last_offset":8,"as_leader":1},{"note":"killed","node":"broker-2","text":"killed"}],)"
        R"("sent":[{"to":"broker-2","api":"Fetch","leg":"response","fate":"held",)"
        R"("fault":"starve"}]})");
}

TEST_CASE("a sink gets every entry once, when it is complete") {
  ReportStage stage;
  std::vector<std::string> lines;
  stage.trace().set_sink([&lines](const std::string& line) { lines.push_back(line); });
  stage.event(1, 1);
  CHECK(lines.empty());
  stage.note(1, ReportStage::append(0, 0, 0, true));
  stage.event(2, 1);
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines[0], contains("append"));
  stage.trace().finish();
  stage.trace().finish();
  CHECK(lines.size() == 2);
}

}  // namespace barnabas::test
