#include "sim/report/chrome_trace.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/base/json_text.h"
#include "sim/report/note_labels.h"
#include "sim/report/sentences.h"
#include "sim/report/trace_lines.h"

namespace barnabas::sim {
namespace {

constexpr std::int64_t kSliceNs = 20'000;

std::string digits3(std::int64_t value) {
  std::string text = std::to_string(value);
  return std::string(3 - std::min<std::size_t>(text.size(), 3), '0') + text;
}

// Nanoseconds as microseconds.
std::string micros(std::int64_t ns) { return std::to_string(ns / 1000) + "." + digits3(ns % 1000); }

// A boundary of a span that nobody's step says.
struct Edge {
  Instant at{};
  bool is_begin = false;
  std::string name;
  std::string id;
};

class Writer {
 public:
  Writer(const Chronicle& chronicle, const Outages& outages,
         const std::function<bool(std::string_view)>& write)
      : chronicle_(chronicle), trace_(chronicle.trace()), links_(chronicle.links()), write_(write) {
    for (const auto& [tp, list] : outages) {
      for (const check::Outage& outage : list) {
        edges_.push_back({outage.from, true, to_string(tp) + " has no leader", to_string(tp)});
        edges_.push_back({outage.to, false, to_string(tp) + " has no leader", to_string(tp)});
      }
    }
    std::stable_sort(edges_.begin(), edges_.end(),
                     [](const Edge& a, const Edge& b) { return a.at < b.at; });
  }

  void run() {
    put("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n");
    name_tracks();
    slice_lengths();
    for (TurnIndex turn = trace_.begin(); turn < trace_.end() && is_good_; ++turn) add_turn(turn);
    add_edges_until(chronicle_.world().now, true);
    end_lives();
    put("\n]}\n");
  }

 private:
  void put(std::string_view text) { is_good_ = is_good_ && write_(text); }

  // `rest`: fields behind the time, with their leading comma.
  void event(char phase, std::int64_t ns, NodeIndex track, std::string_view name,
             const std::string& rest) {
    std::string line = is_first_ ? "" : ",\n";
    is_first_ = false;
    line += std::string("{\"ph\":\"") + phase + "\",\"ts\":" + micros(ns) +
            ",\"pid\":1,\"tid\":" + std::to_string(track + 1) + ",\"name\":" + json_quoted(name) +
            rest + "}";
    put(line);
  }

  void name_track(NodeIndex track, const std::string& name) {
    const std::string place = std::to_string(track + 1);
    event('M', 0, track, "thread_name", ",\"args\":{\"name\":" + json_quoted(name) + "}");
    event('M', 0, track, "thread_sort_index", ",\"args\":{\"sort_index\":" + place + "}");
  }

  void name_tracks() {
    event('M', 0, kNoIndex, "process_name", ",\"args\":{\"name\":\"cluster\"}");
    name_track(kNoIndex, "world");
    for (std::size_t i = 0; i < chronicle_.world().nodes.size(); ++i)
      name_track(static_cast<NodeIndex>(i), chronicle_.world().nodes[i]->name);
  }

  // Until the node's next step; steps at the same instant lie within each other.
  void slice_lengths() {
    std::map<NodeIndex, std::pair<Instant, std::int64_t>> next;  // when, and how long those are
    lengths_.assign(trace_.end() - trace_.begin(), kSliceNs);
    for (TurnIndex turn = trace_.end(); turn-- > trace_.begin();) {
      const TracedTurn& one = trace_.turn(turn);
      const auto found = next.find(one.node);
      std::int64_t length = kSliceNs;
      if (found != next.end()) {
        const std::int64_t gap = (found->second.first - one.at).ns;
        length = gap == 0 ? found->second.second : std::min(gap, kSliceNs);
      }
      lengths_[turn - trace_.begin()] = length;
      next[one.node] = {one.at, length};
    }
  }

  void add_turn(TurnIndex index) {
    const TracedTurn& turn = trace_.turn(index);
    add_edges_until(turn.at, false);
    const std::string line = json_line(trace_, index);
    event('X', turn.at.ns, turn.node, slice_name(index),
          ",\"cat\":\"step\",\"dur\":" + micros(lengths_[index - trace_.begin()]) +
              ",\"args\":" + line);
    if (const TracedSending* carrier = links_.carrier_of(index))
      event('f', turn.at.ns, turn.node, name_of(*carrier),
            ",\"cat\":\"message\",\"bp\":\"e\",\"id\":" + flow_of(*carrier));
    for (const TracedSending* sending : trace_.sendings_of(index)) add_sending(turn, *sending);
    for (const TracedNote* note : trace_.notes_of(index)) add_note(turn, *note);
  }

