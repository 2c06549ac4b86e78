// `barnabas bench cluster`: how many records a simulated cluster moves per second of the machine,
// and how fast a classroom scenario runs. Everything is on: checksums, history, all checkers.
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <string>

#include "sim/check/judge.h"
#include "sim/cli/engine.h"
#include "sim/cli/machine.h"
#include "sim/scenario/build_world.h"
#include "sim/world/run.h"

namespace barnabas::sim {
namespace {

constexpr std::int32_t kPartitions = 3;
constexpr std::int32_t kBurst =
    1280;  // records that an application hands over at once: eight full batches

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

BrokerSpec broker_spec(std::int32_t id) {
  BrokerSpec spec;
  spec.id = NodeId{id};
  spec.config = {{"min.insync.replicas", "2"}};
  return spec;
}

Scenario three_brokers(std::uint64_t seed) {
  Scenario scenario;
  scenario.name = "bench-cluster";
  scenario.seed = seed;
  scenario.latency = {microseconds(100), microseconds(200)};
  for (std::int32_t id = 1; id <= 3; ++id) scenario.brokers.push_back(broker_spec(id));
  TopicSpec topic;
  topic.name = "bench";
  topic.replicas = {{NodeId{1}, NodeId{2}, NodeId{3}},
                    {NodeId{2}, NodeId{3}, NodeId{1}},
                    {NodeId{3}, NodeId{1}, NodeId{2}}};
  scenario.topics.push_back(topic);
  return scenario;
}

ClientSpec producer_spec(std::int32_t partition, std::int64_t records, std::int32_t value_size) {
  ClientSpec spec;
  spec.name = "producer-" + std::to_string(partition);
  spec.type = ClientSpec::Type::Producer;
  spec.config = {{"acks", "all"}, {"linger.ms", "0"}, {"batch.size", "16384"}};
  WorkloadSpec work;
  work.topic = "bench";
  work.partition = partition;
  work.count = records;
  work.value_size = value_size;
  work.burst = kBurst;
  work.interval = milliseconds(2);
  work.start = Instant{} + seconds(5);
  spec.workload = work;
  return spec;
}

ClientSpec consumer_spec(std::int32_t partition) {
  ClientSpec spec;
  spec.name = "consumer-" + std::to_string(partition);
  spec.type = ClientSpec::Type::Consumer;
  spec.assign = {{"bench", partition}};
  return spec;
}

struct Timed {
  double secs = 0;
  Instant end{};
  std::uint64_t events = 0;
  check::Judgement judgement;
};

Timed run(const Scenario& scenario) {
  World world = build_world(scenario);
  check::Judge judge;
  const Observers observers{&judge};
  const Clock::time_point start = Clock::now();
  run_until(world, Instant{} + scenario.duration, static_cast<std::uint64_t>(scenario.event_budget),
            observers);
  Timed timed;
  timed.judgement = judge.finish(world);
  timed.secs = seconds_since(start);
  timed.end = world.now;
  timed.events = world.performed;
  return timed;
}

// Records through three brokers with acks=all: from the application to three logs and a consumer.
int bench_records(const ClusterBenchOptions& options) {
  Scenario scenario = three_brokers(options.seed);
  const std::int64_t most = (options.records + kPartitions - 1) / kPartitions;
  for (std::int32_t i = 0; i < kPartitions; ++i) {
    const std::int64_t records = (options.records + kPartitions - 1 - i) / kPartitions;
    if (records > 0) scenario.clients.push_back(producer_spec(i, records, options.value_size));
    scenario.clients.push_back(consumer_spec(i));
  }
  scenario.duration = seconds(5) + milliseconds(2) * (most / kBurst + 1) + seconds(5);
  const Timed timed = run(scenario);
  const auto& tally = timed.judgement.tally;
  const auto acked = static_cast<std::int64_t>(tally.acked);
  const auto delivered = static_cast<std::int64_t>(tally.delivered);
  std::printf("%" PRId64 " records of %d bytes acknowledged by acks=all, %" PRId64
              " delivered, %zu violations, %s\n",
              acked, options.value_size, delivered, timed.judgement.violations.size(),
              timed.judgement.is_alive ? "alive" : "not alive");
  const double simulated = static_cast<double>(timed.end.ns) / 1e9;
  std::printf("RESULT cluster barnabas records=%" PRId64 " events=%" PRIu64
              " secs=%.3f rps=%.0f simsecs=%.3f speed=%.1f\n",
              acked, timed.events, timed.secs, static_cast<double>(acked) / timed.secs, simulated,
              simulated / timed.secs);
  const bool whole = acked == options.records && timed.judgement.violations.empty();
  return whole ? kExitOk : kExitUnexpected;
}

// A lesson's size: ten records a second for half a minute.
void bench_classroom(const ClusterBenchOptions& options) {
  Scenario scenario = three_brokers(options.seed);
  ClientSpec producer = producer_spec(0, 250, 10);
  producer.workload->burst = 1;
  producer.workload->interval = milliseconds(100);
  scenario.clients.push_back(producer);
  scenario.clients.push_back(consumer_spec(0));
  scenario.duration = seconds(30);
  const Timed timed = run(scenario);
  std::printf("RESULT classroom barnabas simsecs=30 events=%" PRIu64 " secs=%.4f speed=%.0f\n",
              timed.events, timed.secs, 30.0 / timed.secs);
}

}  // namespace

int bench_cluster(const ClusterBenchOptions& options) {
  std::printf("%s\n", describe_machine().c_str());
  std::printf(
      "3 brokers, %d partitions, RF 3, min.insync.replicas=2, acks=all, batches of 16 KiB; "
      "checksums, history "
      "and all checkers on\n",
      kPartitions);
  bench_classroom(options);
  return bench_records(options);
}

}  // namespace barnabas::sim
