// Where bytes and work take time, they bound what a cluster can do.
#include <algorithm>
#include <string>

#include "sim/report/run.h"
#include "sim/scenario/parse.h"
#include "tests/support/catch.h"

namespace barnabas::sim {
namespace {

struct Setting {
  std::string cluster = "{}";
  std::string network = "{}";
  std::string producer = "{}";
  std::string workload =
      R"({"to": "orders-0", "count": 3000, "value_size": 1000, "rate": "100/s", "burst": 30, "start": "5s"})";
  std::string topic = R"({"replicas": [[1]]})";
  std::string consumer = "{}";
  std::string faults = "[]";
};

// How much of the work is done after twenty seconds; the workload alone takes one.
RunReport run(const Setting& s) {
  const std::string text =
      R"({"schema": 1, "name": "x", "why": "y", "duration": "20s", "cluster": )" + s.cluster +
      R"(, "network": )" + s.network + R"(, "topics": {"orders": )" + s.topic +
      R"(}, "clients": {"p": {"type": "producer", "config": )" + s.producer + R"(, "workload": )" +
      s.workload + R"(}, "c": {"type": "consumer", "config": )" + s.consumer +
      R"(, "assign": ["orders-0"]}}, "faults": )" + s.faults + R"(, "expect": {"ends": "any"}})";
  const Parsed parsed = parse_scenarios(text);
  std::string problems;
  for (const Problem& problem : parsed.problems) problems += to_text(problem) + "\n";
  INFO(problems);
  REQUIRE(!parsed.has_errors());
  RunOptions options;
  options.tells_stories = false;
  RunReport report = run_and_judge(parsed.variants.front(), options);
  // Whoever is slow has not read everything by the end, and that is what is measured.
  for (const ReportedViolation& violation : report.violations) {
    CHECK((violation.is_expected || violation.checker == "Unseen"));
  }
  return report;
}

constexpr std::int64_t kAll = 3000;

TEST_CASE("without a bandwidth and without costs nothing takes time") {
  CHECK(run({}).counts.delivered == kAll);
}

TEST_CASE("a narrow link lets through what it can, and a throttle makes any link narrow") {
  Setting narrow;
  narrow.network = R"({"links": [{"from": "p", "to": "broker-1", "bandwidth": "100KB/s"}]})";
  const std::int64_t through = run(narrow).counts.acked;
  CHECK(through > 1200);  // 100 records of 1 KB and their headers per second, for 15 s
  CHECK(through < 1500);
  Setting wide = narrow;
  wide.network = R"({"bandwidth": "100MB/s"})";
  CHECK(run(wide).counts.acked == kAll);
  Setting throttled = wide;
  throttled.faults =
      R"([{"id": "slow", "at": "2s", "do": [{"throttle": "100KB/s", "from": "p"}]}])";
  CHECK(run(throttled).counts.acked == through);
  throttled.faults =
      R"([{"id": "slow", "at": "2s", "do": [{"throttle": "100KB/s", "from": "p", "for": "4s"}]}])";
  CHECK(run(throttled).counts.acked == kAll);
}

TEST_CASE("over a long fat link a socket buffer allows its size per round trip") {
  Setting far;
  far.network = R"({"latency": "100ms", "bandwidth": "100MB/s"})";
  // 16 KB of records per round trip of 200 ms: about 80 records a second.
  far.producer = R"({"send.buffer.bytes": 16384})";
  const std::int64_t small = run(far).counts.acked;
  CHECK(small > 900);
  CHECK(small < 1300);
  far.producer = R"({"send.buffer.bytes": 1048576})";
  far.cluster = R"({"config": {"socket.receive.buffer.bytes": 1048576}})";
  CHECK(run(far).counts.acked == kAll);
}

TEST_CASE("a broker whose threads are busy makes requests wait") {
  Setting busy;
  busy.producer = R"({"batch.size": 0, "max.in.flight.requests.per.connection": 5})";
  busy.cluster = R"({"costs": {"request": "10ms"}, "config": {"num.io.threads": 1}})";
  const std::int64_t slow = run(busy).counts.acked;
  CHECK(slow > 300);
  CHECK(slow < 1500);  // a hundred requests a second, some of them fetches
  busy.cluster = R"({"costs": {"request": "10us"}, "config": {"num.io.threads": 1}})";
  CHECK(run(busy).counts.acked == kAll);
}

TEST_CASE("a disk that turns is slow when it has to jump, unless batches are large") {
  Setting jumping;
  jumping.cluster = R"({"disk": "hdd", "costs": {}, "config": {"log.flush.interval.messages": 1}})";
  jumping.producer = R"({"batch.size": 0})";
  const std::int64_t slow = run(jumping).counts.acked;
  CHECK(slow < kAll);
  jumping.producer = R"({"linger.ms": 100, "batch.size": 200000})";
  CHECK(run(jumping).counts.acked == kAll);
}

TEST_CASE("what is not in the page cache comes from the disk") {
  Setting late;
  late.cluster = R"({"disk": {"kind": "hdd", "page_cache": "1MB", "rate": "1MB/s"}, "costs": {}})";
  late.workload =
      R"({"to": "orders-0", "count": 6000, "value_size": 1000, "rate": "100/s", "burst": 60, "start": "5s"})";
  late.faults =
      R"([{"id": "back", "at": "15s", "do": [{"command": "c", "seek": {"partition": "orders-0", "to": 0}}]}])";
  const std::int64_t cold = run(late).counts.delivered;
  late.cluster = R"({"disk": {"kind": "hdd", "rate": "1MB/s"}, "costs": {}})";
  const std::int64_t warm = run(late).counts.delivered;
  CHECK(warm == 12'000);
  CHECK(cold < warm);
}

TEST_CASE("copies cost what sending a file does not") {
  Setting copies;
  copies.cluster = R"({"costs": {"zero_copy": false, "copy_per_kb": "5ms"}})";
  CHECK(run(copies).counts.delivered < kAll);
  copies.cluster = R"({"costs": {"zero_copy": true, "copy_per_kb": "5ms"}})";
  CHECK(run(copies).counts.delivered == kAll);
}

}  // namespace
}  // namespace barnabas::sim
