// A stage for stories: brokers and a producer by name, and notes, messages and faults put into a
// trace by hand.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "sim/report/trace.h"
#include "sim/world/world.h"

namespace barnabas::test {

using namespace barnabas::sim;

class ReportStage {
 public:
  // Nodes: zookeeper 0, broker-1 to broker-3 are 1 to 3, the producer p is 4. Faults: "starve",
  // "kill", "expire" (a session), "rot" (a bit of a disk).
  ReportStage();

  World& world() { return world_; }
  Trace& trace() { return trace_; }

  // Begins an event at this time; gives its id.
  std::uint64_t event(std::int64_t ms, NodeIndex node, std::uint64_t cause = 0);
  // A request of p reaches a broker.
  std::uint64_t produce_arrives(std::int64_t ms, NodeIndex broker, std::uint64_t cause,
                                std::int32_t correlation);
  void note(NodeIndex node, Note note);
  // A message of the event in hand. Stopped ones name the fault whose rule stands in the world.
  void fetch_answer(NodeIndex from, NodeIndex to, Sending::Fate fate);
  void produce_answer(NodeIndex from, NodeIndex to, std::int32_t correlation, Sending::Fate fate);
  void produce_request(NodeIndex to, std::int32_t correlation, std::int64_t arrives_ms);
  void hold_fetch_answers(NodeIndex from, std::vector<std::int32_t> to);

  // Notes of orders-0.
  static Note append(std::int64_t from, std::int64_t to, std::int32_t epoch, bool as_leader);
  static Note leads(std::int32_t epoch, std::int64_t log_end, std::vector<std::int32_t> isr);
  static Note follows(std::int32_t leader, std::int32_t epoch, std::int64_t log_end);
  static Note truncate(std::int64_t from, std::int64_t to, std::int32_t epoch);
  static Note elected(std::int32_t leader, std::int32_t epoch, std::vector<std::int32_t> isr,
                      bool unclean, std::string why);
  static Note isr(std::vector<std::int32_t> isr);
  static Note mark(std::int64_t to);
  static Note client(NoteKind kind, std::int32_t id, std::int32_t broker, std::int64_t from,
                     std::int64_t a);
  static Note plain(NoteKind kind, std::string text = "", std::int64_t a = 0);

 private:
  World world_;
  Trace trace_;
  EventRecord record_;
};

inline const TopicPartition kOrders{"orders", 0};

}  // namespace barnabas::test
