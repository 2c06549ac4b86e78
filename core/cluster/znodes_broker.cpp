// Znodes about brokers and the controller, and the text of a topic's id.
#include <charconv>

#include "core/base/json_text.h"
#include "core/cluster/znodes.h"

namespace barnabas::cluster::znodes {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t kIdTextSize = 22;

// "PLAINTEXT://host:9092" → host and port; false when it is no endpoint.
bool parse_endpoint(std::string_view text, BrokerRegistration& broker) {
  const std::size_t scheme = text.find("://");
  const std::size_t colon = text.rfind(':');
  if (scheme == std::string_view::npos || colon < scheme + 3) return false;
  broker.host = std::string(text.substr(scheme + 3, colon - scheme - 3));
  broker.port = 0;
  for (const char c : text.substr(colon + 1)) {
    if (c < '0' || c > '9' || broker.port > 65535) return false;
    broker.port = broker.port * 10 + (c - '0');
  }
  return true;
}

bool parse_number(const std::string& text, std::int64_t& number) {
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  return parsed.ec == std::errc{} && parsed.ptr == end;
}

}  // namespace

std::string id_text(TopicId id) {
  // 128 bits and four zero bits: 22 groups of six, the highest first.
  std::string text;
  for (std::size_t i = 0; i < kIdTextSize; ++i) {
    std::uint32_t group = 0;
    for (std::size_t bit = i * 6; bit < i * 6 + 6; ++bit) {
      std::uint64_t one = 0;
      if (bit < 64) one = (id.high >> (63 - bit)) & 1;
      if (bit >= 64 && bit < 128) one = (id.low >> (127 - bit)) & 1;
      group = (group << 1) | static_cast<std::uint32_t>(one);
    }
    text.push_back(kAlphabet[group]);
  }
  return text;
}

std::optional<TopicId> parse_id(std::string_view text) {
  if (text.size() != kIdTextSize) return std::nullopt;
  TopicId id;
  for (std::size_t i = 0; i < kIdTextSize; ++i) {
    const std::size_t group = kAlphabet.find(text[i]);
    if (group == std::string_view::npos) return std::nullopt;
    for (std::size_t k = 0; k < 6; ++k) {
      const std::size_t bit = i * 6 + k;
      const std::uint64_t one = (group >> (5 - k)) & 1;
      if (bit < 64) id.high |= one << (63 - bit);
      if (bit >= 64 && bit < 128) id.low |= one << (127 - bit);
    }
  }
  return id;
}

std::optional<NodeId> parse_broker_id(std::string_view name) {
  if (name.empty() || name.size() > 9) return std::nullopt;
  std::int32_t id = 0;
  for (const char c : name) {
    if (c < '0' || c > '9') return std::nullopt;
    id = id * 10 + (c - '0');
  }
  return NodeId(id);
}

std::string encode_broker(const BrokerRegistration& broker, WallTime now) {
  const std::string port = std::to_string(broker.port);
  std::string text =
      "{\"features\":{},\"listener_security_protocol_map\":{\"PLAINTEXT\":\"PLAINTEXT\"},"
      "\"endpoints\":[" +
      json_quoted("PLAINTEXT://" + broker.host + ":" + port) + "]";
  if (!broker.rack.empty()) text += ",\"rack\":" + json_quoted(broker.rack);
  text += ",\"jmx_port\":-1,\"port\":" + port + ",\"host\":" + json_quoted(broker.host);
  return text + ",\"version\":5,\"timestamp\":" + json_quoted(std::to_string(now.ms)) + "}";
}

std::optional<BrokerRegistration> decode_broker(NodeId id, std::string_view text,
                                                std::int64_t czxid) {
  const Result<JsonValue> json = parse_json(text);
  if (!json || json->kind != JsonValue::Kind::Object) return std::nullopt;
  BrokerRegistration broker;
  broker.id = id;
  broker.epoch = BrokerEpoch(czxid);
  broker.rack = json->text_of("rack", "");
  const JsonValue* endpoints = json->find("endpoints");
  const bool has_endpoint = endpoints != nullptr && !endpoints->items.empty() &&
                            parse_endpoint(endpoints->items.front().text, broker);
  if (!has_endpoint) {
    // Version 1, and brokers without a plaintext listener.
    broker.host = json->text_of("host", "");
    broker.port = static_cast<std::int32_t>(json->integer_of("port", -1));
  }
  return broker;
}

std::string encode_controller(NodeId broker, WallTime now) {
  return "{\"version\":2,\"brokerid\":" + std::to_string(broker.value) +
         ",\"timestamp\":" + json_quoted(std::to_string(now.ms)) + ",\"kraftControllerEpoch\":-1}";
}

std::optional<NodeId> decode_controller(std::string_view text) {
  const Result<JsonValue> json = parse_json(text);
  if (!json || json->find("brokerid") == nullptr) return std::nullopt;
  return NodeId(static_cast<std::int32_t>(json->integer_of("brokerid", -1)));
}

std::string encode_controller_epoch(ControllerEpoch epoch) { return std::to_string(epoch.value); }

std::optional<ControllerEpoch> decode_controller_epoch(std::string_view text) {
  const Result<JsonValue> json = parse_json(text);
  if (!json || json->kind != JsonValue::Kind::Integer) return std::nullopt;
  return ControllerEpoch(static_cast<std::int32_t>(json->integer));
}

std::string encode_producer_id_block(const ProducerIdBlock& block) {
  return "{\"version\":1,\"broker\":" + std::to_string(block.broker.value) +
         ",\"block_start\":" + json_quoted(std::to_string(block.first)) +
         ",\"block_end\":" + json_quoted(std::to_string(block.last)) + "}";
}

std::optional<ProducerIdBlock> decode_producer_id_block(std::string_view text) {
  const Result<JsonValue> json = parse_json(text);
  if (!json || json->kind != JsonValue::Kind::Object) return std::nullopt;
  ProducerIdBlock block;
  block.broker = NodeId(static_cast<std::int32_t>(json->integer_of("broker", -1)));
  if (!parse_number(json->text_of("block_start", ""), block.first)) return std::nullopt;
  if (!parse_number(json->text_of("block_end", ""), block.last)) return std::nullopt;
  return block;
}

}  // namespace barnabas::cluster::znodes
