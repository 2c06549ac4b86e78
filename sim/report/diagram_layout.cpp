#include "sim/report/diagram_layout.h"

#include <algorithm>
#include <utility>

#include "sim/report/causes.h"
#include "sim/report/deeds.h"
#include "sim/report/note_labels.h"
#include "sim/report/words.h"

namespace barnabas::sim {
namespace {

constexpr Pixels kPageWidth = 1920;
constexpr Pixels kLaneMin = 210;
constexpr Pixels kLaneMax = 300;
constexpr Pixels kBoxPadding = 8;
constexpr Pixels kRowGap = 16;
constexpr Pixels kArrowGap = 40;  // before a row that a message arrives in: room for its label
constexpr Pixels kBreakGap = 50;
constexpr std::size_t kBoxLinesMax = 6;
constexpr Duration kQuiet = milliseconds(250);  // shorter spans are no break

Pixels lane_width_for(std::size_t nodes) {
  const auto lanes = static_cast<Pixels>(std::max<std::size_t>(nodes, 1));
  const Pixels room = kPageWidth - 2 * kMargin - kTimeWidth - kStoryWidth;
  return std::clamp(room / lanes, kLaneMin, kLaneMax);
}

// How much a style of box says when several notes share one.
int weight_of(std::string_view style) {
  constexpr std::string_view kOrder[] = {"box-log",  "box-client",  "box-control",
                                         "box-good", "box-process", "box-loss"};
  return static_cast<int>(std::find(std::begin(kOrder), std::end(kOrder), style) - kOrder);
}

class Layout {
 public:
  Layout(const Chronicle& chronicle, const Story& story, DiagramLayout& out)
      : chronicle_(chronicle), trace_(chronicle.trace()), story_(story), out_(out) {}

  void run(Pixels top) {
    place_lanes(top);
    Pixels y = out_.heads_top + kHeadHeight;
    for (const TurnIndex turn : out_.cone.turns) {
      out_.rows.emplace_back();
      fill(out_.rows.back(), turn);
      y = place(out_.rows.back(), y);
    }
    out_.bottom = y + kRowGap;
    place_spans();
  }

 private:
  void place_lanes(Pixels top) {
    out_.heads_top = top;
    out_.lane_width = lane_width_for(out_.cone.nodes.size());
    Pixels x = kMargin + kTimeWidth + out_.lane_width / 2;
    for (const NodeIndex node : out_.cone.nodes) {
      out_.lanes[node] = x;
      x += out_.lane_width;
    }
    out_.story_x = x - out_.lane_width / 2 + kMargin;
  }

  void fill(DiagramRow& row, TurnIndex turn) {
    row.turn = turn;
    for (const TracedNote* note : trace_.notes_of(turn)) add_note(row, *note);
    for (DiagramBox& box : row.boxes) measure(box);
    for (const ConeArrow& arrow : out_.cone.arrows) {
      if (arrow.arrival == turn) row.arriving.push_back(&arrow);
      if (!arrow.arrival && arrow.sending->turn == turn) row.stopped.push_back(&arrow);
    }
    for (const StoryLine& line : story_.lines) {
      if (line.turn != turn) continue;
      for (std::string& text : text_lines(line.text, kTextSize, kStoryWidth - kMargin))
        row.story.push_back(std::move(text));
    }
  }

  void add_note(DiagramRow& row, const TracedNote& note) {
    const NoteKind kind = note.note.kind;
    if (kind == NoteKind::FaultFired) row.faults.push_back(fault_label(note.note.text));
    if (kind == NoteKind::FaultEnded) row.faults.push_back("fault " + note.note.text + " ends");
    if (!is_shown(note.note, story_.tp) || out_.lanes.count(note.node) == 0) return;
    DiagramBox* box = nullptr;
    for (DiagramBox& known : row.boxes) {
      if (known.node == note.node) box = &known;
    }
    const std::string_view style = box_style_of(note.note);
    if (box == nullptr) {
      row.boxes.push_back({note.node, style, {}, 0, 0, 0});
      box = &row.boxes.back();
    }
    if (weight_of(style) > weight_of(box->style)) box->style = style;
    for (std::string& line :
         text_lines(label_of(chronicle_, note), kSmallSize, out_.lane_width - 14))
      box->lines.push_back(std::move(line));
  }

  // "fault power: takes the power from broker-1", as far as there is room.
  std::string fault_label(const std::string& id) const {
    std::string text = "fault " + id;
    const Fault* fault = find_fault(chronicle_, id);
    const std::string deeds = fault == nullptr ? std::string() : deeds_of(*fault);
    if (!deeds.empty()) text += ": " + deeds;
    const Pixels room = out_.story_x - 2 * kMargin - kTimeWidth - 40;
    const Pixels least = text_width("fault " + id, kSmallSize);  // who it is stands in any case
    return fitted(text, kSmallSize, std::max(room * 9 / 10, least));
  }

