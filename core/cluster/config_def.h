// Kafka's settings by name: type, defaults per profile, range, allowed values, and what we do with
// them.
//
// The names are all of Kafka 3.9 and those that 1.1 had besides. A setting is modelled (it changes
// what a node does), accepted (Kafka knows it, here it has no effect), or refused with a reason.
// Where the 1.x era had no such setting, its default for the profile `classic` is what that era
// did.
//
// Kafka: org.apache.kafka.common.config.ConfigDef.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/cluster/profile.h"

namespace barnabas::cluster {

enum class ConfigScope : std::uint8_t { Broker, Topic, Producer, Consumer, Admin };

// Double stands as text with up to six digits after the point; no code here computes with it.
enum class ConfigType : std::uint8_t {
  Boolean,
  Short,
  Int,
  Long,
  Double,
  String,
  List,
  Class,
  Password,
};

enum class ConfigEra : std::uint8_t { Both, Kafka3, Classic };
enum class ConfigUse : std::uint8_t { Modelled, Accepted, Refused };

inline constexpr std::int64_t kAnyMin = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t kAnyMax = std::numeric_limits<std::int64_t>::max();
inline constexpr std::string_view kNone = "<none>";  // a default that is null, or absent

struct ConfigRange {
  std::int64_t min = kAnyMin;  // of a Double: in thousandths
  std::int64_t max = kAnyMax;
};

struct ConfigFacts {
  std::string_view name;
  ConfigType type = ConfigType::String;
  std::string_view kafka3 = kNone;   // default in profile kafka-3
  std::string_view classic = kNone;  // default in profile classic
  ConfigEra era = ConfigEra::Both;
  ConfigUse use = ConfigUse::Accepted;
  ConfigRange range{};
  std::string_view allowed =
      "";  // "a|b|c"; of a list: its items; empty: anything; after '~' in any case
  std::string_view note = "";  // why it is refused
};

using ConfigSettings = std::map<std::string, std::string>;

std::string_view name_of(ConfigScope scope);  // "broker", "topic", ...
std::string_view name_of(ConfigType type);    // "boolean", "int", ...

// All settings of a scope in the order of their names.
std::vector<const ConfigFacts*> all_settings(ConfigScope scope);
const ConfigFacts* find(ConfigScope scope, std::string_view name);

// Is the text a value that Kafka takes for this setting? The error says "expected int >= 1, got
// 'x'".
Result<void> validate(ConfigScope scope, std::string_view name, std::string_view text);
std::string describe_expected(const ConfigFacts& facts);  // "int >= 1", "one of all, -1, 0, 1"

// The known name closest to a wrong one, or an empty text when none is close. A name of another
// scope is found by find() with that scope.
std::string_view nearest(ConfigScope scope, std::string_view name);

// Nothing where Kafka's default is null.
std::optional<std::string_view> default_text(ConfigScope scope, std::string_view name,
                                             Profile profile);

// Reads settings with Kafka's defaults behind them. The settings must have been validated.
class ConfigView {
 public:
  ConfigView(ConfigScope scope, const ConfigSettings& settings, Profile profile)
      : scope_(scope), settings_(&settings), profile_(profile) {}

  // REQUIRES: the setting exists in this scope; for integer() and boolean() of that type and not
  // null.
  std::int64_t integer(std::string_view name) const;
  bool boolean(std::string_view name) const;
  std::string text(std::string_view name) const;                          // empty where null
  std::vector<std::string> items(std::string_view name) const;            // of a list
  std::optional<std::int64_t> find_integer(std::string_view name) const;  // nothing where null
  bool is_set(std::string_view name) const;                               // stated, not the default

 private:
  std::optional<std::string> find_text(std::string_view name) const;

  ConfigScope scope_;
  const ConfigSettings* settings_;
  Profile profile_;
};

// How a topic's setting is called among the broker's, which give its default: in the order in which
// Kafka asks them, with the factor to the topic's unit (log.retention.hours: 3,600,000). The first
// that is stated wins, else the first with a default.
struct ConfigSynonym {
  std::string_view broker_name;
  std::int64_t factor = 1;
};
std::vector<ConfigSynonym> broker_synonyms(std::string_view topic_setting);

// The text that a topic without its own value takes from a broker's settings; nothing where Kafka
// has none.
std::optional<std::string> topic_default(std::string_view topic_setting,
                                         const ConfigSettings& broker_settings, Profile profile);

}  // namespace barnabas::cluster
