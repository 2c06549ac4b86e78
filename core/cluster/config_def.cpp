#include "core/cluster/config_def.h"

#include <algorithm>
#include <array>

#include "core/base/check.h"
#include "core/base/nearest.h"
#include "core/cluster/config_tables.h"
#include "core/cluster/config_value.h"

namespace barnabas::cluster {
namespace {

using config_tables::ConfigTable;

std::vector<ConfigTable> tables_of(ConfigScope scope) {
  switch (scope) {
    case ConfigScope::Broker:
      return {config_tables::broker(), config_tables::broker_log(), config_tables::broker_groups(),
              config_tables::broker_security()};
    case ConfigScope::Topic:
      return {config_tables::topic()};
    case ConfigScope::Producer:
      return {config_tables::producer(), config_tables::client_security()};
    case ConfigScope::Consumer:
      return {config_tables::consumer(), config_tables::client_security()};
    case ConfigScope::Admin:
      return {config_tables::admin(), config_tables::client_security()};
  }
  return {};
}

const ConfigFacts& get(ConfigScope scope, std::string_view name) {
  const ConfigFacts* facts = find(scope, name);
  BARNABAS_CHECK_MSG(facts != nullptr,
                     std::string(name) + " is no setting of " + std::string(name_of(scope)));
  return *facts;
}

}  // namespace

std::string_view name_of(ConfigScope scope) {
  constexpr std::array<std::string_view, 5> kNames{"broker", "topic", "producer", "consumer",
                                                   "admin"};
  return kNames[static_cast<std::size_t>(scope)];
}

std::string_view name_of(ConfigType type) {
  constexpr std::array<std::string_view, 9> kNames{
      "boolean", "short", "int", "long", "decimal", "string", "list", "class", "password"};
  return kNames[static_cast<std::size_t>(type)];
}

std::vector<const ConfigFacts*> all_settings(ConfigScope scope) {
  std::vector<const ConfigFacts*> result;
  for (const ConfigTable table : tables_of(scope)) {
    for (const ConfigFacts& facts : table) result.push_back(&facts);
  }
  std::sort(result.begin(), result.end(),
            [](const ConfigFacts* a, const ConfigFacts* b) { return a->name < b->name; });
  return result;
}

const ConfigFacts* find(ConfigScope scope, std::string_view name) {
  for (const ConfigTable table : tables_of(scope)) {
    const auto at = std::lower_bound(
        table.begin(), table.end(), name,
        [](const ConfigFacts& facts, std::string_view wanted) { return facts.name < wanted; });
    if (at != table.end() && at->name == name) return &*at;
  }
  return nullptr;
}

Result<void> validate(ConfigScope scope, std::string_view name, std::string_view text) {
  const ConfigFacts* facts = find(scope, name);
  if (facts == nullptr) {
    return Error{Errc::NotFound, "expected a " + std::string(name_of(scope)) + " setting, got '" +
                                     std::string(name) + "'"};
  }
  if (facts->use == ConfigUse::Refused) {
    return Error{Errc::Invalid, std::string(name) + " cannot be set: " + std::string(facts->note)};
  }
  if (is_value_of(*facts, text)) return {};
  return Error{Errc::Invalid,
               "expected " + describe_expected(*facts) + ", got '" + std::string(text) + "'"};
}

std::string_view nearest(ConfigScope scope, std::string_view name) {
  std::vector<std::string_view> names;
  for (const ConfigFacts* facts : all_settings(scope)) {
    if (facts->use != ConfigUse::Refused) names.push_back(facts->name);
  }
  return nearest_name(name, names);
}

std::optional<std::string_view> default_text(ConfigScope scope, std::string_view name,
                                             Profile profile) {
  const ConfigFacts& facts = get(scope, name);
  const std::string_view text = profile == Profile::Classic ? facts.classic : facts.kafka3;
  if (text == kNone) return std::nullopt;
  return text;
}

std::optional<std::string> ConfigView::find_text(std::string_view name) const {
  const auto stated = settings_->find(std::string(name));
  if (stated != settings_->end()) {
    get(scope_, name);
    return stated->second;
  }
  const std::optional<std::string_view> text = default_text(scope_, name, profile_);
  if (!text) return std::nullopt;
  return std::string(*text);
}

std::optional<std::int64_t> ConfigView::find_integer(std::string_view name) const {
  const std::optional<std::string> text = find_text(name);
  if (!text) return std::nullopt;
  const std::optional<std::int64_t> value = parse_integer(*text);
  BARNABAS_CHECK_MSG(value.has_value(), std::string(name) + " is no integer: " + *text);
  return value;
}

std::int64_t ConfigView::integer(std::string_view name) const {
  const std::optional<std::int64_t> value = find_integer(name);
  BARNABAS_CHECK_MSG(value.has_value(), std::string(name) + " has no default");
  return *value;
}

bool ConfigView::boolean(std::string_view name) const {
  BARNABAS_CHECK(get(scope_, name).type == ConfigType::Boolean);
  const std::optional<std::string> text = find_text(name);
  BARNABAS_CHECK_MSG(text.has_value(), std::string(name) + " has no default");
  return parse_boolean(*text).value_or(false);
}

std::string ConfigView::text(std::string_view name) const { return find_text(name).value_or(""); }

std::vector<std::string> ConfigView::items(std::string_view name) const {
  return split_items(find_text(name).value_or(""));
}

bool ConfigView::is_set(std::string_view name) const {
  return settings_->count(std::string(name)) != 0;
}

}  // namespace barnabas::cluster
