// What befell the records that a broken guarantee speaks of: every attempt to send them, every
// append and at which offset, every answer that did not come, every read of those offsets.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/report/record_path.h"
#include "sim/report/story_lines.h"

namespace barnabas::sim {

// The sending and appending of records whose producer is known. Adds what would have prevented what
// happened, as far as it shows: a batch that was appended twice, records that changed places.
void tell_sendings(const Chronicle& chronicle, const std::vector<MissingRecord>& records,
                   MomentLines& lines, std::vector<std::string>& advice);
// What stood at an offset, one after the other, and who read it.
void tell_offset(const Chronicle& chronicle, const TopicPartition& tp, Offset offset,
                 MomentLines& lines);

}  // namespace barnabas::sim
