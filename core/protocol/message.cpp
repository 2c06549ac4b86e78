#include "core/protocol/message.h"

namespace barnabas::protocol {
namespace {

constexpr std::array<ApiFacts, kApiCount> kFacts{{
    {"Produce", 0, 0, 11},
    {"Fetch", 1, 0, 17},
    {"ListOffsets", 2, 1, 9},
    {"Metadata", 3, 0, 12},
    {"LeaderAndIsr", 4, 0, 7},
    {"StopReplica", 5, 0, 4},
    {"UpdateMetadata", 6, 0, 8},
    {"ControlledShutdown", 7, 0, 3},
    {"ApiVersions", 18, 0, 4},
    {"CreateTopics", 19, 2, 7},
    {"DeleteTopics", 20, 1, 6},
    {"DeleteRecords", 21, 0, 2},
    {"InitProducerId", 22, 0, 5},
    {"OffsetForLeaderEpoch", 23, 2, 4},
    {"DescribeConfigs", 32, 1, 4},
    {"CreatePartitions", 37, 0, 3},
    {"ElectLeaders", 43, 0, 2},
    {"IncrementalAlterConfigs", 44, 0, 1},
    {"AlterPartitionReassignments", 45, 0, 0},
    {"ListPartitionReassignments", 46, 0, 0},
    {"AlterPartition", 56, 0, 3},
    {"ZooKeeper", -1, 0, 0},
}};

}  // namespace

const ApiFacts& facts_of_api(std::size_t body_index) { return kFacts[body_index]; }

std::optional<std::size_t> find_api(std::string_view name) {
  for (std::size_t i = 0; i < kFacts.size(); ++i) {
    if (kFacts[i].name == name) return i;
  }
  return std::nullopt;
}

}  // namespace barnabas::protocol
