// Topics that clients asked for and that were not there: they are made before the client is
// answered.
//
// Kafka: AutoTopicCreationManager (3.9). With ZooKeeper a broker of Kafka writes the znodes by
// itself; ours reads which are there, has the controller make the others with its own defaults, and
// does not wait for leaders either.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/hash.h"
#include "core/broker/operations.h"

namespace barnabas::broker {

struct TopicCreations {
  struct Creation {
    std::vector<std::string> topics;
    std::optional<Caller> waiting;  // who asked; nobody when its connection is gone
    protocol::MetadataResponse answer;
    friend bool operator==(const Creation&, const Creation&) = default;
  };
  std::map<std::int64_t, Creation> under_way;  // by the channel's token
  std::int64_t next = kFirstCreationToken;

  static constexpr std::int64_t kFirstCreationToken = 3;  // behind those of isr_carrier.h
  bool is_under_way(const std::string& topic) const;
  friend bool operator==(const TopicCreations&, const TopicCreations&) = default;
  void fold_into(Hasher& hasher) const;  // nothing as long as nobody has asked
};

}  // namespace barnabas::broker
