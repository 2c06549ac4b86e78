// What a chart of a run shows, partition by partition, gathered from notes: who was in sync when,
// how long acknowledgements took, and how long records took to a consumer.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/report/chronicle.h"

namespace barnabas::sim {

struct ChartSample {
  Instant sent{};  // when the application handed the record over
  Duration took{};
};

struct IsrStep {
  Instant at{};
  std::int64_t size = 0;
};

struct PartitionSeries {
  Instant first_leader{};
  bool has_leader_ever = false;
  std::vector<IsrStep> isr;
  std::vector<ChartSample> acks;        // of records that a broker acknowledged
  std::vector<ChartSample> deliveries;  // to a consumer, as often as that was
  std::vector<Instant> unanswered;      // sent then, and never acknowledged
  bool asks_for_no_answer = false;      // some records were sent with acks=0
};

struct FaultSpan {
  std::string id;
  Instant from{};
  Instant to{};  // the same as `from`: it struck at once
};

struct ChartData {
  std::map<TopicPartition, PartitionSeries> partitions;
  std::vector<FaultSpan> faults;  // in the order in which they struck
};

ChartData gather_chart(const Chronicle& chronicle);

}  // namespace barnabas::sim
