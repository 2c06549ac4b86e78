// Sessions from both ends: the transcripts say what each client hears, in order.
#include "core/zookeeper/session.h"

#include "tests/support/catch.h"
#include "tests/unit/zookeeper/harness.h"

namespace barnabas::test {
namespace {

const zk::CreateMode kEphemeral = zk::CreateMode::Ephemeral;

// Two brokers with open sessions 1 and 2; the transcript is empty.
Harness two_brokers() {
  Harness it({"b1", "b2"});
  it.start();
  it.run_for(milliseconds(10));
  CHECK(it.take_transcript() ==
        "zookeeper note session-opened 1 b1\n"
        "zookeeper note session-opened 2 b2\n"
        "b1 opened session 1\n"
        "b2 opened session 2\n");
  return it;
}

TEST_CASE("requests submitted before the session is open wait, and are answered in order") {
  Harness it({"b1"});
  it.submit(0, create_op("/a", "x"));
  it.submit(0, get_op("/a"));
  it.start();
  it.submit(0, delete_op("/a", 5));
  it.run_for(milliseconds(10));
  CHECK(it.take_transcript() ==
        "zookeeper note session-opened 1 b1\n"
        "b1 opened session 1\n"
        "b1 #1 Ok /a v0\n"
        "b1 #2 Ok /a data=x v0\n"
        "b1 #3 BadVersion /a\n");
}

TEST_CASE("one broker wins /controller, the other watches, and takes over at once on a close") {
  Harness it = two_brokers();
  it.submit(0, create_op("/controller", "1", kEphemeral));
  it.submit(1, create_op("/controller", "2", kEphemeral));
  it.submit(1, exists_op("/controller", true));
  it.run_for(milliseconds(10));
  it.close(0);
  it.run_for(milliseconds(10));
  CHECK(it.client(0).is_closed());
  it.submit(1, create_op("/controller", "2", kEphemeral));
  it.run_for(milliseconds(10));
  CHECK(it.take_transcript() ==
        "b1 #1 Ok /controller v0\n"
        "b2 #1 NodeExists /controller\n"
        "b2 #2 Ok /controller v0\n"
        "b2 watch deleted /controller\n"
        "b1 disconnected\n"
        "b2 #3 Ok /controller v0\n");
  CHECK(it.server().tree().find("/controller")->data == "2");
  CHECK(it.server().sessions().size() == 1);
}

TEST_CASE("a notification arrives before any answer that shows the change") {
  Harness it = two_brokers();
  it.submit(0, create_op("/a", "old"));
  it.run_for(milliseconds(10));
  it.submit(0, get_op("/a", true));
  it.submit(0, children_op("/", true));
  it.submit(0, exists_op("/new", true));
  it.run_for(milliseconds(10));
  it.take_transcript();
  // The watcher's reads and the other client's write cross on the way: one is answered before the
  // change.
  it.submit(0, get_op("/a"));
  it.submit(1, set_op("/a", "new"));
  it.submit(0, get_op("/a"));
  it.run_for(milliseconds(10));
  CHECK(it.take_transcript() ==
        "b1 #5 Ok /a data=old v0\n"
        "b1 watch data-changed /a\n"
        "b2 #1 Ok /a v1\n"
        "b1 #6 Ok /a data=new v1\n");
  it.submit(1, create_op("/new"));
  it.run_for(milliseconds(10));
  it.submit(0, get_op("/a"));
  it.run_for(milliseconds(10));
  CHECK(it.take_transcript() ==
        "b1 watch created /new\n"
        "b1 watch children-changed /\n"
        "b2 #2 Ok /new v0\n"
        "b1 #7 Ok /a data=new v1\n");
}

TEST_CASE("a client's own write tells it of its watch before the answer, and only once") {
  Harness it = two_brokers();
  it.submit(0, exists_op("/a", true));
  it.submit(0, create_op("/a"));
  it.submit(0, set_op("/a", "x"));
  it.run_for(milliseconds(10));
  CHECK(it.take_transcript() ==
        "b1 #1 NoNode /a\n"
        "b1 watch created /a\n"
        "b1 #2 Ok /a v0\n"
        "b1 #3 Ok /a v1\n");
}

TEST_CASE("a deleted znode that is watched for data and children is told once") {
  Harness it = two_brokers();
  it.submit(0, create_op("/a"));
  it.submit(0, get_op("/a", true));
  it.submit(0, children_op("/a", true));
  it.submit(0, children_op("/missing", true));  // leaves no watch
  it.run_for(milliseconds(10));
  it.take_transcript();
  it.submit_multi(1, {delete_op("/a"), create_op("/missing"), create_op("/missing/x")});
  it.run_for(milliseconds(10));
  CHECK(it.take_transcript() == "b1 watch deleted /a\nb2 #1 Ok [Ok] [Ok] [Ok]\n");
  CHECK(it.server().watches().empty());
}

TEST_CASE("pings keep a session alive that has nothing to say") {
  Harness it = two_brokers();
  it.run_for(seconds(600));
  CHECK(it.take_transcript().empty());
  CHECK(it.server().sessions().size() == 2);
}

TEST_CASE("silence for the timeout ends the session and all its ephemeral znodes in one go") {
  Harness it = two_brokers();
  it.submit(0, create_op("/one", "", kEphemeral));
  it.submit(0, create_op("/two", "", kEphemeral));
  it.submit(0, create_op("/stays"));
  it.submit(1, children_op("/", true));
  it.submit(1, get_op("/two", true));
  it.run_for(milliseconds(500));
  it.take_transcript();
  const std::int64_t zxid = it.server().last_zxid();
  it.pause(0);
  it.run_for(milliseconds(7480));  // silent for 6 s since 6.01 s, but ends are rounded up to a tick
  CHECK(it.take_transcript().empty());
  it.run_for(milliseconds(20));  // and the next one is at 8 s
  CHECK(it.take_transcript() ==
        "zookeeper note session-expired 1 b1: nothing heard for 6000 ms\n"
        "b2 watch children-changed /\n"
        "b2 watch deleted /two\n");
  CHECK(it.server().last_zxid() == zxid + 1);
  CHECK(it.server().tree().read(children_op("/")).children == std::vector<std::string>{"stays"});

  // The zombie comes back, writes, and learns: nothing of what it sent was done.
  it.resume(0);
  it.submit(0, create_op("/zombie"));
  it.run_for(milliseconds(1));
  it.submit(0, create_op("/zombie-2", "", kEphemeral));
  it.run_for(milliseconds(200));
  CHECK(it.take_transcript() ==
        "b1 note probe zookeeper-client-heard-nothing\n"
        "b1 #4 ConnectionLoss\n"
        "b1 disconnected\n"
        "b1 note session-lost 1 b1\n"
        "b1 #5 SessionExpired\n"
        "b1 expired\n"
        "zookeeper note session-opened 3 b1\n"
        "b1 opened session 3\n");
  CHECK(it.server().tree().find("/zombie") == nullptr);
  CHECK(it.server().tree().find("/zombie-2") == nullptr);
}

TEST_CASE("a pause shorter than the timeout costs the connection but not the session") {
  Harness it = two_brokers();
  it.submit(0, create_op("/mine", "", kEphemeral));
  it.run_for(milliseconds(10));
  it.take_transcript();
  it.pause(0);
  it.run_for(milliseconds(4500));
  it.resume(0);
  it.run_for(seconds(10));
  CHECK(it.take_transcript() ==
        "b1 note probe zookeeper-client-heard-nothing\n"
        "b1 disconnected\n"
        "b1 resumed session 1\n");
  CHECK(it.server().tree().find("/mine") != nullptr);
}

TEST_CASE("a lost connection answers what was in flight with ConnectionLoss, and resumes") {
  Harness it = two_brokers();
  it.submit(0, create_op("/mine", "", kEphemeral));
  it.run_for(milliseconds(10));
  it.take_transcript();
  it.submit(0, create_op("/in-flight"));
  it.submit(0, get_op("/mine"));
  it.sever(0);
  it.run_for(milliseconds(1));
  it.submit(0, get_op("/mine"));  // waits for the next connection
  it.run_for(milliseconds(500));
  CHECK(it.take_transcript() ==
        "b1 #2 ConnectionLoss\n"
        "b1 #3 ConnectionLoss\n"
        "b1 disconnected\n"
        "b1 resumed session 1\n"
        "b1 #4 Ok /mine v0\n");
}

TEST_CASE("what changed while a client was away fires when it resumes") {
  Harness it = two_brokers();
  for (const char* path : {"/data", "/same", "/gone", "/parent", "/parent2"}) {
    it.submit(1, create_op(path));
  }
  it.run_for(milliseconds(10));
  it.submit(0, get_op("/data", true));
  it.submit(0, get_op("/same", true));
  it.submit(0, get_op("/gone", true));
  it.submit(0, children_op("/gone", true));
  it.submit(0, exists_op("/awaited", true));
  it.submit(0, children_op("/parent", true));
  it.submit(0, children_op("/parent2", true));
  it.run_for(milliseconds(10));
  it.take_transcript();
  it.cut(0, true);  // the notifications of these changes are lost
  it.submit(1, set_op("/data", "new"));
  it.submit(1, delete_op("/gone"));
  it.submit(1, create_op("/awaited"));
  it.submit(1, create_op("/parent/child"));
  it.submit(1, delete_op("/parent/child"));
  it.run_for(milliseconds(4050));
  it.cut(0, false);
  it.run_for(seconds(2));
  CHECK(it.take_transcript() ==
        "b2 #6 Ok /data v1\n"
        "b2 #7 Ok /gone\n"
        "b2 #8 Ok /awaited v0\n"
        "b2 #9 Ok /parent/child v0\n"
        "b2 #10 Ok /parent/child\n"
        "b1 note probe zookeeper-client-heard-nothing\n"
        "b1 disconnected\n"
        "b1 resumed session 1\n"
        "b1 watch data-changed /data\n"
        "b1 watch deleted /gone\n"
        "b1 watch created /awaited\n"
        "b1 watch children-changed /parent\n");
  // What had not changed is still watched.
  it.submit(1, set_op("/same", "x"));
  it.submit(1, create_op("/parent2/child"));
  it.run_for(milliseconds(10));
  CHECK(it.take_transcript() ==
        "b1 watch data-changed /same\n"
        "b2 #11 Ok /same v1\n"
        "b1 watch children-changed /parent2\n"
        "b2 #12 Ok /parent2/child v0\n");
}

TEST_CASE("an operator's expiry is learnt from the closed connection") {
  Harness it = two_brokers();
  it.submit(0, create_op("/mine", "", kEphemeral));
  it.run_for(milliseconds(10));
  it.take_transcript();
  CHECK(it.server().session_of_client("b1") == 1);
  it.expire(it.server().session_of_client("b1"));
  it.submit(0, get_op("/mine"));
  it.run_for(milliseconds(500));
  CHECK(it.take_transcript() ==
        "zookeeper note session-expired 1 b1: ended by the operator\n"
        "b1 #2 ConnectionLoss\n"
        "b1 disconnected\n"
        "b1 note session-lost 1 b1\n"
        "b1 expired\n"
        "zookeeper note session-opened 3 b1\n"
        "b1 opened session 3\n");
  it.expire(99);  // nobody's
  CHECK(it.take_transcript().empty());
}

TEST_CASE("an expired session takes its watches with it") {
  Harness it = two_brokers();
  it.submit(0, get_op("/", true));
  it.submit(0, children_op("/", true));
  it.submit(0, exists_op("/a", true));
  it.run_for(milliseconds(10));
  it.expire(1);
  it.run_for(milliseconds(500));
  it.take_transcript();
  CHECK(it.client(0).session_id() == 3);
  CHECK(it.server().watches().empty());
  it.submit(1, create_op("/a"));
  it.submit(1, set_op("/", "x"));
  it.run_for(milliseconds(10));
  CHECK(it.take_transcript() == "b2 #1 Ok /a v0\nb2 #2 Ok /\n");
}

TEST_CASE("a timer that fires for what is over, or early, or twice, does nothing") {
  MemoryFiles files;
  std::vector<Effect> effects;
  std::vector<zookeeper::Notice> notices;
  zookeeper::Session session(Endpoint{"zookeeper", 2181}, seconds(6), ConnectionId{10});
  const Event reconnect =
      event::TimerFired{TimerId{TimerKind::Reconnect, zookeeper::kReconnectKey}};
  const Event ping = event::TimerFired{TimerId{TimerKind::ZkPing, 0}};
  Context context{Instant{}, WallTime{}, files, effects};
  session.start(context);
  session.on_event(event::Disconnected{ConnectionId{10}}, context, notices);
  effects.clear();

  CHECK(session.on_event(reconnect, context, notices));  // the back-off has only begun
  REQUIRE(effects.size() == 1);
  CHECK(std::get<effect::SetTimer>(effects[0]).after == milliseconds(100));
  effects.clear();
  CHECK(session.on_event(ping, context, notices));
  CHECK(effects.empty());

  context.now = Instant{milliseconds(150).ns};
  session.on_event(reconnect, context, notices);
  CHECK(std::get<effect::Connect>(effects.at(0)).connection == ConnectionId{11});
  effects.clear();
  session.on_event(reconnect, context, notices);  // one attempt is under way
  REQUIRE(effects.size() == 1);
  CHECK(std::get<effect::SetTimer>(effects[0]).after == seconds(2));
  CHECK(notices.empty());
  // What belongs to somebody else is left to them.
  CHECK_FALSE(session.on_event(event::Disconnected{ConnectionId{12}}, context, notices));
  CHECK_FALSE(
      session.on_event(event::TimerFired{TimerId{TimerKind::Reconnect, 3}}, context, notices));
}

TEST_CASE("clients find a server again that was away for longer than a few attempts") {
  Harness it = two_brokers();
  it.stop_server();
  it.run_for(seconds(30));
  CHECK(it.take_transcript() == "b1 disconnected\nb2 disconnected\n");
  it.start_server();
  it.run_for(seconds(3));
  CHECK(it.take_transcript() == "b1 resumed session 1\nb2 resumed session 2\n");
}

TEST_CASE("an attempt to connect that nobody answers is given up and repeated") {
  Harness it({"b1"});
  it.cut(0, true);
  it.start();
  it.run_for(seconds(20));
  CHECK(it.take_transcript().empty());
  it.cut(0, false);
  it.run_for(seconds(4));
  CHECK(it.take_transcript() == "zookeeper note session-opened 1 b1\nb1 opened session 1\n");
}

TEST_CASE("a session that is closed while nobody listens is closed for its client") {
  Harness it = two_brokers();
  it.sever(0);
  it.run_for(milliseconds(1));
  it.close(0);
  CHECK(it.client(0).is_closed());
  it.submit(0, get_op("/"));
  it.run_for(seconds(10));
  CHECK(it.take_transcript() ==
        "b1 disconnected\n"
        "zookeeper note session-expired 1 b1: nothing heard for 6000 ms\n");
}

}  // namespace
}  // namespace barnabas::test
