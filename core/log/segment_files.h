// The names of the files of a partition's directory.
//
// A segment's files carry its base offset as 20 digits: 00000000000000000042.log, .index,
// .timeindex. A file that is on its way out has ".deleted" behind its name; a producer snapshot is
// named by the offset it ends at.
//
// Kafka: LogFileUtils.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/ids.h"

namespace barnabas::log {

inline constexpr std::string_view kLogSuffix = ".log";
inline constexpr std::string_view kIndexSuffix = ".index";
inline constexpr std::string_view kTimeIndexSuffix = ".timeindex";
inline constexpr std::string_view kTxnIndexSuffix = ".txnindex";
inline constexpr std::string_view kSnapshotSuffix = ".snapshot";
inline constexpr std::string_view kDeletedSuffix = ".deleted";

// "00000000000000000042.log"
std::string segment_file_name(Offset base_offset, std::string_view suffix);

// "orders-0/00000000000000000042.log"; an empty directory is the data root itself.
std::string segment_file_path(std::string_view directory, Offset base_offset,
                              std::string_view suffix);
std::string path_in(std::string_view directory, std::string_view name);

// The offset in such a name; nothing when the name does not end in `suffix` or is no offset before
// it.
std::optional<Offset> offset_of_file(std::string_view name, std::string_view suffix);

bool has_suffix(std::string_view name, std::string_view suffix);

}  // namespace barnabas::log
