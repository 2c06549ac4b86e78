#include "tests/unit/controller/harness.h"

#include "core/cluster/znodes.h"

namespace barnabas::test {
namespace {

namespace znodes = cluster::znodes;
constexpr Duration kSessionTimeout = milliseconds(6000);

std::string ids_text(const std::vector<std::int32_t>& list) {
  std::string text;
  for (const std::int32_t id : list) text += (text.empty() ? "" : ",") + std::to_string(id);
  return text;
}

}  // namespace

ClusterHarness::ClusterHarness(std::int32_t broker_count, const ControllerConfig& config,
                               std::vector<std::string> racks)
    : config_(config), racks_(std::move(racks)) {
  for (std::int32_t id = 1; id <= broker_count; ++id) nodes_[id];
}

void ClusterHarness::start() {
  post(kZooKeeper, event::Started{});
  for (const auto& node : nodes_) start(node.first);
}

void ClusterHarness::start(std::int32_t broker) {
  Node& node = nodes_.at(broker);
  BARNABAS_CHECK(!node.controller);
  ++node.incarnation;
  node.newest_controller = ControllerEpoch(-1);
  node.hosted.clear();
  node.metadata.clear();
  node.session.emplace(Endpoint{"zookeeper", 2181}, kSessionTimeout, ConnectionId(1),
                       "broker-" + std::to_string(broker));
  const std::size_t index = static_cast<std::size_t>(broker - 1);
  node.controller.emplace(
      NodeId(broker), Endpoint{"broker-" + std::to_string(broker), 9092},
      index < racks_.size() ? racks_[index] : "", config_,
      stream(static_cast<std::uint64_t>(node.incarnation), "controller/" + std::to_string(broker)));
  post(broker, event::Started{});
}

void ClusterHarness::run_for(Duration span) {
  const Instant end = now_ + span;
  while (!queue_.empty() && queue_.begin()->first.first <= end.ns) {
    now_ = Instant{queue_.begin()->first.first};
    Delivery delivery = std::move(queue_.begin()->second);
    queue_.erase(queue_.begin());
    deliver(std::move(delivery));
  }
  now_ = end;
}

void ClusterHarness::kill(std::int32_t broker) {
  Node& node = nodes_.at(broker);
  node.session.reset();
  node.controller.reset();
  node.is_paused = false;
  node.postponed.clear();
  for (std::size_t i = 0; i < connections_.size(); ++i) {
    Connection& connection = connections_[i];
    if (!connection.is_open) continue;
    if (connection.client == broker) post(connection.server, event::Disconnected{server_side(i)});
    if (connection.server == broker)
      post(connection.client, event::Disconnected{connection.client_side});
    if (connection.client == broker || connection.server == broker) connection.is_open = false;
  }
  admin_connections_.erase(broker);
}

void ClusterHarness::lose_zookeeper_connection(std::int32_t broker) {
  for (std::size_t i = 0; i < connections_.size(); ++i) {
    Connection& connection = connections_[i];
    if (!connection.is_open || connection.client != broker || connection.server != kZooKeeper)
      continue;
    connection.is_open = false;
    post(kZooKeeper, event::Disconnected{server_side(i)});
    post(broker, event::Disconnected{connection.client_side});
  }
}

void ClusterHarness::pause(std::int32_t broker) { nodes_.at(broker).is_paused = true; }
void ClusterHarness::resume(std::int32_t broker) {
  Node& node = nodes_.at(broker);
  node.is_paused = false;
  for (Delivery& delivery : node.postponed) queue_[{now_.ns, sequence_++}] = std::move(delivery);
  node.postponed.clear();
}

void ClusterHarness::expire(std::int32_t broker) {
  std::vector<Effect> effects;
  Context context{now_, WallTime{now_.ns / 1'000'000}, files_, effects};
  zookeeper_.expire_session(zookeeper_.session_of_client("broker-" + std::to_string(broker)),
                            context);
  perform(kZooKeeper, effects);
}

void ClusterHarness::operate(std::int32_t broker, zk::Op op) {
  std::vector<Effect> effects;
  Context context{now_, WallTime{now_.ns / 1'000'000}, files_, effects};
  nodes_.at(broker).session->submit(context, std::int64_t{9} << 40, std::move(op));
  perform(broker, effects);
}

void ClusterHarness::release(std::int32_t broker) { held_.erase(broker); }

void ClusterHarness::post(std::int32_t node, Event event, Duration after) {
  Delivery delivery;
  delivery.node = node;
  delivery.incarnation = node > 0 ? nodes_.at(node).incarnation : 0;
  delivery.event = std::move(event);
  queue_[{(now_ + after).ns, sequence_++}] = std::move(delivery);
}

void ClusterHarness::deliver(Delivery delivery) {
  if (delivery.node > 0) {
    Node& node = nodes_.at(delivery.node);
    if (!node.controller || node.incarnation != delivery.incarnation) return;
    if (node.is_paused) {
      node.postponed.push_back(std::move(delivery));
      return;
    }
  }
  if (const auto* fired = std::get_if<event::TimerFired>(&delivery.event)) {
    const auto armed = timers_.find({delivery.node, fired->timer});
    if (armed == timers_.end() || armed->second != delivery.timer) return;
    timers_.erase(armed);
  }
  step(delivery.node, delivery.event);
}

void ClusterHarness::step(std::int32_t node, const Event& event) {
  std::vector<Effect> effects;
  Context context{now_, WallTime{now_.ns / 1'000'000}, files_, effects};
  if (node == kZooKeeper) {
    zookeeper_.step(event, context);
  } else if (node == kAdmin) {
    if (const auto* answered = std::get_if<event::Answered>(&event)) {
      answers_[answered->correlation.value] = answered->response;
    }
  } else {
    step_broker(node, event, context);
  }
  perform(node, effects);
}

void ClusterHarness::step_broker(std::int32_t id, const Event& event, Context& context) {
  Node& node = nodes_.at(id);
  if (std::get_if<event::Started>(&event) != nullptr) {
    node.controller->on_started({*node.session, context});
    node.session->start(context);
    return;
  }
  if (const auto* received = std::get_if<event::Received>(&event))
    return receive(id, *received, context);
  std::vector<zookeeper::Notice> notices;
  if (node.session->on_event(event, context, notices)) {
    for (const zookeeper::Notice& notice : notices) {
      node.controller->on_notice(notice, {*node.session, context});
    }
  } else {
    node.controller->on_event(event, {*node.session, context});
  }
  for (auto& change : node.controller->take_config_changes()) node.configs.push_back(change.second);
}

void ClusterHarness::receive(std::int32_t id, const event::Received& received, Context& context) {
  Node& node = nodes_.at(id);
  if (node.controller->handles(*received.request)) {
    node.controller->on_request(received.connection, received.correlation, received.request,
                                {*node.session, context});
    return;
  }
  const auto held = held_.find(id);
  if (held != held_.end() && protocol::facts_of_api(received.request->index()).name == held->second)
    return;
  context.reply(received.connection, received.correlation,
                protocol::ResponseRef(obey(id, *received.request)));
}

protocol::ResponseBody ClusterHarness::obey(std::int32_t id, const protocol::RequestBody& request) {
  Node& node = nodes_.at(id);
  const auto judge = [&](ControllerEpoch epoch, BrokerEpoch broker_epoch) {
    if (broker_epoch != node.controller->broker_epoch()) return ErrorCode::StaleBrokerEpoch;
    if (epoch < node.newest_controller) return ErrorCode::StaleControllerEpoch;
    node.newest_controller = epoch;
    return ErrorCode::None;
  };
  Order order{NodeId(id), protocol::RequestRef(request), ErrorCode::None};
  protocol::ResponseBody body;
  if (const auto* lead = std::get_if<protocol::LeaderAndIsrRequest>(&request)) {
    protocol::LeaderAndIsrResponse response;
    response.error = order.answer = judge(lead->controller_epoch, lead->broker_epoch);
    for (const auto& state : lead->partitions) {
      response.partitions.push_back({state.topic, state.partition, leader_and_isr_answer});
    }
    body = response;
  } else if (const auto* stop = std::get_if<protocol::StopReplicaRequest>(&request)) {
    protocol::StopReplicaResponse response;
    response.error = order.answer = judge(stop->controller_epoch, stop->broker_epoch);
    for (const auto& state : stop->partitions) {
      response.partitions.push_back({state.topic, state.partition, deletion_answer});
    }
    body = response;
  } else {
    const auto& update = std::get<protocol::UpdateMetadataRequest>(request);
    protocol::UpdateMetadataResponse response;
    response.error = order.answer = judge(update.controller_epoch, update.broker_epoch);
    body = response;
  }
  if (order.answer == ErrorCode::None) believe(node, request);
  orders_.push_back(std::move(order));
  return body;
}

// As a broker does: an older leader epoch than the known one changes nothing.
void ClusterHarness::believe(Node& node, const protocol::RequestBody& request) const {
  if (const auto* lead = std::get_if<protocol::LeaderAndIsrRequest>(&request)) {
    for (const auto& state : lead->partitions) {
      protocol::PartitionState& known = node.hosted[{state.topic, state.partition}];
      if (state.leader_epoch >= known.leader_epoch) known = state;
    }
  } else if (const auto* stop = std::get_if<protocol::StopReplicaRequest>(&request)) {
    for (const auto& state : stop->partitions) {
      if (state.delete_partition) node.hosted.erase({state.topic, state.partition});
    }
  } else if (const auto* update = std::get_if<protocol::UpdateMetadataRequest>(&request)) {
    for (const auto& state : update->partitions)
      node.metadata[{state.topic, state.partition}] = state;
    for (const auto& gone : update->deleted) node.metadata.erase({gone.name, gone.partition});
  }
}

void ClusterHarness::perform(std::int32_t node, std::vector<Effect>& effects) {
  for (Effect& effect : effects) {
    if (auto* request = std::get_if<effect::Request>(&effect)) {
      const auto index = find_connection(node, request->connection);
      if (!index) continue;
      post(connections_[*index].server, event::Received{server_side(*index), request->correlation,
                                                        request->api_version, request->body});
    } else if (auto* reply = std::get_if<effect::Reply>(&effect)) {
      const auto index = find_connection(node, reply->connection);
      if (!index) continue;
      const Connection& connection = connections_[*index];
      post(connection.client,
           event::Answered{connection.client_side, reply->correlation, reply->body});
    } else if (auto* connect_to = std::get_if<effect::Connect>(&effect)) {
      connect(node, *connect_to);
    } else if (auto* closed = std::get_if<effect::Close>(&effect)) {
      close(node, closed->connection);
    } else if (auto* note = std::get_if<Note>(&effect)) {
      write_note(node, *note);
    } else {
      perform_timer(node, effect);
    }
  }
}

void ClusterHarness::perform_timer(std::int32_t node, const Effect& effect) {
  if (const auto* set = std::get_if<effect::SetTimer>(&effect)) {
    Delivery delivery;
    delivery.node = node;
    delivery.incarnation = node > 0 ? nodes_.at(node).incarnation : 0;
    delivery.timer = sequence_;
    delivery.event = event::TimerFired{set->timer};
    timers_[{node, set->timer}] = sequence_;
    queue_[{(now_ + set->after).ns, sequence_++}] = std::move(delivery);
  } else if (const auto* cancel = std::get_if<effect::CancelTimer>(&effect)) {
    timers_.erase({node, cancel->timer});
  }
}

void ClusterHarness::connect(std::int32_t node, const effect::Connect& effect) {
  std::int32_t server = kZooKeeper;
  const std::string prefix = "broker-";
  if (effect.to.host.compare(0, prefix.size(), prefix) == 0)
    server = std::stoi(effect.to.host.substr(7));
  if (server != kZooKeeper && !nodes_.at(server).controller) {
    post(node, event::Disconnected{effect.connection});
    return;
  }
  connections_.push_back({node, server, effect.connection, true});
  post(node, event::Connected{effect.connection});
}

void ClusterHarness::close(std::int32_t node, ConnectionId side) {
  const auto index = find_connection(node, side);
  if (!index) return;
  Connection& connection = connections_[*index];
  connection.is_open = false;
  if (connection.client == node) {
    post(connection.server, event::Disconnected{server_side(*index)});
  } else {
    post(connection.client, event::Disconnected{connection.client_side});
  }
}

std::optional<std::size_t> ClusterHarness::find_connection(std::int32_t node,
                                                           ConnectionId side) const {
  for (std::size_t i = 0; i < connections_.size(); ++i) {
    const Connection& connection = connections_[i];
    if (!connection.is_open) continue;
    const bool is_client = connection.client == node && connection.client_side == side;
    if (is_client || (connection.server == node && server_side(i) == side)) return i;
  }
  return std::nullopt;
}

std::int64_t ClusterHarness::ask(std::int32_t broker, protocol::RequestBody request) {
  if (admin_connections_.count(broker) == 0) {
    const ConnectionId side(static_cast<std::uint64_t>(100 + connections_.size()));
    connections_.push_back({kAdmin, broker, side, true});
    admin_connections_[broker] = side;
  }
  std::vector<Effect> effects;
  const std::int64_t number = next_answer_++;
  effects.emplace_back(effect::Request{admin_connections_[broker],
                                       CorrelationId(static_cast<std::int32_t>(number)), 0,
                                       protocol::RequestRef(std::move(request))});
  perform(kAdmin, effects);
  return number;
}

const protocol::ResponseBody* ClusterHarness::answer(std::int64_t number) const {
  const auto found = answers_.find(number);
  return found == answers_.end() ? nullptr : &*found->second;
}

void ClusterHarness::create_topic(const std::string& name,
                                  std::vector<std::vector<std::int32_t>> replicas,
                                  cluster::Configs configs) {
  protocol::CreateTopicsRequest request;
  protocol::CreateTopicsRequest::Topic topic;
  topic.name = name;
  for (std::size_t i = 0; i < replicas.size(); ++i) {
    protocol::CreateTopicsRequest::Assignment assignment;
    assignment.partition = static_cast<std::int32_t>(i);
    for (const std::int32_t id : replicas[i]) assignment.replicas.push_back(NodeId(id));
    topic.assignments.push_back(std::move(assignment));
  }
  for (const auto& config : configs) topic.configs.push_back({config.first, config.second});
  request.topics.push_back(std::move(topic));
  const auto response = ask_controller<protocol::CreateTopicsResponse>(std::move(request));
  BARNABAS_CHECK_MSG(response.topics.front().error == ErrorCode::None,
                     response.topics.front().message);
}

std::int32_t ClusterHarness::active() const {
  return znodes::decode_controller(znode("/controller")).value_or(NodeId(0)).value;
}

std::string ClusterHarness::znode(const std::string& path) const {
  const zookeeper::Znode* found = zookeeper_.tree().find(path);
  return found == nullptr ? "<none>" : found->data;
}

cluster::Leadership ClusterHarness::state_of(const TopicPartition& tp) const {
  const zookeeper::Znode* found = zookeeper_.tree().find(znodes::state_path(tp));
  if (found == nullptr) return {};
  return znodes::decode_leadership(found->data, found->version).value_or(cluster::Leadership{});
}

void ClusterHarness::write_note(std::int32_t node, const Note& note) {
  const NoteFacts& facts = facts_of(note.kind);
  std::string line = std::to_string(node) + ": " + std::string(facts.name);
  if (facts.has_partition)
    line += " " + (note.tp.partition < 0 ? note.tp.topic : to_string(note.tp));
  if (!facts.peer.empty())
    line += " " + std::string(facts.peer) + " " + std::to_string(note.peer.value);
  if (note.epoch != kNoLeaderEpoch) line += " epoch " + std::to_string(note.epoch.value);
  if (!facts.list.empty()) line += " " + std::string(facts.list) + " " + ids_text(note.list);
  if (note.kind == NoteKind::Elected && note.a == 1) line += " unclean";
  if (note.kind == NoteKind::ControllerElected) line += " epoch " + std::to_string(note.a);
  if (!note.text.empty()) line += " (" + note.text + ")";
  const bool is_session = note.kind == NoteKind::SessionOpened ||
                          note.kind == NoteKind::SessionExpired ||
                          note.kind == NoteKind::SessionLost;
  if (!is_session) notes_ += line + "\n";
}

std::string ClusterHarness::take_notes() { return std::exchange(notes_, {}); }

std::uint64_t ClusterHarness::hash() const {
  Hasher hasher;
  fold_value(hasher, zookeeper_);
  for (const auto& node : nodes_) {
    fold_value(hasher, node.second.controller);
    fold_value(hasher, node.second.session);
  }
  return hasher.digest();
}

}  // namespace barnabas::test
