// Fetching ahead: whom to ask for what, and what became of it.
//
// Kafka: AbstractFetch, FetchCollector.handleInitializeErrors (3.9); KIP-227, KIP-392.
#include <algorithm>
#include <utility>
#include <variant>

#include "core/client/consumer.h"
#include "core/record/batch.h"

namespace barnabas::client {
namespace {

using State = ConsumerPartition::State;

std::vector<record::Batch> batches_from(const Rope& bytes, Offset position) {
  std::vector<record::Batch> batches;
  record::BatchReader reader(bytes);
  while (std::optional<record::Batch> batch = reader.next()) {
    if (batch->header.last_offset() >= position) batches.push_back(std::move(*batch));
  }
  return batches;
}

}  // namespace

// The follower that the leader recommended, while it is alive and the advice is fresh.
NodeId Consumer::read_from(ConsumerPartition& state, Context& context) {
  if (state.read_replica == kNoNode) return state.position.leader;
  if (context.now < state.read_replica_until) {
    if (view.brokers.count(state.read_replica) != 0) return state.read_replica;
    view.want();  // it went offline
  }
  state.read_replica = kNoNode;
  return state.position.leader;
}

// A server whose answer has no room for all serves those first that come first in the request.
std::vector<Consumer::Entry*> Consumer::by_turn() {
  std::vector<Entry*> all;
  for (Entry& entry : partitions) all.push_back(&entry);
  const auto is_sooner = [](const Entry* a, const Entry* b) {
    return a->second.turn < b->second.turn;
  };
  std::stable_sort(all.begin(), all.end(), is_sooner);
  return all;
}

void Consumer::fetch(Context& context) {
  std::set<TopicPartition> waiting;  // for a poll
  for (const FetchedRecords& fetched : buffer) waiting.insert(fetched.tp);
  std::map<NodeId, protocol::ClientSession::Wanted> wanted;
  for (Entry* entry : by_turn()) {
    auto& [tp, state] = *entry;
    if (state.state != State::Fetching || state.is_paused || context.now < state.not_before)
      continue;
    if (state.position.leader == kNoNode || waiting.count(tp) != 0) continue;
    const NodeId node = read_from(state, context);
    if (fetches.count(node) != 0 || !network.ready(node, context)) continue;
    protocol::FetchRequest::Partition part;
    part.partition = tp.partition;
    if (config.knows_epochs) part.current_leader_epoch = state.position.leader_epoch;
    part.fetch_offset = state.position.offset;
    part.max_bytes = config.max_partition_fetch_bytes;
    wanted[node].emplace_back(tp, part);
  }
  for (auto& [node, parts] : wanted) {
    protocol::FetchRequest request;
    request.max_wait_ms = config.fetch_max_wait_ms;
    request.min_bytes = config.fetch_min_bytes;
    request.max_bytes = config.fetch_max_bytes;
    if (config.knows_epochs) request.rack_id = config.client_rack;
    sessions[node].fill(request, parts);
    Fetch& asked = fetches[node];
    for (const auto& [tp, part] : parts) asked.offsets[tp] = part.fetch_offset;
    // Version 11 and above: the leader may send the consumer to a follower (KIP-392).
    asked.correlation = network.send(node, config.knows_epochs ? 17 : 7,
                                     protocol::RequestRef(std::move(request)), true, context);
  }
}

void Consumer::on_fetched(const Fetch& asked, const Outcome& outcome, Context& context) {
  protocol::ClientSession& session = sessions[outcome.node];
  if (!outcome.response) {
    session.start_over();
    for (const auto& [tp, offset] : asked.offsets) {
      const auto state = partitions.find(tp);
      if (state != partitions.end()) state->second.read_replica = kNoNode;
    }
    view.want();
    return;
  }
  const auto& response = std::get<protocol::FetchResponse>(*outcome.response);
  if (!session.on_response(response)) {
    context.probe("consumer.fetch-session-lost");
    return;
  }
  for (const auto& topic : response.topics) {
    for (const auto& answer : topic.partitions) {
      const TopicPartition tp{topic.name, answer.partition};
      const auto state = partitions.find(tp);
      const auto offset = asked.offsets.find(tp);
      if (state == partitions.end() || offset == asked.offsets.end()) continue;
      // Not what is wanted any more: a seek or a new leader came between.
      if (state->second.state != State::Fetching || state->second.position.offset != offset->second)
        continue;
      on_fetched(tp, state->second, outcome.node, answer, context);
    }
  }
}

void Consumer::on_fetched(const TopicPartition& tp, ConsumerPartition& state, NodeId node,
                          const protocol::FetchResponse::Partition& answer, Context& context) {
  if (answer.error == ErrorCode::None) {
    if (answer.preferred_read_replica != kNoNode) {
      state.read_replica = answer.preferred_read_replica;
      state.read_replica_until = context.now + config.common.metadata_max_age;
    }
    std::vector<record::Batch> batches = batches_from(answer.records.bytes, state.position.offset);
    if (batches.empty()) return;
    buffer.push_back({tp, node, answer.high_watermark, state.position.offset, std::move(batches)});
    return;
  }
  move_to_end(state);
  const bool asked_follower = state.read_replica != kNoNode;
  state.read_replica = kNoNode;
  if (answer.error == ErrorCode::OffsetOutOfRange && asked_follower) {
    context.probe("consumer.out-of-range-at-follower");  // the leader must know better
    return;
  }
  if (answer.error == ErrorCode::OffsetOutOfRange) {
    return reset(tp, state, answer.error, "OffsetOutOfRangeException", context);
  }
  state.not_before = context.now + config.common.retry_backoff;
  if (answer.error != ErrorCode::UnknownLeaderEpoch) view.want();  // else the broker is behind
}

}  // namespace barnabas::client
