#include "core/broker/controller_channel.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace barnabas::broker {
namespace {

constexpr TimerId kRetry{TimerKind::AlterPartitionRetry, 0};
constexpr TimerId kAnswer{TimerKind::AlterPartitionRetry, 1};
constexpr Duration kRetryBackoff = milliseconds(50);

}  // namespace

void ControllerChannel::advance(NodeId controller, const Endpoint* controller_endpoint,
                                Context& context) {
  if (queue.empty() || in_flight) return;
  if (controller == kNoNode || controller_endpoint == nullptr) {  // nobody to ask: look again soon
    context.set_timer(kRetry, kRetryBackoff);
    return;
  }
  if (link != Link::Disconnected && (target != controller || !(endpoint == *controller_endpoint))) {
    context.close(connection);
    link = Link::Disconnected;
  }
  if (link == Link::Disconnected) {
    target = controller;
    endpoint = *controller_endpoint;
    connection = ConnectionId{next_connection++};
    link = Link::Connecting;
    context.connect(connection, endpoint);
    context.set_timer(kAnswer, std::min(setup_timeout, request_timeout));
    return;
  }
  if (link != Link::Ready) return;
  in_flight = true;
  correlation = correlation.next();
  context.request(connection, correlation, queue.front().version, queue.front().request);
  context.set_timer(kAnswer, request_timeout);
}

const protocol::ResponseBody* ControllerChannel::on_event(const Event& event, bool& handled,
                                                          std::int64_t& token, Context& context) {
  if (const auto* fired = std::get_if<event::TimerFired>(&event)) {
    handled = fired->timer.kind == TimerKind::AlterPartitionRetry;
    if (handled && fired->timer == kAnswer &&
        link != Link::Disconnected) {  // silence: try a new connection
      context.probe("controller-channel.silence");
      context.close(connection);
      link = Link::Disconnected;
      in_flight = false;
    }
    return nullptr;
  }
  ConnectionId named{0};
  if (const auto* up = std::get_if<event::Connected>(&event)) named = up->connection;
  if (const auto* down = std::get_if<event::Disconnected>(&event)) named = down->connection;
  const auto* answer = std::get_if<event::Answered>(&event);
  if (answer != nullptr) named = answer->connection;
  handled = named.value >> 32 == 4;
  if (!handled || named != connection || link == Link::Disconnected) return nullptr;
  if (std::holds_alternative<event::Connected>(event)) {
    link = Link::Ready;
    context.cancel_timer(kAnswer);
    return nullptr;
  }
  if (answer == nullptr) {
    link = Link::Disconnected;
    in_flight = false;
    context.cancel_timer(kAnswer);
    context.set_timer(kRetry, kRetryBackoff);
    return nullptr;
  }
  if (!in_flight || answer->correlation != correlation) return nullptr;
  in_flight = false;
  context.cancel_timer(kAnswer);
  token = queue.front().token;
  queue.pop_front();
  return &*answer->response;
}

void ControllerChannel::retry(Item item, Context& context) {
  queue.push_front(std::move(item));
  context.set_timer(kRetry, kRetryBackoff);
}

}  // namespace barnabas::broker
