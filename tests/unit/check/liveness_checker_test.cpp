// What must be so when everything has healed, and how long one must wait to say so.
#include "core/broker/broker.h"
#include "tests/support/catch.h"
#include "tests/unit/check/stage.h"

namespace barnabas::test {

TEST_CASE("Liveness names what is not alive") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.set_position(1);
  REQUIRE(stage.judge.violation_count() == 0);
  const char* why = "";
  SECTION("a broker is down") {
    stage.stop(3);
    why = "broker-3 is down";
  }
  SECTION("no leader") {
    stage.set_leader(-1, 1, {2});
    why = "t-0 has no leader";
  }
  SECTION("the leader does not know") {
    stage.state(1).role = replica::Role::Follower;
    why = "broker-1 does not know that it leads t-0";
  }
  SECTION("a replica is out of sync") {
    stage.set_leader(1, 0, {1, 2});
    why = "broker-3 is not in the in-sync set of t-0";
  }
  SECTION("a record has no outcome") {
    stage.send({4}, {"late"});
    why = "1 record of producer has no outcome, 'late' the first";
  }
  SECTION("the consumer is behind") {
    stage.set_position(0);
    why = "consumer is at offset 0 of t-0, which ends at 1";
  }
  SECTION("the consumer has no place") {
    stage.reset(1, 1);
    why = "consumer has no place yet to read t-0 from";
  }
  SECTION("an in-sync set hangs") {
    stage.state(1).pending = replica::PendingIsr{};
    why = "broker-1 still waits for an answer to the in-sync set that it proposed for t-0";
  }
  SECTION("a broker has missed an election") {
    stage.broker(2).metadata.partitions[Stage::tp()].leader_epoch = LeaderEpoch{-1};
    why = "broker-2 does not know who leads t-0 in epoch 0";
  }
  SECTION("a replica lacks what is committed") {
    stage.set_mark(3, 0);
    stage.truncate(3, 0);
    why = "broker-3 has t-0 only up to offset 0, and everything below 1 is committed";
  }
  SECTION("replicas are still being moved") {
    stage.set_znode("/brokers/topics/t",
                    "{\"partitions\":{\"0\":[1,2,3]},\"version\":3,"
                    "\"adding_replicas\":{\"0\":[3]}}");
    why = "replicas of topic t are still being moved";
  }
  const auto judgement = stage.finish();
  CHECK_FALSE(judgement.is_alive);
  CHECK(judgement.why_not_alive == why);
}

TEST_CASE("patience is ten times the largest timeout after the last disturbance") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  const auto wait = [&stage](Duration duration) {
    stage.stop(3);
    stage.start(3);
    stage.wait(duration);
    return stage.finish().patience;
  };
  SECTION("too short") {
    const auto patience = wait(seconds(60));
    CHECK(patience.needed == seconds(1200));  // delivery.timeout.ms
    CHECK(patience.had >= seconds(60));
    CHECK(patience.had < seconds(61));
  }
  SECTION("long enough") { CHECK(wait(seconds(1200)).is_conclusive()); }
  SECTION("nothing pends: it will stay so") {
    const auto patience = wait(seconds(60));
    CHECK(patience.nothing_pends);
    CHECK(patience.is_conclusive());
  }
}

}  // namespace barnabas::test
