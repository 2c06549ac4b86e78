// A broker's stock of producer ids: a block of a thousand, taken from ZooKeeper when it is first
// needed and whenever one is used up.
//
// The znode names the newest block; who wants the next one writes it with the version that it has
// read, and reads again when another was faster. Nobody else ever gives out ids of the block, so a
// crash loses what is left of it and repeats nothing.
//
// State:   Idle → Reading → Writing → Idle; Writing → Reading when the write was refused or lost.
// Differs: Kafka takes the first block when it starts; since 3.0, brokers get their blocks from the
//          controller (AllocateProducerIds), which does what a broker does here.
// Kafka:   ZkProducerIdManager (3.9).
#pragma once

#include <cstdint>
#include <vector>

#include "core/broker/operations.h"

namespace barnabas::broker {

inline constexpr std::int64_t kProducerIdBlockSize = 1000;

struct ProducerIds {
  enum class Step : std::uint8_t { Idle, Reading, Writing };
  Step step = Step::Idle;
  std::int64_t next = 0;
  std::int64_t last = -1;   // of the block in hand
  std::int64_t asked = -1;  // the first id of the block that is being written
  std::vector<Caller> waiting;
  friend bool operator==(const ProducerIds&, const ProducerIds&) = default;
};

}  // namespace barnabas::broker
