// The identity of a data root: which broker of which cluster it belongs to.
//
// A broker refuses to start on the data of another. Written as Java properties, without the date
// comment that Kafka puts in (no clock here); comments are skipped when it is read.
//
// Kafka: MetaProperties, version 0 (ZooKeeper) and 1 (KRaft).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/ports/file_system.h"

namespace barnabas::log {

inline constexpr std::string_view kMetaPropertiesFile = "meta.properties";

struct MetaProperties {
  std::int32_t version = 0;
  std::string cluster_id;
  NodeId node = kNoNode;  // broker.id in version 0, node.id in version 1
  friend bool operator==(const MetaProperties&, const MetaProperties&) = default;
};

std::string to_text(const MetaProperties& meta);
Result<MetaProperties> parse_meta_properties(std::string_view text);

Result<void> write_meta_properties(FileSystem& files, std::string_view directory,
                                   const MetaProperties& meta);
// Nothing when the data root is new.
Result<std::optional<MetaProperties>> read_meta_properties(FileSystem& files,
                                                           std::string_view directory);

}  // namespace barnabas::log
