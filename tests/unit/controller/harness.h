// A small cluster for tests of the controller: one real ZooKeeper server, brokers that are a real
// session and a real controller around a broker that only writes down what it is told, and an
// administrator.
//
// Messages take a millisecond and keep their order on a connection. Brokers can be killed,
// restarted, paused and expired. A value: a copy goes on by itself.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/controller/controller.h"
#include "core/zookeeper/server.h"
#include "core/zookeeper/session.h"
#include "tests/unit/zookeeper/memory_files.h"

namespace barnabas::test {

namespace zk = protocol::zk;
using controller::Controller;
using controller::ControllerConfig;

// What a broker was told, and by whom.
struct Order {
  NodeId broker{-1};
  protocol::RequestRef request;
  ErrorCode answer = ErrorCode::None;
};

class ClusterHarness {
 public:
  explicit ClusterHarness(std::int32_t broker_count, const ControllerConfig& config = {},
                          std::vector<std::string> racks = {});

  void start();
  void start(std::int32_t broker);
  void run_for(Duration span);
  // Until nothing but timers is left, at most a second.
  void settle() { run_for(milliseconds(300)); }

  void kill(std::int32_t broker);
  void pause(std::int32_t broker);
  void resume(std::int32_t broker);
  void expire(std::int32_t broker);  // the operator's tool, at the server
  void lose_zookeeper_connection(std::int32_t broker);
  // An operator's write, by the session of this broker.
  void operate(std::int32_t broker, zk::Op op);
  // Requests of this kind are received and never answered, from now on.
  void hold(std::int32_t broker, std::string_view api) { held_[broker] = std::string(api); }
  void release(std::int32_t broker);

  // Sends a request to a broker; gives its number.
  std::int64_t ask(std::int32_t broker, protocol::RequestBody request);
  const protocol::ResponseBody* answer(std::int64_t number) const;
  template <class Response>
  const Response& answer_of(std::int64_t number) const {
    BARNABAS_CHECK(answer(number) != nullptr);
    return std::get<Response>(*answer(number));
  }
  // Asks the active controller and waits for the answer.
  template <class Response>
  Response ask_controller(protocol::RequestBody request) {
    const std::int64_t number = ask(active(), std::move(request));
    settle();
    return answer_of<Response>(number);
  }
  void create_topic(const std::string& name, std::vector<std::vector<std::int32_t>> replicas,
                    cluster::Configs configs = {});

  std::int32_t active() const;  // the one that ZooKeeper names; 0: none
  const Controller& controller(std::int32_t broker) const { return *nodes_.at(broker).controller; }
  const Controller& active_controller() const { return controller(active()); }
  bool is_up(std::int32_t broker) const { return nodes_.at(broker).controller.has_value(); }
  std::string znode(const std::string& path) const;  // its data; "<none>" when it is not there
  const zookeeper::Server& zookeeper() const { return zookeeper_; }
  cluster::Leadership leadership(const TopicPartition& tp) const { return state_of(tp); }

  // What a broker believes: of its own replicas, and of all partitions.
  const std::map<TopicPartition, protocol::PartitionState>& hosted(std::int32_t broker) const {
    return nodes_.at(broker).hosted;
  }
  const std::map<TopicPartition, protocol::PartitionState>& metadata(std::int32_t broker) const {
    return nodes_.at(broker).metadata;
  }

  std::vector<Order>& orders() { return orders_; }
  template <class Request>
  std::vector<Request> orders_of(std::int32_t broker) const {
    std::vector<Request> found;
    for (const Order& order : orders_) {
      const auto* request = std::get_if<Request>(&*order.request);
      if (order.broker == NodeId(broker) && request != nullptr) found.push_back(*request);
    }
    return found;
  }
  // "2: elected t-0 leader 2 epoch 1 isr 2,3 (broker 1 is gone)", one line each, since the last
  // call.
  std::string take_notes();
  std::vector<cluster::Configs>& configs_heard(std::int32_t broker) {
    return nodes_.at(broker).configs;
  }
  std::uint64_t hash() const;
  Instant now() const { return now_; }
  // Answers of StopReplica with delete from now on.
  ErrorCode deletion_answer = ErrorCode::None;
  ErrorCode leader_and_isr_answer = ErrorCode::None;  // per partition

 private:
  static constexpr std::int32_t kZooKeeper = 0;
  static constexpr std::int32_t kAdmin = -1;
  struct Delivery {
    std::int32_t node = 0;
    std::int64_t incarnation = 0;
    std::int64_t timer = -1;  // generation
    Event event;
  };
  struct Node {
    std::optional<zookeeper::Session> session;
    std::optional<Controller> controller;
    std::int64_t incarnation = 0;
    ControllerEpoch newest_controller{-1};
    std::map<TopicPartition, protocol::PartitionState> hosted;    // by LeaderAndIsr
    std::map<TopicPartition, protocol::PartitionState> metadata;  // by UpdateMetadata
    std::vector<cluster::Configs> configs;
    bool is_paused = false;
    std::deque<Delivery> postponed;
  };
  struct Connection {
    std::int32_t client = 0;
    std::int32_t server = 0;
    ConnectionId client_side;
    bool is_open = false;
  };
  void post(std::int32_t node, Event event, Duration after = milliseconds(1));
  void deliver(Delivery delivery);
  void step(std::int32_t node, const Event& event);
  void step_broker(std::int32_t id, const Event& event, Context& context);
  void receive(std::int32_t id, const event::Received& received, Context& context);
  protocol::ResponseBody obey(std::int32_t id, const protocol::RequestBody& request);
  void believe(Node& node, const protocol::RequestBody& request) const;
  void perform(std::int32_t node, std::vector<Effect>& effects);
  void perform_timer(std::int32_t node, const Effect& effect);
  void connect(std::int32_t node, const effect::Connect& effect);
  void close(std::int32_t node, ConnectionId side);
  std::optional<std::size_t> find_connection(std::int32_t node, ConnectionId side) const;
  static ConnectionId server_side(std::size_t index) {
    return ConnectionId((std::uint64_t{10} << 32) + index);
  }
  void write_note(std::int32_t node, const Note& note);
  cluster::Leadership state_of(const TopicPartition& tp) const;

  ControllerConfig config_;
  std::vector<std::string> racks_;
  Instant now_{};
  std::int64_t sequence_ = 0;
  std::map<std::pair<std::int64_t, std::int64_t>, Delivery> queue_;
  zookeeper::Server zookeeper_;
  MemoryFiles files_;
  std::map<std::int32_t, Node> nodes_;
  std::vector<Connection> connections_;
  std::map<std::pair<std::int32_t, TimerId>, std::int64_t> timers_;
  std::map<std::int32_t, std::string> held_;
  std::vector<Order> orders_;
  std::map<std::int64_t, protocol::ResponseRef> answers_;
  std::map<std::int32_t, ConnectionId> admin_connections_;
  std::map<std::pair<std::int32_t, CorrelationId>, bool> unanswered_;
  std::int64_t next_answer_ = 1;
  std::string notes_;
};

}  // namespace barnabas::test
