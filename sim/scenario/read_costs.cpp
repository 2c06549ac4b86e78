// "costs" and "disk" under "cluster", sizes and speeds: what takes how long.
#include <cstddef>

#include "sim/scenario/readers.h"
#include "sim/scenario/size_values.h"

namespace barnabas::sim {
namespace {

constexpr std::int64_t kBytesPerKib = 1024;
constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;

const char* const kDiskExpected = "\"ssd\", \"hdd\", or an object like {\"kind\": \"hdd\"}";

// A disk that turns: it has to move its head, and waits half a turn for a sync.
DiskSettings turning_disk() {
  DiskSettings disk;
  disk.costs.seek = milliseconds(8);
  disk.costs.per_sync = milliseconds(4);
  disk.costs.sync_ns_per_kib = 10'240;  // 100 MB/s
  disk.costs.miss_ns_per_kib = 10'240;
  return disk;
}

DiskSettings flash_disk() {
  DiskSettings disk;
  disk.costs.seek = microseconds(80);
  return disk;
}

template <class Parse>
std::optional<std::int64_t> read_parsed(Context& context, const Json& value,
                                        const std::string& path, const std::string& expected,
                                        Parse parse) {
  const auto text = read_text(context, value, path, expected);
  if (!text) return std::nullopt;
  const Result<std::int64_t> parsed = parse(*text);
  if (parsed) return *parsed;
  context.error(path, parsed.error().what, expected);
  return std::nullopt;
}

std::optional<DiskSettings> disk_of(const std::string& kind) {
  if (kind == "hdd") return turning_disk();
  if (kind == "ssd") return flash_disk();
  return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> read_size(Context& context, const Json& value,
                                      const std::string& path) {
  return read_parsed(context, value, path, "a size, as in \"64MB\" or \"4KiB\"", parse_size);
}

std::optional<std::int64_t> read_bandwidth(Context& context, const Json& value,
                                           const std::string& path) {
  return read_parsed(context, value, path, "a speed, as in \"10MB/s\" or \"1Gbit/s\"",
                     parse_bandwidth);
}

void read_costs(Context& context, const Json& value, const std::string& path, Scenario& scenario) {
  ObjectReader reader(context, value, path, "the costs");
  if (!reader.is_object()) return;
  CostSpec& costs = scenario.costs;
  costs.takes_time = true;
  costs.per_request = reader.duration("request").value_or(Duration{});
  costs.per_kib = reader.duration("per_kb").value_or(Duration{});
  costs.zero_copy = reader.boolean("zero_copy").value_or(true);
  costs.copy_per_kib = reader.duration("copy_per_kb").value_or(costs.copy_per_kib);
  reader.finish();
}

void read_disk(Context& context, const Json& value, const std::string& path, Scenario& scenario) {
  if (value.is_string()) {
    scenario.disk = disk_of(value.get<std::string>());
    if (!scenario.disk) context.error(path, describe(value), kDiskExpected);
    return;
  }
  if (!value.is_object()) return context.error(path, describe(value), kDiskExpected);
  ObjectReader reader(context, value, path, "the disk");
  DiskSettings disk = *disk_of(reader.word("kind", {"hdd", "ssd"}).value_or("ssd"));
  disk.costs.seek = reader.duration("seek").value_or(disk.costs.seek);
  disk.costs.per_sync = reader.duration("sync").value_or(disk.costs.per_sync);
  if (const Json* rate = reader.find("rate")) {
    const auto speed = read_bandwidth(context, *rate, reader.path_of("rate"));
    if (speed && *speed <= kNanosecondsPerSecond * kBytesPerKib) {
      disk.costs.sync_ns_per_kib = kNanosecondsPerSecond * kBytesPerKib / *speed;
      disk.costs.miss_ns_per_kib = disk.costs.sync_ns_per_kib;
    }
  }
  if (const Json* cache = reader.find("page_cache")) {
    const auto bytes = read_size(context, *cache, reader.path_of("page_cache"));
    disk.page_cache_bytes = static_cast<std::uint64_t>(bytes.value_or(0));
  }
  reader.finish();
  scenario.disk = disk;
}

}  // namespace barnabas::sim
