// Placement against the examples in Kafka's documentation and its unit tests' properties.
#include "core/cluster/placement.h"

#include <map>
#include <set>

#include "tests/support/catch.h"

namespace barnabas::test {
namespace {

using cluster::BrokerPlace;
using Lists = std::vector<std::vector<std::int32_t>>;

std::vector<BrokerPlace> brokers(std::vector<std::string> racks) {
  std::vector<BrokerPlace> list;
  for (std::string& rack : racks) {
    list.push_back({NodeId(static_cast<std::int32_t>(list.size())), std::move(rack)});
  }
  return list;
}

Lists place(const std::vector<BrokerPlace>& list, std::int32_t partitions, std::int32_t factor,
            std::uint64_t index, std::uint64_t shift, std::int32_t first = 0) {
  const auto placed = cluster::place_replicas(list, partitions, factor, {index, shift}, first);
  REQUIRE(placed);
  Lists numbers;
  for (const auto& replicas : *placed) {
    numbers.emplace_back();
    for (const NodeId id : replicas) numbers.back().push_back(id.value);
  }
  return numbers;
}

}  // namespace

TEST_CASE("without racks: Kafka's table of five brokers, ten partitions, three replicas") {
  const Lists expected = {{0, 1, 2}, {1, 2, 3}, {2, 3, 4}, {3, 4, 0}, {4, 0, 1},
                          {0, 2, 3}, {1, 3, 4}, {2, 4, 0}, {3, 0, 1}, {4, 1, 2}};
  CHECK(place(brokers({"", "", "", "", ""}), 10, 3, 0, 0) == expected);
}

TEST_CASE("with racks: the alternating list and the seven partitions of Kafka's documentation") {
  const auto list = brokers({"rack1", "rack3", "rack3", "rack2", "rack2", "rack1"});
  const std::vector<NodeId> alternating = {NodeId(0), NodeId(3), NodeId(1),
                                           NodeId(5), NodeId(4), NodeId(2)};
  CHECK(cluster::alternate_racks(list) == alternating);
  const Lists expected = {{0, 3, 1}, {3, 1, 5}, {1, 5, 4}, {5, 4, 2},
                          {4, 2, 0}, {2, 0, 3}, {0, 4, 2}};
  CHECK(place(list, 7, 3, 0, 0) == expected);
}

TEST_CASE("three racks of three alternate") {
  const auto list = brokers({"1", "1", "1", "2", "2", "2", "3", "3", "3"});
  std::vector<std::int32_t> order;
  for (const NodeId id : cluster::alternate_racks(list)) order.push_back(id.value);
  CHECK(order == std::vector<std::int32_t>{0, 3, 6, 1, 4, 7, 2, 5, 8});
}

TEST_CASE("added partitions continue the pattern of the first ones") {
  const auto list = brokers({"", "", "", ""});
  Lists all = place(list, 9, 3, 1, 1);
  const Lists tail = place(list, 4, 3, 1, 1, 5);
  // The shift restarts with the call, as in Kafka; the first replicas go on.
  for (std::size_t i = 0; i < tail.size(); ++i) CHECK(tail[i].front() == all[i + 5].front());
}

TEST_CASE("any start spreads leaders evenly and repeats nobody; racks get one each") {
  const auto list = brokers({"a", "b", "c", "a", "b", "c"});
  for (std::uint64_t index = 0; index < 6; ++index) {
    for (std::uint64_t shift = 0; shift < 6; ++shift) {
      std::map<std::int32_t, int> leaders;
      for (const auto& replicas : place(list, 36, 3, index, shift)) {
        ++leaders[replicas.front()];
        std::set<std::int32_t> racks;
        for (const std::int32_t id : replicas) racks.insert(id % 3);
        CHECK(racks.size() == 3);
      }
      for (const auto& leader : leaders) CHECK(leader.second == 6);
    }
  }
}

TEST_CASE("more replicas than racks: every rack has one before any has two") {
  const auto list = brokers({"a", "a", "a", "b"});
  for (const auto& replicas : place(list, 8, 3, 2, 1)) {
    CHECK(std::set<std::int32_t>(replicas.begin(), replicas.end()).size() == 3);
    CHECK(std::set<std::int32_t>(replicas.begin(), replicas.end()).count(3) == 1);
  }
}

TEST_CASE("what cannot be placed is an error") {
  const auto three = brokers({"", "", ""});
  CHECK_FALSE(cluster::place_replicas(three, 0, 1, {}));
  CHECK_FALSE(cluster::place_replicas(three, 1, 0, {}));
  CHECK_FALSE(cluster::place_replicas(three, 1, 4, {}));
  CHECK_FALSE(cluster::place_replicas(brokers({"a", ""}), 1, 1, {}));
  CHECK(cluster::place_replicas(brokers({""}), 2, 1, {}));
}

}  // namespace barnabas::test
