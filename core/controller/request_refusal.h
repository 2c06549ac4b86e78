// The answer that refuses a whole request with one error, for every request that a controller
// handles.
#pragma once

#include "core/protocol/message.h"

namespace barnabas::controller {

protocol::ResponseBody build_refusal(const protocol::RequestBody& request, ErrorCode error);

}  // namespace barnabas::controller
