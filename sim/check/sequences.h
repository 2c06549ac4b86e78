// Whether each idempotent producer's batches continue each other along one log.
//
// Read from the batch headers alone. Remembers where the last batch of each producer stands; when
// the log was cut or rewritten meanwhile, looks for it again from the end.
//
// Kafka: what ProducerStateManager promises (KIP-98); sequence numbers wrap from 2^31-1 to 0.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/check/log_view.h"

namespace barnabas::sim::check {

// A batch of an idempotent producer that does not continue what the same log holds of it.
struct SequenceBreak {
  enum class Kind : std::uint8_t { Repeated, Gap, NotFromZero, OldEpoch } kind = Kind::Gap;
  LogEntry batch;
  LogEntry earlier;  // the one that it should continue, repeats, or falls behind
};

// The sequence number behind the batch's last one.
std::int32_t next_sequence(const LogEntry& entry);

class Sequences {
 public:
  bool is_empty() const { return tails_.empty(); }
  // REQUIRES: the entry stands in the log and has a producer.
  std::optional<SequenceBreak> follow(const LogView& log, const LogEntry& entry);

 private:
  struct Tail {
    std::int64_t producer = -1;
    std::int64_t base = -1;  // of its last batch
  };
  std::vector<Tail> tails_;  // by producer
};

}  // namespace barnabas::sim::check
