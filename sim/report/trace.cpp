#include "sim/report/trace.h"

#include <algorithm>
#include <utility>

#include "sim/report/trace_lines.h"
#include "sim/world/world.h"

namespace barnabas::sim {
namespace {

// The note without its batches, which belong to histories.
Note without_batches(const Note& note) {
  Note copy;
  copy.kind = note.kind;
  copy.tp = note.tp;
  copy.peer = note.peer;
  copy.epoch = note.epoch;
  copy.from = note.from;
  copy.to = note.to;
  copy.a = note.a;
  copy.error = note.error;
  copy.list = note.list;
  copy.text = note.text;
  return copy;
}

bool contains(const std::vector<std::int32_t>& sorted, std::int32_t node) {
  return std::binary_search(sorted.begin(), sorted.end(), node);
}

// Whose rule stopped this message.
std::int32_t find_fault(const World& world, const Sending& sending, std::int16_t api) {
  for (const LinkRule& rule : world.network.rules) {
    const bool stops = rule.kind == LinkRule::Kind::Cut || rule.kind == LinkRule::Kind::Hold ||
                       rule.kind == LinkRule::Kind::Drop;
    if (!stops || !contains(rule.from, sending.from) || !contains(rule.to, sending.to)) continue;
    const bool any_message = rule.kind == LinkRule::Kind::Cut;
    const std::int8_t leg = sending.is_response ? 1 : 0;
    if (!any_message && ((rule.api >= 0 && rule.api != api) || (rule.leg >= 0 && rule.leg != leg)))
      continue;
    for (const ActiveEffect& effect : world.active) {
      if (effect.id == rule.id) return static_cast<std::int32_t>(effect.fault);
    }
  }
  return -1;
}

}  // namespace

void Trace::finish() { tell(); }

void Trace::tell() {
  if (!is_told_ && sink_ && !turns_.empty()) sink_(json_line(*this, end() - 1));
  is_told_ = true;
}

void Trace::learn_names(const World& world) {
  if (!node_names_.empty()) return;
  for (const Cow<Node>& node : world.nodes) node_names_.push_back(node->name);
  if (!world.faults) return;
  for (const Fault& fault : *world.faults) fault_names_.push_back(fault.id);
}

const std::string& Trace::node_name(NodeIndex node) const {
  const auto index = static_cast<std::size_t>(node);
  return node >= 0 && index < node_names_.size() ? node_names_[index] : nobody_;
}

const std::string& Trace::fault_name(std::int32_t fault) const {
  const auto index = static_cast<std::size_t>(fault);
  return fault >= 0 && index < fault_names_.size() ? fault_names_[index] : nobody_;
}

void Trace::forget_oldest() {
  const std::size_t gone = turns_.size() / 4;
  const std::uint64_t notes_gone = turns_[gone].first_note - notes_base_;
  const std::uint64_t sendings_gone = turns_[gone].first_sending - sendings_base_;
  turns_.erase(turns_.begin(), turns_.begin() + static_cast<std::ptrdiff_t>(gone));
  notes_.erase(notes_.begin(), notes_.begin() + static_cast<std::ptrdiff_t>(notes_gone));
  sendings_.erase(sendings_.begin(),
                  sendings_.begin() + static_cast<std::ptrdiff_t>(sendings_gone));
  turns_base_ += gone;
  notes_base_ += notes_gone;
  sendings_base_ += sendings_gone;
}

TracedTurn& Trace::open(const World& world, const EventRecord& record) {
  learn_names(world);
  tell();
  if (turns_.size() >= std::max<std::uint64_t>(options_.events_max, 4)) forget_oldest();
  TracedTurn turn;
  turn.id = record.id;
  turn.cause = record.cause;
  turn.at = record.at;
  turn.kind = record.kind;
  turn.node = record.node;
  turn.from = record.from;
  turn.first_note = notes_base_ + notes_.size();
  turn.first_sending = sendings_base_ + sendings_.size();
  turns_.push_back(std::move(turn));
  rank_ = 0;
  is_told_ = false;
  by_id_.clear();
  return turns_.back();
}

// The turn that a note belongs to. A process says that it starts before its first event reaches it.
TracedTurn& Trace::current(const World& world, const EventRecord& during) {
  if (!turns_.empty() && turns_.back().id == during.id) return turns_.back();
  return open(world, during);
}

void Trace::on_event(const World& world, const EventRecord& record) {
  TracedTurn* turn = nullptr;
  // What a starting process said of itself has opened the turn already.
  const bool is_open = !turns_.empty() && turns_.back().id == record.id && !turns_.back().event &&
                       turns_.back().kind == HappeningKind::NodeEvent &&
                       turns_.back().node == kNoIndex;
  turn = is_open ? &turns_.back() : &open(world, record);
  turn->node = record.node;
  turn->from = record.from;
  // What a fault lets a process do at last (it wakes up) is the process's own event.
  turn->kind = record.event != nullptr ? HappeningKind::NodeEvent : record.kind;
  if (record.event != nullptr) turn->event = *record.event;
}

void Trace::on_note(const World& world, const EventRecord& during, NodeIndex node,
                    const Note& note) {
  current(world, during);
  notes_.push_back({end() - 1, rank_++, node, without_batches(note),
                    static_cast<std::uint32_t>(note.batches.size())});
}

void Trace::on_sending(const World& world, const Sending& sending) {
  EventRecord during;
  during.id = sending.during;
  during.at = sending.at;
  current(world, during);
  TracedSending traced;
  traced.turn = end() - 1;
  traced.rank = rank_++;
  traced.from = sending.from;
  traced.to = sending.to;
  traced.is_response = sending.is_response;
  traced.api = static_cast<std::int16_t>(sending.is_response ? sending.response->index()
                                                             : sending.request->index());
  traced.correlation = sending.correlation;
  traced.delivery = sending.delivery;
  traced.arrives = sending.arrives;
  traced.fate = sending.fate;
  if (sending.fate != Sending::Fate::Sent) traced.fault = find_fault(world, sending, traced.api);
  sendings_.push_back(traced);
}

std::vector<const TracedNote*> Trace::notes_of(TurnIndex index) const {
  std::vector<const TracedNote*> found;
  for (std::uint64_t at = turn(index).first_note - notes_base_; at < notes_.size(); ++at) {
    if (notes_[at].turn != index) break;
    found.push_back(&notes_[at]);
  }
  return found;
}

std::vector<const TracedSending*> Trace::sendings_of(TurnIndex index) const {
  std::vector<const TracedSending*> found;
  for (std::uint64_t at = turn(index).first_sending - sendings_base_; at < sendings_.size(); ++at) {
    if (sendings_[at].turn != index) break;
    found.push_back(&sendings_[at]);
  }
  return found;
}

std::optional<TurnIndex> Trace::find(std::uint64_t event_id) const {
  if (by_id_.empty()) {
    for (TurnIndex index = begin(); index < end(); ++index)
      by_id_.emplace_back(turn(index).id, index);
    std::sort(by_id_.begin(), by_id_.end());
  }
  const auto found =
      std::lower_bound(by_id_.begin(), by_id_.end(), std::make_pair(event_id, TurnIndex{0}));
  if (found == by_id_.end() || found->first != event_id) return std::nullopt;
  return found->second;
}

std::vector<TurnIndex> Trace::causes_of(TurnIndex index) const {
  std::vector<TurnIndex> chain{index};
  while (turn(chain.back()).cause != 0) {
    const auto before = find(turn(chain.back()).cause);
    // A cause was performed before; a cycle cannot be, and is not followed.
    if (!before || *before >= chain.back()) break;
    chain.push_back(*before);
  }
  return chain;
}

}  // namespace barnabas::sim
