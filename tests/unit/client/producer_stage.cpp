#include "tests/unit/client/producer_stage.h"

#include <utility>
#include <variant>

#include "core/record/record.h"

namespace barnabas::test {
namespace {

SharedBytes bytes_of(const std::string& text) {
  return SharedBytes(ByteVector(text.begin(), text.end()));
}

std::string words(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += " " + value;
  return text;
}

std::string outcome_text(const Note& note) {
  if (note.kind == NoteKind::Acked) return " at " + std::to_string(note.from.value);
  std::string text = " " + std::string(name_of(note.error));
  if (note.kind == NoteKind::Failed) text += note.a == 1 ? " unknown" : " definite";
  return text;
}

}  // namespace

ProducerStage::ProducerStage(client::Settings settings, std::vector<std::int32_t> led_by,
                             Profile profile)
    : producer(client::producer_config(settings, profile, {{"b1", 9092}}), Prng{42, 0}),
      leaders(std::move(led_by)) {}

void ProducerStage::give(const Event& event) {
  pending_.push_back(event);
  while (!pending_.empty()) {
    const Event next = pending_.front();
    pending_.pop_front();
    std::vector<Effect> effects;
    Context context{now_, WallTime{now_.ns / 1'000'000}, files_, effects};
    producer.step(next, context);
    for (const Effect& effect : effects) perform(effect);
  }
}

void ProducerStage::perform(const Effect& effect) {
  if (const auto* connect = std::get_if<effect::Connect>(&effect)) {
    connections_[connect->connection] = NodeId{connect->to.host.back() - '0'};
    pending_.push_back(event::Connected{connect->connection});
  } else if (const auto* request = std::get_if<effect::Request>(&effect)) {
    on_request(*request);
  } else if (const auto* set = std::get_if<effect::SetTimer>(&effect)) {
    timers_[set->timer] = now_ + set->after;
  } else if (const auto* cancel = std::get_if<effect::CancelTimer>(&effect)) {
    timers_.erase(cancel->timer);
  } else if (const auto* note = std::get_if<Note>(&effect)) {
    on_note(*note);
  }
}

void ProducerStage::on_request(const effect::Request& request) {
  const auto reply = [&](protocol::ResponseBody body) {
    pending_.push_back(event::Answered{request.connection, request.correlation,
                                       protocol::ResponseRef(std::move(body))});
  };
  if (std::holds_alternative<protocol::MetadataRequest>(*request.body)) {
    if (answers_metadata) reply(metadata());
  } else if (std::holds_alternative<protocol::InitProducerIdRequest>(*request.body)) {
    protocol::InitProducerIdResponse response;
    response.error = id_error;
    if (id_error == ErrorCode::None) response.producer_id = next_id++;
    response.producer_epoch = 0;
    lines_.push_back("id " + std::to_string(response.producer_id));
    reply(response);
  } else if (const auto* produce = std::get_if<protocol::ProduceRequest>(&*request.body)) {
    requests.push_back(
        {request.connection, request.correlation, connections_[request.connection], *produce});
    lines_.push_back("request to " + std::to_string(requests.back().node.value) + ":" +
                     text_of(requests.back()));
    if (produce->acks == 0) requests.pop_back();
  }
}

protocol::MetadataResponse ProducerStage::metadata() const {
  protocol::MetadataResponse response;
  for (std::int32_t id = 1; id <= 3; ++id)
    response.brokers.push_back({NodeId{id}, "b" + std::to_string(id), 9092, ""});
  response.controller_id = NodeId{1};
  protocol::MetadataResponse::Topic topic;
  topic.name = "t";
  for (std::size_t i = 0; i < leaders.size(); ++i) {
    protocol::MetadataResponse::Partition partition;
    partition.partition = static_cast<std::int32_t>(i);
    partition.leader = NodeId{leaders[i]};
    partition.leader_epoch = LeaderEpoch{leader_epoch};
    topic.partitions.push_back(std::move(partition));
  }
  response.topics.push_back(std::move(topic));
  return response;
}

void ProducerStage::on_note(const Note& note) {
  const bool is_told =
      note.kind == NoteKind::Acked || note.kind == NoteKind::Failed || note.kind == NoteKind::Retry;
  if (note.kind == NoteKind::Probe) lines_.push_back(note.text);
  if (!is_told) return;
  std::vector<std::string> values;
  for (const std::int32_t id : note.list) values.push_back(values_[id]);
  const std::string_view name = note.kind == NoteKind::Acked    ? "acked"
                                : note.kind == NoteKind::Failed ? "failed"
                                                                : "retry";
  lines_.push_back(std::string(name) + words(values) + outcome_text(note));
}

void ProducerStage::send(const std::vector<std::string>& values, std::int32_t partition,
                         const std::string& key) {
  command::Send send;
  send.topic = "t";
  for (const std::string& value : values) {
    command::AppRecord record;
    record.id = next_record_++;
    record.partition = partition;
    if (!key.empty()) record.key = bytes_of(key);
    record.value = bytes_of(value);
    values_[record.id] = value;
    send.records.push_back(std::move(record));
  }
  give(event::Commanded{Ref<command::Body>(command::Body(std::move(send)))});
}

void ProducerStage::run_for(Duration span) {
  const Instant end = now_ + span;
  for (std::int32_t guard = 0; guard < 100000; ++guard) {
    auto due = timers_.end();
    for (auto at = timers_.begin(); at != timers_.end(); ++at) {
      if (at->second <= end && (due == timers_.end() || at->second < due->second)) due = at;
    }
    if (due == timers_.end()) break;
    const TimerId timer = due->first;
    now_ = due->second;
    timers_.erase(due);
    give(event::TimerFired{timer});
  }
  now_ = end;
}

void ProducerStage::answer(std::size_t place, std::int64_t base_offset) {
  const Request request = requests.at(place);
  requests.erase(requests.begin() + static_cast<std::ptrdiff_t>(place));
  protocol::ProduceResponse response;
  for (const auto& topic : request.body.topics) {
    response.topics.push_back({topic.name, {}});
    for (const auto& partition : topic.partitions) {
      protocol::ProduceResponse::Partition part;
      part.partition = partition.partition;
      part.base_offset = Offset{base_offset};
      response.topics.back().partitions.push_back(std::move(part));
    }
  }
  give(event::Answered{request.connection, request.correlation,
                       protocol::ResponseRef(std::move(response))});
}

void ProducerStage::refuse(std::size_t place, ErrorCode error, std::int64_t log_start) {
  const Request request = requests.at(place);
  requests.erase(requests.begin() + static_cast<std::ptrdiff_t>(place));
  protocol::ProduceResponse response;
  for (const auto& topic : request.body.topics) {
    response.topics.push_back({topic.name, {}});
    for (const auto& partition : topic.partitions) {
      protocol::ProduceResponse::Partition part;
      part.partition = partition.partition;
      part.error = error;
      part.current_leader = NodeId{named_leader};
      part.current_leader_epoch = LeaderEpoch{named_leader < 0 ? -1 : leader_epoch};
      part.log_start_offset = Offset{log_start};
      response.topics.back().partitions.push_back(std::move(part));
    }
  }
  give(event::Answered{request.connection, request.correlation,
                       protocol::ResponseRef(std::move(response))});
}

void ProducerStage::lose_connection(std::int32_t node) {
  std::vector<ConnectionId> gone;
  for (const auto& [connection, to] : connections_) {
    if (to == NodeId{node}) gone.push_back(connection);
  }
  for (std::size_t i = requests.size(); i-- > 0;) {
    if (requests[i].node == NodeId{node})
      requests.erase(requests.begin() + static_cast<std::ptrdiff_t>(i));
  }
  for (const ConnectionId connection : gone) {
    connections_.erase(connection);
    give(event::Disconnected{connection});
  }
}

std::string ProducerStage::text_of(const Request& request) {
  std::string text;
  for (const auto& topic : request.body.topics) {
    for (const auto& partition : topic.partitions) {
      record::BatchReader reader(partition.records.bytes);
      while (const auto batch = reader.next()) {
        text += " P" + std::to_string(partition.partition);
        if (batch->header.has_producer()) {
          text += " id" + std::to_string(batch->header.producer_id.value) + "." +
                  std::to_string(batch->header.producer_epoch.value) + " seq" +
                  std::to_string(batch->header.base_sequence.value);
        }
        if (!record::validate(*batch)) text += " DAMAGED";
        const auto records = record::decode_records(*batch);
        if (!records) continue;
        for (const record::Record& record : *records) text += " " + record.value.value_or("-");
      }
    }
  }
  return text;
}

std::vector<std::string> ProducerStage::take_lines() { return std::exchange(lines_, {}); }

}  // namespace barnabas::test
