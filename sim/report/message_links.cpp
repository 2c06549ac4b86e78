#include "sim/report/message_links.h"

#include <algorithm>
#include <tuple>

namespace barnabas::sim {
namespace {

constexpr TurnIndex kNowhere = UINT64_MAX;

// What a message has in common with the turn that takes it.
using Key = std::tuple<NodeIndex, bool, std::int32_t>;  // receiver, response, correlation

std::optional<Key> key_of(const TracedTurn& turn) {
  if (!turn.event) return std::nullopt;
  if (const auto* received = std::get_if<event::Received>(&*turn.event))
    return Key{turn.node, false, received->correlation.value};
  if (const auto* answered = std::get_if<event::Answered>(&*turn.event))
    return Key{turn.node, true, answered->correlation.value};
  return std::nullopt;
}

}  // namespace

MessageLinks::MessageLinks(const Trace& trace) : trace_(trace) {
  const std::vector<TracedSending>& sendings = trace.sendings();
  arrivals_.assign(sendings.size(), kNowhere);
  carriers_.assign(trace.end() - trace.begin(), nullptr);
  const auto link = [&](std::size_t sending, TurnIndex turn) {
    arrivals_[sending] = turn;
    carriers_[turn - trace.begin()] = &sendings[sending];
  };
  std::vector<std::pair<Key, TurnIndex>> waiting;  // turns that took a message later than it came
  std::vector<std::size_t> open;                   // sendings without an arrival so far
  for (std::size_t i = 0; i < sendings.size(); ++i) {
    const TracedSending& sending = sendings[i];
    if (sending.fate != Sending::Fate::Sent) continue;
    const auto turn = trace.find(sending.delivery);
    const auto key = turn ? key_of(trace.turn(*turn)) : std::nullopt;
    if (key && *key == Key{sending.to, sending.is_response, sending.correlation.value}) {
      link(i, *turn);
    } else {
      open.push_back(i);
    }
  }
  for (TurnIndex turn = trace.begin(); turn < trace.end(); ++turn) {
    if (carriers_[turn - trace.begin()] != nullptr) continue;
    if (const auto key = key_of(trace.turn(turn))) waiting.emplace_back(*key, turn);
  }
  std::sort(waiting.begin(), waiting.end());
  for (const std::size_t i : open) {
    const TracedSending& sending = sendings[i];
    const Key key{sending.to, sending.is_response, sending.correlation.value};
    auto at = std::lower_bound(waiting.begin(), waiting.end(), std::make_pair(key, sending.turn));
    for (; at != waiting.end() && at->first == key; ++at) {
      const TracedTurn& turn = trace.turn(at->second);
      // The cause is the sender's event; a process that woke up has the cause of its waking.
      const bool is_caused = turn.cause == trace.turn(sending.turn).id;
      const bool is_deferred = at->second > trace.begin() &&
                               trace.turn(at->second - 1).id == turn.id &&
                               (turn.from == kNoIndex || turn.from == sending.from);
      if (carriers_[at->second - trace.begin()] != nullptr || (!is_caused && !is_deferred))
        continue;
      link(i, at->second);
      break;
    }
  }
}

std::optional<TurnIndex> MessageLinks::arrival_of(const TracedSending& sending) const {
  const auto index = static_cast<std::size_t>(&sending - trace_.sendings().data());
  if (arrivals_[index] == kNowhere) return std::nullopt;
  return arrivals_[index];
}

const TracedSending* MessageLinks::carrier_of(TurnIndex turn) const {
  return carriers_[turn - trace_.begin()];
}

}  // namespace barnabas::sim
