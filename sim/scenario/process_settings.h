// Kafka's settings that concern a process as such, not its protocol: threads and socket buffers.
#pragma once

#include <cstdint>

#include "sim/process/node.h"
#include "sim/scenario/scenario.h"

namespace barnabas::sim {

SocketBuffers broker_buffers(const Settings& settings, Profile profile);
std::int32_t io_threads(const Settings& settings, Profile profile);
SocketBuffers client_buffers(const ClientSpec& client, Profile profile);

}  // namespace barnabas::sim
