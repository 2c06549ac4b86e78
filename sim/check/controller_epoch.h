// ControllerEpoch: an epoch has one active controller, the znode's epoch never falls, and no broker
// obeys a controller after it has obeyed a newer one.
#pragma once

#include <map>
#include <tuple>
#include <vector>

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class ControllerEpochs : public Checker {
 public:
  ControllerEpochs()
      : Checker("ControllerEpoch", Hears::Events | Hears::Sendings | Hears::AfterEvents) {}
  void on_event(const Scene& scene, const EventRecord& event) override;
  void on_sending(const Scene& scene, const Sending& sending) override;
  void after_event(const Scene& scene, const EventRecord& event) override;

 private:
  struct Obedience {
    std::uint32_t incarnation = 0;
    std::int32_t newest = -1;      // epoch of the newest controller that it obeyed
    std::int32_t own_newest = -1;  // the newest that its state has named
  };
  Obedience& obedience_of(const Scene& scene, NodeIndex broker);

  std::map<NodeIndex, Obedience> brokers_;
  std::map<std::int32_t, NodeIndex> active_;  // who was the controller of an epoch
  using OrderKey =
      std::tuple<NodeIndex, NodeIndex, std::int32_t>;  // broker, controller, correlation
  std::map<OrderKey, std::int32_t> orders_;            // epochs of orders that are not answered yet
  std::int32_t znode_epoch_ = -1;
};

}  // namespace barnabas::sim::check
