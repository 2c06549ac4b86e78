#include "sim/net/network.h"

#include <algorithm>

namespace barnabas::sim {
namespace {

bool contains(const std::vector<std::int32_t>& nodes, std::int32_t node) {
  return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

bool is_between(const LinkRule& rule, std::int32_t from, std::int32_t to) {
  return contains(rule.from, from) && contains(rule.to, to);
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

// Whether a rule takes this message, of those that it may take.
bool takes(LinkRule& rule) {
  if (rule.left < 0) return false;
  if (rule.percent < 100 && !rule.random.chance(static_cast<std::uint64_t>(rule.percent), 100))
    return false;
  if (rule.left > 0 && --rule.left == 0) rule.left = -1;  // spent
  return true;
}

Duration drawn_delay(LinkRule& rule) {
  return rule.by_most > rule.by ? rule.random.between(rule.by, rule.by_most) : rule.by;
}

}  // namespace

void Leg::keep(StuckFrame frame) {
  auto at = stuck.end();
  if (frame.frame.number != 0) {
    const auto is_later = [&frame](const StuckFrame& other) {
      return other.frame.number == 0 || other.frame.number > frame.frame.number;
    };
    at = std::find_if(stuck.begin(), stuck.end(), is_later);
  }
  stuck.insert(at, std::move(frame));
}

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
  // A later life of the client may have given the same name to a connection of its own.
  const auto own = by_side.find({found->second.client, found->second.client_id});
  if (own != by_side.end() && own->second == link) by_side.erase(own);
  by_side.erase({found->second.server, found->second.server_id});
  connections.erase(found);
}

const Latency& Network::latency_of(std::int32_t from, std::int32_t to) const {
  const auto own = latencies.find({from, to});
  return own == latencies.end() ? default_latency : own->second;
}

Duration Network::draw_latency(std::uint64_t seed, std::int32_t from, std::int32_t to,
                               const std::string& from_name, const std::string& to_name) {
  const Latency& latency = latency_of(from, to);
  if (latency.low == latency.high) return latency.low;
  auto random = streams.find({from, to});
  if (random == streams.end()) {
    random =
        streams.emplace(std::make_pair(from, to), stream(seed, "net/" + from_name + ">" + to_name))
            .first;
  }
  return random->second.between(latency.low, latency.high);
}

Ruling Network::strike(std::int32_t from, std::int32_t to, const Frame& frame,
                       bool is_datagram_frame) {
  Ruling ruling;
  for (LinkRule& rule : rules) {
    if (!is_between(rule, from, to) || rule.kind == LinkRule::Kind::Throttle) continue;
    if (rule.kind == LinkRule::Kind::Cut) {
      ruling.fate = is_datagram_frame ? Ruling::Fate::Lost : Ruling::Fate::Waits;
      return ruling;
    }
    if (!matches(rule, frame)) continue;
    if (rule.kind == LinkRule::Kind::Duplicate && !is_datagram_frame) continue;
    if (!takes(rule)) continue;
    if (rule.kind == LinkRule::Kind::Hold) {
      ruling.fate = Ruling::Fate::Waits;
      ruling.held_by = rule.id;
      return ruling;
    }
    if (rule.kind == LinkRule::Kind::Drop) {
      ruling.fate = Ruling::Fate::Lost;
      return ruling;
    }
    if (rule.kind == LinkRule::Kind::Delay) ruling.extra = ruling.extra + drawn_delay(rule);
    if (rule.kind == LinkRule::Kind::Duplicate) ++ruling.copies;
  }
  return ruling;
}

bool Network::is_cut(std::int32_t from, std::int32_t to) const {
  return std::any_of(rules.begin(), rules.end(), [&](const LinkRule& rule) {
    return rule.kind == LinkRule::Kind::Cut && is_between(rule, from, to);
  });
}

bool Network::has_rule(std::uint64_t id) const {
  return std::any_of(rules.begin(), rules.end(),
                     [id](const LinkRule& rule) { return rule.id == id; });
}

void Network::fold_into(Hasher& hasher) const {
  fold_value(hasher, is_datagram);
  fold_value(hasher, connections);
  fold_value(hasher, rules);
  fold_value(hasher, busy_until);
  fold_value(hasher, streams);
  hasher.fold(next_link);
}

}  // namespace barnabas::sim
