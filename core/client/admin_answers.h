// What an administrator is told: the answers to requests that describe, as lines to read.
#pragma once

#include <string>
#include <vector>

#include "core/protocol/message.h"

namespace barnabas::client {

// One line for each setting, partition or move; empty for an answer that only says that it is done.
// Settings that were not asked for by name are told where they are not Kafka's defaults.
std::vector<std::string> described_lines(const protocol::RequestBody& request,
                                         const protocol::ResponseBody& response);

}  // namespace barnabas::client
