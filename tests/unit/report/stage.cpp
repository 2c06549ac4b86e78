#include "tests/unit/report/stage.h"

#include "core/broker/broker_config.h"
#include "core/client/client_config.h"
#include "core/zookeeper/server.h"

namespace barnabas::test {

ReportStage::ReportStage() {
  const auto add = [this](const std::string& name, NodeConfig config) {
    Node node;
    node.name = name;
    node.config = std::move(config);
    world_.nodes.emplace_back(std::move(node));
  };
  add("zookeeper", zookeeper::ServerConfig{});
  for (std::int32_t id = 1; id <= 3; ++id) {
    broker::BrokerConfig config;
    config.id = NodeId{id};
    add("broker-" + std::to_string(id), std::move(config));
  }
  add("p", client::ProducerConfig{});
  std::vector<Fault> faults(4);
  faults[0].id = "starve";
  faults[1].id = "kill";
  faults[2].id = "expire";
  faults[2].actions.emplace_back().kind = ActionKind::ExpireSession;
  faults[3].id = "rot";
  faults[3].actions.emplace_back().kind = ActionKind::DiskFlip;
  world_.faults = Ref<std::vector<Fault>>(std::move(faults));
  world_.fault_states.resize(4);
}

std::uint64_t ReportStage::event(std::int64_t ms, NodeIndex node, std::uint64_t cause) {
  ++record_.id;
  record_.cause = cause;
  record_.at = Instant{ms * 1'000'000};
  record_.node = node;
  record_.event = nullptr;
  world_.now = record_.at;
  const Event timer = event::TimerFired{};
  record_.event = &timer;
  trace_.on_event(world_, record_);
  record_.event = nullptr;
  return record_.id;
}

std::uint64_t ReportStage::produce_arrives(std::int64_t ms, NodeIndex broker, std::uint64_t cause,
                                           std::int32_t correlation) {
  ++record_.id;
  record_.cause = cause;
  record_.at = Instant{ms * 1'000'000};
  record_.node = broker;
  world_.now = record_.at;
  event::Received received;
  received.correlation = CorrelationId{correlation};
  received.request = protocol::RequestRef(protocol::ProduceRequest{});
  const Event event = received;
  record_.event = &event;
  trace_.on_event(world_, record_);
  record_.event = nullptr;
  return record_.id;
}

void ReportStage::note(NodeIndex node, Note note) { trace_.on_note(world_, record_, node, note); }

void ReportStage::fetch_answer(NodeIndex from, NodeIndex to, Sending::Fate fate) {
  const protocol::ResponseBody body = protocol::FetchResponse{};
  Sending sending;
  sending.during = record_.id;
  sending.at = record_.at;
  sending.from = from;
  sending.to = to;
  sending.is_response = true;
  sending.response = &body;
  sending.fate = fate;
  trace_.on_sending(world_, sending);
}

void ReportStage::produce_answer(NodeIndex from, NodeIndex to, std::int32_t correlation,
                                 Sending::Fate fate) {
  const protocol::ResponseBody body = protocol::ProduceResponse{};
  Sending sending;
  sending.during = record_.id;
  sending.at = record_.at;
  sending.from = from;
  sending.to = to;
  sending.is_response = true;
  sending.correlation = CorrelationId{correlation};
  sending.response = &body;
  sending.fate = fate;
  trace_.on_sending(world_, sending);
}

void ReportStage::produce_request(NodeIndex to, std::int32_t correlation, std::int64_t arrives_ms) {
  const protocol::RequestBody body = protocol::ProduceRequest{};
  Sending sending;
  sending.during = record_.id;
  sending.at = record_.at;
  sending.arrives = Instant{arrives_ms * 1'000'000};
  sending.from = record_.node;
  sending.to = to;
  sending.correlation = CorrelationId{correlation};
  sending.request = &body;
  trace_.on_sending(world_, sending);
}

void ReportStage::hold_fetch_answers(NodeIndex from, std::vector<std::int32_t> to) {
  LinkRule rule;
  rule.kind = LinkRule::Kind::Hold;
  rule.id = 1;
  rule.api = 1;
  rule.leg = 1;
  rule.from = {from};
  rule.to = std::move(to);
  world_.network.rules.push_back(rule);
  world_.active.push_back({1, 0, Action{}, {}});
}

Note ReportStage::append(std::int64_t from, std::int64_t to, std::int32_t epoch, bool as_leader) {
  Note note;
  note.kind = NoteKind::Append;
  note.tp = kOrders;
  note.from = Offset{from};
  note.to = Offset{to};
  note.epoch = LeaderEpoch{epoch};
  note.a = as_leader ? 1 : 0;
  return note;
}

Note ReportStage::leads(std::int32_t epoch, std::int64_t log_end, std::vector<std::int32_t> isr) {
  Note note;
  note.kind = NoteKind::BecameLeader;
  note.tp = kOrders;
  note.epoch = LeaderEpoch{epoch};
  note.to = Offset{log_end};
  note.list = std::move(isr);
  return note;
}

Note ReportStage::follows(std::int32_t leader, std::int32_t epoch, std::int64_t log_end) {
  Note note = leads(epoch, log_end, {});
  note.kind = NoteKind::BecameFollower;
  note.peer = NodeId{leader};
  return note;
}

Note ReportStage::truncate(std::int64_t from, std::int64_t to, std::int32_t epoch) {
  Note note = append(from, to, epoch, false);
  note.kind = NoteKind::Truncate;
  return note;
}

Note ReportStage::elected(std::int32_t leader, std::int32_t epoch, std::vector<std::int32_t> isr,
                          bool unclean, std::string why) {
  Note note = leads(epoch, -1, std::move(isr));
  note.kind = NoteKind::Elected;
  note.peer = NodeId{leader};
  note.a = unclean ? 1 : 0;
  note.text = std::move(why);
  return note;
}

Note ReportStage::isr(std::vector<std::int32_t> isr) {
  Note note = leads(0, -1, std::move(isr));
  note.kind = NoteKind::IsrChanged;
  return note;
}

Note ReportStage::mark(std::int64_t to) {
  Note note = append(-1, to, 0, false);
  note.kind = NoteKind::HighWatermark;
  return note;
}

Note ReportStage::client(NoteKind kind, std::int32_t id, std::int32_t broker, std::int64_t from,
                         std::int64_t a) {
  Note note;
  note.kind = kind;
  note.tp = kOrders;
  note.peer = NodeId{broker};
  note.list = {id};
  note.from = Offset{from};
  note.a = a;
  return note;
}

Note ReportStage::plain(NoteKind kind, std::string text, std::int64_t a) {
  Note note;
  note.kind = kind;
  note.text = std::move(text);
  note.a = a;
  return note;
}

}  // namespace barnabas::test
