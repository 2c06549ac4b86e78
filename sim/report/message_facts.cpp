#include "sim/report/message_facts.h"

#include <vector>

namespace barnabas::sim {
namespace {

using namespace protocol;

void add(std::string& text, const std::string& part) {
  if (!text.empty()) text += ", ";
  text += part;
}

std::string partition_text(const std::string& topic, std::int32_t partition) {
  return to_string(TopicPartition{topic, partition});
}

std::string list_of(const std::vector<NodeId>& nodes) {
  std::string text = "[";
  for (const NodeId node : nodes) text += (text.size() > 1 ? "," : "") + std::to_string(node.value);
  return text + "]";
}

std::string with_error(std::string text, ErrorCode error) {
  if (error != ErrorCode::None) text += " " + std::string(name_of(error));
  return text;
}

std::string_view name_of_op(zk::OpCode code) {
  switch (code) {
    case zk::OpCode::Create:
      return "create";
    case zk::OpCode::Delete:
      return "delete";
    case zk::OpCode::Exists:
      return "exists";
    case zk::OpCode::GetData:
      return "get";
    case zk::OpCode::SetData:
      return "set";
    case zk::OpCode::GetChildren:
      return "children";
    case zk::OpCode::Ping:
      return "ping";
    case zk::OpCode::Check:
      return "check";
    case zk::OpCode::Multi:
      return "multi";
    case zk::OpCode::SetWatches:
      return "watches";
    case zk::OpCode::Connect:
      return "connect";
    case zk::OpCode::CloseSession:
      return "close";
  }
  return "?";
}

std::string_view name_of_watch(zk::WatchType type) {
  switch (type) {
    case zk::WatchType::Created:
      return "created";
    case zk::WatchType::Deleted:
      return "deleted";
    case zk::WatchType::DataChanged:
      return "changed";
    case zk::WatchType::ChildrenChanged:
      return "children changed";
  }
  return "?";
}

std::string state_text(const PartitionState& state) {
  return partition_text(state.topic, state.partition) + " leader " +
         std::to_string(state.leader.value) + " epoch " + std::to_string(state.leader_epoch.value) +
         " isr " + list_of(state.isr);
}

struct RequestFacts {
  std::string operator()(const ProduceRequest& request) const {
    std::string text = "acks " + std::to_string(request.acks);
    for (const auto& topic : request.topics) {
      for (const auto& part : topic.partitions)
        add(text, partition_text(topic.name, part.partition));
    }
    return text;
  }
  std::string operator()(const FetchRequest& request) const {
    std::string text = request.replica_id.value < 0
                           ? "consumer"
                           : "replica " + std::to_string(request.replica_id.value);
    for (const auto& topic : request.topics) {
      for (const auto& part : topic.partitions) {
        add(text, partition_text(topic.name, part.partition) + " from " +
                      std::to_string(part.fetch_offset.value));
      }
    }
    return text;
  }
  std::string operator()(const LeaderAndIsrRequest& request) const {
    std::string text = "controller epoch " + std::to_string(request.controller_epoch.value);
    for (const auto& state : request.partitions) add(text, state_text(state));
    return text;
  }
  std::string operator()(const UpdateMetadataRequest& request) const {
    return "controller epoch " + std::to_string(request.controller_epoch.value);
  }
  std::string operator()(const StopReplicaRequest& request) const {
    std::string text = "controller epoch " + std::to_string(request.controller_epoch.value);
    for (const auto& part : request.partitions) {
      add(text,
          partition_text(part.topic, part.partition) + (part.delete_partition ? " delete" : ""));
    }
    return text;
  }
  std::string operator()(const AlterPartitionRequest& request) const {
    std::string text;
    for (const auto& part : request.partitions) {
      std::vector<NodeId> isr;
      for (const auto& member : part.new_isr) isr.push_back(member.broker);
      add(text, to_string(part.partition) + " isr " + list_of(isr));
    }
    return text;
  }
  std::string operator()(const zk::Request& request) const {
    std::string text(name_of_op(request.op.code));
    if (!request.op.path.empty()) text += " " + request.op.path;
    for (const zk::Op& op : request.multi)
      add(text, std::string(name_of_op(op.code)) + " " + op.path);
    return text;
  }
  template <class Request>
  std::string operator()(const Request&) const {
    return {};
  }
};

struct ResponseFacts {
  std::string operator()(const ProduceResponse& response) const {
    std::string text;
    for (const auto& topic : response.topics) {
      for (const auto& part : topic.partitions) {
        std::string one = partition_text(topic.name, part.partition);
        if (part.error == ErrorCode::None)
          one += " offset " + std::to_string(part.base_offset.value);
        add(text, with_error(std::move(one), part.error));
      }
    }
    return text;
  }
  std::string operator()(const FetchResponse& response) const {
    std::string text = with_error("", response.error);
    for (const auto& topic : response.topics) {
      for (const auto& part : topic.partitions) {
        std::string one = partition_text(topic.name, part.partition) + " hw " +
                          std::to_string(part.high_watermark.value) + " " +
                          std::to_string(part.records.bytes.size()) + " bytes";
        if (part.diverging_epoch.end_offset.value >= 0) {
          one += " diverges at " + std::to_string(part.diverging_epoch.end_offset.value);
        }
        add(text, with_error(std::move(one), part.error));
      }
    }
    return text;
  }
  std::string operator()(const LeaderAndIsrResponse& response) const {
    return with_error("", response.error);
  }
  std::string operator()(const UpdateMetadataResponse& response) const {
    return with_error("", response.error);
  }
  std::string operator()(const StopReplicaResponse& response) const {
    return with_error("", response.error);
  }
  std::string operator()(const AlterPartitionResponse& response) const {
    std::string text = with_error("", response.error);
    for (const auto& part : response.partitions) {
      add(text, with_error(to_string(part.partition) + " isr " + list_of(part.isr), part.error));
    }
    return text;
  }
  std::string operator()(const zk::Response& response) const {
    if (response.watch)
      return std::string(name_of_watch(response.watch->type)) + " " + response.watch->path;
    if (response.error == zk::Error::Ok) return response.path;
    return "error " + std::to_string(static_cast<std::int32_t>(response.error)) + " " +
           response.path;
  }
  template <class Response>
  std::string operator()(const Response&) const {
    return {};
  }
};

std::string trimmed(std::string text) {
  while (!text.empty() && text.front() == ' ') text.erase(text.begin());
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

struct EventFacts {
  std::string operator()(const event::Received& received) const {
    return facts_of_request(*received.request);
  }
  std::string operator()(const event::Answered& answered) const {
    return facts_of_response(*answered.response);
  }
  std::string operator()(const event::TimerFired& fired) const {
    std::string text(name_of(fired.timer.kind));
    if (fired.timer.key != 0) text += " " + std::to_string(fired.timer.key);
    return text;
  }
  std::string operator()(const event::Flushed& flushed) const {
    return "operation " + std::to_string(flushed.operation) +
           (flushed.result == Errc::Ok ? "" : " failed");
  }
  template <class Other>
  std::string operator()(const Other&) const {
    return {};
  }
};

}  // namespace

std::string facts_of_request(const RequestBody& request) {
  return trimmed(std::visit(RequestFacts{}, request));
}

std::string facts_of_response(const ResponseBody& response) {
  return trimmed(std::visit(ResponseFacts{}, response));
}

std::string_view name_of_event(const Event& event) {
  constexpr std::string_view kNames[] = {"started",  "connected",    "received",
                                         "answered", "disconnected", "timer",
                                         "flushed",  "command",      "shutdown"};
  static_assert(std::variant_size_v<Event> == sizeof(kNames) / sizeof(kNames[0]));
  return kNames[event.index()];
}

std::int16_t api_of_event(const Event& event) {
  if (const auto* received = std::get_if<event::Received>(&event)) {
    return static_cast<std::int16_t>(received->request->index());
  }
  if (const auto* answered = std::get_if<event::Answered>(&event)) {
    return static_cast<std::int16_t>(answered->response->index());
  }
  return -1;
}

std::string facts_of_event(const Event& event) { return std::visit(EventFacts{}, event); }

}  // namespace barnabas::sim
