#include "core/zookeeper/session.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"

namespace barnabas::zookeeper {
namespace {

constexpr TimerId kReconnect{TimerKind::Reconnect, kReconnectKey};
constexpr TimerId kPing{TimerKind::ZkPing, 0};
constexpr Duration kBackOffMin = milliseconds(100);
constexpr Duration kBackOffMax = milliseconds(1000);

zk::Request request_of(zk::OpCode code) {
  zk::Request request;
  request.op.code = code;
  return request;
}

// What only the session itself sends: its answers are not the owner's.
bool is_internal(zk::OpCode code) {
  return code == zk::OpCode::Ping || code == zk::OpCode::SetWatches ||
         code == zk::OpCode::Connect || code == zk::OpCode::CloseSession;
}

}  // namespace

Session::Session(Endpoint server, Duration timeout, ConnectionId connections, std::string client_id)
    : server_(std::move(server)),
      requested_timeout_(timeout),
      timeout_(timeout),
      client_id_(std::move(client_id)),
      first_connection_(connections),
      next_connection_(connections),
      connection_(connections),
      back_off_(kBackOffMin) {}

void Session::start(Context& context) {
  BARNABAS_CHECK(state_ == State::Idle);
  dial(context);
}

bool Session::on_event(const Event& event, Context& context, Notices& notices) {
  if (const auto* connected = std::get_if<event::Connected>(&event)) {
    if (!is_own(connected->connection)) return false;
    if (connected->connection == connection_ && state_ == State::Dialing) on_connected(context);
    return true;
  }
  if (const auto* answered = std::get_if<event::Answered>(&event)) {
    if (!is_own(answered->connection)) return false;
    if (answered->connection == connection_) on_answered(*answered, context, notices);
    return true;
  }
  if (const auto* disconnected = std::get_if<event::Disconnected>(&event)) {
    if (!is_own(disconnected->connection)) return false;
    if (disconnected->connection == connection_) drop_connection(context, false, notices);
    return true;
  }
  if (const auto* fired = std::get_if<event::TimerFired>(&event)) {
    const bool is_reconnect = fired->timer == kReconnect;
    const bool is_ping = fired->timer == kPing;
    if (is_reconnect) on_reconnect_timer(context, notices);
    if (is_ping) on_ping_timer(context, notices);
    return is_reconnect || is_ping;
  }
  return false;
}

// ---- the owner's requests

void Session::submit(Context& context, std::int64_t token, zk::Op op) {
  BARNABAS_CHECK(!is_internal(op.code) && op.code != zk::OpCode::Multi);
  Waiting waiting;
  waiting.token = token;
  waiting.request.op = std::move(op);
  submit_request(context, std::move(waiting));
}

void Session::submit_multi(Context& context, std::int64_t token, std::vector<zk::Op> ops) {
  Waiting waiting;
  waiting.token = token;
  waiting.request.op.code = zk::OpCode::Multi;
  waiting.request.multi = std::move(ops);
  submit_request(context, std::move(waiting));
}

void Session::submit_request(Context& context, Waiting waiting) {
  if (state_ == State::Closing || state_ == State::Closed) return;
  if (state_ == State::Connected) return send(context, std::move(waiting));
  waiting_.push_back(std::move(waiting));
}

void Session::close(Context& context) {
  if (state_ == State::Closing || state_ == State::Closed) return;
  waiting_.clear();
  if (state_ == State::Connected) {
    Waiting waiting;
    waiting.request = request_of(zk::OpCode::CloseSession);
    send(context, std::move(waiting));
    state_ = State::Closing;
    return;
  }
  // Nobody there to tell: the server will end the session by its timeout.
  if (state_ == State::Dialing || state_ == State::Greeting) context.close(connection_);
  context.cancel_timer(kReconnect);
  sent_.clear();
  state_ = State::Closed;
}

void Session::send(Context& context, Waiting waiting) {
  waiting.correlation = next_correlation_;
  next_correlation_ = next_correlation_.next();
  last_sent_ = context.now;
  context.request(connection_, waiting.correlation, 0,
                  protocol::RequestRef(protocol::RequestBody(waiting.request)));
  sent_.push_back(std::move(waiting));
}

// ---- the connection

void Session::dial(Context& context) {
  state_ = State::Dialing;
  connection_ = next_connection_;
  next_connection_ = next_connection_.next();
  deadline_ = context.now + third_of_timeout();
  context.connect(connection_, server_);
  context.set_timer(kReconnect, third_of_timeout());
}

void Session::on_connected(Context& context) {
  state_ = State::Greeting;
  Waiting greeting;
  greeting.request = request_of(zk::OpCode::Connect);
  greeting.request.session_id = session_id_;
  greeting.request.timeout_ms = static_cast<std::int32_t>(requested_timeout_.ms());
  greeting.request.client_id = client_id_;
  send(context, std::move(greeting));
}

void Session::on_answered(const event::Answered& answered, Context& context, Notices& notices) {
  if (state_ != State::Greeting && !has_open_connection()) return;
  const auto* response = std::get_if<zk::Response>(&*answered.response);
  BARNABAS_CHECK_MSG(response != nullptr, "an answer of another protocol");
  last_heard_ = context.now;
  if (response->watch) return on_watch_event(*response->watch, notices);
  // Out of order is out of trust, as in ClientCnxn ("Xid out of order").
  if (sent_.empty() || sent_.front().correlation != answered.correlation) {
    return drop_connection(context, true, notices);
  }
  const Waiting answered_one = std::move(sent_.front());
  sent_.pop_front();
  const zk::Op& op = answered_one.request.op;
  // A greeting's zxid is where the server is; what we have seen is older until the watches are
  // brought along.
  if (op.code == zk::OpCode::Connect) return on_greeting(*response, context, notices);
  last_zxid_ = std::max(last_zxid_, response->zxid);
  if (op.code == zk::OpCode::CloseSession) return drop_connection(context, true, notices);
  if (!is_internal(op.code)) {
    remember_watch(op, response->error);
    notices.emplace_back(notice::Answered{answered_one.token, *response});
  }
  // The server ended the session in the meantime; a new connection will say so.
  if (response->error == zk::Error::SessionExpired) drop_connection(context, true, notices);
}

void Session::on_greeting(const zk::Response& response, Context& context, Notices& notices) {
  const bool is_new = session_id_ == 0;
  if (response.session_id == 0) {
    return is_new ? drop_connection(context, true, notices) : on_expired(context, notices);
  }
  session_id_ = response.session_id;
  timeout_ = milliseconds(response.timeout_ms);
  state_ = State::Connected;
  back_off_ = kBackOffMin;
  context.cancel_timer(kReconnect);
  notices.emplace_back(notice::Connected{is_new, session_id_});
  if (has_watches()) {
    Waiting watches;
    watches.request = build_set_watches();
    send(context, std::move(watches));
  }
  while (!waiting_.empty()) {
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    send(context, std::move(next));
  }
  arm_ping(context);
}

void Session::on_expired(Context& context, Notices& notices) {
  BARNABAS_CHECK(session_id_ != 0);
  Note note;
  note.kind = NoteKind::SessionLost;
  note.a = session_id_;
  note.text = client_id_;
  context.note(std::move(note));
  session_id_ = 0;
  last_zxid_ = 0;
  timeout_ = requested_timeout_;
  data_watches_.clear();
  exist_watches_.clear();
  child_watches_.clear();
  for (const Waiting& waiting : waiting_) {
    zk::Response response;
    response.error = zk::Error::SessionExpired;
    notices.emplace_back(notice::Answered{waiting.token, std::move(response)});
  }
  waiting_.clear();
  notices.emplace_back(notice::Expired{});
  context.close(connection_);
  dial(context);
}

void Session::drop_connection(Context& context, bool close_it, Notices& notices) {
  const bool was_open = has_open_connection();
  if (!was_open && state_ != State::Dialing && state_ != State::Greeting) return;
  if (close_it) context.close(connection_);
  for (const Waiting& lost : sent_) {
    if (is_internal(lost.request.op.code)) continue;
    zk::Response response;
    response.error = zk::Error::ConnectionLoss;
    notices.emplace_back(notice::Answered{lost.token, std::move(response)});
  }
  sent_.clear();
  if (was_open) {
    context.cancel_timer(kPing);
    notices.emplace_back(notice::Disconnected{});
  }
  if (state_ == State::Closing) {
    state_ = State::Closed;
    return;
  }
  state_ = State::BackingOff;
  deadline_ = context.now + back_off_;
  context.set_timer(kReconnect, back_off_);
  back_off_ = std::min(back_off_ * 2, kBackOffMax);
}

// ---- the clock

void Session::on_reconnect_timer(Context& context, Notices& notices) {
  const bool is_waiting =
      state_ == State::BackingOff || state_ == State::Dialing || state_ == State::Greeting;
  if (!is_waiting) return;  // Too late to matter.
  if (context.now < deadline_) return context.set_timer(kReconnect, deadline_ - context.now);
  if (state_ == State::BackingOff) return dial(context);
  drop_connection(context, true, notices);
}

void Session::on_ping_timer(Context& context, Notices& notices) {
  if (!has_open_connection()) return;
  if (context.now - last_heard_ >= third_of_timeout() * 2) {
    context.probe("zookeeper-client-heard-nothing");
    return drop_connection(context, true, notices);
  }
  if (context.now - last_sent_ >= third_of_timeout()) {
    Waiting ping;
    ping.request = request_of(zk::OpCode::Ping);
    send(context, std::move(ping));
  }
  arm_ping(context);
}

void Session::arm_ping(Context& context) {
  const Instant ping_at = last_sent_ + third_of_timeout();
  const Instant give_up_at = last_heard_ + third_of_timeout() * 2;
  // A process that stood still finds both in its past.
  context.set_timer(kPing, std::max(std::min(ping_at, give_up_at) - context.now, Duration{}));
}

}  // namespace barnabas::zookeeper
