// What runs inside a process, and what it is started from: a broker, a ZooKeeper server or a
// client, behind a wall.
//
// The wall keeps the insides of the cluster out of the headers of the simulator: most of it hosts
// nodes without knowing what they are made of. Who does look inside includes that node's own
// header. Both are values: they are copied, compared and hashed by content.
#pragma once

#include <cstdint>
#include <memory>

#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/prng.h"
#include "core/ports/context.h"

namespace barnabas::broker {
struct BrokerConfig;
struct Broker;
}  // namespace barnabas::broker
namespace barnabas::zookeeper {
struct ServerConfig;
class Server;
}  // namespace barnabas::zookeeper
namespace barnabas::client {
struct ProducerConfig;
struct ConsumerConfig;
struct AdminConfig;
struct Producer;
struct Consumer;
struct Admin;
}  // namespace barnabas::client

namespace barnabas::sim {

// What a (re)start builds the state from. Shared by all copies of a node.
class NodeConfig {
 public:
  NodeConfig() = default;
  NodeConfig(broker::BrokerConfig config);  // NOLINT(google-explicit-constructor): one of several
  NodeConfig(zookeeper::ServerConfig config);  // NOLINT(google-explicit-constructor)
  NodeConfig(client::ProducerConfig config);   // NOLINT(google-explicit-constructor)
  NodeConfig(client::ConsumerConfig config);   // NOLINT(google-explicit-constructor)
  NodeConfig(client::AdminConfig config);      // NOLINT(google-explicit-constructor)

  const broker::BrokerConfig* broker() const;  // null when it is none
  bool is_client() const;

 private:
  friend class NodeState;
  struct Hosted;
  std::shared_ptr<const Hosted> hosted_;
};

class NodeState {
 public:
  NodeState();
  ~NodeState();
  NodeState(const NodeState& other);
  NodeState(NodeState&& other) noexcept;
  NodeState& operator=(const NodeState& other);
  NodeState& operator=(NodeState&& other) noexcept;
  friend bool operator==(const NodeState& a, const NodeState& b) { return a.equals(b); }

  void boot(const NodeConfig& config, Prng random);  // a fresh state
  void clear();                                      // the process is gone
  void step(const Event& event, Context& context);
  void fold_into(Hasher& hasher) const;

  // Null when it is none, or does not run.
  const broker::Broker* broker() const;
  const zookeeper::Server* zookeeper() const;
  const client::Producer* producer() const;
  const client::Consumer* consumer() const;
  broker::Broker* broker();
  zookeeper::Server* zookeeper();
  client::Producer* producer();
  client::Consumer* consumer();

 private:
  bool equals(const NodeState& other) const;
  struct Hosted;
  std::unique_ptr<Hosted> hosted_;
};

}  // namespace barnabas::sim
