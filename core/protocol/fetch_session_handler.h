// The asker's half of an incremental fetch session (KIP-227): what it told its server, and under
// which number. One per server, for followers and consumers alike.
//
// After one full request, only partitions that changed are named. An error of the session sends the
// next request back to a full one; so does the loss of a connection, because nobody knows then
// which request the server saw last.
//
// Kafka: FetchSessionHandler (3.9).
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/01_fetch.h"

namespace barnabas::protocol {

struct ClientSession {
  std::int32_t id = 0;
  std::int32_t epoch = 0;  // 0: the next request is a full one that asks for a session
  std::map<TopicPartition, FetchRequest::Partition> told;

  // Everything to be fetched now, in the order of service; or in that of the names.
  using Wanted = std::vector<std::pair<TopicPartition, FetchRequest::Partition>>;
  // Fills session fields and the partitions that changed.
  void fill(FetchRequest& request, const Wanted& wanted);
  void fill(FetchRequest& request, const std::map<TopicPartition, FetchRequest::Partition>& wanted);
  // False when the session must start anew.
  bool on_response(const FetchResponse& response);
  // Start anew, under a new number; the old session is left to the server.
  void reset() {
    id = 0;
    epoch = 0;
    told.clear();
  }
  // Start anew, and let the next request end the old session.
  void start_over() {
    epoch = 0;
    told.clear();
  }
  friend bool operator==(const ClientSession&, const ClientSession&) = default;
};

}  // namespace barnabas::protocol
