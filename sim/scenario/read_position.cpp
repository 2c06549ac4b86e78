// Where a consumer reads from: "beginning", "end", an offset, a time, or nowhere yet.
#include "core/base/nearest.h"
#include "sim/scenario/readers.h"
#include "sim/world/world.h"

namespace barnabas::sim {
namespace {

using Kind = command::Place::Kind;

// {"time": "2s"} is two seconds after the start of the run; a number is Kafka's own milliseconds.
std::optional<command::Place> read_time(Context& context, const Json& value,
                                        const std::string& path) {
  ObjectReader reader(context, value, path, "a time to read from");
  const Json* time = reader.require("time", "a duration since the start, or milliseconds");
  reader.finish();
  if (time == nullptr) return std::nullopt;
  const std::string own = reader.path_of("time");
  if (time->is_number_integer()) {
    const auto ms = read_integer(context, *time, own, 0, INT64_MAX);
    if (!ms) return std::nullopt;
    return command::Place{Kind::Time, *ms};
  }
  const auto since = read_duration(context, *time, own);
  if (!since) return std::nullopt;
  return command::Place{Kind::Time, kWallStartMs + since->ms()};
}

}  // namespace

std::optional<command::Place> read_position(Context& context, const Json& value,
                                            const std::string& path) {
  constexpr const char* kExpected =
      "\"beginning\", \"end\", \"auto.offset.reset\", an offset or {\"time\": \"2s\"}";
  if (value.is_object()) return read_time(context, value, path);
  if (value.is_number_integer()) {
    const auto offset = read_integer(context, value, path, 0, INT64_MAX);
    if (!offset) return std::nullopt;
    return command::Place{Kind::Offset, *offset};
  }
  const auto word = read_text(context, value, path, kExpected);
  if (!word) return std::nullopt;
  if (*word == "beginning") return command::Place{Kind::Beginning, 0};
  if (*word == "end") return command::Place{Kind::End, 0};
  if (*word == "auto.offset.reset") return command::Place{Kind::Reset, 0};
  context.error(path, "'" + *word + "' is no place to read from", kExpected,
                nearest_name(*word, {"beginning", "end", "auto.offset.reset"}));
  return std::nullopt;
}

}  // namespace barnabas::sim
