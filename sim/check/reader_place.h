// Where a reader stands in a partition, as its own history shows it.
//
// A reset moves a reader only when a poll follows it: one that is reset again and again and gets
// nothing between stands where it stood before the first of them, however far its resets lead.
#pragma once

#include <cstdint>
#include <optional>

#include "core/client/consumer_partition.h"
#include "sim/check/checker.h"

namespace barnabas::sim::check {

// As often in a row, a reader that is reset and gets nothing between has no place to read from.
inline constexpr std::int64_t kResetsOfALoop = 3;

// The resets since the reader last got something, was sent somewhere, or started.
struct ResetsInARow {
  std::int64_t count = 0;
  std::int64_t from = -1;  // where it stood before the first
};
ResetsInARow resets_in_a_row(const History& history, NodeIndex reader, const TopicPartition& tp);

// The next offset that the reader would hand over; nothing for one that reads from the end as its
// application asked, and is not there yet. REQUIRES: it is assigned the partition.
std::optional<std::int64_t> place_of(const Scene& scene, const Node& node, NodeIndex reader,
                                     const TopicPartition& tp);

}  // namespace barnabas::sim::check
