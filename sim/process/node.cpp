#include "sim/process/node.h"

#include <utility>

namespace barnabas::sim {
namespace {

struct Boot {
  Prng random;
  std::int64_t initial_position;

  NodeState operator()(const std::monostate&) const { return std::monostate{}; }
  NodeState operator()(const broker::BrokerConfig& config) const {
    return broker::Broker(config, random);
  }
  NodeState operator()(const zookeeper::ServerConfig& config) const {
    return zookeeper::Server(config);
  }
  NodeState operator()(const client::ProducerConfig& config) const {
    return client::Producer(config, random);
  }
  NodeState operator()(const client::ConsumerConfig& config) const {
    client::Consumer consumer(config, random);
    consumer.initial = initial_position;
    return consumer;
  }
  NodeState operator()(const client::AdminConfig& config) const { return client::Admin(config); }
};

struct Step {
  const Event& event;
  Context& context;
  void operator()(std::monostate&) const {}
  template <class State>
  void operator()(State& state) const {
    state.step(event, context);
  }
};

}  // namespace

void Node::boot(std::uint64_t seed) {
  ++incarnation;
  const Prng random = stream(seed, name + "#" + std::to_string(incarnation));
  state = std::visit(Boot{random, initial_position}, config);
  up = true;
  powered = true;
  paused = false;
  deferred.clear();
}

void Node::step(const Event& event, Context& context) { std::visit(Step{event, context}, state); }

void Node::fold_into(Hasher& hasher) const {
  fold_value(hasher, name);
  fold_value(hasher, up);
  fold_value(hasher, powered);
  fold_value(hasher, paused);
  fold_value(hasher, incarnation);
  fold_value(hasher, wall_skew);
  fold_value(hasher, busy);
  fold_value(hasher, state);
  fold_value(hasher, disk);
  fold_value(hasher, static_cast<std::uint64_t>(deferred.size()));
}

}  // namespace barnabas::sim
