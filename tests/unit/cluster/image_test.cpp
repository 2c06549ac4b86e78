// The image changes only by records, and its copies are cheap and independent.
#include "core/cluster/image.h"

#include "core/base/hash.h"
#include "tests/support/catch.h"

namespace barnabas::test {
namespace {

using cluster::BrokerRegistration;
using cluster::Image;
using cluster::Leadership;
using cluster::replay;
using cluster::Topic;
namespace change = cluster::change;

Image make_image() {
  Image image;
  for (std::int32_t id = 1; id <= 3; ++id) {
    BrokerRegistration broker;
    broker.id = NodeId(id);
    replay(image, change::BrokerRegistered{broker});
  }
  replay(image, change::TopicAdded{"t", {1, 2}});
  replay(image, change::AssignmentChanged{{"t", 0}, {{NodeId(1), NodeId(2)}, {}, {}}});
  return image;
}

Leadership led_by(std::int32_t leader, std::int32_t epoch, std::int32_t version) {
  return {NodeId(leader),          LeaderEpoch(epoch), {NodeId(1), NodeId(2)},
          PartitionEpoch(version), ControllerEpoch(1), false};
}

}  // namespace

TEST_CASE("records build the image") {
  Image image = make_image();
  CHECK(image.registered_brokers().size() == 3);
  CHECK_FALSE(image.find_partition({"t", 0})->has_state());
  replay(image, change::LeadershipChanged{{"t", 0}, led_by(1, 0, 0)});
  CHECK(image.find_partition({"t", 0})->leadership.leader == NodeId(1));
  replay(image, change::ConfigsChanged{"t", {{"retention.ms", "5"}}});
  CHECK(image.find_topic("t")->configs.at("retention.ms") == "5");
  replay(image, change::BrokerShuttingDown{NodeId(1)});
  CHECK_FALSE(image.is_live(NodeId(1)));
  CHECK(image.is_replica_online({"t", 0}, NodeId(1), true));
  replay(image, change::ReplicaDiskChanged{{"t", 0}, NodeId(2), true});
  CHECK_FALSE(image.is_replica_online({"t", 0}, NodeId(2)));
  replay(image, change::ReplicaDiskChanged{{"t", 0}, NodeId(2), false});
  CHECK(image.is_replica_online({"t", 0}, NodeId(2)));
  replay(image, change::TopicDeletionStarted{"t"});
  CHECK(image.find_topic("t")->is_being_deleted);
  replay(image, change::TopicRemoved{"t"});
  CHECK(image.find_topic("t") == nullptr);
  replay(image, change::BrokerGone{NodeId(1)});
  CHECK_FALSE(image.is_registered(NodeId(1)));
}

TEST_CASE("records about what is not there change nothing") {
  Image image = make_image();
  const Image before = image;
  replay(image, change::LeadershipChanged{{"u", 0}, led_by(1, 0, 0)});
  replay(image, change::LeadershipChanged{{"t", 1}, led_by(1, 0, 0)});
  replay(image, change::AssignmentChanged{{"u", 0}, {{NodeId(1)}, {}, {}}});
  replay(image, change::ConfigsChanged{"u", {}});
  replay(image, change::TopicRemoved{"u"});
  replay(image, change::BrokerGone{NodeId(9)});
  replay(image, change::BrokerShuttingDown{NodeId(9)});
  CHECK(image == before);
  CHECK(hash_of(image) == hash_of(before));
}

TEST_CASE("a copy shares topics until one of them is written") {
  Image image = make_image();
  replay(image, change::TopicAdded{"u", {3, 4}});
  const Image copy = image;
  const Topic* const shared = copy.find_topic("u");
  CHECK(image.find_topic("u") == shared);
  replay(image, change::LeadershipChanged{{"t", 0}, led_by(2, 1, 1)});
  CHECK(image.find_topic("u") == shared);
  CHECK(image.find_topic("t") != copy.find_topic("t"));
  CHECK_FALSE(copy.find_partition({"t", 0})->has_state());
  CHECK_FALSE(hash_of(copy) == hash_of(image));
}

}  // namespace barnabas::test