  void measure(DiagramBox& box) const {
    if (box.lines.size() > kBoxLinesMax) {
      const auto more = static_cast<std::int64_t>(box.lines.size() - kBoxLinesMax + 1);
      box.lines.resize(kBoxLinesMax - 1);
      box.lines.push_back(count_text(more, "more line", "more lines"));
    }
    for (const std::string& line : box.lines)
      box.width = std::max(box.width, (box.style == "box-process" ? bold_width(line, kSmallSize)
                                                                  : text_width(line, kSmallSize)) +
                                          2 * kBoxPadding);
    box.height = static_cast<Pixels>(box.lines.size()) * kSmallLine + kBoxPadding + 2;
  }

  // Gives the row its place below y; returns where it ends.
  Pixels place(DiagramRow& row, Pixels y) {
    y += break_before(row, y);
    y += row.arriving.empty() ? kRowGap : kArrowGap;
    row.top = y;
    y += static_cast<Pixels>(row.faults.size()) * kFaultHeight;
    Pixels body = 14;
    row.in_y = row.out_y = y + 7;
    for (DiagramBox& box : row.boxes) {
      box.top = y;
      body = std::max(body, box.height);
      if (box.node != trace_.turn(row.turn).node) continue;
      row.in_y = y + 12;
      row.out_y = y + box.height - 12;
    }
    body += static_cast<Pixels>(row.stopped.size()) * kStopHeight;
    const Pixels told = row.top + static_cast<Pixels>(row.story.size()) * kTextLine;
    row.bottom = std::max(y + body, told);
    return row.bottom;
  }

  Pixels break_before(DiagramRow& row, Pixels y) {
    if (out_.rows.size() < 2) return 0;
    const TurnIndex before = out_.rows[out_.rows.size() - 2].turn;
    const Duration quiet = chronicle_.time_of(row.turn) - chronicle_.time_of(before);
    const auto& skipped = out_.cone.skipped;
    row.skipped =
        static_cast<std::size_t>(std::lower_bound(skipped.begin(), skipped.end(), row.turn) -
                                 std::upper_bound(skipped.begin(), skipped.end(), before));
    if (quiet < kQuiet && row.skipped == 0) return 0;
    if (quiet >= kQuiet) row.quiet = duration_text(quiet);
    row.break_y = y + kBreakGap / 2 + 6;
    return kBreakGap;
  }

  // Where a moment lies between the rows.
  Pixels y_of(TurnIndex turn, NodeIndex node) const {
    for (std::size_t i = 0; i < out_.rows.size(); ++i) {
      const DiagramRow& row = out_.rows[i];
      if (row.turn < turn) continue;
      if (row.turn > turn) return row.top - kRowGap / 2;
      const DiagramBox* box = row.box_of(node);
      return box == nullptr ? row.top : box->top + box->height / 2;
    }
    return out_.bottom;
  }

  void place_spans() {
    constexpr NoteKind kKinds[] = {NoteKind::Started, NoteKind::Killed,  NoteKind::PowerLost,
                                   NoteKind::Paused,  NoteKind::Resumed, NoteKind::Halted,
                                   NoteKind::Stopped};
    for (const NodeIndex node : out_.cone.nodes) {
      NoteList changes;
      for (const NoteKind kind : kKinds) {
        for (const TracedNote* note : chronicle_.notes(kind)) {
          if (note->node == node && note->turn >= out_.rows.front().turn) changes.push_back(note);
        }
      }
      std::sort(changes.begin(), changes.end(), [](const TracedNote* a, const TracedNote* b) {
        return moment_of(*a) < moment_of(*b);
      });
      LifeSpan span{node, chronicle_.standing_of(node, {out_.rows.front().turn, 0}).condition,
                    out_.heads_top + kHeadHeight, 0};
      for (const TracedNote* note : changes) {
        span.to = y_of(note->turn, node);
        if (span.to > span.from) out_.spans.push_back(span);
        span.from = std::max(span.from, span.to);
        span.condition = chronicle_.standing_of(node, {note->turn, note->rank + 1}).condition;
      }
      span.to = out_.bottom;
      if (span.to > span.from) out_.spans.push_back(span);
    }
  }

  const Chronicle& chronicle_;
  const Trace& trace_;
  const Story& story_;
  DiagramLayout& out_;
};

}  // namespace

const DiagramBox* DiagramRow::box_of(NodeIndex node) const {
  for (const DiagramBox& box : boxes) {
    if (box.node == node) return &box;
  }
  return nullptr;
}

const DiagramRow* DiagramLayout::row_of(TurnIndex turn) const {
  const auto found =
      std::lower_bound(rows.begin(), rows.end(), turn,
                       [](const DiagramRow& row, TurnIndex index) { return row.turn < index; });
  return found == rows.end() || found->turn != turn ? nullptr : &*found;
}

Pixels page_width(std::size_t nodes) {
  const Pixels needed =
      2 * kMargin + kTimeWidth + kStoryWidth +
      lane_width_for(nodes) * static_cast<Pixels>(std::max<std::size_t>(nodes, 1));
  return std::max(kPageWidth, needed);
}

DiagramLayout lay_out(const Chronicle& chronicle, const Story& story, Pixels top) {
  DiagramLayout layout;
  layout.cone = cone_of(chronicle, story);
  layout.heads_top = layout.bottom = top;
  if (!layout.cone.turns.empty()) Layout(chronicle, story, layout).run(top);
  return layout;
}

}  // namespace barnabas::sim
