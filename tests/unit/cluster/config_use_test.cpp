// The tables tell the truth about what is modelled: a setting that the nodes read is marked so, and
// a setting that is marked so is read. Looked up in the sources that turn settings into numbers.
#include <fstream>
#include <iterator>
#include <string>

#include "core/cluster/config_def.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace barnabas::cluster {
namespace {

std::string source(const std::string& path) {
  std::ifstream in(test::source_path(path), std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  REQUIRE_FALSE(text.empty());
  return text;
}

// From where a function's name stands at a definition to its closing brace in the first column.
std::string function(const std::string& text, const std::string& signature) {
  const std::size_t begin = text.find(signature);
  REQUIRE(begin != std::string::npos);
  return text.substr(begin, text.find("\n}\n", begin) - begin);
}

bool names(const std::string& text, std::string_view setting) {
  return text.find("\"" + std::string(setting) + "\"") != std::string::npos;
}

std::string readers_of(ConfigScope scope) {
  const std::string clients = source("core/client/client_config.cpp");
  const std::string common = function(clients, "CommonConfig common(");
  switch (scope) {
    case ConfigScope::Producer:
      return common + function(clients, "ProducerConfig producer_config(");
    case ConfigScope::Consumer:
      return common + function(clients, "ConsumerConfig consumer_config(");
    case ConfigScope::Admin:
      return common + function(clients, "AdminConfig admin_config(");
    case ConfigScope::Broker:
      return source("core/broker/broker_config.cpp");
    case ConfigScope::Topic:
      return source("core/broker/topic_config.cpp") + source("core/controller/leadership.cpp");
  }
  return "";
}

// A broker's setting counts as read when the topic's setting that it gives the default of is.
bool is_read(ConfigScope scope, const std::string& readers, std::string_view setting) {
  if (names(readers, setting)) return true;
  if (scope != ConfigScope::Broker) return false;
  for (const ConfigFacts* topic : all_settings(ConfigScope::Topic)) {
    if (!names(readers, topic->name)) continue;
    for (const ConfigSynonym& synonym : broker_synonyms(topic->name)) {
      if (synonym.broker_name == setting) return true;
    }
  }
  return false;
}

TEST_CASE("settings are marked as modelled exactly when nodes read them") {
  for (const ConfigScope scope : {ConfigScope::Producer, ConfigScope::Consumer, ConfigScope::Admin,
                                  ConfigScope::Broker, ConfigScope::Topic}) {
    const std::string processes =
        scope == ConfigScope::Topic ? "" : source("sim/scenario/process_settings.cpp");
    const std::string readers = readers_of(scope) + processes;
    for (const ConfigFacts* facts : all_settings(scope)) {
      CAPTURE(name_of(scope), facts->name);
      if (facts->name == "client.id") continue;  // told on the wire, and nothing depends on it
      CHECK((facts->use == ConfigUse::Modelled) == is_read(scope, readers, facts->name));
    }
  }
}

}  // namespace
}  // namespace barnabas::cluster
