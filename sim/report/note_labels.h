// The few words of a note or a message in a picture, where a sentence has no place.
#pragma once

#include <string>
#include <string_view>

#include "sim/report/chronicle.h"

namespace barnabas::sim {

// "appends 7, epoch 0", "acked r7", "leads epoch 1, end 7".
std::string label_of(const Chronicle& chronicle, const TracedNote& note);
// "Produce acks 1", "Fetch from 7", "Fetch: hw 7, 72 bytes"; by the turn that took it, if any did.
std::string label_of(const Chronicle& chronicle, const TracedSending& sending,
                     const TracedTurn* arrival);
// What a note is about: the style of its box in a diagram.
std::string_view box_style_of(const Note& note);

}  // namespace barnabas::sim
