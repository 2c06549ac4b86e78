// The marker that a broker leaves when it stopped in order: its logs need no recovery.
//
// It is deleted as soon as it has been read, so that a crash while the logs are opened counts as a
// crash. Any content counts as present; the broker epoch in it is for the controller (KIP-966).
//
// Kafka: CleanShutdownFileHandler.
#pragma once

#include <optional>
#include <string_view>

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/ports/file_system.h"

namespace barnabas::log {

inline constexpr std::string_view kCleanShutdownFile = ".kafka_cleanshutdown";

Result<void> write_clean_shutdown(FileSystem& files, std::string_view directory, BrokerEpoch epoch);
// Reads and deletes the marker: the epoch it tells (-1 when it tells none), or nothing without a
// marker.
Result<std::optional<BrokerEpoch>> take_clean_shutdown(FileSystem& files,
                                                       std::string_view directory);

}  // namespace barnabas::log
