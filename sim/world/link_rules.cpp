// What happens when rules on links end: what they kept back goes on its way.
#include <algorithm>
#include <deque>
#include <utility>

#include "sim/world/departure.h"

namespace barnabas::sim {
namespace {

bool is_held(const World& world, const StuckFrame& stuck, NodeIndex from, NodeIndex to) {
  if (world.network.is_cut(from, to)) return true;
  return stuck.held_by != 0 && world.network.has_rule(stuck.held_by);
}

// Sends what was stuck again, in order; a rule that still stands catches it once more. Of
// datagrams, each goes by itself.
void release(Performance& p, LinkId link, bool to_server) {
  World& world = p.world;
  const auto found = world.network.connections.find(link);
  if (found == world.network.connections.end()) return;
  Connection& connection = found->second;
  Leg& leg = to_server ? connection.to_server : connection.to_client;
  const NodeIndex from = to_server ? connection.client : connection.server;
  const NodeIndex to = to_server ? connection.server : connection.client;
  std::deque<StuckFrame> stuck = std::exchange(leg.stuck, {});
  while (!stuck.empty()) {
    const bool waits_behind = !connection.is_datagram && !leg.stuck.empty();
    if (waits_behind || is_held(world, stuck.front(), from, to)) {
      leg.stuck.push_back(std::move(stuck.front()));
    } else {
      send_again(p, link, to_server, std::move(stuck.front()));
    }
    stuck.pop_front();
  }
}

void release_all(Performance& p) {
  std::vector<LinkId> links;
  for (const auto& [link, connection] : p.world.network.connections) {
    if (!connection.to_server.stuck.empty() || !connection.to_client.stuck.empty())
      links.push_back(link);
  }
  for (const LinkId link : links) {
    release(p, link, true);
    release(p, link, false);
  }
}

}  // namespace

void end_rules(Performance& p, std::uint64_t id) {
  std::vector<LinkRule>& rules = p.world.network.rules;
  const auto gone = std::remove_if(rules.begin(), rules.end(),
                                   [id](const LinkRule& rule) { return rule.id == id; });
  if (gone == rules.end()) return;
  rules.erase(gone, rules.end());
  release_all(p);
}

namespace {

bool is_in(const std::vector<NodeIndex>& sorted, NodeIndex node) {
  return std::binary_search(sorted.begin(), sorted.end(), node);
}

// What is left of a cut when nothing is cut between these any more: one rule per sender.
void keep_rest(const LinkRule& cut, const std::vector<NodeIndex>& from,
               const std::vector<NodeIndex>& to, std::vector<LinkRule>& rest) {
  for (const NodeIndex sender : cut.from) {
    LinkRule rule = cut;
    rule.from = {sender};
    if (is_in(from, sender)) {
      rule.to.erase(std::remove_if(rule.to.begin(), rule.to.end(),
                                   [&to](NodeIndex node) { return is_in(to, node); }),
                    rule.to.end());
    }
    if (!rule.to.empty()) rest.push_back(std::move(rule));
  }
}

}  // namespace

void end_cuts(Performance& p, const std::vector<NodeIndex>& from,
              const std::vector<NodeIndex>& to) {
  std::vector<LinkRule> rest;
  for (const LinkRule& rule : p.world.network.rules) {
    if (rule.kind == LinkRule::Kind::Cut) {
      keep_rest(rule, from, to, rest);
    } else {
      rest.push_back(rule);
    }
  }
  p.world.network.rules = std::move(rest);
  release_all(p);
}

}  // namespace barnabas::sim
