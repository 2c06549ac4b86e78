// When a client asks for metadata, and when it waits.
#include "core/client/cluster_view.h"

#include "tests/support/catch.h"
#include "tests/unit/client/view_stage.h"

namespace barnabas::test {
namespace {

// With an answer that was news, long enough ago.
ViewStage settled() {
  ViewStage stage;
  stage.answer(stage.take(), 1, 0);
  stage.now = stage.now + seconds(10);
  return stage;
}

bool is_about(Duration pause, std::int64_t ms) {
  return pause.ms() >= ms * 8 / 10 && pause.ms() <= ms * 12 / 10;
}

}  // namespace

TEST_CASE("a first error is followed by metadata at once, the next one by a pause") {
  ViewStage stage = settled();
  stage.advance();
  CHECK(stage.refresh_in() == seconds(290));  // metadata.max.age.ms
  stage.view.want();
  stage.answer(stage.take(), 1, 0);
  stage.view.want();
  stage.advance();
  CHECK(stage.asked.empty());
  CHECK(is_about(stage.refresh_in(), 100));
}

TEST_CASE("answers that tell nothing new make the pause grow, and news ends that") {
  ViewStage stage = settled();
  for (const std::int64_t ms : {100, 200, 400, 800}) {
    stage.view.want();
    stage.answer(stage.take(), 1, 0);
    stage.view.want();
    stage.advance();
    CAPTURE(ms, stage.refresh_in().ms());
    CHECK(is_about(stage.refresh_in(), ms));
    stage.now = stage.now + seconds(2);
  }
  stage.view.want();
  stage.answer(stage.take(), 2, 1);
  stage.view.want();
  stage.advance();
  CHECK(is_about(stage.refresh_in(), 100));
}

TEST_CASE("what was not asked before does not wait for answers about other things") {
  ViewStage stage = settled();
  for (int i = 0; i < 4; ++i) {
    stage.view.want();
    stage.answer(stage.take(), 1, 0);
    stage.now = stage.now + seconds(2);
  }
  stage.view.want();
  stage.answer(stage.take(), 1, 0);
  SECTION("a lookup waits for the short pause only") {
    stage.view.want_new();
    stage.advance();
    CHECK(is_about(stage.refresh_in(), 100));
  }
  SECTION("a topic does not wait at all") {
    stage.view.want_topic("another");
    stage.take();
  }
}

TEST_CASE("a topic that is wanted while a request is under way is asked for by the next") {
  ViewStage stage = settled();
  stage.view.want();
  const ViewStage::Asked request = stage.take();
  stage.view.want_topic("another");
  stage.answer(request, 1, 0);
  CHECK(stage.view.wanted);
  stage.now = stage.now + seconds(1);
  stage.answer(stage.take(), 1, 0);
  CHECK_FALSE(stage.view.wanted);
}

TEST_CASE("failures make the pause grow; the loss of any connection asks for metadata") {
  ViewStage stage = settled();
  stage.view.want();
  for (const std::int64_t ms : {100, 200, 400}) {
    stage.lose(stage.take());
    CHECK(is_about(stage.refresh_in(), ms));
    stage.now = stage.now + seconds(2);
  }
  stage.answer(stage.take(), 1, 0);
  CHECK(stage.view.failures == 0);
}

TEST_CASE("an age that is over asks again however often nothing was new") {
  ViewStage stage;
  stage.view.max_age = milliseconds(200);
  for (int i = 0; i < 6; ++i) {
    stage.answer(stage.take(), 1, 0);
    stage.advance();
    CHECK(stage.refresh_in() == milliseconds(200));
    stage.now = stage.now + milliseconds(200);
  }
}

}  // namespace barnabas::test
