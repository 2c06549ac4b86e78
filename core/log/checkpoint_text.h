// The text form that all of Kafka's checkpoint files share: a version line, a count line, one line
// per entry.
//
// Kafka: CheckpointFile (server-common), CheckpointReadBuffer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace barnabas::log {

// One entry, split at white space. The text it was parsed from must outlive it.
struct CheckpointLine {
  std::size_t number = 0;  // in the file, from 1
  std::vector<std::string_view> fields;

  // Field `at` as an integer within [low, high].
  Result<std::int64_t> integer(std::size_t at, std::int64_t low, std::int64_t high) const;
};

std::string checkpoint_header(std::size_t count);

// The entries of a version 0 checkpoint whose lines have `fields` fields each. An empty text has
// none.
Result<std::vector<CheckpointLine>> parse_checkpoint(std::string_view text, std::size_t fields);

}  // namespace barnabas::log
