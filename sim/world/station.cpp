#include "sim/world/station.h"

#include <algorithm>
#include <utility>

#include "sim/world/process_control.h"

namespace barnabas::sim {
namespace {

Node& node_of(Performance& p, NodeIndex index) {
  return p.world.nodes[static_cast<std::size_t>(index)].write();
}

// The thread that is free first; made when it is needed.
Instant& first_free(Station& station) {
  if (static_cast<std::int32_t>(station.busy_until.size()) < station.threads) {
    const auto idle = std::find_if(station.busy_until.begin(), station.busy_until.end(),
                                   [](Instant at) { return at.ns == 0; });
    if (idle != station.busy_until.end()) return *idle;
    return station.busy_until.emplace_back();
  }
  return *std::min_element(station.busy_until.begin(), station.busy_until.end());
}

void work_on(Performance& p, NodeIndex index, const Event& event) {
  const std::uint32_t life = p.world.node(index).incarnation;
  deliver_event(p, index, event);
  const Node& node = p.world.node(index);
  if (!node.up || node.incarnation != life) return;
  first_free(node_of(p, index).station) = p.world.now + p.work;
}

void call_back(Performance& p, NodeIndex index, std::uint64_t cause) {
  Happening happening;
  happening.kind = Happening::Kind::Serve;
  happening.node = index;
  happening.life = p.world.node(index).incarnation;
  happening.cause = cause;
  schedule(p.world, first_free(node_of(p, index).station), std::move(happening));
}

}  // namespace

void receive_request(Performance& p, NodeIndex index, const Event& event) {
  if (!p.world.costs.takes_time || !p.world.node(index).is_broker()) {
    return deliver_event(p, index, event);
  }
  Station& station = node_of(p, index).station;
  const bool is_free = first_free(station) <= p.world.now;
  if (is_free && station.waiting.empty()) return work_on(p, index, event);
  station.waiting.push_back({event, p.record.cause});
  if (station.waiting.size() == 1) call_back(p, index, p.record.cause);
}

void serve_waiting(Performance& p, NodeIndex index) {
  Station& station = node_of(p, index).station;
  if (station.waiting.empty()) return;
  const Deferred next = std::move(station.waiting.front());
  station.waiting.pop_front();
  p.record.cause = next.cause;
  work_on(p, index, next.event);
  const Node& node = p.world.node(index);
  if (node.up && !node.station.waiting.empty())
    call_back(p, index, node.station.waiting.front().cause);
}

}  // namespace barnabas::sim
