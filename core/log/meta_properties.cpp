#include "core/log/meta_properties.h"

#include <charconv>
#include <map>

#include "core/log/checkpoint_file.h"

namespace barnabas::log {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) {
    text.remove_suffix(1);
  }
  return text;
}

// "key=value" lines; '#' and '!' start comments.
std::map<std::string, std::string> properties_of(std::string_view text) {
  std::map<std::string, std::string> properties;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trim(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (line.empty() || line.front() == '#' || line.front() == '!') continue;
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    properties[std::string(trim(line.substr(0, equals)))] = trim(line.substr(equals + 1));
  }
  return properties;
}

Result<std::int32_t> integer_of(const std::map<std::string, std::string>& properties,
                                const std::string& key) {
  const auto found = properties.find(key);
  if (found == properties.end()) return Error{Errc::Corrupt, "meta.properties lacks " + key};
  std::int32_t value = 0;
  const char* end = found->second.data() + found->second.size();
  const auto [stop, error] = std::from_chars(found->second.data(), end, value);
  if (error != std::errc() || stop != end) {
    return Error{Errc::Corrupt, "meta.properties: " + key + "=" + found->second};
  }
  return value;
}

const char* node_key(std::int32_t version) { return version == 0 ? "broker.id" : "node.id"; }

}  // namespace

std::string to_text(const MetaProperties& meta) {
  return "cluster.id=" + meta.cluster_id + "\nversion=" + std::to_string(meta.version) + "\n" +
         node_key(meta.version) + "=" + std::to_string(meta.node.value) + "\n";
}

Result<MetaProperties> parse_meta_properties(std::string_view text) {
  const auto properties = properties_of(text);
  const auto version = integer_of(properties, "version");
  if (!version) return version.error();
  if (*version != 0 && *version != 1) {
    return Error{Errc::Corrupt, "meta.properties: version=" + std::to_string(*version)};
  }
  const auto node = integer_of(properties, node_key(*version));
  if (!node) return node.error();
  MetaProperties meta;
  meta.version = *version;
  meta.node = NodeId{*node};
  const auto cluster = properties.find("cluster.id");
  if (cluster != properties.end()) meta.cluster_id = cluster->second;
  return meta;
}

Result<void> write_meta_properties(FileSystem& files, std::string_view directory,
                                   const MetaProperties& meta) {
  return replace_text_file(files, directory, kMetaPropertiesFile, to_text(meta));
}

Result<std::optional<MetaProperties>> read_meta_properties(FileSystem& files,
                                                           std::string_view directory) {
  const auto text = read_text_file(files, directory, kMetaPropertiesFile);
  if (!text) return text.error();
  if (!*text) return std::optional<MetaProperties>();
  const auto meta = parse_meta_properties(**text);
  if (!meta) return meta.error();
  return std::optional<MetaProperties>(*meta);
}

}  // namespace barnabas::log
