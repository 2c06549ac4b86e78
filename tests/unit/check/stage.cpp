#include "tests/unit/check/stage.h"

#include <algorithm>
#include <set>
#include <variant>

#include "core/base/check.h"
#include "core/broker/broker.h"
#include "core/client/consumer.h"
#include "core/log/segment_files.h"
#include "core/zookeeper/server.h"

namespace barnabas::test {
namespace {

using protocol::zk::OpCode;

std::string list_text(const std::vector<std::int32_t>& list) {
  std::string text;
  for (const std::int32_t item : list) text += (text.empty() ? "" : ",") + std::to_string(item);
  return "[" + text + "]";
}

}  // namespace

record::Batch Stage::batch(std::int64_t base, std::int32_t epoch,
                           const std::vector<std::string>& values) {
  record::BatchBuilder builder;
  for (const std::string& value : values) builder.add(1000, std::nullopt, as_bytes(value));
  record::Batch batch = builder.build();
  batch.header.base_offset = Offset{base};
  batch.header.leader_epoch = LeaderEpoch{epoch};
  return batch;
}

record::Batch Stage::numbered(std::int64_t base, const Numbered& number,
                              const std::vector<std::string>& values) {
  record::BatchBuilder builder;
  builder.set_producer(ProducerId{number.producer}, ProducerEpoch{number.epoch},
                       Sequence{number.sequence});
  for (const std::string& value : values) builder.add(1000, std::nullopt, as_bytes(value));
  record::Batch batch = builder.build();
  batch.header.base_offset = Offset{base};
  batch.header.leader_epoch = LeaderEpoch{0};
  return batch;
}

Stage::Stage() {
  world.nodes.resize(6);
  node(kZooKeeper).name = "zookeeper";
  node(kZooKeeper).config = zookeeper::ServerConfig{};
  for (std::int32_t id = 1; id <= 3; ++id) {
    broker::BrokerConfig config;
    config.id = NodeId{id};
    node(id).name = "broker-" + std::to_string(id);
    node(id).config = config;
  }
  node(kProducer).name = "producer";
  node(kProducer).config = client::ProducerConfig{};
  node(kConsumer).name = "consumer";
  node(kConsumer).config = client::ConsumerConfig{};
  for (sim::NodeIndex i = 0; i <= kConsumer; ++i) node(i).boot(1);
  zookeeper({});
  for (std::int32_t id = 1; id <= 3; ++id) {
    broker(id).lifecycle = broker::Lifecycle::Running;
    set_znode("/brokers/ids/" + std::to_string(id), "{}");
    state(id).tp = tp();
    state(id).self = NodeId{id};
    state(id).role = id == 1 ? replica::Role::Leader : replica::Role::Follower;
    state(id).leader_epoch = LeaderEpoch{0};
    state(id).isr = {NodeId{1}, NodeId{2}, NodeId{3}};
    sim::SimFileSystem files(node(id).disk);
    BARNABAS_CHECK(files.make_directory("t-0").has_value());
    roll(id, 0);
  }
  set_znode("/controller_epoch", "1");
  set_znode("/brokers/topics/t", "{\"partitions\":{\"0\":[1,2,3]},\"version\":3}");
  set_leader(1, 0, {1, 2, 3});
}

sim::EventRecord Stage::begin(sim::NodeIndex node, const Event* event) {
  world.now = world.now + milliseconds(1);
  sim::EventRecord record;
  record.id = ++events_;
  record.at = world.now;
  record.node = node;
  record.event = event;
  judge.on_event(world, record);
  return record;
}

void Stage::note(sim::NodeIndex node, const Note& note, const Event* event) {
  const sim::EventRecord record = begin(node, event);
  judge.on_note(world, record, node, note);
  judge.after_event(world, record);
}

// --- znodes

// An empty request starts the server and opens the session that all others use.
void Stage::zookeeper(protocol::zk::Request request) {
  zookeeper::Server& server = *node(kZooKeeper).state.zookeeper();
  std::vector<Effect> effects;
  sim::SimFileSystem files(node(kZooKeeper).disk);
  Context context{world.now, WallTime{1}, files, effects};
  const ConnectionId connection{7};
  const bool is_first = !server.is_serving();
  if (is_first) {
    server.step(event::Started{}, context);
    request.op.code = OpCode::Connect;
    request.timeout_ms = 30000;
  }
  request.session_id = server.session_of(connection);
  server.step(
      event::Received{connection, CorrelationId{1}, 0, protocol::RequestRef(std::move(request))},
      context);
  if (is_first) return;
  const sim::EventRecord record = begin(kZooKeeper);
  judge.after_event(world, record);
}

void Stage::set_znode(const std::string& path, const std::string& data) {
  const auto& tree = node(kZooKeeper).state.zookeeper()->tree();
  protocol::zk::Request request;
  request.op.path = path;
  request.op.data = data;
  if (tree.find(path) != nullptr) {
    request.op.code = OpCode::SetData;
  } else {
    const std::string parent = path.substr(0, path.rfind('/'));
    if (!parent.empty() && tree.find(parent) == nullptr) set_znode(parent, "");
    request.op.code = OpCode::Create;
  }
  zookeeper(std::move(request));
}

void Stage::set_leader(std::int32_t leader, std::int32_t epoch,
                       const std::vector<std::int32_t>& isr) {
  set_znode("/brokers/topics/t/partitions/0/state",
            "{\"controller_epoch\":1,\"leader\":" + std::to_string(leader) +
                ",\"version\":1,\"leader_epoch\":" + std::to_string(epoch) +
                ",\"isr\":" + list_text(isr) + "}");
  for (std::int32_t id = 1; id <= 3; ++id) {
    if (!node(id).up) continue;
    auto& known = broker(id).metadata.partitions[tp()];
    known.leader = NodeId{leader};
    known.leader_epoch = LeaderEpoch{epoch};
  }
}

// --- states

broker::Broker& Stage::broker(std::int32_t id) { return *node(id).state.broker(); }
replica::Partition& Stage::state(std::int32_t id) { return broker(id).partitions[tp()].write(); }

void Stage::look(std::int32_t broker) {
  Note hint;
  hint.kind = NoteKind::HighWatermark;
  hint.tp = tp();
  note(broker, hint);
}

void Stage::set_mark(std::int32_t broker, std::int64_t mark) {
  state(broker).high_watermark = Offset{mark};
  look(broker);
}

void Stage::stop(std::int32_t broker) {
  node(broker).up = false;
  node(broker).state.clear();
  Note killed;
  killed.kind = NoteKind::Killed;
  note(broker, killed);
}

void Stage::start(std::int32_t broker) {
  sim::Node& again = node(broker);
  again.boot(1);
  Note started;
  started.kind = NoteKind::Started;
  const sim::EventRecord record = begin(broker);
  judge.on_note(world, record, broker, started);
  this->broker(broker).lifecycle = broker::Lifecycle::Running;
  state(broker).tp = tp();
  state(broker).self = NodeId{broker};
  state(broker).role = replica::Role::Follower;
  judge.after_event(world, record);
}

void Stage::replicate(std::int64_t base, std::int32_t epoch,
                      const std::vector<std::string>& values) {
  const record::Batch made = batch(base, epoch, values);
  for (std::int32_t id = 1; id <= 3; ++id) append(id, made);
  for (std::int32_t id = 1; id <= 3; ++id) set_mark(id, made.header.next_offset().value);
}

// --- clients

void Stage::send(const std::vector<std::int32_t>& ids, const std::vector<std::string>& values) {
  command::Send send;
  send.topic = tp().topic;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    send.records.push_back({ids[i], 0, std::nullopt, shared_text(values[i])});
  }
  const Event event = event::Commanded{Ref<command::Body>(command::Body(send))};
  Note sent;
  sent.kind = NoteKind::Send;
  sent.tp = tp();
  sent.list = ids;
  note(kProducer, sent, &event);
}

