#include "core/controller/channel.h"

#include <utility>

namespace barnabas::controller {
namespace {

constexpr Duration kReconnectBackoff = milliseconds(100);
constexpr ConnectionId kFirstConnection{std::uint64_t{2} << 32};
constexpr ConnectionId kBehindLastConnection{std::uint64_t{3} << 32};

TimerId reconnect_timer(NodeId broker) { return {TimerKind::ControllerBackoff, broker.value * 2}; }
TimerId silence_timer(NodeId broker) {
  return {TimerKind::ControllerBackoff, broker.value * 2 + 1};
}

bool is_mine(ConnectionId connection) {
  return connection >= kFirstConnection && connection < kBehindLastConnection;
}

}  // namespace

void Channels::add(NodeId broker, const Endpoint& endpoint, Context& context) {
  remove(broker, context);
  Entry& entry = *channels_.emplace(broker, Channel{}).first;
  entry.second.endpoint = endpoint;
  connect(entry, context);
}

void Channels::remove(NodeId broker, Context& context) {
  const auto found = channels_.find(broker);
  if (found == channels_.end()) return;
  if (found->second.state != State::Closed) context.close(found->second.connection);
  context.cancel_timer(reconnect_timer(broker));
  context.cancel_timer(silence_timer(broker));
  channels_.erase(found);
}

void Channels::clear(Context& context) {
  while (!channels_.empty()) remove(channels_.begin()->first, context);
}

void Channels::send(NodeId broker, protocol::RequestBody body, Context& context) {
  const auto found = channels_.find(broker);
  if (found == channels_.end()) return;
  found->second.queue.push_back(protocol::RequestRef(std::move(body)));
  pump(*found, context);
}

bool Channels::is_idle(NodeId broker) const {
  const auto found = channels_.find(broker);
  return found == channels_.end() || found->second.queue.empty();
}

Channels::Entry* Channels::find(ConnectionId connection) {
  for (Entry& entry : channels_) {
    if (entry.second.state != State::Closed && entry.second.connection == connection) return &entry;
  }
  return nullptr;
}

void Channels::connect(Entry& entry, Context& context) {
  entry.second.state = State::Connecting;
  entry.second.connection = next_connection_;
  next_connection_ = next_connection_.next();
  context.connect(entry.second.connection, entry.second.endpoint);
  context.set_timer(silence_timer(entry.first), request_timeout_);
}

void Channels::pump(Entry& entry, Context& context) {
  Channel& channel = entry.second;
  if (channel.state != State::Open || channel.is_in_flight || channel.queue.empty()) return;
  channel.is_in_flight = true;
  channel.correlation = next_correlation_;
  next_correlation_ = next_correlation_.next();
  const protocol::RequestRef& request = channel.queue.front();
  context.request(channel.connection, channel.correlation,
                  protocol::facts_of_api(request->index()).max_version, request);
  context.set_timer(silence_timer(entry.first), request_timeout_);
}

void Channels::lose(Entry& entry, Context& context) {
  entry.second.state = State::Closed;
  entry.second.is_in_flight = false;
  context.cancel_timer(silence_timer(entry.first));
  context.set_timer(reconnect_timer(entry.first), kReconnectBackoff);
}

bool Channels::on_timer(const TimerId& timer, Context& context) {
  if (timer.kind != TimerKind::ControllerBackoff || timer.key < 0) return false;
  const NodeId broker(static_cast<std::int32_t>(timer.key / 2));
  const auto found = channels_.find(broker);
  if (found == channels_.end()) return true;  // fired before its cancellation was performed
  const bool is_silence = timer.key % 2 == 1;
  if (is_silence && found->second.state != State::Closed) {
    context.close(found->second.connection);
    lose(*found, context);
  } else if (!is_silence && found->second.state == State::Closed) {
    connect(*found, context);
  }
  return true;
}

bool Channels::on_event(const Event& event, Context& context, std::vector<Answered>& answered) {
  if (const auto* fired = std::get_if<event::TimerFired>(&event))
    return on_timer(fired->timer, context);
  if (const auto* connected = std::get_if<event::Connected>(&event)) {
    if (!is_mine(connected->connection)) return false;
    if (Entry* entry = find(connected->connection)) {
      entry->second.state = State::Open;
      context.cancel_timer(silence_timer(entry->first));
      pump(*entry, context);
    }
    return true;
  }
  if (const auto* lost = std::get_if<event::Disconnected>(&event)) {
    if (!is_mine(lost->connection)) return false;
    if (Entry* entry = find(lost->connection)) lose(*entry, context);
    return true;
  }
  if (const auto* answer = std::get_if<event::Answered>(&event)) {
    if (!is_mine(answer->connection)) return false;
    Entry* entry = find(answer->connection);
    // An answer to a request of a lost connection, or of a broker that was removed, has no reader.
    if (entry == nullptr || !entry->second.is_in_flight ||
        entry->second.correlation != answer->correlation) {
      return true;
    }
    Channel& channel = entry->second;
    answered.push_back({entry->first, channel.queue.front(), answer->response});
    channel.queue.pop_front();
    channel.is_in_flight = false;
    context.cancel_timer(silence_timer(entry->first));
    pump(*entry, context);
    return true;
  }
  return false;
}

void Channels::fold_into(Hasher& hasher) const {
  for (const auto& entry : channels_) {
    fold_value(hasher, entry.first);
    fold_value(hasher, entry.second.endpoint);
    fold_value(hasher, entry.second.state);
    fold_value(hasher, entry.second.connection);
    fold_value(hasher, entry.second.is_in_flight);
    fold_value(hasher, entry.second.correlation);
    fold_value(hasher, entry.second.queue);
  }
  fold_value(hasher, next_connection_);
  fold_value(hasher, next_correlation_);
}

}  // namespace barnabas::controller
