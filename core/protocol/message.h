// The closed set of messages that nodes exchange: Kafka's requests and responses, and ZooKeeper's.
//
// The alternatives of RequestBody and ResponseBody stand in the same order, so that an index names
// an API.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <variant>

#include "core/base/cow.h"
#include "core/protocol/00_produce.h"
#include "core/protocol/01_fetch.h"
#include "core/protocol/02_list_offsets.h"
#include "core/protocol/03_metadata.h"
#include "core/protocol/04_leader_and_isr.h"
#include "core/protocol/05_stop_replica.h"
#include "core/protocol/06_update_metadata.h"
#include "core/protocol/07_controlled_shutdown.h"
#include "core/protocol/18_api_versions.h"
#include "core/protocol/19_create_topics.h"
#include "core/protocol/20_delete_topics.h"
#include "core/protocol/21_delete_records.h"
#include "core/protocol/22_init_producer_id.h"
#include "core/protocol/23_offset_for_leader_epoch.h"
#include "core/protocol/32_describe_configs.h"
#include "core/protocol/37_create_partitions.h"
#include "core/protocol/43_elect_leaders.h"
#include "core/protocol/44_incremental_alter_configs.h"
#include "core/protocol/45_alter_partition_reassignments.h"
#include "core/protocol/46_list_partition_reassignments.h"
#include "core/protocol/56_alter_partition.h"
#include "core/protocol/zookeeper.h"

namespace barnabas::protocol {

using RequestBody = std::variant<
    ProduceRequest, FetchRequest, ListOffsetsRequest, MetadataRequest, LeaderAndIsrRequest,
    StopReplicaRequest, UpdateMetadataRequest, ControlledShutdownRequest, ApiVersionsRequest,
    CreateTopicsRequest, DeleteTopicsRequest, DeleteRecordsRequest, InitProducerIdRequest,
    OffsetForLeaderEpochRequest, DescribeConfigsRequest, CreatePartitionsRequest,
    ElectLeadersRequest, IncrementalAlterConfigsRequest, AlterPartitionReassignmentsRequest,
    ListPartitionReassignmentsRequest, AlterPartitionRequest, zk::Request>;
using ResponseBody = std::variant<
    ProduceResponse, FetchResponse, ListOffsetsResponse, MetadataResponse, LeaderAndIsrResponse,
    StopReplicaResponse, UpdateMetadataResponse, ControlledShutdownResponse, ApiVersionsResponse,
    CreateTopicsResponse, DeleteTopicsResponse, DeleteRecordsResponse, InitProducerIdResponse,
    OffsetForLeaderEpochResponse, DescribeConfigsResponse, CreatePartitionsResponse,
    ElectLeadersResponse, IncrementalAlterConfigsResponse, AlterPartitionReassignmentsResponse,
    ListPartitionReassignmentsResponse, AlterPartitionResponse, zk::Response>;
static_assert(std::variant_size_v<RequestBody> == std::variant_size_v<ResponseBody>);

// Bodies are immutable and shared: a message in flight, its trace and its history hold the same
// one.
using RequestRef = Ref<RequestBody>;
using ResponseRef = Ref<ResponseBody>;

struct ApiFacts {
  std::string_view name;     // "Produce"
  std::int16_t key;          // Kafka's API key; -1 for ZooKeeper
  std::int16_t min_version;  // what Kafka 3.9 accepts
  std::int16_t max_version;
};

inline constexpr std::size_t kApiCount = std::variant_size_v<RequestBody>;
const ApiFacts& facts_of_api(std::size_t body_index);
// The index of an API by its name ("Fetch"); nothing when there is none.
std::optional<std::size_t> find_api(std::string_view name);

}  // namespace barnabas::protocol
