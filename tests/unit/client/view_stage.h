// A client's connections and its view of the cluster, without a client: the test opens, refuses and
// loses connections, and answers metadata by hand.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "core/client/cluster_view.h"
#include "tests/support/catch.h"
#include "tests/unit/zookeeper/memory_files.h"

namespace barnabas::test {

class ViewStage {
 public:
  struct Asked {
    ConnectionId connection{0};
    CorrelationId correlation{0};
    std::int32_t broker = -1;
  };

  // Bootstrap servers "b1" to "b3", and a cluster of as many brokers.
  explicit ViewStage(std::uint64_t seed = 1) {
    config.bootstrap = {{"b1", 9092}, {"b2", 9092}, {"b3", 9092}};
    network = client::Network::of(config, Prng{seed, 0});
    view = client::ClusterView::of(config);
  }

  client::CommonConfig config;
  client::Network network;
  client::ClusterView view;
  Instant now{seconds(100).ns};
  std::vector<std::int32_t> connecting;  // brokers, in the order of the attempts
  std::vector<Asked> asked;              // metadata

  void advance() {
    perform([this](Context& context) { view.advance(network, context); });
  }
  void open() { step(event::Connected{newest_}); }
  void refuse() { step(event::Disconnected{newest_}); }
  void lose(const Asked& request) { step(event::Disconnected{request.connection}); }
  // Asks until a request is there; connections come about at once.
  Asked take() {
    for (int i = 0; i < 20 && asked.empty(); ++i) {
      const std::size_t before = connecting.size();
      advance();
      if (connecting.size() > before) open();
    }
    REQUIRE(asked.size() == 1);
    const Asked taken = asked.front();
    asked.clear();
    return taken;
  }
  void answer(const Asked& request, std::int32_t leader, std::int32_t epoch,
              std::int32_t brokers = 3) {
    protocol::MetadataResponse response;
    for (std::int32_t id = 1; id <= brokers; ++id)
      response.brokers.push_back({NodeId{id}, "b" + std::to_string(id), 9092, ""});
    protocol::MetadataResponse::Topic topic;
    topic.name = "t";
    protocol::MetadataResponse::Partition part;
    part.leader = NodeId{leader};
    part.leader_epoch = LeaderEpoch{epoch};
    topic.partitions.push_back(part);
    response.topics.push_back(topic);
    step(event::Answered{request.connection, request.correlation,
                         protocol::ResponseRef(std::move(response))});
  }
  // How long after now the view wants to look again; the timer that was set last.
  Duration refresh_in() const { return refresh_ - now; }
  Duration timeout_of_attempt() const { return reconnect_; }

 private:
  void step(const Event& event) {
    perform([&](Context& context) {
      std::vector<client::Outcome> outcomes;
      network.on_event(event, context, outcomes);
      for (const client::Outcome& outcome : outcomes) view.on_outcome(outcome, network, context);
      view.advance(network, context);
    });
  }
  template <class Do>
  void perform(Do act) {
    std::vector<Effect> effects;
    Context context{now, {}, files_, effects};
    act(context);
    for (const Effect& effect : effects) note(effect);
  }
  void note(const Effect& effect) {
    if (const auto* connect = std::get_if<effect::Connect>(&effect)) {
      newest_ = connect->connection;
      brokers_[newest_] = connect->to.host.back() - '0';
      connecting.push_back(brokers_[newest_]);
    } else if (const auto* request = std::get_if<effect::Request>(&effect)) {
      asked.push_back(
          {request->connection, request->correlation, brokers_.at(request->connection)});
    } else if (const auto* set = std::get_if<effect::SetTimer>(&effect)) {
      if (set->timer.kind == TimerKind::MetadataRefresh) refresh_ = now + set->after;
      if (set->timer.kind == TimerKind::Reconnect) reconnect_ = set->after;
    }
  }

  MemoryFiles files_;
  ConnectionId newest_{0};
  std::map<ConnectionId, std::int32_t> brokers_;
  Instant refresh_{};
  Duration reconnect_{};
};

}  // namespace barnabas::test
