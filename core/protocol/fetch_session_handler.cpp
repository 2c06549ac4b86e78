#include "core/protocol/fetch_session_handler.h"

#include <string>
#include <utility>

namespace barnabas::protocol {
namespace {

void add(FetchRequest& request, const std::string& topic,
         const FetchRequest::Partition& partition) {
  if (request.topics.empty() || request.topics.back().name != topic)
    request.topics.push_back({topic, {}, {}});
  request.topics.back().partitions.push_back(partition);
}

}  // namespace

void ClientSession::fill(FetchRequest& request, const Wanted& wanted) {
  request.session_id = id;
  request.session_epoch = epoch;
  if (epoch == 0) told.clear();
  std::map<TopicPartition, FetchRequest::Partition> all;
  for (const auto& [tp, partition] : wanted) {
    const auto known = told.find(tp);
    if (known == told.end() || !(known->second == partition)) add(request, tp.topic, partition);
    all.emplace(tp, partition);
  }
  for (const auto& [tp, partition] : told) {
    if (all.count(tp) != 0) continue;
    if (request.forgotten.empty() || request.forgotten.back().name != tp.topic) {
      request.forgotten.push_back({tp.topic, {}});
    }
    request.forgotten.back().partitions.push_back(tp.partition);
  }
  told = std::move(all);
}

void ClientSession::fill(FetchRequest& request,
                         const std::map<TopicPartition, FetchRequest::Partition>& wanted) {
  fill(request, Wanted(wanted.begin(), wanted.end()));
}

bool ClientSession::on_response(const FetchResponse& response) {
  if (response.error == ErrorCode::FetchSessionIdNotFound) {
    reset();
    return false;
  }
  if (response.error != ErrorCode::None) {
    start_over();
    return false;
  }
  if (response.session_id == 0) {
    reset();  // the server keeps no session: the next request is full again
    return true;
  }
  id = response.session_id;
  epoch = epoch == INT32_MAX ? 1 : epoch + 1;
  return true;
}

}  // namespace barnabas::protocol
