#include "sim/process/node_state.h"

#include <utility>
#include <variant>

#include "core/broker/broker.h"
#include "core/client/admin.h"
#include "core/client/consumer.h"
#include "core/client/producer.h"
#include "core/zookeeper/server.h"

namespace barnabas::sim {

struct NodeConfig::Hosted {
  std::variant<broker::BrokerConfig, zookeeper::ServerConfig, client::ProducerConfig,
               client::ConsumerConfig, client::AdminConfig>
      value;
};

struct NodeState::Hosted {
  std::variant<std::monostate, broker::Broker, zookeeper::Server, client::Producer,
               client::Consumer, client::Admin>
      value;
};

namespace {

struct Boot {
  Prng random;

  broker::Broker operator()(const broker::BrokerConfig& config) const { return {config, random}; }
  zookeeper::Server operator()(const zookeeper::ServerConfig& config) const {
    return zookeeper::Server(config);
  }
  client::Producer operator()(const client::ProducerConfig& config) const {
    return {config, random};
  }
  client::Consumer operator()(const client::ConsumerConfig& config) const {
    return {config, random};
  }
  client::Admin operator()(const client::AdminConfig& config) const { return {config, random}; }
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

// ---- What a process is started from
// ---------------------------------------------------------------

NodeConfig::NodeConfig(broker::BrokerConfig config)
    : hosted_(std::make_shared<const Hosted>(Hosted{std::move(config)})) {}
NodeConfig::NodeConfig(zookeeper::ServerConfig config)
    : hosted_(std::make_shared<const Hosted>(Hosted{std::move(config)})) {}
NodeConfig::NodeConfig(client::ProducerConfig config)
    : hosted_(std::make_shared<const Hosted>(Hosted{std::move(config)})) {}
NodeConfig::NodeConfig(client::ConsumerConfig config)
    : hosted_(std::make_shared<const Hosted>(Hosted{std::move(config)})) {}
NodeConfig::NodeConfig(client::AdminConfig config)
    : hosted_(std::make_shared<const Hosted>(Hosted{std::move(config)})) {}

const broker::BrokerConfig* NodeConfig::broker() const {
  return hosted_ == nullptr ? nullptr : std::get_if<broker::BrokerConfig>(&hosted_->value);
}

bool NodeConfig::is_client() const {
  return hosted_ != nullptr && broker() == nullptr &&
         !std::holds_alternative<zookeeper::ServerConfig>(hosted_->value);
}

// ---- What runs
// ------------------------------------------------------------------------------------

NodeState::NodeState() : hosted_(std::make_unique<Hosted>()) {}
NodeState::~NodeState() = default;
NodeState::NodeState(const NodeState& other) : hosted_(std::make_unique<Hosted>(*other.hosted_)) {}
NodeState::NodeState(NodeState&& other) noexcept = default;
NodeState& NodeState::operator=(const NodeState& other) {
  hosted_ = std::make_unique<Hosted>(*other.hosted_);
  return *this;
}
NodeState& NodeState::operator=(NodeState&& other) noexcept = default;

bool NodeState::equals(const NodeState& other) const {
  return hosted_->value == other.hosted_->value;
}

void NodeState::boot(const NodeConfig& config, Prng random) {
  if (config.hosted_ == nullptr) return clear();
  std::visit([&](const auto& settings) { hosted_->value = Boot{random}(settings); },
             config.hosted_->value);
}

void NodeState::clear() { hosted_->value = std::monostate{}; }

void NodeState::step(const Event& event, Context& context) {
  std::visit(Step{event, context}, hosted_->value);
}

void NodeState::fold_into(Hasher& hasher) const { fold_value(hasher, hosted_->value); }

const broker::Broker* NodeState::broker() const {
  return std::get_if<broker::Broker>(&hosted_->value);
}
const zookeeper::Server* NodeState::zookeeper() const {
  return std::get_if<zookeeper::Server>(&hosted_->value);
}
const client::Producer* NodeState::producer() const {
  return std::get_if<client::Producer>(&hosted_->value);
}
const client::Consumer* NodeState::consumer() const {
  return std::get_if<client::Consumer>(&hosted_->value);
}
broker::Broker* NodeState::broker() { return std::get_if<broker::Broker>(&hosted_->value); }
zookeeper::Server* NodeState::zookeeper() {
  return std::get_if<zookeeper::Server>(&hosted_->value);
}
client::Producer* NodeState::producer() { return std::get_if<client::Producer>(&hosted_->value); }
client::Consumer* NodeState::consumer() { return std::get_if<client::Consumer>(&hosted_->value); }

}  // namespace barnabas::sim
