// Small scenarios for tests: a good one, and a place to put something into it.
#pragma once

#include <string>

#include "sim/scenario/parse.h"

namespace barnabas::sim::test {

// A complete scenario with the given members beside (or instead of) the usual ones.
struct Parts {
  std::string profile = "kafka-3";
  std::string cluster = R"({"brokers": 3})";
  std::string topics = R"({"orders": {"replicas": [[1, 2, 3]]}, "bills": {"partitions": 2}})";
  std::string clients =
      R"({"p": {"type": "producer", "workload": {"to": "orders-0", "values": "r{0..9}"}},
                            "c": {"type": "consumer", "assign": ["orders-0"]}})";
  std::string faults = "[]";
  std::string expect = "{}";
  std::string more;  // further members, starting with ','
};

inline std::string text_of(const Parts& parts) {
  return "{\"schema\": 1, \"name\": \"x\", \"why\": \"y\", \"profile\": \"" + parts.profile +
         "\",\n\"cluster\": " + parts.cluster + ",\n\"topics\": " + parts.topics +
         ",\n\"clients\": " + parts.clients + ",\n\"faults\": " + parts.faults +
         ",\n\"expect\": " + parts.expect + parts.more + "}";
}

// All problems that are errors, one per line, without their places' numbers: "/path: what; expected
// ..."
inline std::string errors_of(const std::string& text) {
  std::string result;
  for (const Problem& problem : parse_scenarios(text).problems) {
    if (problem.severity == Problem::Severity::Note) continue;
    std::string line = sim::to_text(problem);
    line.erase(0, line.find(": ") + 2);
    result += line + "\n";
  }
  return result;
}

inline std::string errors_of(const Parts& parts) { return errors_of(text_of(parts)); }

// The only variant of a scenario that must be right.
inline Scenario good(const Parts& parts) {
  const Parsed parsed = parse_scenarios(text_of(parts));
  std::string problems = errors_of(parts);
  BARNABAS_CHECK_MSG(!parsed.has_errors(), problems);
  return parsed.variants.front();
}

}  // namespace barnabas::sim::test
