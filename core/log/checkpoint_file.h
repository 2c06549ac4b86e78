// Small files that are replaced as a whole: checkpoints, the clean-shutdown marker,
// meta.properties.
//
// A new version is written to "<name>.tmp", synced, renamed over the old one, and the directory is
// synced: after any kill or power cut the file is whole, in its old or its new version.
//
// Kafka: CheckpointFile, OffsetCheckpointFile.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/ports/file_system.h"

namespace barnabas::log {

// Of a data root: what is durable, the high watermarks, and log starts that lie inside a segment.
inline constexpr std::string_view kRecoveryPointCheckpoint = "recovery-point-offset-checkpoint";
inline constexpr std::string_view kHighWatermarkCheckpoint = "replication-offset-checkpoint";
inline constexpr std::string_view kLogStartCheckpoint = "log-start-offset-checkpoint";

using OffsetCheckpoint = std::map<TopicPartition, Offset>;

// An empty `directory` is the data root.
Result<void> replace_text_file(FileSystem& files, std::string_view directory, std::string_view name,
                               std::string_view text);
// The file's text; nothing when there is no such file.
Result<std::optional<std::string>> read_text_file(FileSystem& files, std::string_view directory,
                                                  std::string_view name);

Result<void> write_offset_checkpoint(FileSystem& files, std::string_view directory,
                                     std::string_view name, const OffsetCheckpoint& offsets);
// No file, or an empty one, has no entries. Corrupt, with file and line, when it does not parse.
Result<OffsetCheckpoint> read_offset_checkpoint(FileSystem& files, std::string_view directory,
                                                std::string_view name);

}  // namespace barnabas::log
