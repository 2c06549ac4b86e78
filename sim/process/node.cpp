#include "sim/process/node.h"

#include <string>

#include "core/broker/broker_config.h"

namespace barnabas::sim {
NodeId Node::broker_id() const {
  const broker::BrokerConfig* settings = config.broker();
  return settings == nullptr ? kNoNode : settings->id;
}

void Node::boot(std::uint64_t seed) {
  ++incarnation;
  const Prng random = stream(seed, name + "#" + std::to_string(incarnation));
  state.boot(config, random);
  up = true;
  powered = true;
  paused = false;
  deferred.clear();
}

void Node::step(const Event& event, Context& context) { state.step(event, context); }

void Node::fold_into(Hasher& hasher) const {
  fold_value(hasher, name);
  fold_value(hasher, up);
  fold_value(hasher, powered);
  fold_value(hasher, paused);
  fold_value(hasher, incarnation);
  fold_value(hasher, wall_skew);
  fold_value(hasher, busy);
  state.fold_into(hasher);
  fold_value(hasher, disk);
  fold_value(hasher, static_cast<std::uint64_t>(deferred.size()));
}

}  // namespace barnabas::sim
