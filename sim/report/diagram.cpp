#include "sim/report/diagram.h"

#include <algorithm>
#include <vector>

#include "sim/report/diagram_layout.h"
#include "sim/report/note_labels.h"
#include "sim/report/report_text.h"
#include "sim/report/words.h"

namespace barnabas::sim {
namespace {

constexpr std::size_t kSectionsMax = 6;
constexpr Pixels kTipSize = 12;

// Draws one section, in layers: what lies beneath comes first.
class SectionPainter {
 public:
  SectionPainter(const Chronicle& chronicle, const DiagramLayout& layout, SvgPage& page)
      : chronicle_(chronicle), trace_(chronicle.trace()), layout_(layout), page_(page) {}

  void run() {
    lanes_left_ = kMargin + kTimeWidth;
    lanes_right_ = layout_.story_x - kMargin;
    for (const DiagramRow& row : layout_.rows) draw_rule(row);
    for (const LifeSpan& span : layout_.spans) draw_span(span);
    for (const DiagramRow& row : layout_.rows) draw_faults(row);
    for (const ConeArrow& arrow : layout_.cone.arrows) draw_arrow(arrow);
    for (const DiagramRow& row : layout_.rows) draw_stopped(row);
    for (const DiagramRow& row : layout_.rows) draw_boxes(row);
    for (const DiagramRow& row : layout_.rows) draw_labels(row);
    for (const DiagramRow& row : layout_.rows) draw_texts(row);
    for (const auto& [node, x] : layout_.lanes) draw_head(node, x);
  }

 private:
  Pixels lane(NodeIndex node) const { return layout_.lanes.at(node); }

  void draw_rule(const DiagramRow& row) {
    if (!row.story.empty())
      page_.line("rule", kMargin, row.top - 6, layout_.story_x + kStoryWidth - kMargin,
                 row.top - 6);
  }

  void draw_span(const LifeSpan& span) {
    using Condition = Chronicle::Condition;
    const Pixels x = lane(span.node);
    const bool is_known = trace_.forgotten() == 0 || span.condition != Condition::NotStarted;
    if (span.condition == Condition::Up || !is_known) {
      page_.line("life", x, span.from, x, span.to);
      return;
    }
    if (span.condition == Condition::NotStarted) {
      page_.line("gone", x, span.from, x, span.to);
      return;
    }
    const bool is_paused = span.condition == Condition::Paused;
    page_.open_group(chronicle_.name(span.node) + (is_paused ? " stands still" : " is down"));
    page_.rect(is_paused ? "pause" : "down", x - 9, span.from, 18, span.to - span.from);
    if (!is_paused) page_.line("gone", x, span.from, x, span.to);
    page_.close_group();
  }

  void draw_faults(const DiagramRow& row) {
    Pixels y = row.top + kFaultHeight / 2 - 4;
    for (const std::string& fault : row.faults) {
      page_.line("fault-line", lanes_left_, y, lanes_right_, y);
      const Pixels width = bold_width(fault, kSmallSize) + 16;
      page_.rect("fault", lanes_left_, y - 12, width, 24, 4);
      page_.text("alarm", lanes_left_ + 8, y + 5, fault);
      y += kFaultHeight;
    }
  }

  // The edge of what stands on a lifeline there, on the side of somebody else.
  Pixels edge(const DiagramRow& row, NodeIndex node, Pixels towards) const {
    const DiagramBox* box = row.box_of(node);
    const Pixels half = box == nullptr ? 0 : box->width / 2;
    return lane(node) + (towards > lane(node) ? half : -half);
  }

  void draw_tip(std::string_view style, Pixels x, Pixels y, Pixels dx, Pixels dy) {
    // The tip points along the line; lengths are compared, never measured.
    const Pixels length = std::max(std::abs(dx), std::abs(dy));
    if (length == 0) return;
    const Pixels ux = dx * kTipSize / length;
    const Pixels uy = dy * kTipSize / length;
    page_.polygon(style,
                  {x, y, x - ux - uy / 2, y - uy + ux / 2, x - ux + uy / 2, y - uy - ux / 2});
  }

  struct Points {
    Pixels x1 = 0, y1 = 0, x2 = 0, y2 = 0;
  };
  Points points_of(const ConeArrow& arrow) const {
    const TracedSending& sending = *arrow.sending;
    const DiagramRow& from = *layout_.row_of(sending.turn);
    const DiagramRow& to = *layout_.row_of(*arrow.arrival);
    return {edge(from, sending.from, lane(sending.to)), from.out_y,
            edge(to, sending.to, lane(sending.from)), to.in_y};
  }

  void draw_arrow(const ConeArrow& arrow) {
    if (!arrow.arrival) return;
    const Points at = points_of(arrow);
    page_.line(arrow.sending->is_response ? "response" : "request", at.x1, at.y1, at.x2, at.y2);
    draw_tip("tip", at.x2, at.y2, at.x2 - at.x1, at.y2 - at.y1);
  }

