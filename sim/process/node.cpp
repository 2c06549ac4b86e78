#include "sim/process/node.h"

#include <string>

#include "core/broker/broker_config.h"

namespace barnabas::sim {

NodeId Node::broker_id() const {
  const broker::BrokerConfig* settings = config.broker();
  return settings == nullptr ? kNoNode : settings->id;
}

void Node::die() {
  up = false;
  listens = false;
  paused = false;
  blocked = false;
  deferred.clear();
  station.busy_until.clear();
  station.waiting.clear();
  stalled_flushes.clear();
  state.clear();
}

void Node::boot(std::uint64_t seed) {
  ++incarnation;
  const Prng random = stream(seed, name + "#" + std::to_string(incarnation));
  state.boot(config, random);
  up = true;
  powered = true;
  paused = false;
  blocked = false;
  deferred.clear();
}

void Node::step(const Event& event, Context& context) { state.step(event, context); }

void Node::fold_into(Hasher& hasher) const {
  fold_value(hasher, name);
  fold_value(hasher, joined);
  fold_value(hasher, up);
  fold_value(hasher, listens);
  fold_value(hasher, powered);
  fold_value(hasher, paused);
  fold_value(hasher, blocked);
  fold_value(hasher, incarnation);
  fold_value(hasher, wall_skew);
  fold_value(hasher, drift_ppm);
  fold_value(hasher, drifts_since);
  fold_value(hasher, busy);
  state.fold_into(hasher);
  fold_value(hasher, disk);
  fold_value(hasher, static_cast<std::uint64_t>(deferred.size()));
  fold_value(hasher, station.threads);
  fold_value(hasher, station.busy_until);
  fold_value(hasher, static_cast<std::uint64_t>(station.waiting.size()));
  fold_value(hasher, stalled_flushes);
  fold_value(hasher, coming_deaths);
}

}  // namespace barnabas::sim
