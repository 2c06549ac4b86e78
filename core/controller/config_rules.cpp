// Changing configs one by one: set, delete, and for lists append and subtract.
//
// Kafka: ConfigAdminManager, ZkAdminManager.incrementalAlterConfigs (3.9); KIP-339.
#include <set>

#include "core/cluster/config_def.h"
#include "core/controller/topic_rules.h"

namespace barnabas::controller {
namespace {

using Change = protocol::IncrementalAlterConfigsRequest::Change;
using protocol::AlterOp;

constexpr std::string_view kInvalidValue = "Invalid value ";  // and not an unknown name

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> items;
  std::size_t begin = 0;
  while (begin < list.size()) {
    std::size_t comma = list.find(',', begin);
    if (comma == std::string::npos) comma = list.size();
    items.push_back(list.substr(begin, comma - begin));
    begin = comma + 1;
  }
  return items;
}

std::string join(const std::vector<std::string>& items) {
  std::string list;
  for (const std::string& item : items) list += (list.empty() ? "" : ",") + item;
  return list;
}

Refusable change_list(const Change& change, const cluster::ConfigFacts* facts,
                      cluster::Configs& configs) {
  if (facts == nullptr || facts->type != cluster::ConfigType::List) {
    return Refused{ErrorCode::InvalidConfig,
                   "Config value " +
                       std::string(change.op == AlterOp::Append ? "append" : "subtract") +
                       " is not allowed for config key: " + change.name};
  }
  const auto present = configs.find(change.name);
  std::vector<std::string> items =
      split(present == configs.end() ? std::string(facts->kafka3) : present->second);
  const std::vector<std::string> wanted = split(*change.value);
  std::vector<std::string> result;
  const std::set<std::string> named(wanted.begin(), wanted.end());
  const std::set<std::string> had(items.begin(), items.end());
  for (const std::string& item : items) {
    if (change.op == AlterOp::Append || named.count(item) == 0) result.push_back(item);
  }
  for (const std::string& item : wanted) {
    if (change.op == AlterOp::Append && had.count(item) == 0) result.push_back(item);
  }
  configs[change.name] = join(result);
  return std::nullopt;
}

}  // namespace

Refusable change_configs(const protocol::IncrementalAlterConfigsRequest::Resource& wish,
                         cluster::ConfigScope scope, cluster::Configs& configs) {
  std::set<std::string> names;
  for (const Change& change : wish.changes) {
    if (!names.insert(change.name).second) {
      return Refused{ErrorCode::InvalidRequest, "Error due to duplicate config keys"};
    }
    if (change.op != AlterOp::Delete && !change.value) {
      return Refused{ErrorCode::InvalidRequest, "Null value not supported for : " + change.name};
    }
  }
  for (const Change& change : wish.changes) {
    const cluster::ConfigFacts* facts = cluster::find(scope, change.name);
    if (change.op == AlterOp::Set) {
      configs[change.name] = *change.value;
    } else if (change.op == AlterOp::Delete) {
      configs.erase(change.name);
    } else if (Refusable wrong = change_list(change, facts, configs)) {
      return wrong;
    }
  }
  return std::nullopt;
}

Refusable apply_changes(const protocol::IncrementalAlterConfigsRequest::Resource& wish,
                        cluster::Configs& configs) {
  if (Refusable wrong = change_configs(wish, cluster::ConfigScope::Topic, configs)) return wrong;
  Refusable wrong = validate_configs(configs);
  if (wrong && wrong->message.compare(0, kInvalidValue.size(), kInvalidValue) == 0) {
    wrong->message = "Invalid config value for resource ConfigResource(type=TOPIC, name='" +
                     wish.name + "'): " + wrong->message;
  }
  return wrong;
}

}  // namespace barnabas::controller
