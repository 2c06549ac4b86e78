// What an application tells its client while the scenario runs: seek, assign, send.
#include <cstddef>
#include <iterator>
#include <utility>

#include "core/base/bytes.h"
#include "sim/scenario/readers.h"

namespace barnabas::sim {
namespace {

constexpr std::string_view kCommands[] = {"seek", "assign", "send", "pause-reading",
                                          "resume-reading"};

std::vector<std::string_view> words() { return {std::begin(kCommands), std::end(kCommands)}; }

std::optional<command::Body> read_seek(Context& context, const Json& value,
                                       const std::string& path) {
  ObjectReader reader(context, value, path, "seek");
  if (!reader.is_object()) return std::nullopt;
  command::Seek seek;
  const Json* partition = reader.require("partition", "a partition like \"orders-0\"");
  const Json* to = reader.require("to", "\"beginning\", \"end\", an offset or a time");
  if (partition != nullptr) {
    const auto tp = read_partition(context, *partition, reader.path_of("partition"));
    if (tp) seek.partition = *tp;
  }
  if (to != nullptr) {
    seek.to = read_position(context, *to, reader.path_of("to")).value_or(command::Place{});
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
  if (to != nullptr) {
    const auto target = read_topic_or_partition(context, *to, reader.path_of("to"));
    if (target) {
      send.topic = target->topic;
      partition = target->partition;
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
  std::string_view said;
  for (const std::string_view word : kCommands) {
    if (action.find(word) == nullptr) continue;
    if (!said.empty()) {
      context.error(action.path(), "more than one command", one_of(words()));
      return std::nullopt;
    }
    said = word;
  }
  if (said.empty()) {
    context.error(action.path(), "the command says nothing", one_of(words()));
    return std::nullopt;
  }
  const Json& value = *action.find(said);
  const std::string path = action.path_of(said);
  if (said == "seek") return read_seek(context, value, path);
  if (said == "send") return read_send(context, value, path);
  if (said == "assign") return command::Assign{read_partitions(context, value, path)};
  return command::Pause{read_partitions(context, value, path), said == "pause-reading"};
}

}  // namespace barnabas::sim
