// Checks that are always on, in release builds too: a broken invariant stops the run, loudly.
//
// These are for programmer errors only. Protocol errors are data (ErrorCode), operating errors are
// values (Result). The process ends with exit code 70, "internal check failed".
#pragma once

#include <cstdint>
#include <string>

namespace barnabas {

[[noreturn]] void check_failed(const char* file, int line, const char* expression,
                               const std::string& detail);

std::string check_value(std::int64_t value);
std::string check_value(std::uint64_t value);

}  // namespace barnabas

#define BARNABAS_CHECK(condition)                                                   \
  do {                                                                              \
    if (!(condition)) ::barnabas::check_failed(__FILE__, __LINE__, #condition, ""); \
  } while (false)

// With a text that says what was seen; it is built only when the check fails.
#define BARNABAS_CHECK_MSG(condition, text)                                             \
  do {                                                                                  \
    if (!(condition)) ::barnabas::check_failed(__FILE__, __LINE__, #condition, (text)); \
  } while (false)
