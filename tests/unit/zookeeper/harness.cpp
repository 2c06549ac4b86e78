#include "tests/unit/zookeeper/harness.h"

#include "core/base/check.h"

namespace barnabas::test {
namespace {

using zookeeper::Notice;
namespace notice = zookeeper::notice;

constexpr Duration kLatency = milliseconds(1);

zk::Op op_of(zk::OpCode code, const std::string& path, std::int32_t version = -1) {
  zk::Op op;
  op.code = code;
  op.path = path;
  op.version = version;
  return op;
}

std::string text_of(zk::WatchType type) {
  switch (type) {
    case zk::WatchType::Created:
      return "created";
    case zk::WatchType::Deleted:
      return "deleted";
    case zk::WatchType::DataChanged:
      return "data-changed";
    case zk::WatchType::ChildrenChanged:
      return "children-changed";
  }
  return "?";
}

std::string text_of(const zk::Response& response) {
  std::string text = name_of(response.error);
  if (!response.path.empty()) text += " " + response.path;
  if (!response.data.empty()) text += " data=" + response.data;
  if (response.stat.czxid != 0) text += " v" + std::to_string(response.stat.version);
  for (const std::string& child : response.children) text += " " + child;
  for (const zk::OpResult& result : response.results) text += " [" + name_of(result.error) + "]";
  return text;
}

std::string text_of(const Notice& heard) {
  if (const auto* connected = std::get_if<notice::Connected>(&heard)) {
    return std::string(connected->new_session ? "opened" : "resumed") + " session " +
           std::to_string(connected->session_id);
  }
  if (std::holds_alternative<notice::Disconnected>(heard)) return "disconnected";
  if (std::holds_alternative<notice::Expired>(heard)) return "expired";
  if (const auto* fired = std::get_if<notice::WatchFired>(&heard)) {
    return "watch " + text_of(fired->type) + " " + fired->path;
  }
  const auto& answered = std::get<notice::Answered>(heard);
  return "#" + std::to_string(answered.token) + " " + text_of(answered.response);
}

}  // namespace

zk::Op create_op(const std::string& path, const std::string& data, zk::CreateMode mode) {
  zk::Op op = op_of(zk::OpCode::Create, path);
  op.data = data;
  op.mode = mode;
  return op;
}
zk::Op delete_op(const std::string& path, std::int32_t version) {
  return op_of(zk::OpCode::Delete, path, version);
}
zk::Op set_op(const std::string& path, const std::string& data, std::int32_t version) {
  zk::Op op = op_of(zk::OpCode::SetData, path, version);
  op.data = data;
  return op;
}
zk::Op check_op(const std::string& path, std::int32_t version) {
  return op_of(zk::OpCode::Check, path, version);
}
zk::Op get_op(const std::string& path, bool watch) {
  zk::Op op = op_of(zk::OpCode::GetData, path);
  op.watch = watch;
  return op;
}
zk::Op exists_op(const std::string& path, bool watch) {
  zk::Op op = op_of(zk::OpCode::Exists, path);
  op.watch = watch;
  return op;
}
zk::Op children_op(const std::string& path, bool watch) {
  zk::Op op = op_of(zk::OpCode::GetChildren, path);
  op.watch = watch;
  return op;
}

std::string name_of(zk::Error error) {
  switch (error) {
    case zk::Error::Ok:
      return "Ok";
    case zk::Error::RuntimeInconsistency:
      return "RuntimeInconsistency";
    case zk::Error::ConnectionLoss:
      return "ConnectionLoss";
    case zk::Error::BadArguments:
      return "BadArguments";
    case zk::Error::NoNode:
      return "NoNode";
    case zk::Error::BadVersion:
      return "BadVersion";
    case zk::Error::NoChildrenForEphemerals:
      return "NoChildrenForEphemerals";
    case zk::Error::NodeExists:
      return "NodeExists";
    case zk::Error::NotEmpty:
      return "NotEmpty";
    case zk::Error::SessionExpired:
      return "SessionExpired";
  }
  return "?";
}

Harness::Harness(std::vector<std::string> client_names, Duration timeout) {
  for (const std::string& name : client_names) {
    clients_.push_back(Client{
        name, zookeeper::Session(Endpoint{"zookeeper", 2181}, timeout, ConnectionId{1000}, name)});
  }
}

void Harness::start() {
  start_server();
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    std::vector<Effect> effects;
    Context context{now_, WallTime{}, files_, effects};
    clients_[i].session.start(context);
    perform(static_cast<std::int64_t>(i), effects);
  }
}

void Harness::run_for(Duration span) {
  const Instant end = now_ + span;
  while (!queue_.empty() && queue_.begin()->first.first <= end.ns) {
    now_ = Instant{queue_.begin()->first.first};
    Delivery delivery = std::move(queue_.begin()->second);
    queue_.erase(queue_.begin());
    deliver(std::move(delivery));
    BARNABAS_CHECK_MSG(sequence_ < 1'000'000, "the test does not end");
  }
  now_ = end;
}

