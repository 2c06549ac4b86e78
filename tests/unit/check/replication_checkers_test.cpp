// The judges of replication, each silent on what is right and awake after one sabotage.
#include "core/broker/broker.h"
#include "tests/support/catch.h"
#include "tests/unit/check/stage.h"

namespace barnabas::test {
namespace {

bool is_silent(Stage& stage) { return stage.judge.violation_count() == 0; }

}  // namespace

TEST_CASE("TypeOk sees variables outside of their domains") {
  Stage stage;
  stage.replicate(0, 0, {"a", "b"});
  stage.open_log(1);
  REQUIRE(is_silent(stage));
  SECTION("a high watermark beyond the log") {
    stage.set_mark(1, 9);
    CHECK(stage.violates("TypeOk"));
  }
  SECTION("a log that forgot to grow") {
    stage.append(1, Stage::batch(2, 0, {"c"}));
    CHECK(stage.violates("TypeOk"));
  }
  SECTION("a pending ISR of a follower") {
    stage.state(2).pending = replica::PendingIsr{};
    stage.look(2);
    CHECK(stage.violates("TypeOk"));
  }
  SECTION("a member twice") {
    stage.state(1).isr = {NodeId{1}, NodeId{1}};
    stage.look(1);
    CHECK(stage.violates("TypeOk"));
  }
  SECTION("a leader epoch that falls") {
    stage.set_leader(1, 2, {1, 2, 3});
    REQUIRE(is_silent(stage));
    stage.set_leader(1, 1, {1, 2, 3});
    CHECK(stage.violates("TypeOk"));
  }
  SECTION("an in-sync set with a stranger") {
    stage.set_leader(1, 0, {1, 2, 9});
    CHECK(stage.violates("TypeOk"));
  }
}

TEST_CASE("TypeOk lets leader epochs begin anew with a topic that is made again") {
  Stage stage;
  stage.set_leader(1, 2, {1, 2, 3});
  stage.recreate_topic();
  CHECK_FALSE(stage.violates("TypeOk"));
}

TEST_CASE("WeakIsr sees that a member of the leader's own set lacks what it exposed") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  for (std::int32_t id = 1; id <= 2; ++id) stage.append(id, Stage::batch(1, 0, {"b"}));
  stage.set_leader(1, 0, {1, 2});
  SECTION("it believes broker-3 to be in sync") {
    stage.set_mark(1, 2);
    CHECK(stage.violates("WeakIsr"));
  }
  SECTION("it knows that broker-3 is not") {
    stage.state(1).isr = {NodeId{1}, NodeId{2}};
    stage.set_mark(1, 2);
    CHECK_FALSE(stage.violates("WeakIsr"));
  }
}

TEST_CASE("LeaderInIsr sees a leader that is not in sync, and an empty set") {
  Stage stage;
  REQUIRE(is_silent(stage));
  SECTION("outside") { stage.set_leader(1, 1, {2, 3}); }
  SECTION("empty") { stage.set_leader(-1, 1, {}); }
  CHECK(stage.violates("LeaderInIsr"));
}

TEST_CASE("LeaderInIsr lets a partition be without a leader") {
  Stage stage;
  stage.set_leader(-1, 1, {2});
  CHECK_FALSE(stage.violates("LeaderInIsr"));
}

TEST_CASE("ValidHighWatermark sees a mark beyond a member's log") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  for (std::int32_t id = 1; id <= 2; ++id) stage.append(id, Stage::batch(1, 0, {"b"}));
  REQUIRE(is_silent(stage));
  SECTION("of one that runs") {
    stage.set_mark(1, 2);
    CHECK(stage.violates("ValidHighWatermark"));
  }
  SECTION("not of one that is down") {
    stage.stop(3);
    stage.set_mark(1, 2);
    CHECK_FALSE(stage.violates("ValidHighWatermark"));
  }
}

TEST_CASE("ReplicationQuorumSuperset sees a leader that waits for too few") {
  Stage stage;
  stage.state(1).isr = {NodeId{1}, NodeId{2}};
  SECTION("ZooKeeper has one more") {
    stage.look(1);
    CHECK(stage.violates("ReplicationQuorumSuperset"));
  }
  SECTION("but it is about to join") {
    stage.state(1).pending = replica::PendingIsr{{NodeId{1}, NodeId{2}, NodeId{3}}, true, true};
    stage.look(1);
    CHECK_FALSE(stage.violates("ReplicationQuorumSuperset"));
  }
  SECTION("or the leader is of the past") {
    stage.set_leader(2, 1, {2, 3});
    stage.look(1);
    CHECK_FALSE(stage.violates("ReplicationQuorumSuperset"));
  }
}

TEST_CASE("LeaderCompleteness sees a new leader without what was committed") {
  Stage stage;
  stage.replicate(0, 0, {"a", "b"});
  stage.stop(1);
  const auto take_over = [&stage] {
    stage.set_leader(2, 1, {2, 3});
    stage.state(2).role = replica::Role::Leader;
    stage.state(2).leader_epoch = LeaderEpoch{1};
    stage.state(2).leader_epoch_start = Offset{2};
    stage.look(2);
  };
  SECTION("with all of it") {
    take_over();
    CHECK_FALSE(stage.violates("LeaderCompleteness"));
  }
  SECTION("without its end") {
    stage.truncate(2, 0);
    stage.set_mark(2, 0);
    take_over();
    CHECK(stage.violates("LeaderCompleteness"));
  }
  SECTION("with another content") {
    stage.truncate(2, 0);
    stage.append(2, Stage::batch(0, 0, {"x", "y"}));
    take_over();
    CHECK(stage.violates("LeaderCompleteness"));
  }
}

