// Actions that could never do anything to whom they name: told before anything runs.
#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

#include "sim/fault/selector_text.h"
#include "sim/scenario/readers.h"

namespace barnabas::sim {
namespace {

using Kinds = std::vector<std::string_view>;  // of nodes

// Whom an action can do something to; empty: everyone.
struct Able {
  Kinds kinds;
  std::string_view who;
};

Able able_for(const command::Body& body) {
  if (std::holds_alternative<command::Send>(body)) return {{"producer"}, "a producer"};
  if (std::holds_alternative<command::Admin>(body)) return {{"admin"}, "an administrator"};
  return {{"consumer"}, "a consumer"};
}

bool is_on_disk(ActionKind kind) {
  constexpr ActionKind kAll[] = {ActionKind::DiskFull,  ActionKind::DiskFail, ActionKind::DiskSlow,
                                 ActionKind::DiskStall, ActionKind::DiskFlip, ActionKind::DiskWipe};
  return std::find(std::begin(kAll), std::end(kAll), kind) != std::end(kAll);
}

Able able_for(const Action& action) {
  const ActionKind kind = action.kind;
  if (is_on_disk(kind))
    return {{"broker", "zookeeper"}, "a broker or zookeeper: clients have no disk"};
  if (kind == ActionKind::ExpireSession)
    return {{"broker"}, "a broker: nobody else has a session at ZooKeeper"};
  if (kind == ActionKind::RemoveBroker || kind == ActionKind::Upgrade)
    return {{"broker"}, "a broker"};
  const bool is_told = kind == ActionKind::Command || kind == ActionKind::Admin;
  return is_told && action.command ? able_for(*action.command) : Able{};
}

// The kinds of the nodes that a selector may name. Empty: nobody knows before the run.
Kinds kinds_of(const Names& names, const Selector& selector) {
  using Kind = Selector::Kind;
  if (selector.kind == Kind::Remembered) return {};
  if (selector.kind == Kind::OneOf) return kinds_of(names, selector.list.front());
  if (selector.kind == Kind::Node) {
    if (selector.text == "zookeeper") return {"zookeeper"};
    const auto client = names.client_kinds.find(selector.text);
    if (client != names.client_kinds.end()) return {client->second};
    return broker_id(selector.text) == kNoNode ? Kinds{} : Kinds{"broker"};
  }
  Kinds kinds;
  if (selector.kind == Kind::Clients || selector.kind == Kind::Everyone) {
    for (const auto& [name, kind] : names.client_kinds) kinds.push_back(kind);
  }
  if (selector.kind == Kind::Everyone) kinds.push_back("zookeeper");
  if (selector.kind != Kind::Clients) kinds.push_back("broker");
  return kinds;
}

void check_selector(Context& context, const Able& able, const Selector& selector,
                    const std::string& path) {
  if (selector.kind == Selector::Kind::List) {
    for (std::size_t i = 0; i < selector.list.size(); ++i)
      check_selector(context, able, selector.list[i], path + "/" + std::to_string(i));
    return;
  }
  const Kinds kinds = kinds_of(context.names, selector);
  const bool can = std::any_of(kinds.begin(), kinds.end(), [&able](std::string_view kind) {
    return std::find(able.kinds.begin(), able.kinds.end(), kind) != able.kinds.end();
  });
  if (kinds.empty() || can) return;
  context.error(path, "'" + to_text(selector) + "' is nobody that this can be done to",
                std::string(able.who));
}

}  // namespace

void check_targets(Context& context, const Action& action, const std::string& path) {
  const Able able = able_for(action);
  if (!able.kinds.empty()) check_selector(context, able, action.target, path);
}

}  // namespace barnabas::sim
