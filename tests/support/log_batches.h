// Batches for tests of the log: built in one line, as bytes of a client, a leader or a file.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/rope.h"
#include "core/record/record.h"

namespace barnabas::test {

// `count` records without keys, each with a value of `size` letters, at `timestamp`, `timestamp +
// step`, ...
struct BatchSpec {
  std::int64_t base = 0;
  std::int32_t epoch = -1;
  std::int64_t timestamp = 1000;
  std::int64_t step = 1;
  std::int32_t count = 1;
  std::int32_t size = 10;
  std::int64_t producer = -1;
  std::int16_t producer_epoch = -1;
  std::int32_t sequence = -1;
  bool is_transactional = false;
};

inline record::Batch make_batch(const BatchSpec& spec) {
  record::BatchBuilder builder;
  const std::string value(static_cast<std::size_t>(spec.size), 'a');
  for (std::int32_t i = 0; i < spec.count; ++i) {
    builder.add(spec.timestamp + i * spec.step, std::nullopt, as_bytes(value));
  }
  builder.set_producer(ProducerId{spec.producer}, ProducerEpoch{spec.producer_epoch},
                       Sequence{spec.sequence});
  if (spec.is_transactional) builder.set_attributes(record::attribute::kTransactional);
  record::Batch batch = builder.build();
  batch.header.base_offset = Offset{spec.base};
  batch.header.leader_epoch = LeaderEpoch{spec.epoch};
  return batch;
}

inline Rope make_records(const BatchSpec& spec) { return record::rope_of(make_batch(spec)); }

// The same bytes as a socket would bring them: one piece, without structure.
inline Rope flat(const Rope& rope) { return rope_of(SharedBytes(rope.flatten())); }

}  // namespace barnabas::test