void Harness::post(Duration after, Delivery delivery) {
  queue_.emplace(Key{(now_ + after).ns, sequence_++}, std::move(delivery));
}

void Harness::deliver(Delivery delivery) {
  const auto held = paused_.find(delivery.node);
  if (held != paused_.end()) {
    held->second.push_back(std::move(delivery));
    return;
  }
  if (delivery.timer >= 0) {
    const auto timer =
        timers_.find({delivery.node, std::get<event::TimerFired>(delivery.event).timer});
    if (timer == timers_.end() || timer->second != delivery.timer) return;
    timers_.erase(timer);
  }
  if (delivery.connection >= 0) {
    Connection& connection = connections_[static_cast<std::size_t>(delivery.connection)];
    if (clients_[connection.client].is_cut) return;
    bool& is_open =
        delivery.node == kServer ? connection.is_server_open : connection.is_client_open;
    if (!is_open) return;
    if (std::holds_alternative<event::Disconnected>(delivery.event)) is_open = false;
  }
  if (delivery.node == kServer) return step_server(delivery.event);
  step_client(static_cast<std::size_t>(delivery.node), delivery.event);
}

void Harness::step_server(const Event& event) {
  if (!server_) return;
  std::vector<Effect> effects;
  Context context{now_, WallTime{}, files_, effects};
  zookeeper::Server twin = *server_;
  BARNABAS_CHECK(twin == *server_);
  BARNABAS_CHECK(hash_of(twin) == hash_of(*server_));
  server_->step(event, context);
  if (server_->is_serving()) server_->check_invariants();
  perform(kServer, effects);
}

void Harness::step_client(std::size_t number, const Event& event) {
  std::vector<Effect> effects;
  Context context{now_, WallTime{}, files_, effects};
  std::vector<Notice> notices;
  const bool is_ours = clients_[number].session.on_event(event, context, notices);
  BARNABAS_CHECK(is_ours);
  perform(static_cast<std::int64_t>(number), effects);
  hear(number, notices);
}

void Harness::hear(std::size_t number, const std::vector<Notice>& notices) {
  for (const Notice& heard : notices) write(clients_[number].name + " " + text_of(heard));
}

void Harness::perform(std::int64_t node, std::vector<Effect>& effects) {
  for (const Effect& effect : effects) {
    if (const auto* connect = std::get_if<effect::Connect>(&effect)) {
      open(static_cast<std::size_t>(node), connect->connection);
    } else if (const auto* request = std::get_if<effect::Request>(&effect)) {
      send(node, request->connection,
           event::Received{{}, request->correlation, request->api_version, request->body});
    } else if (const auto* reply = std::get_if<effect::Reply>(&effect)) {
      send(node, reply->connection, event::Answered{{}, reply->correlation, reply->body});
    } else if (const auto* closed = std::get_if<effect::Close>(&effect)) {
      close_side(node, closed->connection);
    } else if (const auto* note = std::get_if<Note>(&effect)) {
      const std::string who =
          node == kServer ? "zookeeper" : clients_[static_cast<std::size_t>(node)].name;
      const std::string number = note->a == 0 ? "" : " " + std::to_string(note->a);
      write(who + " note " + std::string(facts_of(note->kind).name) + number + " " + note->text);
    } else if (const auto* exit = std::get_if<effect::Exit>(&effect)) {
      write("zookeeper exit " + exit->why);
      lose_server();
      return;
    } else {
      perform_timer(node, effect);
    }
  }
}

void Harness::perform_timer(std::int64_t node, const Effect& effect) {
  if (const auto* set = std::get_if<effect::SetTimer>(&effect)) {
    BARNABAS_CHECK(set->after.ns >= 0);
    timers_[{node, set->timer}] = sequence_;
    post(set->after, Delivery{node, -1, sequence_, event::TimerFired{set->timer}});
  } else if (const auto* cancelled = std::get_if<effect::CancelTimer>(&effect)) {
    timers_.erase({node, cancelled->timer});
  }
}

void Harness::open(std::size_t client, ConnectionId client_side) {
  const auto index = static_cast<std::int64_t>(connections_.size());
  connections_.push_back(Connection{client, client_side, true, server_.has_value()});
  const auto node = static_cast<std::int64_t>(client);
  if (server_) {
    post(kLatency * 2, Delivery{node, index, -1, event::Connected{client_side}});
  } else {
    post(kLatency, Delivery{node, index, -1, event::Disconnected{client_side}});
  }
}

std::optional<std::int64_t> Harness::find_connection(std::int64_t node, ConnectionId side) const {
  if (node == kServer) return static_cast<std::int64_t>(side.value);
  for (std::size_t i = 0; i < connections_.size(); ++i) {
    const Connection& connection = connections_[i];
    const bool is_it =
        static_cast<std::int64_t>(connection.client) == node && connection.client_side == side;
    if (is_it) return static_cast<std::int64_t>(i);
  }
  return std::nullopt;
}

