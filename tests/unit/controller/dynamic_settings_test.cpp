// Settings of brokers that change while they run: written to ZooKeeper by the broker that was
// asked, heard by those whom they concern, and by who starts later.
#include "tests/support/catch.h"
#include "tests/unit/controller/harness.h"

namespace barnabas::test {
namespace {

using protocol::AlterOp;
using protocol::IncrementalAlterConfigsRequest;
using protocol::IncrementalAlterConfigsResponse;

IncrementalAlterConfigsRequest alter(const std::string& broker, const std::string& name,
                                     const std::string& value) {
  IncrementalAlterConfigsRequest request;
  request.resources.push_back(
      {protocol::ConfigResource::Broker, broker, {{name, AlterOp::Set, value}}});
  return request;
}

ErrorCode ask(ClusterHarness& cluster, std::int32_t broker,
              IncrementalAlterConfigsRequest request) {
  const std::int64_t asked = cluster.ask(broker, std::move(request));
  cluster.settle();
  return cluster.answer_of<IncrementalAlterConfigsResponse>(asked).results[0].error;
}

ClusterHarness started(std::int32_t brokers) {
  ClusterHarness cluster(brokers);
  cluster.start();
  cluster.settle();
  return cluster;
}

}  // namespace

TEST_CASE("a broker's own settings are its own, those of all are everybody's") {
  ClusterHarness cluster = started(3);
  CHECK(ask(cluster, 2, alter("2", "message.max.bytes", "7")) == ErrorCode::None);
  CHECK(cluster.znode("/config/brokers/2") ==
        R"({"version":1,"config":{"message.max.bytes":"7"}})");
  CHECK(ask(cluster, 1, alter("", "log.retention.ms", "9")) == ErrorCode::None);
  CHECK(cluster.znode("/config/brokers/<default>") ==
        R"({"version":1,"config":{"log.retention.ms":"9"}})");
  CHECK(ask(cluster, 2, alter("2", "log.retention.ms", "8")) == ErrorCode::None);
  for (std::int32_t id = 1; id <= 3; ++id) {
    const cluster::BrokerSettings& settings = cluster.controller(id).settings();
    CHECK(settings.cluster_default == cluster::ConfigSettings{{"log.retention.ms", "9"}});
    CHECK(settings.own.size() == (id == 2 ? 2 : 0));
    CHECK(cluster.configs_heard(id).size() == (id == 2 ? 3 : 1));
  }
}

TEST_CASE("who starts later finds what was changed before") {
  ClusterHarness cluster = started(2);
  cluster.kill(2);
  cluster.run_for(seconds(20));
  CHECK(ask(cluster, 1, alter("", "min.insync.replicas", "2")) == ErrorCode::None);
  cluster.start(2);
  cluster.settle();
  CHECK(cluster.controller(2).settings().cluster_default ==
        cluster::ConfigSettings{{"min.insync.replicas", "2"}});
}

TEST_CASE("who is asked about another broker, or about nonsense, refuses") {
  ClusterHarness cluster = started(2);
  CHECK(ask(cluster, 1, alter("2", "message.max.bytes", "7")) == ErrorCode::InvalidRequest);
  CHECK(ask(cluster, 1, alter("one", "message.max.bytes", "7")) == ErrorCode::InvalidRequest);
  CHECK(ask(cluster, 1, alter("1", "num.partitions", "7")) == ErrorCode::InvalidRequest);
  IncrementalAlterConfigsRequest twice = alter("1", "message.max.bytes", "7");
  twice.resources.push_back(twice.resources.front());
  CHECK(ask(cluster, 1, twice) == ErrorCode::InvalidRequest);
  IncrementalAlterConfigsRequest only_asked = alter("1", "message.max.bytes", "7");
  only_asked.validate_only = true;
  CHECK(ask(cluster, 1, only_asked) == ErrorCode::None);
  CHECK(cluster.znode("/config/brokers/1") == "<none>");
}

TEST_CASE("unclean elections allowed for all brokers bring back what had nobody in sync") {
  ClusterHarness cluster = started(3);
  const std::int32_t controller = cluster.active();
  const std::int32_t first = controller % 3 + 1;
  const std::int32_t second = first % 3 + 1;
  cluster.create_topic("t", {{first, second}});
  cluster.kill(second);
  cluster.run_for(seconds(20));
  cluster.kill(first);
  cluster.run_for(seconds(20));
  cluster.start(second);
  cluster.settle();
  CHECK(cluster.leadership({"t", 0}).leader == NodeId{-1});
  CHECK(ask(cluster, controller, alter("", "unclean.leader.election.enable", "true")) ==
        ErrorCode::None);
  CHECK(cluster.leadership({"t", 0}).leader == NodeId{second});
}

}  // namespace barnabas::test