  static Pixels stop_y(const DiagramRow& row, std::size_t index) {
    return row.out_y + kTipSize + (static_cast<Pixels>(index) + 1) * kStopHeight - 6;
  }

  // Where a message that got nowhere is crossed out.
  Pixels cross_x(const TracedSending& sending) const {
    const Pixels way = lane(sending.to) - lane(sending.from);
    const Pixels most = layout_.lane_width * 3 / 4;
    return lane(sending.from) + std::clamp(way * 3 / 4, -most, most);
  }

  void draw_stopped(const DiagramRow& row) {
    for (std::size_t i = 0; i < row.stopped.size(); ++i) {
      const TracedSending& sending = *row.stopped[i]->sending;
      const Pixels y = stop_y(row, i);
      const Pixels x = cross_x(sending);
      page_.line(sending.is_response ? "stopped-response" : "stopped", lane(sending.from), y, x, y);
    }
  }

  void draw_cross(Pixels x, Pixels y) {
    page_.line("cross", x - 9, y - 9, x + 9, y + 9);
    page_.line("cross", x - 9, y + 9, x + 9, y - 9);
  }

  void draw_boxes(const DiagramRow& row) {
    const TracedTurn& turn = trace_.turn(row.turn);
    if (turn.event && row.box_of(turn.node) == nullptr && layout_.lanes.count(turn.node) > 0)
      page_.circle("head", lane(turn.node), row.in_y, 5);
    for (const DiagramBox& box : row.boxes) {
      const Pixels left = lane(box.node) - box.width / 2;
      page_.open_group("event " + std::to_string(turn.id) + " at " + milliseconds_text(turn.at.ns) +
                       " ms");
      page_.rect(box.style, left, box.top, box.width, box.height, 6);
      const std::string_view style = box.style == "box-process" ? "light" : "small";
      Pixels y = box.top + kSmallLine;
      for (const std::string& line : box.lines) {
        page_.text(style, lane(box.node), y, line, Anchor::Middle);
        y += kSmallLine;
      }
      page_.close_group();
    }
  }

  void label(std::string_view style, Pixels x, Pixels y, const std::string& text) {
    const Pixels width =
        style == "alarm" ? bold_width(text, kSmallSize) : text_width(text, kSmallSize);
    const Pixels middle =
        std::clamp(x, lanes_left_ + width / 2, std::max(lanes_right_ - width / 2, lanes_left_));
    page_.rect("halo", middle - width / 2 - 3, y - 17, width + 6, 23);
    page_.text(style, middle, y, text, Anchor::Middle);
  }

  void draw_labels(const DiagramRow& row) {
    for (const ConeArrow* arrow : row.arriving) {
      const Points at = points_of(*arrow);
      const std::string text =
          fitted(label_of(chronicle_, *arrow->sending, &trace_.turn(row.turn)), kSmallSize,
                 std::max(layout_.lane_width * 9 / 4, std::abs(at.x2 - at.x1) - 30));
      const Pixels y = row.top - 12;
      // On the line, where it passes the gap above the row.
      const Pixels down = std::max(at.y2 - at.y1, 1);
      const Pixels x = at.y2 - at.y1 < 120
                           ? (at.x1 + at.x2) / 2
                           : at.x1 + (at.x2 - at.x1) * std::clamp(y - at.y1, 0, down) / down;
      label("small", x, y, text);
    }
    for (std::size_t i = 0; i < row.stopped.size(); ++i) {
      const TracedSending& sending = *row.stopped[i]->sending;
      const std::string text =
          fitted(label_of(chronicle_, sending, nullptr), kSmallSize, layout_.lane_width * 9 / 4);
      label("alarm", (lane(sending.from) + cross_x(sending)) / 2, stop_y(row, i) - 12, text);
      draw_cross(cross_x(sending), stop_y(row, i));
    }
  }

  void draw_texts(const DiagramRow& row) {
    if (row.break_y > 0) {
      page_.rect("halo", lanes_left_, row.break_y - 9, lanes_right_ - lanes_left_, 18);
      page_.line("quiet", kMargin, row.break_y, lanes_right_, row.break_y);
      std::string text = row.quiet.empty() ? "" : row.quiet + " pass";
      if (row.skipped > 0) {
        text += text.empty() ? "" : ", ";
        text += count_text(static_cast<std::int64_t>(row.skipped), "event", "events") + " left out";
      }
      page_.rect("page", kMargin, row.break_y - 14, text_width(text, kSmallSize) + 8, 28);
      page_.text("faint", kMargin, row.break_y + 6, text);
    }
    page_.text("small", kMargin, row.top + 17, seconds_text(chronicle_.time_of(row.turn)));
    Pixels y = row.top + 17;
    for (const std::string& line : row.story) {
      page_.text("", layout_.story_x, y, line);
      y += kTextLine;
    }
  }

