#include "sim/net/network.h"

#include <algorithm>

namespace barnabas::sim {
namespace {

bool contains(const std::vector<std::int32_t>& nodes, std::int32_t node) {
  return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

bool matches(const LinkRule& rule, const Frame& frame) {
  const bool request = frame.kind == FrameKind::Request;
  const bool response = frame.kind == FrameKind::Response;
  if (rule.leg == 0 && !request) return false;
  if (rule.leg == 1 && !response) return false;
  if (rule.api < 0) return true;
  if (request) return static_cast<std::int32_t>(frame.request->index()) == rule.api;
  if (response && frame.response)
    return static_cast<std::int32_t>(frame.response->index()) == rule.api;
  return false;
}

}  // namespace

Connection* Network::find(std::int32_t node, ConnectionId name, LinkId& link) {
  const auto side = by_side.find({node, name});
  if (side == by_side.end()) return nullptr;
  link = side->second;
  return &connections.at(link);
}

LinkId Network::open(std::int32_t client, std::uint32_t client_life, ConnectionId name,
                     std::int32_t server, std::uint32_t server_life) {
  const LinkId link = next_link++;
  Connection& connection = connections[link];
  connection.client = client;
  connection.client_life = client_life;
  connection.client_id = name;
  connection.server = server;
  connection.server_life = server_life;
  connection.server_id = ConnectionId{kServerNames + link};
  by_side[{client, name}] = link;
  by_side[{server, connection.server_id}] = link;
  return link;
}

void Network::forget(LinkId link) {
  const auto found = connections.find(link);
  if (found == connections.end()) return;
  by_side.erase({found->second.client, found->second.client_id});
  by_side.erase({found->second.server, found->second.server_id});
  connections.erase(found);
}

Duration Network::draw_latency(std::uint64_t seed, std::int32_t from, std::int32_t to,
                               const std::string& from_name, const std::string& to_name) {
  const auto own = latencies.find({from, to});
  const Latency& latency = own == latencies.end() ? default_latency : own->second;
  if (latency.low == latency.high) return latency.low;
  auto random = streams.find({from, to});
  if (random == streams.end()) {
    random =
        streams.emplace(std::make_pair(from, to), stream(seed, "net/" + from_name + ">" + to_name))
            .first;
  }
  return random->second.between(latency.low, latency.high);
}

const LinkRule* Network::strike(std::int32_t from, std::int32_t to, const Frame& frame) {
  for (LinkRule& rule : rules) {
    if (!contains(rule.from, from) || !contains(rule.to, to)) continue;
    if (rule.kind == LinkRule::Kind::Cut) return &rule;
    if (!matches(rule, frame) || rule.left < 0) continue;
    if (rule.left > 0 && --rule.left == 0) rule.left = -1;  // spent
    return &rule;
  }
  return nullptr;
}

bool Network::is_cut(std::int32_t from, std::int32_t to) const {
  return std::any_of(rules.begin(), rules.end(), [&](const LinkRule& rule) {
    return rule.kind == LinkRule::Kind::Cut && contains(rule.from, from) && contains(rule.to, to);
  });
}

void Network::fold_into(Hasher& hasher) const {
  fold_value(hasher, connections);
  fold_value(hasher, rules);
  fold_value(hasher, streams);
  hasher.fold(next_link);
}

}  // namespace barnabas::sim
