#include "sim/scenario/names.h"

#include <charconv>

namespace barnabas::sim {

NodeId broker_id(std::string_view node_name) {
  constexpr std::string_view kPrefix = "broker-";
  if (node_name.substr(0, kPrefix.size()) != kPrefix) return kNoNode;
  const std::string_view digits = node_name.substr(kPrefix.size());
  std::int32_t id = -1;
  const char* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, id);
  const bool plain = error == std::errc() && end == last && id >= 0 && std::to_string(id) == digits;
  return plain ? NodeId(id) : kNoNode;
}

// Generated values are filled up with dots.
bool Names::is_sent(const std::string& value) const {
  if (values.count(value) != 0) return true;
  const std::string name = value.substr(0, value.find_last_not_of('.') + 1);
  std::int64_t number = -1;
  const char* const last = name.data() + name.size();
  const bool is_made = name.size() > 1 && name.front() == 'v' &&
                       std::from_chars(name.data() + 1, last, number).ptr == last &&
                       name == "v" + std::to_string(number);
  return is_made && number >= 0 && number < generated;
}

bool Names::has_node(std::string_view name) const {
  if (name == "zookeeper" || clients.count(std::string(name)) != 0) return true;
  const NodeId id = broker_id(name);
  return id != kNoNode && brokers.count(id.value) != 0;
}

std::vector<std::string> Names::nodes() const {
  std::vector<std::string> result;
  for (const std::int32_t id : brokers) result.push_back("broker-" + std::to_string(id));
  result.emplace_back("zookeeper");
  result.insert(result.end(), clients.begin(), clients.end());
  return result;
}

}  // namespace barnabas::sim
