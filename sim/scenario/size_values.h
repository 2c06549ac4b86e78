// Sizes and speeds as text.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/result.h"

namespace barnabas::sim {

// "512B", "64KB", "64KiB", "1.5GB": bytes. K, M and G are decimal, Ki, Mi and Gi binary.
Result<std::int64_t> parse_size(std::string_view text);
// "10MB/s", "1Gbit/s": bytes per second, at least one.
Result<std::int64_t> parse_bandwidth(std::string_view text);

}  // namespace barnabas::sim
