// Selectors as text: "leader of orders-0", "followers of orders-0", "controller", "broker-2",
// "$old", "one of brokers", "random broker" (one of the brokers).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.h"
#include "core/base/result.h"
#include "sim/fault/fault.h"

namespace barnabas::sim {

// "orders-0" is partition 0 of "orders"; the number is what follows the last '-'.
std::optional<TopicPartition> parse_partition(std::string_view text);

// One selector. A word that is none of the roles is a node's name. Whether the partition, node or
// remembered name exists is not looked at.
Result<Selector> parse_selector(std::string_view text);
std::string to_text(const Selector& selector);

// The words that name groups and roles and can therefore be no client's name.
std::vector<std::string_view> selector_words();
// The spellings that take a partition: "leader of", ...
std::vector<std::string_view> selector_roles();

}  // namespace barnabas::sim
