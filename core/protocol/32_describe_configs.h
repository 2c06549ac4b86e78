// DescribeConfigs (key 32): the settings in force of a topic or broker, and where each comes from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/error_code.h"

namespace barnabas::protocol {

enum class ConfigResource : std::int8_t { Unknown = 0, Topic = 2, Broker = 4 };

// Which layer a value comes from: Kafka's DescribeConfigsResponse.ConfigSource.
enum class ConfigSource : std::int8_t {
  Unknown = 0,
  Topic = 1,
  DynamicBroker = 2,
  DynamicDefaultBroker = 3,
  StaticBroker = 4,
  Default = 5,
};

// As the administrator's client prints it.
constexpr std::string_view name_of(ConfigSource source) {
  switch (source) {
    case ConfigSource::Topic:
      return "DYNAMIC_TOPIC_CONFIG";
    case ConfigSource::DynamicBroker:
      return "DYNAMIC_BROKER_CONFIG";
    case ConfigSource::DynamicDefaultBroker:
      return "DYNAMIC_DEFAULT_BROKER_CONFIG";
    case ConfigSource::StaticBroker:
      return "STATIC_BROKER_CONFIG";
    case ConfigSource::Default:
      return "DEFAULT_CONFIG";
    case ConfigSource::Unknown:
      break;
  }
  return "UNKNOWN";
}

enum class ConfigValueType : std::int8_t {
  Unknown = 0,
  Boolean = 1,
  String = 2,
  Int = 3,
  Short = 4,
  Long = 5,
  Double = 6,
  List = 7,
  Class = 8,
  Password = 9,
};

struct DescribeConfigsRequest {
  struct Resource {
    ConfigResource type = ConfigResource::Topic;
    std::string name;                              // of a broker: its id; empty: of all brokers
    std::optional<std::vector<std::string>> keys;  // none, or an empty list: everything
    friend bool operator==(const Resource&, const Resource&) = default;
  };
  std::vector<Resource> resources;
  bool include_synonyms = false;
  friend bool operator==(const DescribeConfigsRequest&, const DescribeConfigsRequest&) = default;
};

struct DescribeConfigsResponse {
  // A value that counts, or would count if the ones before it were gone.
  struct Synonym {
    std::string name;
    std::optional<std::string> value;
    ConfigSource source = ConfigSource::Unknown;
    friend bool operator==(const Synonym&, const Synonym&) = default;
  };
  struct Entry {
    std::string name;
    std::optional<std::string> value;
    bool read_only = false;  // cannot be changed while the broker runs
    ConfigSource source = ConfigSource::Unknown;
    bool is_sensitive = false;
    std::vector<Synonym> synonyms;
    ConfigValueType type = ConfigValueType::Unknown;
    friend bool operator==(const Entry&, const Entry&) = default;
  };
  struct Resource {
    ErrorCode error = ErrorCode::None;
    std::string message;
    ConfigResource type = ConfigResource::Topic;
    std::string name;
    std::vector<Entry> entries;
    friend bool operator==(const Resource&, const Resource&) = default;
  };
  std::vector<Resource> results;
  friend bool operator==(const DescribeConfigsResponse&, const DescribeConfigsResponse&) = default;
};

}  // namespace barnabas::protocol
