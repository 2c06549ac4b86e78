#include "core/client/consumer.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace barnabas::client {
namespace {

using State = ConsumerPartition::State;
constexpr TimerId kPoll{TimerKind::Poll, 0};

}  // namespace

Consumer::Consumer(ConsumerConfig settings, Prng random)
    : config(std::move(settings)),
      network(Network::of(config.common, random)),
      view(ClusterView::of(config.common)) {
  if (!config.allow_auto_create_topics) view.creates_topics = CreatesTopics::Never;
}

void Consumer::step(const Event& event, Context& context) {
  std::vector<Outcome> outcomes;
  if (std::holds_alternative<event::Started>(event)) {
    assign(config.application.assign);
  } else if (const auto* commanded = std::get_if<event::Commanded>(&event)) {
    on_command(*commanded->command);
  } else {
    network.on_event(event, context, outcomes);
  }
  for (const Outcome& outcome : outcomes) {
    if (!view.on_outcome(outcome, network, context)) on_outcome(outcome, context);
  }
  settle_positions(context);
  look_up(context);
  validate(context);
  poll(context);
  fetch(context);
  set_alarm(context);
  view.advance(network, context);
}

void Consumer::assign(const std::vector<TopicPartition>& wanted) {
  std::map<TopicPartition, ConsumerPartition> kept;
  for (const TopicPartition& tp : wanted) {
    view.want_topic(tp.topic);
    const auto old = partitions.find(tp);
    if (old != partitions.end()) {
      kept[tp] = std::move(old->second);
    } else {
      kept[tp].look_up(config.application.from, "");
    }
  }
  partitions = std::move(kept);
}

void Consumer::on_command(const command::Body& body) {
  if (const auto* wanted = std::get_if<command::Assign>(&body)) {
    assign(wanted->partitions);
  } else if (const auto* seek = std::get_if<command::Seek>(&body)) {
    const auto found = partitions.find(seek->partition);
    if (found == partitions.end()) return;
    // What was fetched for the old position must not pass for the new one, even at the same offset.
    const auto is_of = [&](const FetchedRecords& f) { return f.tp == seek->partition; };
    buffer.erase(std::remove_if(buffer.begin(), buffer.end(), is_of), buffer.end());
    found->second.position = ReadPosition{};
    found->second.look_up(seek->to, "");
  } else if (const auto* pause = std::get_if<command::Pause>(&body)) {
    for (const TopicPartition& tp : pause->partitions) {
      const auto found = partitions.find(tp);
      if (found != partitions.end()) found->second.is_paused = pause->paused;
    }
  }
}

void Consumer::on_outcome(const Outcome& outcome, Context& context) {
  const auto fetching = fetches.find(outcome.node);
  if (fetching != fetches.end() && fetching->second.correlation == outcome.correlation) {
    const Fetch asked = std::move(fetching->second);
    fetches.erase(fetching);
    return on_fetched(asked, outcome, context);
  }
  const auto found = lookups.find(outcome.correlation);
  if (found == lookups.end()) return;
  const Lookup lookup = std::move(found->second);
  lookups.erase(found);
  on_lookup(lookup, outcome, context);
}

// What needs nobody's answer: places that are offsets, and leaders that metadata has named.
void Consumer::settle_positions(Context& context) {
  for (auto& [tp, state] : partitions) {
    if (state.state == State::AwaitsLookup && state.wanted.kind == command::Place::Kind::Offset) {
      ReadPosition at;
      at.offset = Offset{state.wanted.value};
      state.place_at(at, config.validates_positions());
    } else if (state.state == State::AwaitsLookup &&
               state.wanted.kind == command::Place::Kind::Reset) {
      reset(tp, state, ErrorCode::None, "NoOffsetForPartitionException", context);
    }
    if (state.state == State::Failed) continue;
    const ClusterView::Partition* known = view.find(tp);
    if (known != nullptr && known->leader != kNoNode) {
      state.follow(*known, config.validates_positions());
    } else if (state.state == State::AwaitsLookup) {
      view.want_new();
    } else {
      view.want();
    }
  }
}

// The application gets an exception; it reads on only after a seek.
void Consumer::fail(const TopicPartition& tp, ConsumerPartition& state, ErrorCode error,
                    const std::string& exception, Context& context, Offset diverges_at) {
  state.state = State::Failed;
  state.asking = CorrelationId{0};
  Note note;
  note.kind = NoteKind::ReadFailed;
  note.tp = tp;
  note.from = state.position.offset;
  note.to = diverges_at;
  note.epoch = state.position.epoch;
  note.error = error;
  note.text = exception;
  context.note(std::move(note));
}

// One timer for all that waits for a time.
void Consumer::set_alarm(Context& context) {
  Instant next{INT64_MAX};
  if (!buffer.empty() && context.now < next_poll) next = next_poll;
  for (const auto& [tp, state] : partitions) {
    if (context.now < state.not_before) next = std::min(next, state.not_before);
  }
  if (next.ns != INT64_MAX) context.set_timer(kPoll, next - context.now);
}

void Consumer::fold_into(Hasher& hasher) const {
  fold_value(hasher, network);
  fold_value(hasher, view);
  fold_value(hasher, partitions);
  fold_value(hasher, next_turn);
  fold_value(hasher, lookups);
  fold_value(hasher, fetches);
  fold_value(hasher, sessions);
  fold_value(hasher, buffer);
  fold_value(hasher, next_poll);
}

}  // namespace barnabas::client
