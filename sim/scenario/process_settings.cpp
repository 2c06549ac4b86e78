#include "sim/scenario/process_settings.h"

#include <algorithm>
#include <string_view>

#include "core/cluster/config_def.h"

namespace barnabas::sim {
namespace {

// -1 leaves it to the operating system, which grows the buffer as needed.
std::int64_t buffer(const cluster::ConfigView& view, std::string_view name) {
  return std::max<std::int64_t>(view.integer(name), 0);
}

cluster::ConfigScope scope_of(ClientSpec::Type type) {
  if (type == ClientSpec::Type::Producer) return cluster::ConfigScope::Producer;
  if (type == ClientSpec::Type::Consumer) return cluster::ConfigScope::Consumer;
  return cluster::ConfigScope::Admin;
}

}  // namespace

SocketBuffers broker_buffers(const Settings& settings, Profile profile) {
  const cluster::ConfigView view(cluster::ConfigScope::Broker, settings, profile);
  SocketBuffers buffers;
  buffers.send = buffer(view, "socket.send.buffer.bytes");
  buffers.receive = buffer(view, "socket.receive.buffer.bytes");
  buffers.replica_receive = buffer(view, "replica.socket.receive.buffer.bytes");
  return buffers;
}

std::int32_t io_threads(const Settings& settings, Profile profile) {
  const cluster::ConfigView view(cluster::ConfigScope::Broker, settings, profile);
  return static_cast<std::int32_t>(view.integer("num.io.threads"));
}

SocketBuffers client_buffers(const ClientSpec& client, Profile profile) {
  const cluster::ConfigView view(scope_of(client.type), client.config, profile);
  SocketBuffers buffers;
  buffers.send = buffer(view, "send.buffer.bytes");
  buffers.receive = buffer(view, "receive.buffer.bytes");
  return buffers;
}

}  // namespace barnabas::sim
