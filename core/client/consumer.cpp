#include "core/client/consumer.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "core/record/batch.h"

namespace barnabas::client {
namespace {

using State = ConsumerPartition::State;
constexpr TimerId kPoll{TimerKind::Poll, 0};

}  // namespace

Consumer::Consumer(ConsumerConfig settings, Prng seed) : config(std::move(settings)), random(seed) {
  network.bootstrap = config.common.bootstrap;
  network.reconnect_backoff = config.common.reconnect_backoff;
  network.reconnect_backoff_max = config.common.reconnect_backoff_max;
  network.request_timeout = config.common.request_timeout;
  view.max_age = config.common.metadata_max_age;
  view.backoff = config.common.retry_backoff;
}

void Consumer::step(const Event& event, Context& context) {
  std::vector<Outcome> outcomes;
  if (const auto* commanded = std::get_if<event::Commanded>(&event)) {
    on_command(*commanded->command, context);
  } else {
    network.on_event(event, context, outcomes);
  }
  for (const Outcome& outcome : outcomes) {
    if (!view.on_outcome(outcome, network, context)) on_outcome(outcome, context);
  }
  ask_offsets(context);
  fetch(context);
  view.advance(network, context);
}

void Consumer::on_command(const command::Body& body, Context& context) {
  if (const auto* assign = std::get_if<command::Assign>(&body)) {
    std::map<TopicPartition, ConsumerPartition> kept;
    for (const TopicPartition& tp : assign->partitions) {
      view.want_topic(tp.topic, context);
      const auto old = partitions.find(tp);
      kept[tp] = old != partitions.end() ? old->second
                                         : ConsumerPartition{State::NeedsOffset, initial, {}, {}};
    }
    partitions = std::move(kept);
  } else if (const auto* seek = std::get_if<command::Seek>(&body)) {
    const auto found = partitions.find(seek->partition);
    if (found == partitions.end()) return;
    found->second = ConsumerPartition{State::NeedsOffset, seek->offset, {}, {}};
  }
}

bool Consumer::is_asking(NodeId node) const {
  return std::any_of(in_flight.begin(), in_flight.end(),
                     [node](const auto& entry) { return entry.second.node == node; });
}

void Consumer::ask_offsets(Context& context) {
  std::map<NodeId, protocol::ListOffsetsRequest> requests;
  std::map<NodeId, Asked> asked;
  for (auto& [tp, state] : partitions) {
    if (state.state != State::NeedsOffset || context.now < state.not_before) continue;
    if (state.wanted >= 0) {  // an offset needs no looking up
      state.position = Offset{state.wanted};
      state.state = State::Fetching;
      continue;
    }
    const ClusterView::Partition* known = view.find(tp);
    if (known == nullptr || known->leader == kNoNode) {
      view.want(context);
      continue;
    }
    if (!network.ready(known->leader, context) || is_asking(known->leader)) continue;
    protocol::ListOffsetsRequest& request = requests[known->leader];
    if (request.topics.empty() || request.topics.back().name != tp.topic)
      request.topics.push_back({tp.topic, {}});
    request.topics.back().partitions.push_back({tp.partition, known->leader_epoch, state.wanted});
    asked[known->leader].positions[tp] = kNoOffset;
    state.state = State::AskingOffset;
  }
  for (auto& [node, request] : requests) {
    asked[node].offsets = true;
    asked[node].node = node;
    const CorrelationId correlation =
        network.send(node, 9, protocol::RequestRef(std::move(request)), true, context);
    in_flight[correlation] = asked[node];
  }
}

void Consumer::fetch(Context& context) {
  std::map<NodeId, protocol::FetchRequest> requests;
  std::map<NodeId, Asked> asked;
  Instant wake{INT64_MAX};
  for (auto& [tp, state] : partitions) {
    if (context.now < state.not_before) wake = std::min(wake, state.not_before);
    if (state.state != State::Fetching || context.now < state.not_before) continue;
    const ClusterView::Partition* known = view.find(tp);
    if (known == nullptr || known->leader == kNoNode) {
      view.want(context);
      continue;
    }
    if (!network.ready(known->leader, context) || is_asking(known->leader)) continue;
    protocol::FetchRequest& request = requests[known->leader];
    if (request.topics.empty() || request.topics.back().name != tp.topic)
      request.topics.push_back({tp.topic, {}, {}});
    protocol::FetchRequest::Partition part;
    part.partition = tp.partition;
    part.current_leader_epoch = known->leader_epoch;
    part.fetch_offset = state.position;
    part.max_bytes = config.max_partition_fetch_bytes;
    request.topics.back().partitions.push_back(part);
    asked[known->leader].positions[tp] = state.position;
  }
  for (auto& [node, request] : requests) {
    request.max_wait_ms = config.fetch_max_wait_ms;
    request.min_bytes = config.fetch_min_bytes;
    request.max_bytes = config.fetch_max_bytes;
    asked[node].node = node;
    const CorrelationId correlation =
        network.send(node, 17, protocol::RequestRef(std::move(request)), true, context);
    in_flight[correlation] = asked[node];
  }
  if (wake.ns != INT64_MAX) context.set_timer(kPoll, wake - context.now);
}

void Consumer::on_outcome(const Outcome& outcome, Context& context) {
  const auto found = in_flight.find(outcome.correlation);
  if (found == in_flight.end()) return;
  const Asked asked = std::move(found->second);
  in_flight.erase(found);
  if (outcome.response && asked.offsets) {
    on_offsets(std::get<protocol::ListOffsetsResponse>(*outcome.response), context);
  } else if (outcome.response) {
    on_fetched(asked, outcome.node, std::get<protocol::FetchResponse>(*outcome.response), context);
  } else {
    view.want(context);
  }
  for (const auto& [tp, position] : asked.positions) {  // what was not answered is asked again
    const auto state = partitions.find(tp);
    if (state == partitions.end() || state->second.state != State::AskingOffset) continue;
    state->second.state = State::NeedsOffset;
    state->second.not_before = context.now + config.common.retry_backoff;
  }
}

void Consumer::on_offsets(const protocol::ListOffsetsResponse& response, Context& context) {
  for (const auto& topic : response.topics) {
    for (const auto& answer : topic.partitions) {
      const auto state = partitions.find({topic.name, answer.partition});
      if (state == partitions.end() || state->second.state != State::AskingOffset) continue;
      if (answer.error == ErrorCode::None && answer.offset.value >= 0) {
        state->second.position = answer.offset;
        state->second.state = State::Fetching;
      } else if (facts_of(answer.error).refreshes_metadata ||
                 answer.error == ErrorCode::FencedLeaderEpoch) {
        view.want(context);
      }
    }
  }
}

void Consumer::on_fetched(const Asked& asked, NodeId node, const protocol::FetchResponse& response,
                          Context& context) {
  for (const auto& topic : response.topics) {
    for (const auto& answer : topic.partitions) {
      const TopicPartition tp{topic.name, answer.partition};
      const auto state = partitions.find(tp);
      const auto position = asked.positions.find(tp);
      if (state == partitions.end() || position == asked.positions.end()) continue;
      if (state->second.state != State::Fetching || state->second.position != position->second)
        continue;  // seeked
      if (answer.error == ErrorCode::None) {
        on_records(tp, state->second, node, answer, context);
      } else if (answer.error == ErrorCode::OffsetOutOfRange) {
        on_out_of_range(tp, state->second, context);
      } else {
        view.want(context);
        state->second.not_before = context.now + config.common.retry_backoff;
      }
    }
  }
}

void Consumer::on_records(const TopicPartition& tp, ConsumerPartition& state, NodeId node,
                          const protocol::FetchResponse::Partition& answer, Context& context) {
  Note note;
  note.kind = NoteKind::Delivered;
  note.tp = tp;
  note.peer = node;
  note.from = state.position;
  note.a = answer.high_watermark.value;
  record::BatchReader reader(answer.records.bytes);
  while (std::optional<record::Batch> batch = reader.next()) {
    if (config.check_crcs && !record::validate(*batch)) {
      note.error = ErrorCode::CorruptMessage;
      break;
    }
    if (batch->header.last_offset() < state.position) continue;
    state.position = batch->header.next_offset();
    note.batches.push_back(std::move(*batch));
  }
  if (note.error != ErrorCode::None) state.not_before = context.now + config.common.retry_backoff;
  if (note.batches.empty() && note.error == ErrorCode::None) return;
  note.to = state.position;
  context.note(std::move(note));
}

void Consumer::on_out_of_range(const TopicPartition& tp, ConsumerPartition& state,
                               Context& context) {
  Note note;
  note.kind = NoteKind::PositionReset;
  note.tp = tp;
  note.from = state.position;
  note.error = ErrorCode::OffsetOutOfRange;
  if (config.auto_offset_reset == OffsetReset::None) {
    state.state = State::Failed;
    note.text = "auto.offset.reset=none";
  } else {
    const bool earliest = config.auto_offset_reset == OffsetReset::Earliest;
    state = ConsumerPartition{State::NeedsOffset, earliest ? -2 : -1, {}, {}};
    note.text = earliest ? "auto.offset.reset=earliest" : "auto.offset.reset=latest";
  }
  context.note(std::move(note));
}

void Consumer::fold_into(Hasher& hasher) const {
  fold_value(hasher, random);
  fold_value(hasher, network);
  fold_value(hasher, view);
  fold_value(hasher, partitions);
  fold_value(hasher, in_flight);
  fold_value(hasher, initial);
}

}  // namespace barnabas::client
