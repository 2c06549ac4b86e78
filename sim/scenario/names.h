// The names that a scenario declares: what its selectors, hooks and expectations may speak of.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.h"

namespace barnabas::sim {

struct Names {
  std::set<std::int32_t> brokers;
  std::map<std::string, std::int32_t> topics;  // with how many partitions they may get
  std::set<std::string> made_by_asking;        // of these, the ones that only clients name
  std::set<std::string> clients;
  std::map<std::string, std::string> client_kinds;  // "producer", "consumer", "admin"
  std::set<std::string> faults;
  std::set<std::string> remembered;  // by "as", without the '$'
  std::set<std::string> values;      // what producers send
  std::set<std::string> sent_to;     // topics and partitions, as their applications name them
  std::int64_t generated = 0;        // so many are made by "count": "v0", "v1", ...

  bool is_sent(const std::string& value) const;
  bool has_node(std::string_view name) const;  // "broker-2", "zookeeper", a client
  std::vector<std::string> nodes() const;
};

// "broker-2" is 2; -1 for any other text.
NodeId broker_id(std::string_view node_name);

}  // namespace barnabas::sim