  std::string slice_name(TurnIndex index) const {
    const TracedTurn& turn = trace_.turn(index);
    const TracedSending* carrier = links_.carrier_of(index);
    if (carrier != nullptr) return name_of(*carrier);
    std::string text = event_text(trace_, index);
    const std::string& node =
        turn.node == kNoIndex ? std::string("world") : trace_.node_name(turn.node);
    if (text.compare(0, node.size() + 1, node + " ") == 0) text.erase(0, node.size() + 1);
    return text;
  }

  static std::string name_of(const TracedSending& sending) {
    return std::string(protocol::facts_of_api(static_cast<std::size_t>(sending.api)).name) +
           (sending.is_response ? " response" : " request");
  }

  std::string flow_of(const TracedSending& sending) const {
    return std::to_string(&sending - trace_.sendings().data() + 1);
  }

  void add_sending(const TracedTurn& turn, const TracedSending& sending) {
    if (links_.arrival_of(sending)) {
      // From the step that sent it: of the sender, or of the world when it lets go what was held.
      event('s', turn.at.ns, turn.node, name_of(sending),
            ",\"cat\":\"message\",\"id\":" + flow_of(sending));
      return;
    }
    event('i', turn.at.ns, sending.from, label_of(chronicle_, sending, nullptr),
          ",\"cat\":\"stopped\",\"s\":\"t\",\"args\":{\"to\":" +
              json_quoted(trace_.node_name(sending.to)) + "}");
  }

  void add_note(const TracedTurn& turn, const TracedNote& traced) {
    const Note& note = traced.note;
    const NoteKind kind = note.kind;
    if (kind == NoteKind::FaultFired || kind == NoteKind::FaultEnded) {
      event('i', turn.at.ns, kNoIndex, sentence_of(chronicle_, traced),
            ",\"cat\":\"fault\",\"s\":\"g\"");
    } else if (is_incident(kind)) {
      event('i', turn.at.ns, traced.node, sentence_of(chronicle_, traced),
            ",\"cat\":\"incident\",\"s\":\"t\"");
    }
    if (kind == NoteKind::IsrChanged || kind == NoteKind::BecameLeader) {
      event('C', turn.at.ns, traced.node, "ISR of " + to_string(note.tp),
            ",\"args\":{\"members\":" + std::to_string(note.list.size()) + "}");
    }
    if (kind == NoteKind::Killed || kind == NoteKind::PowerLost || kind == NoteKind::Halted ||
        kind == NoteKind::Stopped) {
      begin_life(turn, traced.node, " is down");
    } else if (kind == NoteKind::Paused) {
      begin_life(turn, traced.node, " stands still");
    } else if (kind == NoteKind::Started || kind == NoteKind::Resumed) {
      end_life(turn.at, traced.node);
    }
  }

  void async(char phase, Instant at, NodeIndex track, const std::string& name,
             const std::string& category, const std::string& id) {
    event(phase, at.ns, track, name, ",\"cat\":\"" + category + "\",\"id\":" + json_quoted(id));
  }

  void begin_life(const TracedTurn& turn, NodeIndex node, const std::string& what) {
    end_life(turn.at, node);
    lives_[node] = trace_.node_name(node) + what;
    async('b', turn.at, node, lives_[node], "process", trace_.node_name(node));
  }

  void end_life(Instant at, NodeIndex node) {
    const auto found = lives_.find(node);
    if (found == lives_.end()) return;
    async('e', at, node, found->second, "process", trace_.node_name(node));
    lives_.erase(found);
  }

  void end_lives() {
    while (!lives_.empty()) end_life(chronicle_.world().now, lives_.begin()->first);
  }

  void add_edges_until(Instant at, bool with_it) {
    for (; next_edge_ < edges_.size(); ++next_edge_) {
      const Edge& edge = edges_[next_edge_];
      if (edge.at > at || (edge.at == at && !with_it)) return;
      async(edge.is_begin ? 'b' : 'e', edge.at, kNoIndex, edge.name, "outage", edge.id);
    }
  }

  const Chronicle& chronicle_;
  const Trace& trace_;
  const MessageLinks& links_;
  const std::function<bool(std::string_view)>& write_;
  std::vector<Edge> edges_;
  std::size_t next_edge_ = 0;
  std::vector<std::int64_t> lengths_;
  std::map<NodeIndex, std::string> lives_;
  bool is_first_ = true;
  bool is_good_ = true;
};

}  // namespace

void write_chrome_trace(const Chronicle& chronicle, const Outages& outages,
                        const std::function<bool(std::string_view)>& write) {
  Writer(chronicle, outages, write).run();
}

}  // namespace barnabas::sim
