// One line about a request, a response or an event: what a reader of a trace wants to know of it.
#pragma once

#include <string>
#include <string_view>

#include "core/ports/event.h"
#include "core/protocol/message.h"

namespace barnabas::sim {

std::string facts_of_request(const protocol::RequestBody& request);
std::string facts_of_response(const protocol::ResponseBody& response);
// "received", "answered", "timer", ...
std::string_view name_of_event(const Event& event);
// The index of the body that the event carries; -1: none.
std::int16_t api_of_event(const Event& event);
std::string facts_of_event(const Event& event);

}  // namespace barnabas::sim
