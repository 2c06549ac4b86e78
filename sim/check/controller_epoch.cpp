#include "sim/check/controller_epoch.h"

#include <algorithm>
#include <variant>

#include "core/broker/broker.h"

namespace barnabas::sim::check {
namespace {

// The controller epoch of an order, or nothing when the request is none.
bool epoch_of_order(const protocol::RequestBody& request, std::int32_t& epoch) {
  if (const auto* lead = std::get_if<protocol::LeaderAndIsrRequest>(&request)) {
    epoch = lead->controller_epoch.value;
  } else if (const auto* stop = std::get_if<protocol::StopReplicaRequest>(&request)) {
    epoch = stop->controller_epoch.value;
  } else if (const auto* update = std::get_if<protocol::UpdateMetadataRequest>(&request)) {
    epoch = update->controller_epoch.value;
  } else {
    return false;
  }
  return true;
}

bool is_obedient(const protocol::ResponseBody& response) {
  if (const auto* lead = std::get_if<protocol::LeaderAndIsrResponse>(&response)) {
    return lead->error == ErrorCode::None;
  }
  if (const auto* stop = std::get_if<protocol::StopReplicaResponse>(&response)) {
    return stop->error == ErrorCode::None;
  }
  const auto* update = std::get_if<protocol::UpdateMetadataResponse>(&response);
  return update != nullptr && update->error == ErrorCode::None;
}

}  // namespace

ControllerEpochs::Obedience& ControllerEpochs::obedience_of(const Scene& scene, NodeIndex broker) {
  Obedience& known = brokers_[broker];
  const std::uint32_t incarnation = scene.world.node(broker).incarnation;
  if (known.incarnation != incarnation) known = {incarnation, -1, -1};
  return known;
}

void ControllerEpochs::on_event(const Scene&, const EventRecord& event) {
  if (event.event == nullptr) return;
  const auto* received = std::get_if<event::Received>(event.event);
  std::int32_t epoch = -1;
  if (received == nullptr || !epoch_of_order(*received->request, epoch)) return;
  orders_[{event.node, event.from, received->correlation.value}] = epoch;
}

void ControllerEpochs::on_sending(const Scene& scene, const Sending& sending) {
  if (sending.response == nullptr || orders_.empty()) return;
  const auto order = orders_.find({sending.from, sending.to, sending.correlation.value});
  if (order == orders_.end()) return;
  const std::int32_t epoch = order->second;
  orders_.erase(order);
  if (!is_obedient(*sending.response)) return;
  Obedience& broker = obedience_of(scene, sending.from);
  if (epoch < broker.newest) {
    violate(scene, {}, name_of(scene.world, sending.from) + "<" + std::to_string(epoch),
            name_of(scene.world, sending.from) + " obeyed " + name_of(scene.world, sending.to) +
                ", controller of epoch " + std::to_string(epoch) + ", after it had obeyed epoch " +
                std::to_string(broker.newest));
  }
  broker.newest = std::max(broker.newest, epoch);
}

void ControllerEpochs::after_event(const Scene& scene, const EventRecord& event) {
  if (scene.evidence.controller_epoch != znode_epoch_ && scene.evidence.controller_epoch >= 0) {
    if (scene.evidence.controller_epoch < znode_epoch_) {
      violate(scene, {}, "znode",
              "/controller_epoch fell from " + std::to_string(znode_epoch_) + " to " +
                  std::to_string(scene.evidence.controller_epoch));
    }
    znode_epoch_ = scene.evidence.controller_epoch;
  }
  if (event.node == kNoIndex || !scene.world.node(event.node).up) return;
  const broker::Broker* broker = scene.world.node(event.node).broker();
  if (broker == nullptr) return;
  Obedience& known = obedience_of(scene, event.node);
  if (broker->controller_epoch.value < known.own_newest) {
    violate(scene, {}, name_of(scene.world, event.node) + " state",
            name_of(scene.world, event.node) + " turned from controller epoch " +
                std::to_string(known.own_newest) + " back to " +
                std::to_string(broker->controller_epoch.value));
  }
  known.own_newest = std::max(known.own_newest, broker->controller_epoch.value);
  if (!broker->controller.is_active()) return;
  const std::int32_t epoch = broker->controller.epoch().value;
  const auto [holder, is_new] = active_.try_emplace(epoch, event.node);
  if (is_new || holder->second == event.node) return;
  violate(scene, {}, "epoch " + std::to_string(epoch),
          name_of(scene.world, event.node) + " and " + name_of(scene.world, holder->second) +
              " were both the active controller of epoch " + std::to_string(epoch));
}

}  // namespace barnabas::sim::check
