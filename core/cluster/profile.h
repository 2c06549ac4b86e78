// Which Kafka a cluster behaves as: defaults plus behaviour.
#pragma once

#include <cstdint>

namespace barnabas {

enum class Profile : std::uint8_t {
  Classic,  // the 1.x era; defaults are those of 1.1
  Kafka3,   // 3.9, the last with ZooKeeper
};

}  // namespace barnabas
