// The judges' own reading of Kafka's offset checkpoints: a version line, a count line, then
// "topic partition offset" per line.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/base/ids.h"
#include "sim/world/world.h"

namespace barnabas::sim::check {

// Lines that make no sense are left out.
std::map<TopicPartition, std::int64_t> scan_offsets(std::string_view text);
// Of a file in a node's data root; empty when there is none.
std::map<TopicPartition, std::int64_t> read_offsets(const World& world, NodeIndex node,
                                                    const std::string& name);

// Takes the text up to the end of the line from its front.
std::string_view take_line(std::string_view& text);

}  // namespace barnabas::sim::check