TEST_CASE("LeaderCompleteness sees an acknowledgement of acks=all before its time") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.append(1, Stage::batch(1, 0, {"b"}));
  SECTION("all") {
    stage.acknowledge(1, "b", 1, -1);
    CHECK(stage.violates("LeaderCompleteness"));
  }
  SECTION("one promises less") {
    stage.acknowledge(1, "b", 1, 1);
    CHECK_FALSE(stage.violates("LeaderCompleteness"));
  }
  SECTION("committed") {
    stage.acknowledge(0, "a", 0, -1);
    CHECK_FALSE(stage.violates("LeaderCompleteness"));
  }
}

TEST_CASE("leaders wait for a replica that is moved away until those who stay are in sync") {
  const char* const leaving =
      "{\"partitions\":{\"0\":[1,2,3]},\"version\":3,\"removing_replicas\":{\"0\":[3]}}";
  const char* const moved = "{\"partitions\":{\"0\":[1,2]},\"version\":3}";
  Stage stage;
  stage.replicate(0, 0, {"a"});
  bool must_wait = false;
  SECTION("they are not") {
    stage.set_leader(1, 0, {1, 3});
    stage.set_znode("/brokers/topics/t", leaving);
    must_wait = true;
  }
  SECTION("they are") { stage.set_znode("/brokers/topics/t", leaving); }
  SECTION("they were, and the ISR has not been written anew") {
    stage.set_znode("/brokers/topics/t", leaving);
    stage.set_leader(1, 0, {1, 3});
  }
  SECTION("another move begins, and they are not") {
    stage.set_znode("/brokers/topics/t", leaving);
    stage.set_znode("/brokers/topics/t", "{\"partitions\":{\"0\":[1,2,3]},\"version\":3}");
    stage.set_leader(1, 0, {1, 3});
    stage.set_znode("/brokers/topics/t", leaving);
    must_wait = true;
  }
  SECTION("it is gone, and its leader has not heard of it") {
    stage.set_leader(1, 0, {1, 2});
    stage.set_znode("/brokers/topics/t", moved);
  }
  for (std::int32_t id = 1; id <= 2; ++id) stage.append(id, Stage::batch(1, 0, {"b"}));
  stage.set_mark(1, 2);
  stage.acknowledge(1, "b", 1, -1);
  for (const char* checker : {"LeaderCompleteness", "WeakIsr", "StrongIsr", "ValidHighWatermark"}) {
    CAPTURE(checker);
    CHECK(stage.violates(checker) == must_wait);
  }
}

TEST_CASE("LeaderCandidateCompleteness sees a member that lost committed records") {
  Stage stage;
  stage.replicate(0, 0, {"a", "b"});
  REQUIRE(is_silent(stage));
  stage.set_mark(3, 0);
  stage.truncate(3, 0);
  CHECK(stage.violates("LeaderCandidateCompleteness"));
}

TEST_CASE("TrueHwMonotone sees a leader past its epoch's start and below the true mark") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.replicate(1, 0, {"b"});
  stage.state(1).role = replica::Role::Follower;
  stage.set_leader(2, 1, {2, 3});
  stage.state(2).role = replica::Role::Leader;
  stage.state(2).leader_epoch = LeaderEpoch{1};
  stage.state(2).high_watermark = Offset{1};
  SECTION("it does not know yet") {
    stage.state(2).leader_epoch_start = Offset{2};
    stage.look(2);
    CHECK_FALSE(stage.violates("TrueHwMonotone"));
  }
  SECTION("it ought to") {
    stage.state(2).leader_epoch_start = Offset{1};
    stage.look(2);
    CHECK(stage.violates("TrueHwMonotone"));
  }
}

TEST_CASE("AppliedHwMonotone sees marks that fall") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  stage.replicate(1, 0, {"b"});
  SECTION("of a leader in its epoch") {
    stage.set_mark(1, 1);
    CHECK(stage.violates("AppliedHwMonotone"));
  }
  SECTION("not of a follower") {
    stage.set_mark(2, 1);
    CHECK_FALSE(stage.violates("AppliedHwMonotone"));
  }
  SECTION("as clients are told") {
    stage.tell_end(1, 2);
    stage.tell_end(1, 1);
    CHECK(stage.violates("AppliedHwMonotone"));
  }
  SECTION("not by a leader of the past") {
    stage.state(2).leader_epoch = LeaderEpoch{1};
    stage.tell_end(2, 2);
    stage.tell_end(1, 1);
    CHECK_FALSE(stage.violates("AppliedHwMonotone"));
  }
}

TEST_CASE("FetchCreditSound sees credit for what a follower does not have") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  auto& remote = stage.state(1).remotes[NodeId{2}];
  remote.log_end = Offset{1};
  stage.look(1);
  REQUIRE_FALSE(stage.judge.violation_count() > 0);
  stage.state(1).remotes[NodeId{2}].log_end = Offset{2};
  SECTION("in the same epoch") {
    stage.look(1);
    CHECK(stage.violates("FetchCreditSound"));
  }
  SECTION("not when it follows another") {
    stage.state(2).leader_epoch = LeaderEpoch{1};
    stage.look(1);
    CHECK_FALSE(stage.violates("FetchCreditSound"));
  }
}

TEST_CASE("a topic that is being deleted promises nothing") {
  Stage stage;
  stage.replicate(0, 0, {"a"});
  SECTION("it stays") {
    stage.truncate(3, 0);
    CHECK_FALSE(is_silent(stage));
  }
  SECTION("it goes") {
    stage.set_znode("/admin/delete_topics/t", "");
    stage.truncate(3, 0);
    CHECK(is_silent(stage));
  }
}

}  // namespace barnabas::test
