// What an application asks of its client: the only events that come from outside the cluster.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/cow.h"
#include "core/base/ids.h"
#include "core/protocol/message.h"

namespace barnabas::command {

// One record of the application; `id` is unique per producer and names the record in histories.
struct AppRecord {
  std::int32_t id = 0;
  std::int32_t partition = -1;  // -1: the partitioner chooses
  std::optional<SharedBytes> key;
  std::optional<SharedBytes> value;
  friend bool operator==(const AppRecord&, const AppRecord&) = default;
};

// Producer: hand over records for one topic, as send() does. Outcomes come as notes.
struct Send {
  std::string topic;
  std::vector<AppRecord> records;
  friend bool operator==(const Send&, const Send&) = default;
};

// Consumer: read these partitions from now on.
struct Assign {
  std::vector<TopicPartition> partitions;
  friend bool operator==(const Assign&, const Assign&) = default;
};

// Where a consumer is to read from.
struct Place {
  enum class Kind : std::uint8_t {
    Beginning,
    End,
    Offset,
    Time,  // the first record stamped at `value` (wall milliseconds) or later; the end when none is
    Reset,  // no place yet: auto.offset.reset decides
  };
  Kind kind = Kind::Beginning;
  std::int64_t value = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

// Consumer: read on from there.
struct Seek {
  TopicPartition partition;
  Place to;
  friend bool operator==(const Seek&, const Seek&) = default;
};

// Consumer: hand over nothing of these partitions, and fetch nothing; or go on.
struct Pause {
  std::vector<TopicPartition> partitions;
  bool paused = true;
  friend bool operator==(const Pause&, const Pause&) = default;
};

enum class Target : std::uint8_t { Any, Controller, Leader, Broker };

// Admin: send this request to the right broker, follow NOT_CONTROLLER and retriable errors until
// timeout.
struct Admin {
  std::int64_t operation = 0;  // names the operation in its AdminDone note
  protocol::RequestBody request;
  Target target = Target::Controller;
  TopicPartition partition;  // for Target::Leader
  NodeId broker{-1};         // for Target::Broker
  std::string text;          // how to call it in the story
  friend bool operator==(const Admin&, const Admin&) = default;
};

using Body = std::variant<Send, Assign, Seek, Admin, Pause>;

}  // namespace barnabas::command
