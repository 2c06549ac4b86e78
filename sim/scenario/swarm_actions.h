// What one strike of a swarm does: the actions at its beginning, and those at its end.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/prng.h"
#include "sim/scenario/scenario.h"

namespace barnabas::sim {

struct SwarmActions {
  nlohmann::ordered_json begin = nlohmann::ordered_json::array();
  nlohmann::ordered_json end =
      nlohmann::ordered_json::array();  // empty: the actions end themselves
};

// Whom and what strikes can name: made once of a scenario.
class SwarmTargets {
 public:
  explicit SwarmTargets(const Scenario& scenario);

  // Draws the targets and amounts of a strike of this kind. `name` is its own: nodes are remembered
  // under it. Nothing when the scenario has nobody for it.
  SwarmActions draw(std::string_view kind, const std::string& name, Duration lasts, Prng& random);

 private:
  using Json = nlohmann::ordered_json;

  std::string any_broker(Prng& random) const;
  // A broker by its number, or by its role at the moment of the strike.
  std::string broker_by_any_name(Prng& random) const;
  std::string any_partition(Prng& random) const;
  std::vector<std::string> others(const std::string& broker) const;
  Json processes(std::string_view kind, const std::string& name, Duration lasts, Prng& random);
  Json links(std::string_view kind, Duration lasts, Prng& random);
  Json split(Duration lasts, Prng& random) const;
  Json messages(std::string_view kind, Duration lasts, Prng& random) const;
  Json disks(std::string_view kind, const std::string& name, Duration lasts, Prng& random) const;
  Json administration(std::string_view kind, Prng& random);

  struct Topic {
    std::string name;
    std::int32_t partitions = 0;  // that it began with
    std::int32_t grown = 0;       // that it has with those added
    std::size_t factor = 1;
  };
  std::vector<std::string> brokers_;
  std::vector<std::int32_t> broker_ids_;
  std::vector<std::string> clients_;
  std::vector<Topic> topics_;
};

// "1234ms": as scenarios say durations.
std::string milliseconds_word(Duration duration);

}  // namespace barnabas::sim
