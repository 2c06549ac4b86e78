// How stories put their lines in order.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/report/story.h"

namespace barnabas::sim {

using MomentLines = std::vector<std::pair<Moment, std::string>>;

// By moment; lines of the same moment stay as they are.
std::vector<StoryLine> sorted_lines(const Chronicle& chronicle, MomentLines lines);

}  // namespace barnabas::sim
