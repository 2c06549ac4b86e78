// ZooKeeper's own protocol: what a client asks of the ensemble, and what it hears.
//
// Paths, versions, flags and error codes are ZooKeeper's (3.8). A watch fires once and arrives
// unasked, with correlation id -1 (ZooKeeper's xid of notifications), before any answer that shows
// the change.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/error_code.h"

namespace barnabas::protocol {

namespace zk {

enum class OpCode : std::int32_t {
  Create = 1,
  Delete = 2,
  Exists = 3,
  GetData = 4,
  SetData = 5,
  GetChildren = 8,
  Ping = 11,
  Check = 13,
  Multi = 14,
  SetWatches = 101,
  Connect = 0,
  CloseSession = -11,
};

enum class Error : std::int32_t {
  Ok = 0,
  RuntimeInconsistency = -2,
  ConnectionLoss = -4,
  BadArguments = -8,
  NoNode = -101,
  BadVersion = -103,
  NoChildrenForEphemerals = -108,
  NodeExists = -110,
  NotEmpty = -111,
  SessionExpired = -112,
};

enum class CreateMode : std::int32_t {
  Persistent = 0,
  Ephemeral = 1,
  PersistentSequential = 2,
  EphemeralSequential = 3,
};

enum class WatchType : std::int32_t {
  Created = 1,
  Deleted = 2,
  DataChanged = 3,
  ChildrenChanged = 4
};

struct Stat {
  std::int64_t czxid = 0;
  std::int64_t mzxid = 0;
  std::int32_t version = 0;
  std::int32_t child_version = 0;
  std::int64_t ephemeral_owner = 0;
  std::int32_t child_count = 0;
  friend bool operator==(const Stat&, const Stat&) = default;
};

// One operation; a multi holds several, which happen all or not at all.
struct Op {
  OpCode code = OpCode::Ping;
  std::string path;
  std::string data;
  std::int32_t version = -1;
  CreateMode mode = CreateMode::Persistent;
  bool watch = false;
  friend bool operator==(const Op&, const Op&) = default;
};

// The watches that a client brings along to a new connection (SetWatches). What changed after
// `zxid`, the last one that the client has seen, fires at once.
struct WatchList {
  std::int64_t zxid = 0;
  std::vector<std::string> data;      // watched and there
  std::vector<std::string> existing;  // waited for
  std::vector<std::string> children;
  friend bool operator==(const WatchList&, const WatchList&) = default;
};

struct Request {
  Op op;
  std::vector<Op> multi;
  std::int64_t session_id = 0;
  std::int32_t timeout_ms = 0;
  std::string client_id;  // Connect only: how operators and stories call the session's owner
  WatchList watches;      // SetWatches only
  friend bool operator==(const Request&, const Request&) = default;
};

struct OpResult {
  Error error = Error::Ok;
  std::string path;
  Stat stat;
  friend bool operator==(const OpResult&, const OpResult&) = default;
};

struct WatchEvent {
  WatchType type = WatchType::Created;
  std::string path;
  friend bool operator==(const WatchEvent&, const WatchEvent&) = default;
};

// The answer to one request, or a notification (`watch` set). A Connect answered with session 0
// says that the session asked for has expired.
struct Response {
  Error error = Error::Ok;
  std::string path;
  std::string data;
  Stat stat;
  std::vector<std::string> children;
  std::vector<OpResult> results;
  std::int64_t zxid = 0;
  std::int64_t session_id = 0;
  std::int32_t timeout_ms = 0;
  std::optional<WatchEvent> watch;
  friend bool operator==(const Response&, const Response&) = default;
};

}  // namespace zk

}  // namespace barnabas::protocol
