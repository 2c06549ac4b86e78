// Reads Kafka's znodes straight from the ZooKeeper node's tree, and only what has changed.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/zookeeper/znode_tree.h"
#include "sim/check/evidence.h"

namespace barnabas::sim::check {

class ZnodeMirror {
 public:
  // Brings the evidence up to date; false when nothing has changed. A topic that came back under
  // its name with another id forgets what was known of the old one; `recreated` names its
  // partitions.
  bool update(const World& world, Evidence& evidence, std::vector<PartitionEvidence*>& recreated);

 private:
  struct Topic {
    std::int64_t czxid = -1;
    std::int64_t mzxid = -1;
    bool is_there = false;
    bool is_moving = false;  // replicas are being added or removed
  };
  void read_topic(const zookeeper::Znode& znode, const std::string& name, Evidence& evidence,
                  std::vector<PartitionEvidence*>& recreated);
  void read_states(const zookeeper::Znode& topic, const std::string& name, Evidence& evidence);

  std::int64_t last_zxid_ = -1;
  std::map<std::string, Topic> topics_;
};

}  // namespace barnabas::sim::check
