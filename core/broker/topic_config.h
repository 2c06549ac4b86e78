// A topic's own settings over the broker's defaults. Names and ranges were checked when they were
// set.
#pragma once

#include <map>
#include <string>

#include "core/log/log_config.h"

namespace barnabas::broker {

log::LogConfig with_topic_config(log::LogConfig base,
                                 const std::map<std::string, std::string>& config);
std::int32_t min_insync_replicas_of(const std::map<std::string, std::string>& config,
                                    std::int32_t fallback);

}  // namespace barnabas::broker