void Stage::note_of_producer(NoteKind kind, const std::vector<std::int32_t>& ids, std::int64_t base,
                             std::int64_t a, ErrorCode error) {
  Note told;
  told.kind = kind;
  told.tp = tp();
  told.list = ids;
  told.from = Offset{base};
  told.a = a;
  told.error = error;
  note(kProducer, told);
}

void Stage::dispatch(std::int32_t id, const record::Batch& batch) {
  const sim::EventRecord record = begin(kProducer);
  Note told;
  told.kind = NoteKind::Dispatch;
  told.tp = tp();
  told.list = {id};
  judge.on_note(world, record, kProducer, told);
  protocol::ProduceRequest request;
  request.topics.push_back({tp().topic, {}});
  request.topics.back().partitions.emplace_back();
  record::append_to(request.topics.back().partitions.back().records.bytes, batch);
  const protocol::RequestBody body = request;
  sim::Sending sending;
  sending.during = record.id;
  sending.at = world.now;
  sending.from = kProducer;
  sending.to = 1;
  sending.request = &body;
  judge.on_sending(world, sending);
  judge.after_event(world, record);
}

void Stage::acknowledge(std::int32_t id, const std::string& value, std::int64_t offset,
                        std::int16_t acks) {
  send({id}, {value});
  note_of_producer(NoteKind::Dispatch, {id}, -1, 1);
  note_of_producer(NoteKind::Acked, {id}, offset, acks);
}

