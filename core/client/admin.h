// An administrator's client: sends one request to the broker that can carry it out.
//
// A lost connection and the few errors that Kafka's client looks behind (is_tried_again) are tried
// again until the timeout; everything else ends the operation with an AdminDone note.
//
// Kafka: KafkaAdminClient (3.9).
#pragma once

#include <map>

#include "core/base/hash.h"
#include "core/client/client_config.h"
#include "core/client/cluster_view.h"

namespace barnabas::client {

struct Admin {
  Admin() = default;
  Admin(AdminConfig config, Prng random);

  struct Operation {
    command::Admin command;
    Instant deadline{};
    Instant not_before{};
    CorrelationId in_flight{0};
    bool was_sent = false;
    friend bool operator==(const Operation&, const Operation&) = default;
  };
  AdminConfig config;
  Network network;
  ClusterView view;
  std::map<std::int64_t, Operation> operations;
  std::int64_t next_operation = 1;

  void step(const Event& event, Context& context);
  friend bool operator==(const Admin&, const Admin&) = default;
  void fold_into(Hasher& hasher) const;

 private:
  void on_outcome(const Outcome& outcome, Context& context);
  void tell(const Operation& operation, const protocol::ResponseBody& response, Context& context);
  void finish(std::int64_t number, ErrorCode error, std::string message, Context& context);
  void advance(Context& context);
  NodeId target_of(const command::Admin& command, Context& context);
};

// The first error within a response, with its message.
ErrorCode first_error(const protocol::ResponseBody& body, std::string& message);

}  // namespace barnabas::client
