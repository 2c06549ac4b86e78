#include "sim/report/trace_lines.h"

#include <algorithm>
#include <variant>

#include "core/base/json_text.h"
#include "sim/report/message_facts.h"
#include "sim/report/words.h"

namespace barnabas::sim {
namespace {

// Builds `"name":value,...` in the order of calls.
class Fields {
 public:
  void number(std::string_view name, std::int64_t value) { raw(name, std::to_string(value)); }
  void text(std::string_view name, std::string_view value) { raw(name, json_quoted(value)); }
  void raw(std::string_view name, const std::string& value) {
    if (!out_.empty()) out_ += ',';
    out_ += '"';
    out_ += name;
    out_ += "\":";
    out_ += value;
  }
  std::string object() const { return "{" + out_ + "}"; }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

std::string_view name_of_turn(const TracedTurn& turn) {
  switch (turn.kind) {
    case HappeningKind::Fault:
      return "fault";
    case HappeningKind::FaultEnd:
      return "fault-end";
    case HappeningKind::Workload:
      return "workload";
    case HappeningKind::NodeEvent:
      break;
  }
  return turn.event ? name_of_event(*turn.event) : std::string_view("process");
}

std::string_view name_of_fate(Sending::Fate fate) {
  switch (fate) {
    case Sending::Fate::Sent:
      return "sent";
    case Sending::Fate::Held:
      return "held";
    case Sending::Fate::Lost:
      return "lost";
  }
  return "?";
}

std::string list_text(const std::vector<std::int32_t>& list) {
  std::string text = "[";
  for (const std::int32_t item : list) text += (text.size() > 1 ? "," : "") + std::to_string(item);
  return text + "]";
}

std::string note_object(const Trace& trace, const TracedTurn& turn, const TracedNote& traced) {
  Fields fields;
  fields.text("note", facts_of(traced.note.kind).name);
  // Only where it is another than who steps: a fault's victim, or the world itself.
  if (traced.node != turn.node)
    fields.text("node", traced.node == kNoIndex ? "world" : trace.node_name(traced.node));
  const std::string rest = json_fields(traced.note);
  std::string object = fields.object();
  if (!rest.empty()) object.insert(object.size() - 1, "," + rest);
  if (traced.batches_size > 0) {
    object.insert(object.size() - 1, ",\"batches\":" + std::to_string(traced.batches_size));
  }
  return object;
}

std::string sending_object(const Trace& trace, const TracedSending& sending) {
  Fields fields;
  fields.text("to", trace.node_name(sending.to));
  fields.text("api", protocol::facts_of_api(static_cast<std::size_t>(sending.api)).name);
  fields.text("leg", sending.is_response ? "response" : "request");
  if (sending.fate == Sending::Fate::Sent) {
    fields.text("arrives_ms", milliseconds_text(sending.arrives.ns));
    fields.number("delivery", static_cast<std::int64_t>(sending.delivery));
  } else {
    fields.text("fate", name_of_fate(sending.fate));
    if (sending.fault >= 0) fields.text("fault", trace.fault_name(sending.fault));
  }
  return fields.object();
}

template <class Item, class Text>
std::string array_of(const std::vector<const Item*>& items, Text text) {
  std::string out = "[";
  for (const Item* item : items) out += (out.size() > 1 ? "," : "") + text(*item);
  return out + "]";
}

}  // namespace

std::string json_fields(const Note& note) {
  const NoteFacts& facts = facts_of(note.kind);
  Fields fields;
  if (facts.has_partition) fields.text("partition", to_string(note.tp));
  if (note.epoch != kNoLeaderEpoch) fields.number("epoch", note.epoch.value);
  if (!facts.from.empty()) fields.number(facts.from, note.from.value);
  if (!facts.to.empty()) fields.number(facts.to, note.to.value);
  if (!facts.a.empty()) fields.number(facts.a, note.a);
  if (!facts.peer.empty()) fields.number(facts.peer, note.peer.value);
  if (!facts.list.empty()) fields.raw(facts.list, list_text(note.list));
  if (note.error != ErrorCode::None) fields.text("error", name_of(note.error));
  if (!note.text.empty()) fields.text("text", note.text);
  return fields.take();
}

std::string json_line(const Trace& trace, TurnIndex index) {
  const TracedTurn& turn = trace.turn(index);
  Fields fields;
  fields.number("id", static_cast<std::int64_t>(turn.id));
  fields.number("cause", static_cast<std::int64_t>(turn.cause));
  fields.text("t_ms", milliseconds_text(turn.at.ns));
  if (turn.node != kNoIndex) fields.text("node", trace.node_name(turn.node));
  fields.text("event", name_of_turn(turn));
  if (turn.from != kNoIndex) fields.text("from", trace.node_name(turn.from));
  if (turn.event) {
    const std::int16_t api = api_of_event(*turn.event);
    if (api >= 0) fields.text("api", protocol::facts_of_api(static_cast<std::size_t>(api)).name);
    const std::string facts = facts_of_event(*turn.event);
    if (!facts.empty()) fields.text("facts", facts);
  }
  const auto notes = trace.notes_of(index);
  if (!notes.empty()) {
    fields.raw("notes", array_of(notes, [&](const TracedNote& note) {
                 return note_object(trace, turn, note);
               }));
  }
  const auto sent = trace.sendings_of(index);
  if (!sent.empty()) {
    fields.raw("sent", array_of(sent, [&](const TracedSending& sending) {
                 return sending_object(trace, sending);
               }));
  }
  return fields.object();
}

std::string plain_fields(const Note& note) {
  const std::string fields = json_fields(note);
  std::string text;
  int depth = 0;  // of lists, whose commas stay close
  bool is_quoted = false;
  for (const char c : fields) {
    if (c == '"') {
      is_quoted = !is_quoted;
    } else if (!is_quoted && c == ':') {
      text += ' ';
    } else if (!is_quoted && c == ',' && depth == 0) {
      text += ", ";
    } else {
      depth += !is_quoted && c == '[' ? 1 : !is_quoted && c == ']' ? -1 : 0;
      text += c;
    }
  }
  return text;
}

std::string event_text(const Trace& trace, TurnIndex index) {
  const TracedTurn& turn = trace.turn(index);
  const std::string node =
      turn.node == kNoIndex ? std::string("world") : trace.node_name(turn.node);
  const std::string from = turn.from == kNoIndex ? std::string() : trace.node_name(turn.from);
  std::string what;
  if (turn.event) {
    const std::int16_t api = api_of_event(*turn.event);
    if (api >= 0)
      what = " " + std::string(protocol::facts_of_api(static_cast<std::size_t>(api)).name);
    const std::string facts = facts_of_event(*turn.event);
    if (!facts.empty()) what += " (" + facts + ")";
    if (std::holds_alternative<event::Answered>(*turn.event) && !from.empty())
      return node + " gets the answer of " + from + " to" + what;
    if (std::holds_alternative<event::Connected>(*turn.event) && !from.empty())
      return node + " is connected to " + from;
  }
  return node + " " + std::string(name_of_turn(turn)) + what +
         (from.empty() ? "" : " from " + from);
}

}  // namespace barnabas::sim
