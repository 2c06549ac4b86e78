// Which actions of a fault change nothing, and why. Whoever wrote the fault meant something by it:
// that is told, and nothing else comes of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/world/transport.h"

namespace barnabas::sim {

// Asked before the action is done on its targets; empty when it changes something about one of
// them.
std::string why_no_effect(const World& world, const Action& action,
                          const std::vector<NodeIndex>& targets);
// Of a rule on messages, by whom its selectors name.
std::string why_no_effect(const Action& action, const LinkRule& rule);

// A death in the middle of a step that has not come yet, and why not.
bool is_death_awaited(const World& world, NodeIndex target, std::uint64_t effect);
std::string no_such_step(const World& world, NodeIndex target);
struct AwaitedDeath {
  std::size_t fault = 0;
  std::size_t action = 0;
  std::string why;
};
std::vector<AwaitedDeath> awaited_deaths(const World& world);

// The place of an action in its fault.
std::size_t place_of(const World& world, std::size_t fault, const Action& action);
void tell_no_effect(Performance& performance, std::size_t fault, const Action& action,
                    const std::string& why);

}  // namespace barnabas::sim
