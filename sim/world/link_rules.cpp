// What happens when rules on links end: what they kept back goes on its way.
#include <algorithm>

#include "sim/world/transport.h"

namespace barnabas::sim {
namespace {

// Sends what was stuck again, in order; a rule that still stands catches it once more.
void release(Performance& p, LinkId link, bool to_server) {
  World& world = p.world;
  const auto found = world.network.connections.find(link);
  if (found == world.network.connections.end()) return;
  Connection& connection = found->second;
  Leg& leg = to_server ? connection.to_server : connection.to_client;
  const NodeIndex from = to_server ? connection.client : connection.server;
  const NodeIndex to = to_server ? connection.server : connection.client;
  while (!leg.stuck.empty()) {
    const LinkRule* rule = world.network.strike(from, to, leg.stuck.front().frame);
    if (rule != nullptr &&
        (rule->kind == LinkRule::Kind::Cut || rule->kind == LinkRule::Kind::Hold))
      return;
    StuckFrame stuck = std::move(leg.stuck.front());
    leg.stuck.pop_front();
    const Duration latency = world.network.draw_latency(world.seed, from, to, world.node(from).name,
                                                        world.node(to).name);
    const Instant arrives = std::max(leg.free_at, world.now + latency);
    leg.free_at = arrives;
    Happening happening;
    happening.kind = Happening::Kind::Frame;
    happening.node = to;
    happening.link = link;
    happening.to_server = to_server;
    happening.cause = stuck.cause;
    happening.frame = Cow<Frame>(std::move(stuck.frame));
    schedule(world, arrives, std::move(happening));
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

void end_all_cuts(Performance& p) {
  std::vector<LinkRule>& rules = p.world.network.rules;
  rules.erase(std::remove_if(rules.begin(), rules.end(),
                             [](const LinkRule& rule) { return rule.kind == LinkRule::Kind::Cut; }),
              rules.end());
  release_all(p);
}

}  // namespace barnabas::sim
