// A producer alone on a stage: connections open at once, metadata and producer ids are answered by
// the stage, produce requests wait until the test answers them, and everything is written down.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "core/client/producer.h"
#include "tests/unit/zookeeper/memory_files.h"

namespace barnabas::test {

class ProducerStage {
 public:
  struct Request {
    ConnectionId connection{0};
    CorrelationId correlation{0};
    NodeId node{-1};
    protocol::ProduceRequest body;
  };

  // Topic "t" has as many partitions as there are leaders; -1: nobody leads.
  explicit ProducerStage(client::Settings settings, std::vector<std::int32_t> leaders = {1},
                         Profile profile = Profile::Kafka3);

  client::Producer producer;
  std::vector<std::int32_t> leaders;
  std::int32_t leader_epoch = 0;
  std::int32_t named_leader = -1;  // whom refusals name, at leader_epoch
  bool answers_metadata = true;
  ErrorCode id_error = ErrorCode::None;  // what InitProducerId is answered with
  std::int64_t next_id = 7;
  std::deque<Request> requests;  // that wait for an answer

  void start() { give(event::Started{}); }
  // Records with these values; keys where given.
  void send(const std::vector<std::string>& values, std::int32_t partition = 0,
            const std::string& key = "");
  void run_for(Duration span);
  // Answers the request at this place in `requests`, with an offset or an error.
  void answer(std::size_t place, std::int64_t base_offset);
  void refuse(std::size_t place, ErrorCode error, std::int64_t log_start = 0);
  void lose_connection(std::int32_t node);

  // "P0 id7.0 seq0 a b" per batch of a request.
  static std::string text_of(const Request& request);
  // What was noted since the last call, one line each.
  std::vector<std::string> take_lines();
  Instant now() const { return now_; }

 private:
  void give(const Event& event);
  void perform(const Effect& effect);
  void on_request(const effect::Request& request);
  void on_note(const Note& note);
  protocol::MetadataResponse metadata() const;

  Instant now_{seconds(1000).ns};
  MemoryFiles files_;
  std::deque<Event> pending_;
  std::map<TimerId, Instant> timers_;
  std::map<ConnectionId, NodeId> connections_;
  std::map<std::int32_t, std::string> values_;
  std::int32_t next_record_ = 0;
  std::vector<std::string> lines_;
};

}  // namespace barnabas::test
