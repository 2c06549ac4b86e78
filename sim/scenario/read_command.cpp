// What an application tells its client while the scenario runs: seek, assign, send.
#include <cstddef>
#include <utility>

#include "core/base/bytes.h"
#include "sim/scenario/readers.h"

namespace barnabas::sim {
namespace {

std::optional<command::Body> read_seek(Context& context, const Json& value,
                                       const std::string& path) {
  ObjectReader reader(context, value, path, "seek");
  if (!reader.is_object()) return std::nullopt;
  command::Seek seek;
  const Json* partition = reader.require("partition", "a partition like \"orders-0\"");
  const Json* to = reader.require("to", "\"beginning\", \"end\" or an offset");
  if (partition != nullptr) {
    const auto tp = read_partition(context, *partition, reader.path_of("partition"));
    if (tp) seek.partition = *tp;
  }
  if (to != nullptr && to->is_number_integer()) {
    seek.offset = read_integer(context, *to, reader.path_of("to"), 0, INT64_MAX).value_or(0);
  } else if (to != nullptr) {
    seek.offset = reader.word("to", {"beginning", "end"}).value_or("") == "end" ? -1 : -2;
  }
  reader.finish();
  return seek;
}

std::optional<command::Body> read_send(Context& context, const Json& value,
                                       const std::string& path) {
  ObjectReader reader(context, value, path, "send");
  if (!reader.is_object()) return std::nullopt;
  command::Send send;
  std::int32_t partition = -1;
  const Json* to = reader.require("to", "a topic or partition, as in \"orders-0\"");
  if (to != nullptr && to->is_string() && context.names.topics.count(to->get<std::string>()) != 0) {
    send.topic = to->get<std::string>();
  } else if (to != nullptr) {
    const auto tp = read_partition(context, *to, reader.path_of("to"));
    if (tp) {
      send.topic = tp->topic;
      partition = tp->partition;
    }
  }
  const Json* values = reader.require("values", "what to send, as in \"r{0..9}\"");
  const auto key = reader.text("key");
  reader.finish();
  if (values == nullptr) return std::nullopt;
  for (const std::string& text : read_values(context, *values, reader.path_of("values"))) {
    command::AppRecord record;
    // Only a rank within this command; the world gives each record its id when it sends.
    record.id = static_cast<std::int32_t>(send.records.size());
    record.partition = partition;
    if (key) record.key = shared_text(*key);
    record.value = shared_text(text);
    send.records.push_back(std::move(record));
  }
  return send;
}

}  // namespace

std::optional<command::Body> read_command(Context& context, ObjectReader& action) {
  const Json* seek = action.find("seek");
  const Json* assign = action.find("assign");
  const Json* send = action.find("send");
  const int count =
      (seek != nullptr ? 1 : 0) + (assign != nullptr ? 1 : 0) + (send != nullptr ? 1 : 0);
  if (count != 1) {
    context.error(action.path(), count == 0 ? "the command says nothing" : "more than one command",
                  "one of seek, assign, send");
    return std::nullopt;
  }
  if (seek != nullptr) return read_seek(context, *seek, action.path_of("seek"));
  if (send != nullptr) return read_send(context, *send, action.path_of("send"));
  command::Assign body;
  body.partitions = read_partitions(context, *assign, action.path_of("assign"));
  return body;
}

}  // namespace barnabas::sim
