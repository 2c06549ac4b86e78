// Timers by name: what a node waits for can be listed, compared and drawn.
//
// Setting a timer whose id is armed replaces it. There are no closures; the id says everything.
#pragma once

#include <cstdint>
#include <string_view>

namespace barnabas {

enum class TimerKind : std::uint8_t {
  Reconnect,       // key: peer
  RequestTimeout,  // key: correlation id
  ZkPing,
  ZkSessionCheck,  // ZooKeeper server: look for sessions that are over
  IsrCheck,        // half of replica.lag.time.max.ms
  HighWatermarkCheckpoint,
  RecoveryPointCheckpoint,
  RetentionCheck,
  FlushCheck,
  PurgatoryProduce,        // key: operation
  PurgatoryFetch,          // key: operation
  PurgatoryDeleteRecords,  // key: operation
  FetcherBackoff,          // key: fetcher
  AlterPartitionRetry,
  ControllerBackoff,
  LeaderRebalance,
  AdminTimeout,  // key: operation
  MetadataRefresh,
  Linger,  // key: partition index of the client
  Retry,   // key: partition index of the client
  DeliveryTimeout,
  Poll,
  CommandTimeout,  // key: command
  PurgeDeleted,
  ShutdownRetry,
  IsrRetry,
};

std::string_view name_of(TimerKind kind);

struct TimerId {
  TimerKind kind = TimerKind::Poll;
  std::int64_t key = 0;
  friend bool operator==(const TimerId&, const TimerId&) = default;
  friend bool operator<(const TimerId& a, const TimerId& b) {
    return a.kind != b.kind ? a.kind < b.kind : a.key < b.key;
  }
};

}  // namespace barnabas
