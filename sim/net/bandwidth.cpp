// How long bytes take: the link's bandwidth, and the window of a connection over a long link.
#include <algorithm>

#include "sim/net/network.h"

namespace barnabas::sim {
namespace {

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
constexpr std::int64_t kPiecesPerWindow = 8;
constexpr std::int64_t kPiecesPerMessage = 1024;

Duration time_for(std::int64_t bytes, std::int64_t bytes_per_second) {
  // In two parts, so that no product leaves 64 bits.
  const std::int64_t whole = bytes / bytes_per_second;
  const std::int64_t rest = bytes % bytes_per_second;
  const std::int64_t scaled = rest < INT64_MAX / kNanosecondsPerSecond
                                  ? rest * kNanosecondsPerSecond / bytes_per_second
                                  : rest / (bytes_per_second / kNanosecondsPerSecond);
  return {whole * kNanosecondsPerSecond + scaled};
}

// When a sender that keeps at most `window` bytes unacknowledged has sent so many more.
Instant send_through_window(Leg& leg, std::int64_t bytes, std::int64_t bytes_per_second,
                            std::int64_t window, Duration round_trip, Instant start) {
  Instant at = std::max(start, leg.sent_until);
  const std::int64_t wanted = std::max(window / kPiecesPerWindow, bytes / kPiecesPerMessage + 1);
  const std::int64_t piece_size = std::clamp<std::int64_t>(wanted, 1, window);
  for (std::int64_t left = bytes; left > 0; left -= piece_size) {
    const std::int64_t piece = std::min(left, piece_size);
    while (!leg.window.empty() &&
           (leg.in_window + piece > window || leg.window.front().until <= at)) {
      at = std::max(at, leg.window.front().until);
      leg.in_window -= leg.window.front().bytes;
      leg.window.pop_front();
    }
    at = at + time_for(piece, bytes_per_second);
    leg.window.push_back({at + round_trip, piece});
    leg.in_window += piece;
  }
  leg.sent_until = at;
  return at;
}

Duration mean(const Latency& latency) { return (latency.low + latency.high) / 2; }

}  // namespace

std::int64_t Network::bandwidth_of(std::int32_t from, std::int32_t to) const {
  const auto own = bandwidths.find({from, to});
  std::int64_t bandwidth = own == bandwidths.end() ? default_bandwidth : own->second;
  for (const LinkRule& rule : rules) {
    if (rule.kind != LinkRule::Kind::Throttle) continue;
    const bool here = std::find(rule.from.begin(), rule.from.end(), from) != rule.from.end() &&
                      std::find(rule.to.begin(), rule.to.end(), to) != rule.to.end();
    if (!here) continue;
    bandwidth = bandwidth == 0 ? rule.bytes_per_second : std::min(bandwidth, rule.bytes_per_second);
  }
  return bandwidth;
}

Instant Network::occupy(std::int32_t from, std::int32_t to, std::int64_t bytes, Leg& leg,
                        std::int64_t window, Instant start) {
  const std::int64_t bandwidth = bandwidth_of(from, to);
  if (bandwidth == 0) return start;
  Instant& busy = busy_until[{from, to}];
  busy = std::max(busy, start) + time_for(bytes, bandwidth);
  if (window <= 0) return busy;
  const Duration round_trip = mean(latency_of(from, to)) + mean(latency_of(to, from));
  return std::max(busy, send_through_window(leg, bytes, bandwidth, window, round_trip, start));
}

}  // namespace barnabas::sim