  void draw_head(NodeIndex node, Pixels x) {
    const Pixels width = layout_.lane_width - 30;
    page_.rect("head", x - width / 2, layout_.heads_top, width, kHeadHeight - 6, 6);
    page_.text("light", x, layout_.heads_top + 23,
               fitted(chronicle_.name(node), kSmallSize, width - 10), Anchor::Middle);
  }

  const Chronicle& chronicle_;
  const Trace& trace_;
  const DiagramLayout& layout_;
  SvgPage& page_;
  Pixels lanes_left_ = 0;
  Pixels lanes_right_ = 0;
};

// The whole picture: what was run, a section for each story, what the marks mean.
class DiagramPainter {
 public:
  DiagramPainter(const Chronicle& chronicle, const RunReport& report)
      : chronicle_(chronicle), report_(report) {}

  std::string run() {
    choose_stories();
    std::vector<Story> shown(
        stories_.begin(),
        stories_.begin() + static_cast<std::ptrdiff_t>(std::min(stories_.size(), kSectionsMax)));
    for (const Story& story : shown)
      width_ = std::max(width_, page_width(cone_of(chronicle_, story).nodes.size()));
    draw_title();
    for (const Story& story : shown) draw_section(story);
    if (stories_.size() > kSectionsMax) {
      paragraph("faint", kSmallSize,
                count_text(static_cast<std::int64_t>(stories_.size() - kSectionsMax),
                           "more story is", "more stories are") +
                    " not drawn; the report tells them.");
    }
    draw_legend();
    return page_.document(width_, y_ + kMargin, title(), report_.why);
  }

 private:
  void choose_stories() {
    stories_ = report_.stories;
    stories_.insert(stories_.end(), report_.broken.begin(), report_.broken.end());
    // Values that stand twice break no guarantee by themselves: what struck is drawn, too.
    if (stories_.empty() || report_.violations.empty())
      stories_.push_back(tell_incidents(chronicle_));
  }

  std::string title() const {
    return report_.scenario + (report_.variant.empty() ? "" : ", " + report_.variant) + ", seed " +
           std::to_string(report_.seed) + ": " + verdict_text(report_.verdict);
  }

  void paragraph(std::string_view style, Pixels size, const std::string& text) {
    const Pixels width = (width_ - 2 * kMargin) * (style == "" || style == "faint" ? 9 : 8) / 9;
    for (const std::string& line : text_lines(text, size, width)) {
      y_ += size + 7;
      page_.text(style, kMargin, y_, line);
    }
  }

  void draw_title() {
    y_ = kMargin;
    paragraph("title", kTitleSize, title());
    y_ += 4;
    paragraph("bold", kTextSize, report_.why);
    for (const std::string& caption : report_.captions) paragraph("", kTextSize, caption);
    for (const std::string& reason : report_.reasons) paragraph("alarm", kSmallSize, reason);
  }

  void draw_section(const Story& story) {
    y_ += 30;
    paragraph("bold", kTextSize, story.title);
    const DiagramLayout layout = lay_out(chronicle_, story, y_ + 14);
    if (layout.rows.empty()) {
      paragraph("", kTextSize, "Nothing befell the cluster.");
      return;
    }
    SectionPainter(chronicle_, layout, page_).run();
    y_ = layout.bottom + 4;
    for (const std::string& advice : story.advice)
      paragraph("bold", kTextSize, story.wish + ": " + advice);
    if (!layout.cone.skipped.empty()) {
      paragraph(
          "faint", kSmallSize,
          count_text(static_cast<std::int64_t>(layout.cone.skipped.size()), "event", "events") +
              " between cause and effect left out; --trace has all of them.");
    }
  }

  void draw_legend() {
    y_ += 40;
    Pixels x = kMargin;
    const auto word = [&](const char* text) {
      page_.text("faint", x, y_ + 5, text);
      x += text_width(text, kSmallSize) + 34;
    };
    const auto stroke = [&](std::string_view style) {
      page_.line(style, x, y_, x + 46, y_);
      x += 56;
    };
    stroke("request");
    word("request");
    stroke("response");
    word("response");
    stroke("stopped");
    page_.line("cross", x - 19, y_ - 8, x - 3, y_ + 8);
    page_.line("cross", x - 19, y_ + 8, x - 3, y_ - 8);
    x += 8;
    word("held, lost, or nobody there to take it");
    page_.rect("down", x, y_ - 10, 18, 20);
    x += 28;
    word("down");
    page_.rect("pause", x, y_ - 10, 18, 20);
    x += 28;
    word("stands still");
    word("Time runs downwards, one row per event, not to scale.");
    y_ += 14;
  }

  const Chronicle& chronicle_;
  const RunReport& report_;
  SvgPage page_;
  std::vector<Story> stories_;
  Pixels width_ = 0;
  Pixels y_ = 0;
};

}  // namespace

std::string sequence_diagram(const Chronicle& chronicle, const RunReport& report) {
  return DiagramPainter(chronicle, report).run();
}

}  // namespace barnabas::sim
