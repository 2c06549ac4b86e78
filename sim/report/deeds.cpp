#include "sim/report/deeds.h"

#include <algorithm>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/fault/selector_text.h"
#include "sim/report/words.h"

namespace barnabas::sim {
namespace {

constexpr std::size_t kDeedsMax = 4;

struct Verb {
  ActionKind kind;
  std::string_view words;  // whom it is done to follows
};
constexpr Verb kVerbs[] = {
    {ActionKind::Crash, "kills "},
    {ActionKind::PowerOff, "takes the power from "},
    {ActionKind::Restart, "starts "},
    {ActionKind::Pause, "pauses "},
    {ActionKind::Resume, "wakes "},
    {ActionKind::Stop, "asks to stop "},
    {ActionKind::ExpireSession, "ends the ZooKeeper session of "},
    {ActionKind::DiskFull, "fills the disk of "},
    {ActionKind::DiskFail, "makes writes fail on the disk of "},
    {ActionKind::DiskSlow, "slows the disk of "},
    {ActionKind::DiskStall, "stalls the disk of "},
    {ActionKind::DiskFlip, "flips a bit on the disk of "},
    {ActionKind::DiskWipe, "wipes the disk of "},
    {ActionKind::ClockSkew, "sets wrong the wall clock of "},
    {ActionKind::ClockDrift, "lets drift the wall clock of "},
    {ActionKind::AddBroker, "adds "},
    {ActionKind::RemoveBroker, "removes "},
    {ActionKind::RollingRestart, "restarts, one after the other, "},
    {ActionKind::Upgrade, "upgrades, one after the other, "},
    {ActionKind::Command, "gives an order to "},
    {ActionKind::Hold, "holds back "},
    {ActionKind::Drop, "loses "},
    {ActionKind::Delay, "delays "},
    {ActionKind::Duplicate, "doubles "},
    {ActionKind::Throttle, "narrows the way "},
    {ActionKind::Cut, "cuts the way "},
    {ActionKind::Heal, "mends the way "},
};

std::string whom(const Selector& selector) {
  using Kind = Selector::Kind;
  const std::string text = to_text(selector);
  const bool is_name = selector.kind == Kind::Node || selector.kind == Kind::Everyone ||
                       selector.kind == Kind::OneOf;
  if (selector.kind == Kind::Remembered) return "the " + selector.text;
  if (selector.kind == Kind::List) {
    std::vector<std::string> all;
    for (const Selector& one : selector.list) all.push_back(whom(one));
    return joined(all);
  }
  return is_name ? text : "the " + text;
}

bool is_of_messages(ActionKind kind) {
  constexpr ActionKind kKinds[] = {ActionKind::Hold,      ActionKind::Drop,     ActionKind::Delay,
                                   ActionKind::Duplicate, ActionKind::Throttle, ActionKind::Cut,
                                   ActionKind::Heal};
  return std::find(std::begin(kKinds), std::end(kKinds), kind) != std::end(kKinds);
}

std::string messages_of(const Action& action) {
  const bool is_way = action.kind == ActionKind::Throttle || action.kind == ActionKind::Cut ||
                      action.kind == ActionKind::Heal;
  std::string text;
  if (!is_way) {
    if (action.percent < 100) text += std::to_string(action.percent) + "% of ";
    if (action.count > 0) text += "the next " + std::to_string(action.count) + " of ";
    if (!action.api.empty()) text += action.api + " ";
    text += action.leg == 0 ? "requests " : action.leg == 1 ? "answers " : "messages ";
  }
  if (action.both_ways) return text + "between " + whom(action.from) + " and " + whom(action.to);
  return text + "from " + whom(action.from) + " to " + whom(action.to);
}

}  // namespace

std::string place_text(const command::Seek& seek) {
  using Kind = command::Place::Kind;
  std::string place = "what auto.offset.reset says";
  if (seek.to.kind == Kind::Beginning) place = "the beginning";
  if (seek.to.kind == Kind::End) place = "the end";
  if (seek.to.kind == Kind::Offset) place = "offset " + std::to_string(seek.to.value);
  if (seek.to.kind == Kind::Time) place = "time " + std::to_string(seek.to.value) + " ms";
  return place + " of " + to_string(seek.partition);
}

std::string deed_of(const Action& action) {
  const auto* seek = action.command ? std::get_if<command::Seek>(&*action.command) : nullptr;
  if (seek != nullptr) return "has " + whom(action.target) + " seek to " + place_text(*seek);

  if (action.kind == ActionKind::End) return "ends fault " + action.text;
  if (action.kind == ActionKind::Admin)
    return "lets an administrator " + (action.text.empty() ? "ask for something" : action.text);
  std::string text;
  for (const Verb& verb : kVerbs) {
    if (verb.kind == action.kind) text = verb.words;
  }
  text += is_of_messages(action.kind) ? messages_of(action) : whom(action.target);
  if (action.in_step) text += " in the middle of a step";
  if (action.kind == ActionKind::DiskFlip && !action.text.empty()) text += ", in " + action.text;
  return text;
}

std::string deeds_of(const Fault& fault) {
  std::vector<std::string> deeds;
  for (const Action& action : fault.actions) deeds.push_back(deed_of(action));
  if (deeds.size() > kDeedsMax) {
    const std::size_t more = deeds.size() - (kDeedsMax - 1);
    deeds.resize(kDeedsMax - 1);
    deeds.push_back("does " + std::to_string(more) + " things more");
  }
  return joined(deeds);
}

}  // namespace barnabas::sim
