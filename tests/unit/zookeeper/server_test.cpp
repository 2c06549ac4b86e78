#include "core/zookeeper/server.h"

#include "core/base/prng.h"
#include "tests/support/catch.h"
#include "tests/unit/zookeeper/harness.h"

namespace barnabas::test {
namespace {

const zk::CreateMode kEphemeral = zk::CreateMode::Ephemeral;

// A server that is spoken to by hand.
struct Bare {
  MemoryFiles files;
  zookeeper::Server server;
  std::vector<Effect> effects;

  explicit Bare(zookeeper::ServerConfig config = {}) : server(config) { step(event::Started{}); }
  void step(const Event& event) {
    effects.clear();
    Context context{Instant{}, WallTime{}, files, effects};
    server.step(event, context);
    server.check_invariants();
  }
  // The last answer.
  zk::Response ask(ConnectionId connection, const zk::Request& request) {
    step(event::Received{connection, CorrelationId{1}, 0,
                         protocol::RequestRef(protocol::RequestBody(request))});
    for (std::size_t i = effects.size(); i-- > 0;) {
      const auto* reply = std::get_if<effect::Reply>(&effects[i]);
      if (reply != nullptr) return std::get<zk::Response>(*reply->body);
    }
    FAIL("no answer");
    return {};
  }
  zk::Response connect(ConnectionId connection, std::int32_t timeout_ms, std::int64_t session_id) {
    zk::Request request;
    request.op.code = zk::OpCode::Connect;
    request.timeout_ms = timeout_ms;
    request.session_id = session_id;
    return ask(connection, request);
  }
};

std::int32_t granted(std::int32_t timeout_ms, zookeeper::ServerConfig config = {}) {
  return Bare(config).connect(ConnectionId{5}, timeout_ms, 0).timeout_ms;
}

TEST_CASE("timeouts are clamped to 2 to 20 ticks") {
  CHECK(granted(18000) == 18000);
  CHECK(granted(6000) == 6000);
  CHECK(granted(1) == 4000);
  CHECK(granted(60000) == 40000);
  CHECK(granted(6000, {100}) == 2000);
  CHECK(granted(0, {100}) == 200);
}

TEST_CASE("asking for a session that is not there is answered with session 0") {
  Bare it;
  const zk::Response response = it.connect(ConnectionId{5}, 6000, 42);
  CHECK(response.session_id == 0);
  CHECK(response.timeout_ms == 0);
  CHECK(it.server.session_of(ConnectionId{5}) == 0);
}

TEST_CASE("a request without a session is refused and does nothing") {
  Bare it;
  zk::Request request;
  request.op = create_op("/a");
  CHECK(it.ask(ConnectionId{5}, request).error == zk::Error::SessionExpired);
  CHECK(it.server.tree().find("/a") == nullptr);
}

TEST_CASE("resuming on another connection closes the older one") {
  Bare it;
  CHECK(it.connect(ConnectionId{5}, 6000, 0).session_id == 1);
  CHECK(it.connect(ConnectionId{6}, 6000, 1).session_id == 1);
  REQUIRE(it.effects.size() == 2);
  CHECK(std::get<effect::Close>(it.effects[0]).connection == ConnectionId{5});
  CHECK(it.server.session_of(ConnectionId{5}) == 0);
  CHECK(it.server.session_of(ConnectionId{6}) == 1);
  it.step(event::Disconnected{ConnectionId{5}});  // too late to matter
  CHECK(it.server.session_of(ConnectionId{6}) == 1);
}

TEST_CASE("the newest connection of a session is the session's, and the older one is closed") {
  Harness it({"b1"});
  it.start();
  it.submit(0, get_op("/", true));
  it.run_for(milliseconds(10));
  it.take_transcript();
  // The client gives up on its side only: what it closes with does not get through.
  it.cut(0, true);
  it.run_for(milliseconds(4010));
  it.cut(0, false);
  it.run_for(milliseconds(200));
  CHECK(it.take_transcript() ==
        "b1 note probe zookeeper-client-heard-nothing\n"
        "b1 disconnected\n"
        "b1 resumed session 1\n");
  CHECK(it.server().session_of(ConnectionId{0}) == 0);
  CHECK(it.server().session_of(ConnectionId{1}) == 1);
  CHECK(it.server().sessions().at(1).connection == ConnectionId{1});
  it.submit(0, set_op("/", "x"));
  it.run_for(milliseconds(10));
  CHECK(it.take_transcript() == "b1 watch data-changed /\nb1 #2 Ok /\n");
}

TEST_CASE("no acknowledged write and no session is lost by a kill or a power cut") {
  const bool is_power_cut = GENERATE(false, true);
  Harness it({"b1", "b2"});
  it.start();
  it.submit(0, create_op("/mine", "m", kEphemeral));
  it.submit(0, create_op("/q", "", zk::CreateMode::PersistentSequential));
  it.submit(1, create_op("/a", "x"));
  it.submit(1, set_op("/a", "y"));
  it.submit(1, delete_op("/a"));
  it.submit_multi(1, {create_op("/b"), create_op("/b/c", "deep")});
  it.run_for(milliseconds(10));
  const zookeeper::ZnodeTree before = it.server().tree();
  const std::int64_t zxid = it.server().last_zxid();
  it.take_transcript();

  if (is_power_cut) {
    it.cut_server_power(0);
  } else {
    it.stop_server();
  }
  it.run_for(milliseconds(50));
  it.start_server();
  CHECK(it.server().tree() == before);
  CHECK(hash_of(it.server().tree()) == hash_of(before));
  CHECK(it.server().last_zxid() == zxid);
  it.submit(0, get_op("/mine"));
  it.submit(1, create_op("/q", "", zk::CreateMode::PersistentSequential));
  it.run_for(seconds(1));
  CHECK(it.take_transcript() ==
        "b1 disconnected\n"
        "b2 disconnected\n"
        "b1 resumed session 1\n"
        "b2 resumed session 2\n"
        "b1 #3 Ok /mine data=m v0\n"
        "b2 #5 Ok /q0000000004 v0\n");
  // A session that does not come back ends after its timeout, counted from the restart.
  it.stop_server();
  it.close(0);
  it.start_server();
  it.run_for(seconds(9));
  CHECK(it.server().tree().find("/mine") == nullptr);
  CHECK(it.server().sessions().size() == 1);
}

TEST_CASE("a server whose log fails ends without an answer, whichever operation fails") {
  for (std::int64_t failing = 1;; ++failing) {
    CAPTURE(failing);
    Harness it({"b1"});
    it.start();
    it.run_for(milliseconds(10));
    std::int64_t acknowledged = -1;
    it.files().operations_until_failure = failing;
    it.files().failure = failing % 2 == 0 ? Errc::Io : Errc::NoSpace;
    it.submit(0, create_op("/n"));
    for (int i = 0; i < 5; ++i) it.submit(0, set_op("/n", std::to_string(i)));
    it.run_for(milliseconds(10));
    const std::string heard = it.take_transcript();
    if (heard.find("Ok /n v0") != std::string::npos) acknowledged = 0;
    for (int i = 1; i <= 5; ++i) {
      if (heard.find("Ok /n v" + std::to_string(i)) != std::string::npos) acknowledged = i;
    }
    if (it.is_server_up()) {
      CHECK(acknowledged == 5);
      break;
    }
    CHECK(heard.find("zookeeper exit transaction log") != std::string::npos);
    it.files().operations_until_failure = INT64_MAX;
    it.cut_server_power(static_cast<std::size_t>(failing) * 7);
    it.start_server();
    REQUIRE(it.is_server_up());
    const zookeeper::Znode* node = it.server().tree().find("/n");
    CHECK((node == nullptr ? -1 : node->version) >= acknowledged);
  }
}

TEST_CASE("a server that was paused expires nobody whose pings were waiting") {
  Harness it({"b1", "b2"});
  it.start();
  it.submit(0, create_op("/one", "", kEphemeral));
  it.submit(1, create_op("/two", "", kEphemeral));
  it.run_for(milliseconds(10));
  it.take_transcript();
  it.pause_server();
  it.run_for(seconds(30));
  it.pause(1);  // and one client is away for good
  it.resume_server();
  it.run_for(seconds(1));
  CHECK(it.server().tree().find("/one") != nullptr);
  it.run_for(seconds(20));
  CHECK(it.server().tree().find("/one") != nullptr);
  CHECK(it.server().tree().find("/two") == nullptr);
  CHECK(it.take_transcript().find("expired 1") == std::string::npos);
}

TEST_CASE("after a pause of the server, ticks that were missed come one by one") {
  Harness it({"b1", "b2"});
  it.start();
  it.run_for(milliseconds(1500));
  it.pause(0);  // for good: silent since 0, ends at 8 s
  it.run_for(milliseconds(1000));
  it.pause(1);  // silent since its ping at 2 s, would end at 10 s
  it.run_for(milliseconds(500));
  it.pause_server();
  it.run_for(milliseconds(6000));
  it.resume(1);  // back at 9 s, in time
  it.run_for(seconds(21));
  it.take_transcript();
  it.resume_server();
  it.run_for(seconds(1));
  CHECK(it.server().sessions().count(1) == 0);
  CHECK(it.server().sessions().count(2) == 1);
}

TEST_CASE("a copy of everything goes on exactly as the original does") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    Prng prng = stream(seed, "tests/zookeeper-copy");
    Harness it({"b1", "b2", "b3"});
    it.start();
    for (int i = 0; i < 60; ++i) {
      const auto client = static_cast<std::size_t>(prng.below(3));
      const std::string path = "/" + std::string(1, static_cast<char>('a' + prng.below(4)));
      switch (prng.below(8)) {
        case 0:
          it.submit(client, create_op(path, "x", kEphemeral));
          break;
        case 1:
          it.submit(client, set_op(path, std::to_string(i)));
          break;
        case 2:
          it.submit(client, exists_op(path, true));
          break;
        case 3:
          it.submit(client, children_op("/", true));
          break;
        case 4:
          it.sever(client);
          break;
        case 5:
          it.submit_multi(client, {create_op(path), delete_op(path)});
          break;
        case 6:
          it.expire(static_cast<std::int64_t>(1 + prng.below(5)));
          break;
        default:
          it.run_for(milliseconds(prng.between(1, 4000)));
          break;
      }
      if (i % 10 != 9) continue;
      Harness copy = it;
      REQUIRE(copy.hash() == it.hash());
      copy.run_for(seconds(5));
      it.run_for(seconds(5));
      REQUIRE(copy.take_transcript() == it.take_transcript());
      REQUIRE(copy.hash() == it.hash());
      REQUIRE(copy.server() == it.server());
    }
  }
}

TEST_CASE("an orderly stop keeps everything") {
  Harness it({"b1"});
  it.start();
  it.submit(0, create_op("/a", "x"));
  it.run_for(milliseconds(10));
  std::vector<Effect> effects;
  Context context{it.now(), WallTime{}, it.files(), effects};
  it.server().step(event::ShutdownRequested{}, context);
  REQUIRE(effects.size() == 1);
  CHECK(std::get<effect::Exit>(effects[0]).orderly);
  it.stop_server();
  it.start_server();
  CHECK(it.server().tree().find("/a")->data == "x");
}

}  // namespace
}  // namespace barnabas::test
