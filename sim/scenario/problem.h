// What is wrong with a scenario, and where.
#pragma once

#include <cstdint>
#include <string>

namespace barnabas::sim {

struct Problem {
  enum class Severity : std::uint8_t {
    Error,
    Note,  // allowed, but without effect
  };
  Severity severity = Severity::Error;
  std::string path;         // "/clients/p/config/linger.ms"; empty: the whole text
  std::int32_t line = 1;    // from 1
  std::int32_t column = 1;  // from 1, in characters
  std::string what;         // what was found: "unknown producer setting 'linger.mss'"
  std::string expected;     // "expected int >= 1"; may be empty
  std::string meant;        // the nearest valid name; may be empty
  std::string variant;  // "acks-1, acks-all" when it is wrong in these variants only; else empty
  friend bool operator==(const Problem&, const Problem&) = default;
};

// "14:32: /clients/p/config/linger.mss: unknown producer setting 'linger.mss'; did you mean
// 'linger.ms'?"
std::string to_text(const Problem& problem);

}  // namespace barnabas::sim
