// What faults do, in words, and which fault is behind what.
#include "sim/report/causes.h"

#include "sim/fault/selector_text.h"
#include "sim/report/deeds.h"
#include "sim/report/sentences.h"
#include "tests/support/catch.h"
#include "tests/unit/report/stage.h"

namespace barnabas::test {
namespace {

Action action(ActionKind kind, const std::string& target) {
  Action made;
  made.kind = kind;
  made.target = *parse_selector(target);
  return made;
}

std::string sentence_of_last(ReportStage& stage, NoteKind kind) {
  const Chronicle chronicle(stage.trace(), stage.world());
  return sentence_of(chronicle, *chronicle.notes(kind).back());
}

}  // namespace

TEST_CASE("a deed says what is done, and to whom") {
  CHECK(deed_of(action(ActionKind::Crash, "broker-1")) == "kills broker-1");
  CHECK(deed_of(action(ActionKind::Pause, "leader of t-0")) == "pauses the leader of t-0");
  Action flip = action(ActionKind::DiskFlip, "broker-2");
  flip.text = "t-0/*.log";
  CHECK(deed_of(flip) == "flips a bit on the disk of broker-2, in t-0/*.log");
  Action hold;
  hold.kind = ActionKind::Hold;
  hold.api = "Fetch";
  hold.leg = 1;
  hold.from = *parse_selector("broker-1");
  hold.to = *parse_selector("brokers");
  CHECK(deed_of(hold) == "holds back Fetch answers from broker-1 to the brokers");
  Action cut = hold;
  cut.kind = ActionKind::Cut;
  cut.both_ways = true;
  CHECK(deed_of(cut) == "cuts the way between broker-1 and the brokers");
  Action order = action(ActionKind::Command, "c");
  order.command = command::Seek{{"t", 0}, {command::Place::Kind::Offset, 5}};
  CHECK(deed_of(order) == "has c seek to offset 5 of t-0");
}

TEST_CASE("a session ends by a fault, or for a silence that faults made") {
  ReportStage stage;
  stage.event(1, 1);
  SECTION("a fault ended it") {
    stage.event(1000, kNoIndex);
    stage.note(kNoIndex, ReportStage::plain(NoteKind::FaultFired, "expire"));
    stage.note(0, ReportStage::plain(NoteKind::SessionExpired, "broker-1: ended by the operator"));
    CHECK(sentence_of_last(stage, NoteKind::SessionExpired) ==
          "ZooKeeper ends the session of broker-1 (fault expire)");
  }
  SECTION("its process stood still") {
    stage.event(1000, kNoIndex);
    stage.note(kNoIndex, ReportStage::plain(NoteKind::FaultFired, "kill"));
    stage.note(1, ReportStage::plain(NoteKind::Paused));
    stage.event(7000, 0);
    stage.note(0,
               ReportStage::plain(NoteKind::SessionExpired, "broker-1: nothing heard for 6000 ms"));
    CHECK(sentence_of_last(stage, NoteKind::SessionExpired) ==
          "ZooKeeper ends the session of broker-1: nothing heard for 6000 ms (fault kill)");
  }
  SECTION("nobody knows") {
    stage.event(7000, 0);
    stage.note(0,
               ReportStage::plain(NoteKind::SessionExpired, "broker-1: nothing heard for 6000 ms"));
    CHECK(sentence_of_last(stage, NoteKind::SessionExpired) ==
          "ZooKeeper ends the session of broker-1: nothing heard for 6000 ms");
  }
}

TEST_CASE("several faults are named, and of many the first") {
  CHECK(by_faults({}) == "");
  CHECK(by_faults({"a"}) == " (fault a)");
  CHECK(by_faults({"a", "b"}) == " (faults a and b)");
  CHECK(by_faults({"a", "b", "c", "d", "e"}) == " (faults a, b, c and 2 more)");
}

}  // namespace barnabas::test