void Stage::deliver(std::int32_t from_broker, const std::vector<record::Batch>& batches) {
  Note delivered;
  delivered.kind = NoteKind::Delivered;
  delivered.tp = tp();
  delivered.peer = NodeId{from_broker};
  delivered.from = batches.front().header.base_offset;
  delivered.to = batches.back().header.next_offset();
  delivered.batches = batches;
  note(kConsumer, delivered);
}

void Stage::set_position(std::int64_t offset) {
  auto& reading = node(kConsumer).state.consumer()->partitions[tp()];
  reading.state = client::ConsumerPartition::State::Fetching;
  reading.position.offset = Offset{offset};
}

void Stage::seek(std::int64_t offset) {
  const Event event = event::Commanded{Ref<command::Body>(
      command::Body(command::Seek{tp(), {command::Place::Kind::Offset, offset}}))};
  const sim::EventRecord record = begin(kConsumer, &event);
  judge.after_event(world, record);
}

void Stage::reset(std::int64_t from, std::int64_t to) {
  Note moved;
  moved.kind = NoteKind::PositionReset;
  moved.tp = tp();
  moved.from = Offset{from};
  moved.to = Offset{to};
  moved.text = "LogTruncationException";
  note(kConsumer, moved);
  set_position(to);
  node(kConsumer).state.consumer()->partitions[tp()].state =
      client::ConsumerPartition::State::AwaitsValidation;
}

void Stage::wait(Duration duration) { world.now = world.now + duration; }

// --- messages

void Stage::tell_end(std::int32_t broker, std::int64_t end) {
  const CorrelationId correlation{next_correlation_++};
  protocol::ListOffsetsRequest request;
  request.topics.push_back({tp().topic, {{tp().partition, LeaderEpoch{-1}, -1}}});
  const Event event = event::Received{ConnectionId{1}, correlation, 0,
                                      protocol::RequestRef(protocol::RequestBody(request))};
  sim::EventRecord record;
  world.now = world.now + milliseconds(1);
  record.id = ++events_;
  record.at = world.now;
  record.node = broker;
  record.from = kConsumer;
  record.event = &event;
  judge.on_event(world, record);
  protocol::ListOffsetsResponse response;
  response.topics.push_back({tp().topic, {}});
  response.topics.back().partitions.emplace_back();
  response.topics.back().partitions.back().offset = Offset{end};
  const protocol::ResponseBody body = response;
  sim::Sending sending;
  sending.during = record.id;
  sending.at = world.now;
  sending.from = broker;
  sending.to = kConsumer;
  sending.is_response = true;
  sending.correlation = correlation;
  sending.response = &body;
  judge.on_sending(world, sending);
  judge.after_event(world, record);
}

void Stage::order(std::int32_t broker, std::int32_t controller, std::int32_t epoch,
                  ErrorCode answer) {
  const CorrelationId correlation{next_correlation_++};
  protocol::UpdateMetadataRequest request;
  request.controller_epoch = ControllerEpoch{epoch};
  const Event event = event::Received{ConnectionId{1}, correlation, 0,
                                      protocol::RequestRef(protocol::RequestBody(request))};
  world.now = world.now + milliseconds(1);
  sim::EventRecord record;
  record.id = ++events_;
  record.at = world.now;
  record.node = broker;
  record.from = controller;
  record.event = &event;
  judge.on_event(world, record);
  protocol::UpdateMetadataResponse response;
  response.error = answer;
  const protocol::ResponseBody body = response;
  sim::Sending sending;
  sending.during = record.id;
  sending.at = world.now;
  sending.from = broker;
  sending.to = controller;
  sending.is_response = true;
  sending.correlation = correlation;
  sending.response = &body;
  judge.on_sending(world, sending);
  judge.after_event(world, record);
}

std::vector<std::string> Stage::few() {
  return {"ConsistentRead", "ControllerEpoch", "DurableAck",           "EpochMonotone",
          "LogMatching",    "NoReadAboveHW",   "SingleLeaderPerEpoch", "StrongIsr"};
}

std::vector<std::string> Stage::violated() {
  const sim::check::Judgement judgement = finish();
  std::vector<std::string> ids = few();
  ids.erase(std::remove_if(ids.begin(), ids.end(),
                           [&](const std::string& id) { return !judgement.is_violated(id); }),
            ids.end());
  return ids;
}

}  // namespace barnabas::test
