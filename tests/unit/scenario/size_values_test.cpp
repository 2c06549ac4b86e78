// Sizes and speeds as scenarios spell them.
#include "sim/scenario/size_values.h"

#include "tests/support/catch.h"

namespace barnabas::sim {
namespace {

TEST_CASE("sizes are decimal or binary") {
  CHECK(*parse_size("512B") == 512);
  CHECK(*parse_size("64KB") == 64'000);
  CHECK(*parse_size("64KiB") == 65'536);
  CHECK(*parse_size("1.5GB") == 1'500'000'000);
  CHECK(*parse_size("0B") == 0);
  for (const char* wrong : {"", "MB", "1", "1mb", "-1B", "1.B", ".5B", "0.5B", "1e3B", "1.5.2KB",
                            "99999999999999999999GB", "9999999999GiB"}) {
    INFO(wrong);
    CHECK_FALSE(parse_size(wrong).has_value());
  }
}

TEST_CASE("speeds are sizes per second") {
  CHECK(*parse_bandwidth("10MB/s") == 10'000'000);
  CHECK(*parse_bandwidth("1Gbit/s") == 125'000'000);
  CHECK(*parse_bandwidth("8bit/s") == 1);
  for (const char* wrong : {"10MB", "0B/s", "1bit/s", "10MB/h", "/s", "10/s"}) {
    INFO(wrong);
    CHECK_FALSE(parse_bandwidth(wrong).has_value());
  }
}

}  // namespace
}  // namespace barnabas::sim
