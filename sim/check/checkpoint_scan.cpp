#include "sim/check/checkpoint_scan.h"

#include "sim/check/json_scan.h"

namespace barnabas::sim::check {

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return line;
}

std::map<TopicPartition, std::int64_t> scan_offsets(std::string_view text) {
  std::map<TopicPartition, std::int64_t> offsets;
  take_line(text);  // the version
  take_line(text);  // the number of lines
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    const std::size_t first = line.find(' ');
    const std::size_t second = line.rfind(' ');
    if (first == std::string_view::npos || second == first) continue;
    const std::int64_t partition = scan_number(line.substr(first + 1, second - first - 1), -1);
    const std::int64_t offset = scan_number(line.substr(second + 1), -1);
    if (partition < 0 || offset < 0) continue;
    offsets[{std::string(line.substr(0, first)), static_cast<std::int32_t>(partition)}] = offset;
  }
  return offsets;
}

std::map<TopicPartition, std::int64_t> read_offsets(const World& world, NodeIndex node,
                                                    const std::string& name) {
  const Result<Rope> content = world.node(node).disk.content(name);
  if (!content) return {};
  const ByteVector bytes = content->flatten();
  return scan_offsets(as_text(bytes));
}

}  // namespace barnabas::sim::check
