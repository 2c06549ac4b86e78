// One ZooKeeper server, a few client sessions, a queue of messages and a clock: a value that tests
// can copy.
//
// Messages take a millisecond and keep their order on a connection. What the clients hear and what
// the nodes note is written down, line by line, as the transcript.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/zookeeper/server.h"
#include "core/zookeeper/session.h"
#include "tests/unit/zookeeper/memory_files.h"

namespace barnabas::test {

namespace zk = protocol::zk;

zk::Op create_op(const std::string& path, const std::string& data = {},
                 zk::CreateMode mode = zk::CreateMode::Persistent);
zk::Op delete_op(const std::string& path, std::int32_t version = -1);
zk::Op set_op(const std::string& path, const std::string& data, std::int32_t version = -1);
zk::Op check_op(const std::string& path, std::int32_t version);
zk::Op get_op(const std::string& path, bool watch = false);
zk::Op exists_op(const std::string& path, bool watch = false);
zk::Op children_op(const std::string& path, bool watch = false);
std::string name_of(zk::Error error);

class Harness {
 public:
  explicit Harness(std::vector<std::string> client_names, Duration timeout = milliseconds(6000));

  void start();  // the server and all clients
  void run_for(Duration span);

  // The client's number is its place in the constructor's list, from 0.
  void submit(std::size_t client, zk::Op op);
  void submit_multi(std::size_t client, std::vector<zk::Op> ops);
  void close(std::size_t client);
  void pause(std::size_t client);
  void resume(std::size_t client);
  void cut(std::size_t client, bool is_cut);  // messages vanish, nobody is told
  void sever(std::size_t client);             // both ends learn that the connection is gone
  void expire(std::int64_t session_id);
  void stop_server();  // a kill: the page cache stays
  void cut_server_power(std::size_t torn);
  void start_server();
  void pause_server();
  void resume_server();

  const zookeeper::Server& server() const { return *server_; }
  zookeeper::Server& server() { return *server_; }
  bool is_server_up() const { return server_.has_value(); }
  const zookeeper::Session& client(std::size_t number) const { return clients_[number].session; }
  MemoryFiles& files() { return files_; }
  Instant now() const { return now_; }

  // The lines since the last call.
  std::string take_transcript();
  std::uint64_t hash() const;

 private:
  static constexpr std::int64_t kServer = -1;
  struct Client {
    std::string name;
    zookeeper::Session session;
    std::int64_t next_token = 1;
    bool is_cut = false;
  };
  struct Connection {
    std::size_t client = 0;
    ConnectionId client_side;
    bool is_client_open = true;
    bool is_server_open = false;
  };
  struct Delivery {
    std::int64_t node = kServer;
    std::int64_t connection = -1;  // index, -1: none
    std::int64_t timer = -1;       // generation, -1: no timer
    Event event;
  };
  using Key = std::pair<std::int64_t, std::int64_t>;  // time, sequence

  void post(Duration after, Delivery delivery);
  void deliver(Delivery delivery);
  void step_server(const Event& event);
  void step_client(std::size_t number, const Event& event);
  void hear(std::size_t number, const std::vector<zookeeper::Notice>& notices);
  void perform(std::int64_t node, std::vector<Effect>& effects);
  void perform_timer(std::int64_t node, const Effect& effect);
  void open(std::size_t client, ConnectionId client_side);
  void send(std::int64_t node, ConnectionId side, Event event);
  void close_side(std::int64_t node, ConnectionId side);
  void lose_server();
  std::optional<std::int64_t> find_connection(std::int64_t node, ConnectionId side) const;
  void write(const std::string& line);

  Instant now_{};
  std::int64_t sequence_ = 0;
  std::map<Key, Delivery> queue_;
  std::optional<zookeeper::Server> server_;
  MemoryFiles files_;
  std::vector<Client> clients_;
  std::vector<Connection> connections_;  // the server's number is the index
  std::map<std::pair<std::int64_t, TimerId>, std::int64_t> timers_;  // generation
  std::map<std::int64_t, std::deque<Delivery>> paused_;
  std::string transcript_;
};

}  // namespace barnabas::test
