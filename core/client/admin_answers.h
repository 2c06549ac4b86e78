// What an administrator makes of an answer: try again, or tell.
#pragma once

#include <string>
#include <vector>

#include "core/protocol/message.h"

namespace barnabas::client {

// Does Kafka's client hide this error and try again? Of requests to the controller only that it is
// the wrong one; for deleting records it looks for the leader, so that all passing errors pass.
// Everything else is the application's to know at once, also what would pass: a topic that is not
// there yet, an election that found no leader.
bool is_tried_again(const protocol::RequestBody& request, ErrorCode error);

// One line for each setting, partition or move; empty for an answer that only says that it is done.
// Settings that were not asked for by name are told where they are not Kafka's defaults.
std::vector<std::string> described_lines(const protocol::RequestBody& request,
                                         const protocol::ResponseBody& response);

}  // namespace barnabas::client
