// Texts from files, shown on a terminal: nothing in them may move its cursor or change its colours.
#pragma once

#include <string>
#include <string_view>

namespace barnabas {

// Control characters as "\u001b"; everything else as it is. Line ends stay when `keeps_lines`.
std::string printable(std::string_view text, bool keeps_lines = false);

}  // namespace barnabas
