// How many bytes a message takes on its link: the records' real ones, and an estimate of the rest.
//
// Fields count as Kafka's older, not compact, encoding writes them: integers by their width, texts
// with two bytes of length, arrays with four. Each message carries its header and what the packets
// below add once.
#pragma once

#include <cstdint>

#include "core/protocol/message.h"

namespace barnabas::sim {

inline constexpr std::int64_t kMessageOverhead = 80;  // headers of Kafka, TCP, IP and Ethernet

std::int64_t message_size(const protocol::RequestBody& body);
std::int64_t message_size(const protocol::ResponseBody& body);

}  // namespace barnabas::sim
