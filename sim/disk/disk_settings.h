// How a simulated storage device behaves: its size, its speed, and the faults that wait for an
// operation.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/time.h"

namespace barnabas::sim {

// The operations of the file port that are counted, may fail and cost time. The others (exists,
// size, view, close) only look, or cannot fail.
enum class FileOperation : std::uint8_t {
  MakeDirectory,
  RemoveDirectory,
  List,
  Open,
  Append,
  WriteAt,
  ReadAt,
  Truncate,
  Sync,
  Rename,
  Remove,
  SyncDirectory,
};
inline constexpr std::uint16_t kAnyOperation = 0xfff;
constexpr std::uint16_t operation_bit(FileOperation operation) {
  return static_cast<std::uint16_t>(1u << static_cast<unsigned>(operation));
}

// What an operation costs its node. The defaults are those of a datacenter SSD behind a page cache.
struct DiskCosts {
  Duration per_operation = microseconds(2);  // the system call
  std::int64_t read_ns_per_kib = 100;        // from the page cache, 10 GB/s
  std::int64_t write_ns_per_kib = 250;       // into the page cache, 4 GB/s
  Duration per_sync = microseconds(400);
  std::int64_t sync_ns_per_kib = 2000;  // 500 MB/s to the device
  std::int64_t miss_ns_per_kib = 2000;  // from the device, what is not in the page cache
  Duration seek{};  // when the device goes on elsewhere than where it was: disks that turn
  friend bool operator==(const DiskCosts&, const DiskCosts&) = default;
};

struct DiskSettings {
  std::uint64_t capacity_bytes = UINT64_MAX;
  DiskCosts costs;
  std::uint64_t page_cache_bytes = 0;  // 0: everything that was written or read stays in memory
  std::int64_t slow_percent = 100;     // 300: everything takes three times as long
  friend bool operator==(const DiskSettings&, const DiskSettings&) = default;
};

// A fault that lies in wait for an operation.
struct DiskFault {
  enum class Kind : std::uint8_t {
    Fail,      // the operation fails with Io
    NoSpace,   // the operation fails with NoSpace
    Kill,      // the process dies in it: this operation and the rest of the step do not happen
    PowerOff,  // the same, and the host loses its power
  };
  Kind kind = Kind::Fail;
  std::uint16_t operations = kAnyOperation;  // a set of operation_bit
  std::string path_contains;        // empty: any path; with '*' a pattern, see path_pattern.h
  std::uint64_t nth = 1;            // strikes the n-th operation that matches, counted from arming
  bool is_persistent = false;       // and every matching one after it
  std::uint64_t times = 1;          // else so many of them in a row
  bool in_one_step = false;         // operations are counted anew in every step
  std::uint64_t id = 0;             // who armed it: takes it back
  std::uint64_t partial_bytes = 0;  // of a struck append, so many bytes are written all the same
  std::uint64_t seen = 0;           // how many matching operations came by so far
  friend bool operator==(const DiskFault&, const DiskFault&) = default;
};

}  // namespace barnabas::sim