// `event` is posted to the other end, under that end's number of the connection.
void Harness::send(std::int64_t node, ConnectionId side, Event event) {
  const std::optional<std::int64_t> index = find_connection(node, side);
  BARNABAS_CHECK(index.has_value());
  const Connection& connection = connections_[static_cast<std::size_t>(*index)];
  if (clients_[connection.client].is_cut) return;
  if (!(node == kServer ? connection.is_server_open : connection.is_client_open)) return;
  const bool to_client = node == kServer;
  const ConnectionId other =
      to_client ? connection.client_side : ConnectionId{static_cast<std::uint64_t>(*index)};
  if (auto* received = std::get_if<event::Received>(&event)) received->connection = other;
  if (auto* answered = std::get_if<event::Answered>(&event)) answered->connection = other;
  if (auto* gone = std::get_if<event::Disconnected>(&event)) gone->connection = other;
  post(kLatency, Delivery{to_client ? static_cast<std::int64_t>(connection.client) : kServer,
                          *index, -1, std::move(event)});
}

void Harness::close_side(std::int64_t node, ConnectionId side) {
  send(node, side, event::Disconnected{});
  Connection& connection = connections_[static_cast<std::size_t>(*find_connection(node, side))];
  (node == kServer ? connection.is_server_open : connection.is_client_open) = false;
}

void Harness::submit(std::size_t client, zk::Op op) {
  std::vector<Effect> effects;
  Context context{now_, WallTime{}, files_, effects};
  clients_[client].session.submit(context, clients_[client].next_token++, std::move(op));
  perform(static_cast<std::int64_t>(client), effects);
}

void Harness::submit_multi(std::size_t client, std::vector<zk::Op> ops) {
  std::vector<Effect> effects;
  Context context{now_, WallTime{}, files_, effects};
  clients_[client].session.submit_multi(context, clients_[client].next_token++, std::move(ops));
  perform(static_cast<std::int64_t>(client), effects);
}

void Harness::close(std::size_t client) {
  std::vector<Effect> effects;
  Context context{now_, WallTime{}, files_, effects};
  clients_[client].session.close(context);
  perform(static_cast<std::int64_t>(client), effects);
}

void Harness::pause(std::size_t client) { paused_[static_cast<std::int64_t>(client)]; }
void Harness::pause_server() { paused_[kServer]; }
void Harness::resume_server() {
  std::deque<Delivery> held = std::move(paused_[kServer]);
  paused_.erase(kServer);
  for (Delivery& delivery : held) post(Duration{}, std::move(delivery));
}
void Harness::resume(std::size_t client) {
  const auto node = static_cast<std::int64_t>(client);
  std::deque<Delivery> held = std::move(paused_[node]);
  paused_.erase(node);
  for (Delivery& delivery : held) post(Duration{}, std::move(delivery));
}

void Harness::cut(std::size_t client, bool is_cut) { clients_[client].is_cut = is_cut; }

void Harness::sever(std::size_t client) {
  for (std::size_t i = 0; i < connections_.size(); ++i) {
    const Connection& connection = connections_[i];
    if (connection.client != client) continue;
    const auto index = static_cast<std::int64_t>(i);
    if (connection.is_client_open) {
      post(Duration{}, Delivery{static_cast<std::int64_t>(client), index, -1,
                                event::Disconnected{connection.client_side}});
    }
    if (connection.is_server_open) {
      post(Duration{}, Delivery{kServer, index, -1,
                                event::Disconnected{ConnectionId{static_cast<std::uint64_t>(i)}}});
    }
  }
}

void Harness::expire(std::int64_t session_id) {
  std::vector<Effect> effects;
  Context context{now_, WallTime{}, files_, effects};
  server_->expire_session(session_id, context);
  perform(kServer, effects);
}

void Harness::lose_server() {
  for (std::size_t i = 0; i < connections_.size(); ++i) {
    if (connections_[i].is_server_open)
      close_side(kServer, ConnectionId{static_cast<std::uint64_t>(i)});
  }
  for (auto timer = timers_.begin(); timer != timers_.end();) {
    timer = timer->first.first == kServer ? timers_.erase(timer) : std::next(timer);
  }
  server_.reset();
}

void Harness::stop_server() {
  lose_server();
  files_.open_paths.clear();
}

void Harness::cut_server_power(std::size_t torn) {
  lose_server();
  files_.cut_power(torn);
}

void Harness::start_server() {
  server_.emplace();
  step_server(event::Started{});
}

std::string Harness::take_transcript() { return std::exchange(transcript_, {}); }

void Harness::write(const std::string& line) { transcript_ += line + "\n"; }

std::uint64_t Harness::hash() const {
  Hasher hasher;
  if (server_) fold_value(hasher, *server_);
  for (const Client& client : clients_) fold_value(hasher, client.session);
  fold_value(hasher, transcript_);
  return hasher.digest();
}

}  // namespace barnabas::test
