#include "sim/check/patience.h"

#include <algorithm>

#include "core/broker/broker.h"
#include "core/client/consumer.h"
#include "core/client/producer.h"

namespace barnabas::sim::check {
namespace {

constexpr std::int64_t kTimes = 10;
constexpr Duration kNever = milliseconds(INT32_MAX);  // as good as no timeout

Duration bounded(Duration timeout) { return timeout < kNever ? timeout : Duration{}; }

Duration largest_of(const Node& node) {
  if (const broker::BrokerConfig* config = node.config.broker()) {
    return std::max({config->zookeeper_session_timeout, config->replica.replica_lag_time_max,
                     config->replica.replica_socket_timeout});
  }
  if (const client::Producer* producer = node.state.producer())
    return std::max(producer->config.common.request_timeout,
                    bounded(producer->config.delivery_timeout));
  if (const client::Consumer* consumer = node.state.consumer())
    return consumer->config.common.request_timeout;
  return {};
}

}  // namespace

Patience patience_of(const World& world, Instant disturbed_at) {
  Patience patience;
  Duration largest{};
  for (const Cow<Node>& node : world.nodes) largest = std::max(largest, largest_of(*node));
  patience.needed = Duration{largest.ns * kTimes};
  patience.had = world.now - disturbed_at;
  patience.nothing_pends = world.queue.empty();
  return patience;
}

}  // namespace barnabas::sim::check
