#include "core/client/admin.h"

#include <utility>
#include <variant>
#include <vector>

#include "core/client/admin_answers.h"

namespace barnabas::client {
namespace {

constexpr TimerId kWake{TimerKind::AdminTimeout, 0};

template <class T>
concept HasTopLevelError = requires(const T& response) {
  response.error;
};
template <class T>
concept HasTopics = requires(const T& response) {
  response.topics.front();
};
template <class T>
concept HasPartitions = requires(const T& response) {
  response.partitions.front();
};
template <class T>
concept HasResults = requires(const T& response) {
  response.results.front();
};

template <class T>
void take_error(const T& item, ErrorCode& error, std::string& message);

template <class Items>
void take_first(const Items& items, ErrorCode& error, std::string& message) {
  for (const auto& item : items) take_error(item, error, message);
}

template <class T>
void take_error(const T& item, ErrorCode& error, std::string& message) {
  if (error != ErrorCode::None) return;
  if constexpr (HasTopLevelError<T>) {
    error = item.error;
    if constexpr (requires { item.message; }) {
      if (error != ErrorCode::None) message = item.message;
    }
  }
  if constexpr (HasTopics<T>) take_first(item.topics, error, message);
  // A partition without a leader is a fact about a topic that is described, no failure.
  if constexpr (HasPartitions<T> && !std::is_same_v<T, protocol::MetadataResponse::Topic>)
    take_first(item.partitions, error, message);
  if constexpr (HasResults<T>) take_first(item.results, error, message);
}

}  // namespace

ErrorCode first_error(const protocol::ResponseBody& body, std::string& message) {
  ErrorCode error = ErrorCode::None;
  std::visit(
      [&](const auto& response) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(response)>, protocol::zk::Response>) {
          take_error(response, error, message);
        }
      },
      body);
  return error;
}

Admin::Admin(AdminConfig settings, Prng random)
    : config(std::move(settings)),
      network(Network::of(config.common, random)),
      view(ClusterView::of(config.common)) {
  view.backoff_max = view.backoff;  // its pauses do not grow (AdminMetadataManager)
  view.creates_topics = CreatesTopics::Never;
}

void Admin::step(const Event& event, Context& context) {
  std::vector<Outcome> outcomes;
  if (const auto* commanded = std::get_if<event::Commanded>(&event)) {
    if (const auto* admin = std::get_if<command::Admin>(&*commanded->command)) {
      Operation operation;
      operation.command = *admin;
      operation.deadline = context.now + config.api_timeout;
      if (admin->target == command::Target::Leader) view.want_topic(admin->partition.topic);
      operations.emplace(next_operation++, std::move(operation));
    }
  } else {
    network.on_event(event, context, outcomes);
  }
  for (const Outcome& outcome : outcomes) {
    if (!view.on_outcome(outcome, network, context)) on_outcome(outcome, context);
  }
  advance(context);
  view.advance(network, context);
}

void Admin::on_outcome(const Outcome& outcome, Context& context) {
  for (auto& [number, operation] : operations) {
    if (operation.in_flight != outcome.correlation) continue;
    operation.in_flight = CorrelationId{0};
    operation.not_before = context.now + config.common.retry_backoff;
    std::string message;
    const ErrorCode error =
        outcome.response ? first_error(*outcome.response, message) : ErrorCode::NetworkException;
    if (!outcome.response || is_tried_again(operation.command.request, error)) {
      if (error == ErrorCode::NotController) view.controller = kNoNode;  // until metadata tells
      view.want();
      return;
    }
    if (outcome.response) tell(operation, *outcome.response, context);
    finish(number, error, std::move(message), context);
    return;
  }
}

void Admin::tell(const Operation& operation, const protocol::ResponseBody& response,
                 Context& context) {
  for (std::string& line : described_lines(operation.command.request, response)) {
    Note note;
    note.kind = NoteKind::Described;
    note.a = operation.command.operation;
    note.text = std::move(line);
    context.note(std::move(note));
  }
}

void Admin::finish(std::int64_t number, ErrorCode error, std::string message, Context& context) {
  const auto found = operations.find(number);
  Note note;
  note.kind = NoteKind::AdminDone;
  note.error = error;
  note.a = found->second.command.operation;
  note.text = found->second.command.text;
  if (!message.empty()) note.text += ": " + message;
  context.note(std::move(note));
  operations.erase(found);
}

NodeId Admin::target_of(const command::Admin& command, Context& context) {
  switch (command.target) {
    case command::Target::Any:
      return network.any_ready(context);
    case command::Target::Controller:
      return view.controller;
    case command::Target::Broker:
      return command.broker;
    case command::Target::Leader: {
      const ClusterView::Partition* partition = view.find(command.partition);
      return partition == nullptr ? kNoNode : partition->leader;
    }
  }
  return kNoNode;
}

void Admin::advance(Context& context) {
  std::vector<std::int64_t> late;
  bool waiting = false;
  for (auto& [number, operation] : operations) {
    if (context.now >= operation.deadline) {
      late.push_back(number);
      continue;
    }
    waiting = true;
    if (operation.in_flight.value != 0 || context.now < operation.not_before) continue;
    const NodeId node = target_of(operation.command, context);
    if (node == kNoNode) {
      view.want();
      continue;
    }
    if (!network.ready(node, context)) continue;
    operation.was_sent = true;
    const std::size_t api = operation.command.request.index();
    operation.in_flight =
        network.send(node, protocol::facts_of_api(api).max_version,
                     protocol::RequestRef(operation.command.request), true, context);
  }
  for (const std::int64_t number : late) finish(number, ErrorCode::RequestTimedOut, "", context);
  if (waiting) context.set_timer(kWake, config.common.retry_backoff);
}

void Admin::fold_into(Hasher& hasher) const {
  fold_value(hasher, network);
  fold_value(hasher, view);
  fold_value(hasher, operations);
  fold_value(hasher, next_operation);
}

}  // namespace barnabas::client
