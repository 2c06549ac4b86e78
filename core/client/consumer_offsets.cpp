// Looking up where to read, and finding out after a change of leader whether the log still holds
// what was read.
//
// Kafka: OffsetFetcher, OffsetsForLeaderEpochUtils, SubscriptionState.maybeCompleteValidation
// (3.9).
#include <algorithm>
#include <utility>
#include <variant>

#include "core/client/consumer.h"

namespace barnabas::client {
namespace {

using State = ConsumerPartition::State;
using Kind = command::Place::Kind;

std::int64_t timestamp_of(const command::Place& place) {
  if (place.kind == Kind::Time) return place.value;
  return place.kind == Kind::End ? protocol::kLatestTimestamp : protocol::kEarliestTimestamp;
}

}  // namespace

// The position is no place to read from: auto.offset.reset decides.
void Consumer::reset(const TopicPartition& tp, ConsumerPartition& state, ErrorCode error,
                     const std::string& exception, Context& context) {
  if (error != ErrorCode::None && config.common.sabotage == Sabotage::ConsumerIgnoresReset)
    return state.try_again(context.now + config.common.retry_backoff);
  if (config.auto_offset_reset == OffsetReset::None)
    return fail(tp, state, error, exception, context);
  const bool earliest = config.auto_offset_reset == OffsetReset::Earliest;
  state.look_up({earliest ? Kind::Beginning : Kind::End, 0},
                earliest ? "auto.offset.reset=earliest" : "auto.offset.reset=latest");
}

void Consumer::look_up(Context& context) {
  std::map<NodeId, protocol::ListOffsetsRequest> requests;
  std::map<NodeId, Lookup> asked;
  for (auto& [tp, state] : partitions) {
    if (state.state != State::AwaitsLookup || state.asking.value != 0) continue;
    if (context.now < state.not_before) continue;
    const ClusterView::Partition* known = view.find(tp);
    if (known == nullptr || known->leader == kNoNode) continue;  // metadata is being asked for
    if (!network.ready(known->leader, context)) continue;
    protocol::ListOffsetsRequest& request = requests[known->leader];
    if (request.topics.empty() || request.topics.back().name != tp.topic)
      request.topics.push_back({tp.topic, {}});
    const LeaderEpoch epoch = config.knows_epochs ? known->leader_epoch : kNoLeaderEpoch;
    request.topics.back().partitions.push_back({tp.partition, epoch, timestamp_of(state.wanted)});
    asked[known->leader].positions[tp] = state.position;
  }
  for (auto& [node, request] : requests) {
    const CorrelationId correlation =
        network.send(node, 9, protocol::RequestRef(std::move(request)), true, context);
    for (const auto& [tp, position] : asked[node].positions) partitions[tp].asking = correlation;
    lookups[correlation] = std::move(asked[node]);
  }
}

void Consumer::validate(Context& context) {
  std::map<NodeId, protocol::OffsetForLeaderEpochRequest> requests;
  std::map<NodeId, Lookup> asked;
  for (auto& [tp, state] : partitions) {
    if (state.state != State::AwaitsValidation || state.asking.value != 0) continue;
    const ReadPosition& at = state.position;
    if (context.now < state.not_before || !network.ready(at.leader, context)) continue;
    protocol::OffsetForLeaderEpochRequest& request = requests[at.leader];
    if (request.topics.empty() || request.topics.back().name != tp.topic)
      request.topics.push_back({tp.topic, {}});
    request.topics.back().partitions.push_back({tp.partition, at.leader_epoch, at.epoch});
    asked[at.leader].positions[tp] = at;
  }
  for (auto& [node, request] : requests) {
    const CorrelationId correlation =
        network.send(node, 4, protocol::RequestRef(std::move(request)), true, context);
    for (const auto& [tp, position] : asked[node].positions) partitions[tp].asking = correlation;
    lookups[correlation] = std::move(asked[node]);
  }
}

void Consumer::on_lookup(const Lookup& lookup, const Outcome& outcome, Context& context) {
  // Only who still waits for this very answer may use it: a seek may have come between.
  const auto waiting = [&](const TopicPartition& tp) -> ConsumerPartition* {
    const auto found = partitions.find(tp);
    if (found == partitions.end() || found->second.asking != outcome.correlation) return nullptr;
    return &found->second;
  };
  const protocol::ResponseBody* body = outcome.response ? &*outcome.response : nullptr;
  if (body != nullptr) {
    if (const auto* offsets = std::get_if<protocol::ListOffsetsResponse>(body)) {
      for (const auto& topic : offsets->topics) {
        for (const auto& answer : topic.partitions) {
          const TopicPartition tp{topic.name, answer.partition};
          if (ConsumerPartition* state = waiting(tp)) on_offset(tp, *state, answer, context);
        }
      }
    } else if (const auto* ends = std::get_if<protocol::OffsetForLeaderEpochResponse>(body)) {
      for (const auto& topic : ends->topics) {
        for (const auto& answer : topic.partitions) {
          const TopicPartition tp{topic.name, answer.partition};
          if (ConsumerPartition* state = waiting(tp)) on_epoch_end(tp, *state, answer, context);
        }
      }
    }
  }
  for (const auto& [tp, position] : lookup.positions) {  // without an answer, or with an error
    ConsumerPartition* state = waiting(tp);
    if (state == nullptr) continue;
    state->try_again(context.now + config.common.retry_backoff);
    view.want();
  }
}

void Consumer::on_offset(const TopicPartition& tp, ConsumerPartition& state,
                         const protocol::ListOffsetsResponse::Partition& answer, Context& context) {
  if (answer.error != ErrorCode::None) return;  // all that can come here passes: it is asked again
  if (answer.offset.value < 0) {
    if (state.wanted.kind == Kind::Time) state.look_up({Kind::End, 0}, state.why);
    return;
  }
  const ClusterView::Partition* known = view.find(tp);
  ReadPosition at;
  at.offset = answer.offset;  // without its epoch: what the leader has just told needs no proof
  at.leader = known->leader;
  at.leader_epoch = known->leader_epoch;
  if (!state.why.empty()) {
    Note note;
    note.kind = NoteKind::PositionReset;
    note.tp = tp;
    note.from = state.position.offset;
    note.to = at.offset;
    note.text = state.why;
    context.note(std::move(note));
  }
  state.place_at(at, config.validates_positions());
}

// The epoch of the last record that was read ends here in the leader's log. Before the position:
// what lies between was cut away, and other records may stand there now.
void Consumer::on_epoch_end(const TopicPartition& tp, ConsumerPartition& state,
                            const protocol::OffsetForLeaderEpochResponse::Partition& answer,
                            Context& context) {
  if (answer.error != ErrorCode::None) return;
  if (answer.end_offset != kNoOffset && answer.leader_epoch == kNoLeaderEpoch) {
    state.asking = CorrelationId{0};  // a broker of another era: its answer proves nothing
    state.state = State::Fetching;
    return;
  }
  if (answer.end_offset == kNoOffset || answer.leader_epoch == kNoLeaderEpoch) {
    context.probe("consumer.epoch-unknown-to-leader");
    return reset(tp, state, ErrorCode::None, "LogTruncationException", context);
  }
  if (answer.end_offset >= state.position.offset) {
    state.asking = CorrelationId{0};
    state.state = State::Fetching;
    return;
  }
  context.probe("consumer.truncation-detected");
  if (config.auto_offset_reset == OffsetReset::None) {
    return fail(tp, state, ErrorCode::None, "LogTruncationException", context, answer.end_offset);
  }
  Note note;
  note.kind = NoteKind::PositionReset;
  note.tp = tp;
  note.from = state.position.offset;
  note.to = answer.end_offset;
  note.epoch = answer.leader_epoch;
  note.text = "log truncation";
  context.note(std::move(note));
  ReadPosition at = state.position;
  at.offset = answer.end_offset;
  at.epoch = answer.leader_epoch;
  state.place_at(at, false);
}

}  // namespace barnabas::client
