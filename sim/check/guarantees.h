// Which checkers must hold under which configuration, and which may be violated: a table, with one
// row per kind of promise that Kafka makes.
//
// A run is judged by the row of the weakest promise that applies to it. What may break is a lesson;
// what must hold and does not is a bug.
#pragma once

#include <cstdint>
#include <string_view>

namespace barnabas::sim::check {

// What decides about the row.
struct Promise {
  std::int16_t acks = -1;  // the weakest among the producers
  std::int32_t min_insync_replicas = 1;
  bool has_unclean_elections = false;
  bool is_idempotent = false;
  std::int32_t lossy_failures = 0;  // replicas that lost unflushed data, or their disk
};

struct Guarantee {
  std::string_view name;
  std::string_view must_hold;  // ids, separated by spaces
  std::string_view may_break;
  std::string_view why;
};

const Guarantee& guarantee_for(const Promise& promise);
bool must_hold(const Guarantee& guarantee, std::string_view checker);

}  // namespace barnabas::sim::check
