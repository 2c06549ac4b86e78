#include "core/log/clean_shutdown.h"

#include <charconv>
#include <string>

#include "core/log/checkpoint_file.h"
#include "core/log/segment_files.h"

namespace barnabas::log {
namespace {

// The number behind "brokerEpoch": in the marker's JSON.
BrokerEpoch epoch_in(std::string_view text) {
  constexpr std::string_view kKey = "\"brokerEpoch\":";
  const std::size_t at = text.find(kKey);
  if (at == std::string_view::npos) return kNoBrokerEpoch;
  text.remove_prefix(at + kKey.size());
  std::int64_t value = -1;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  return parsed.ec == std::errc() ? BrokerEpoch{value} : kNoBrokerEpoch;
}

}  // namespace

Result<void> write_clean_shutdown(FileSystem& files, std::string_view directory,
                                  BrokerEpoch epoch) {
  const std::string text = "{\"version\":0,\"brokerEpoch\":" + std::to_string(epoch.value) + "}";
  return replace_text_file(files, directory, kCleanShutdownFile, text);
}

Result<std::optional<BrokerEpoch>> take_clean_shutdown(FileSystem& files,
                                                       std::string_view directory) {
  const auto text = read_text_file(files, directory, kCleanShutdownFile);
  if (!text) return text.error();
  if (!*text) return std::optional<BrokerEpoch>();
  const std::string path = path_in(directory, kCleanShutdownFile);
  if (const Result<void> done = files.remove(path); !done) return done.error();
  if (const Result<void> done = files.sync_directory(directory); !done) return done.error();
  return std::optional<BrokerEpoch>(epoch_in(**text));
}

}  // namespace barnabas::log
