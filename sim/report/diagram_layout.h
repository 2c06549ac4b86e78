// Where everything in a section of a sequence diagram stands: rows of events downwards, lifelines
// across, the story at the right. Pure arithmetic in pixels; drawing is in diagram.cpp.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/report/cone.h"
#include "sim/report/svg.h"

namespace barnabas::sim {

struct DiagramBox {
  NodeIndex node = kNoIndex;
  std::string_view style;
  std::vector<std::string> lines;
  Pixels top = 0;
  Pixels width = 0;
  Pixels height = 0;
};

struct DiagramRow {
  TurnIndex turn = 0;
  Pixels top = 0;
  Pixels bottom = 0;
  Pixels in_y = 0;          // where a message arrives at the turn's own node
  Pixels out_y = 0;         // where its messages leave
  Pixels break_y = 0;       // the middle of a break before the row; 0: there is none
  std::string quiet;        // how long nothing happened there
  std::size_t skipped = 0;  // how many events are left out there
  std::vector<DiagramBox> boxes;
  std::vector<std::string> faults;         // that struck or ended in this turn
  std::vector<const ConeArrow*> arriving;  // at most one
  std::vector<const ConeArrow*> stopped;   // left from here and got nowhere
  std::vector<std::string> story;

  const DiagramBox* box_of(NodeIndex node) const;
};

// A stretch of a lifeline.
struct LifeSpan {
  NodeIndex node = kNoIndex;
  Chronicle::Condition condition = Chronicle::Condition::Up;
  Pixels from = 0;
  Pixels to = 0;
};

struct DiagramLayout {
  Cone cone;
  std::vector<DiagramRow> rows;
  std::vector<LifeSpan> spans;
  std::map<NodeIndex, Pixels> lanes;  // x of each lifeline
  Pixels lane_width = 0;
  Pixels heads_top = 0;  // the nodes' names
  Pixels story_x = 0;
  Pixels bottom = 0;

  const DiagramRow* row_of(TurnIndex turn) const;
};

inline constexpr Pixels kMargin = 30;
inline constexpr Pixels kTimeWidth = 120;
inline constexpr Pixels kStoryWidth = 640;
inline constexpr Pixels kHeadHeight = 40;
inline constexpr Pixels kSmallLine = 23;  // from line to line
inline constexpr Pixels kTextLine = 26;
inline constexpr Pixels kStopHeight = 46;   // of a message that got nowhere
inline constexpr Pixels kFaultHeight = 30;  // of a line that a fault draws across

// The page is as wide as its widest section needs.
Pixels page_width(std::size_t nodes);
DiagramLayout lay_out(const Chronicle& chronicle, const Story& story, Pixels top);

}  // namespace barnabas::sim
