// Kafka's znodes: their paths, and their JSON texts to the letter, for writing and for reading
// back.
//
// Pure functions. Decoders are tolerant: an absent member takes Kafka's default, a text that is no
// JSON gives nothing. What a znode's stat carries (czxid, version) is given by the caller.
//
// Kafka: kafka.zk.ZkData (3.9).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/cluster/image.h"

namespace barnabas::cluster::znodes {

inline constexpr std::string_view kBrokerIds = "/brokers/ids";
inline constexpr std::string_view kBrokerSeqId = "/brokers/seqid";
inline constexpr std::string_view kTopics = "/brokers/topics";
inline constexpr std::string_view kController = "/controller";
inline constexpr std::string_view kControllerEpoch = "/controller_epoch";
inline constexpr std::string_view kDeleteTopics = "/admin/delete_topics";
inline constexpr std::string_view kReassignPartitions = "/admin/reassign_partitions";
inline constexpr std::string_view kTopicConfigs = "/config/topics";
inline constexpr std::string_view kAllBrokers = "<default>";
inline constexpr std::string_view kConfigChanges = "/config/changes";
inline constexpr std::string_view kConfigChangePrefix = "config_change_";
inline constexpr std::string_view kIsrChanges = "/isr_change_notification";
inline constexpr std::string_view kIsrChangePrefix = "isr_change_";
inline constexpr std::string_view kProducerIdBlock = "/latest_producer_id_block";

// What a broker makes sure of at its start, parents first.
std::vector<std::string> persistent_paths();

std::string broker_path(NodeId broker);
std::string topic_path(const std::string& topic);
std::string partitions_path(const std::string& topic);
std::string partition_path(const TopicPartition& tp);
std::string state_path(const TopicPartition& tp);
std::string delete_topic_path(const std::string& topic);
std::string topic_config_path(const std::string& topic);
// Whose settings a znode below /config holds: "topics/orders", "brokers/1", "brokers/<default>".
std::string topic_entity(const std::string& topic);
std::string broker_entity(const std::string& broker);  // its id, or kAllBrokers
std::optional<std::string> topic_of_entity(std::string_view entity);
std::optional<std::string> broker_of_entity(std::string_view entity);
std::string config_path(std::string_view entity);
std::string config_change_path(std::string_view child);  // of /config/changes
std::string isr_change_path(std::string_view child);     // of /isr_change_notification
// What a sequential create appends its ten digits to.
std::string new_config_change_path();
std::string new_isr_change_path();

// 16 bytes as 22 characters of URL-safe base64, as Kafka's Uuid prints.
std::string id_text(TopicId id);
std::optional<TopicId> parse_id(std::string_view text);

std::optional<NodeId> parse_broker_id(std::string_view name);
std::string encode_broker(const BrokerRegistration& broker, WallTime now);
std::optional<BrokerRegistration> decode_broker(NodeId id, std::string_view text,
                                                std::int64_t czxid);

struct TopicAssignment {
  TopicId id;
  std::map<std::int32_t, Assignment> partitions;
  friend bool operator==(const TopicAssignment&, const TopicAssignment&) = default;
};
std::string encode_topic(const TopicAssignment& topic);
std::optional<TopicAssignment> decode_topic(std::string_view text);

std::string encode_leadership(const Leadership& leadership);
std::optional<Leadership> decode_leadership(std::string_view text, std::int32_t version);

std::string encode_controller(NodeId broker, WallTime now);
std::optional<NodeId> decode_controller(std::string_view text);
std::string encode_controller_epoch(ControllerEpoch epoch);
std::optional<ControllerEpoch> decode_controller_epoch(std::string_view text);

std::string encode_configs(const Configs& configs);
Configs decode_configs(std::string_view text);
std::string encode_config_change(const std::string& entity);
// The entity, if it is a topic or a broker.
std::optional<std::string> decode_config_change(std::string_view text);

std::string encode_isr_change(const std::vector<TopicPartition>& partitions);
std::vector<TopicPartition> decode_isr_change(std::string_view text);

// The newest block of producer ids, and who took it.
struct ProducerIdBlock {
  NodeId broker{-1};
  std::int64_t first = 0;
  std::int64_t last = -1;
  friend bool operator==(const ProducerIdBlock&, const ProducerIdBlock&) = default;
};
std::string encode_producer_id_block(const ProducerIdBlock& block);
std::optional<ProducerIdBlock> decode_producer_id_block(std::string_view text);

// The legacy reassignment file:
// {"version":1,"partitions":[{"topic":..,"partition":..,"replicas":[..]}]}.
std::map<TopicPartition, std::vector<NodeId>> decode_reassignments(std::string_view text);

}  // namespace barnabas::cluster::znodes
