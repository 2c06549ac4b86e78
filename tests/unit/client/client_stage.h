// One client in the hands of a test: connections open at once, the cluster is brokers 1 to 3 of
// which the test says who leads, requests are taken in order and answered by hand.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/ports/context.h"
#include "tests/support/catch.h"
#include "tests/unit/zookeeper/memory_files.h"

namespace barnabas::test {

struct AskedRequest {
  std::int32_t broker = -1;
  ConnectionId connection;
  CorrelationId correlation;
  protocol::RequestRef body;
};

template <class Node>
class ClientStage {
 public:
  explicit ClientStage(Node client) : node(std::move(client)) {}

  Node node;
  Instant now{};
  protocol::MetadataResponse metadata;  // Metadata is answered with this, as it stands then
  std::deque<AskedRequest> asked;       // everything else
  std::vector<Note> notes;

  static std::vector<Endpoint> bootstrap() { return {{"broker-1", 9092}}; }

  void start() { step(event::Started{}); }
  void command(command::Body body) { step(event::Commanded{Ref<command::Body>(std::move(body))}); }
  void set_leader(const TopicPartition& tp, std::int32_t leader, std::int32_t epoch,
                  std::uint64_t topic_id = 1) {
    metadata.brokers.clear();
    for (std::int32_t id = 1; id <= 3; ++id)
      metadata.brokers.push_back({NodeId{id}, "broker-" + std::to_string(id), 9092, ""});
    metadata.controller_id = NodeId{1};
    metadata.topics.clear();
    protocol::MetadataResponse::Topic topic;
    topic.name = tp.topic;
    topic.id.low = topic_id;
    protocol::MetadataResponse::Partition part;
    part.partition = tp.partition;
    part.leader = NodeId{leader};
    part.leader_epoch = LeaderEpoch{epoch};
    topic.partitions.push_back(part);
    metadata.topics.push_back(topic);
  }
  void run_for(Duration span) {
    const Instant end = now + span;
    while (true) {
      auto first = timers_.end();
      for (auto at = timers_.begin(); at != timers_.end(); ++at) {
        if (at->second <= end && (first == timers_.end() || at->second < first->second)) first = at;
      }
      if (first == timers_.end()) break;
      now = std::max(now, first->second);
      const TimerId timer = first->first;
      timers_.erase(first);
      step(event::TimerFired{timer});
    }
    now = end;
  }
  // The next request, which must be of this kind.
  template <class Request>
  std::pair<AskedRequest, Request> take() {
    REQUIRE(!asked.empty());
    const AskedRequest next = asked.front();
    asked.pop_front();
    REQUIRE(std::get_if<Request>(&*next.body) != nullptr);
    return {next, std::get<Request>(*next.body)};
  }
  void answer(const AskedRequest& request, protocol::ResponseBody body) {
    step(event::Answered{request.connection, request.correlation,
                         protocol::ResponseRef(std::move(body))});
  }
  void lose_connection(std::int32_t broker) {
    for (const auto& [connection, to] : connections_) {
      if (to != broker) continue;
      const ConnectionId lost = connection;
      connections_.erase(lost);
      return step(event::Disconnected{lost});
    }
  }
  std::vector<Note> notes_of(NoteKind kind) const {
    std::vector<Note> found;
    for (const Note& note : notes) {
      if (note.kind == kind) found.push_back(note);
    }
    return found;
  }

 private:
  void step(Event event) {
    std::deque<Event> pending;
    pending.push_back(std::move(event));
    while (!pending.empty()) {
      const Event next = std::move(pending.front());
      pending.pop_front();
      std::vector<Effect> effects;
      Context context{now, {1'700'000'000'000 + now.ns / 1'000'000}, files_, effects};
      node.step(next, context);
      for (const Effect& effect : effects) perform(effect, pending);
    }
  }
  void perform(const Effect& effect, std::deque<Event>& pending) {
    if (const auto* connect = std::get_if<effect::Connect>(&effect)) {
      connections_[connect->connection] = std::stoi(connect->to.host.substr(7));
      pending.push_back(event::Connected{connect->connection});
    } else if (const auto* request = std::get_if<effect::Request>(&effect)) {
      if (std::get_if<protocol::MetadataRequest>(&*request->body) != nullptr) {
        pending.push_back(event::Answered{request->connection, request->correlation,
                                          protocol::ResponseRef(metadata)});
      } else {
        asked.push_back({connections_.at(request->connection), request->connection,
                         request->correlation, request->body});
      }
    } else if (const auto* close = std::get_if<effect::Close>(&effect)) {
      connections_.erase(close->connection);
    } else if (const auto* set = std::get_if<effect::SetTimer>(&effect)) {
      timers_[set->timer] = now + set->after;
    } else if (const auto* cancel = std::get_if<effect::CancelTimer>(&effect)) {
      timers_.erase(cancel->timer);
    } else if (const auto* note = std::get_if<Note>(&effect)) {
      notes.push_back(*note);
    }
  }
  MemoryFiles files_;
  std::map<ConnectionId, std::int32_t> connections_;
  std::map<TimerId, Instant> timers_;
};

}  // namespace barnabas::test
