// Whole runs of consumers without a group: what the application sees when retention, elections and
// racks come into play. Every run is a scenario, and comes out as it says.
#include "tests/support/catch.h"
#include "tests/support/scenario_runs.h"

namespace barnabas::test {

TEST_CASE("retention overtakes a slow consumer: earliest skips, latest leaps, none is told") {
  comes_out_as_it_says(R"({ "schema": 1, "name": "overtaken", "seed": 3, "duration": "60s",
    "why": "Retention waits for nobody who reads.",
    "cluster": { "config": { "log.retention.check.interval.ms": 2000 } },
    "topics": { "t": { "replicas": [[1, 2, 3]], "config": { "segment.bytes": 400,
      "retention.bytes": 800, "min.insync.replicas": 2 } } },
    "clients": {
      "p": { "type": "producer", "config": { "batch.size": 0 },
        "workload": { "to": "t-0", "values": "r{0..99}", "rate": "10/s", "start": "5s" } },
      "slow": { "type": "consumer", "assign": ["t-0"],
        "poll": { "takes": "500ms" },
        "config": { "max.poll.records": 1, "max.partition.fetch.bytes": 200 } } },
    "expect": { "acked": 100, "lost": [],
      "reached": [ { "event": "segments-deleted", "node": "leader of t-0" } ] },
    "variants": {
      "earliest": { "clients": { "slow": { "config": { "auto.offset.reset": "earliest" } } },
        "expect": { "reached": [ { "event": "position-reset", "node": "slow",
          "text": "earliest", "to": ">=20" } ] } },
      "latest": { "clients": { "slow": { "config": { "auto.offset.reset": "latest" } } },
        "expect": { "reached": [ { "event": "position-reset", "node": "slow",
          "text": "latest" } ] } },
      "none": { "clients": { "slow": { "config": { "auto.offset.reset": "none" } } },
        "expect": { "reached": [ { "event": "read-failed", "node": "slow",
          "error": "OFFSET_OUT_OF_RANGE", "text": "OffsetOutOfRangeException" } ] } } } })");
}

TEST_CASE("a consumer seeks back and reads the same again, from an offset or from a time") {
  comes_out_as_it_says(R"({ "schema": 1, "name": "again", "seed": 4, "duration": "30s",
    "why": "Reading takes nothing away.",
    "topics": { "t": { "replicas": [[1, 2, 3]] } },
    "clients": {
      "p": { "type": "producer", "config": { "batch.size": 0 },
        "workload": { "to": "t-0", "values": "r{0..49}", "rate": "10/s", "start": "5s" } },
      "c": { "type": "consumer", "assign": ["t-0"] } },
    "faults": { "back": { "at": "15s", "do": [] } },
    "variants": {
      "offset": { "faults": { "back": { "do": [
          { "command": "c", "seek": { "partition": "t-0", "to": 20 } } ] } },
        "expect": { "delivered": 80 } },
      "beginning": { "faults": { "back": { "do": [
          { "command": "c", "seek": { "partition": "t-0", "to": "beginning" } } ] } },
        "expect": { "delivered": 100 } },
      "time": { "faults": { "back": { "do": [
          { "command": "c", "seek": { "partition": "t-0", "to": { "time": "8s" } } } ] } },
        "expect": { "delivered": 70, "reached": [
          { "event": "delivered", "node": "c", "offset": 30, "since": "back" } ] } },
      "paused": { "faults": { "back": { "at": "6s", "do": [
          { "command": "c", "pause-reading": "t-0" } ] },
          "on": { "at": "20s", "do": [ { "command": "c", "resume-reading": "t-0" } ] } },
        "expect": { "delivered": 50, "reached": [
          { "event": "delivered", "node": "c", "next": 50, "since": "on" } ] } } } })");
}

TEST_CASE("where a consumer begins is its application's choice, or the setting's") {
  comes_out_as_it_says(R"({ "schema": 1, "name": "begin", "seed": 5, "duration": "20s",
    "why": "Who comes late chooses what to miss.",
    "topics": { "t": { "replicas": [[1, 2, 3]] } },
    "clients": {
      "p": { "type": "producer", "config": { "batch.size": 0 },
        "workload": { "to": "t-0", "values": "r{0..49}", "rate": "10/s", "start": "5s" } },
      "c": { "type": "consumer", "assign": ["t-0"], "start": "8s" } },
    "variants": {
      "beginning": { "expect": { "delivered": 50 } },
      "time": { "clients": { "c": { "from": { "time": 1700000006000 } } },
        "expect": { "delivered": 40 } },
      "earliest": { "clients": { "c": { "from": "auto.offset.reset",
          "config": { "auto.offset.reset": "earliest" } } }, "expect": { "delivered": 50 } },
      "latest": { "clients": { "c": { "from": "auto.offset.reset" } },
        "expect": { "reached": [ { "event": "position-reset", "node": "c", "to": ">=29" } ] } },
      "none": { "clients": { "c": { "from": "auto.offset.reset",
          "config": { "auto.offset.reset": "none" } } },
        "expect": { "delivered": 0, "reached": [ { "event": "read-failed", "node": "c",
          "text": "NoOffsetForPartitionException" } ] } } } })");
}

TEST_CASE("a consumer with a rack reads from the follower there, and from the leader without it") {
  comes_out_as_it_says(R"({ "schema": 1, "name": "near", "seed": 6, "duration": "60s",
    "why": "The nearest copy is enough, up to what it knows to be committed.",
    "cluster": { "brokers": 3, "racks": ["a", "b", "c"], "config": { "min.insync.replicas": 2,
      "zookeeper.session.timeout.ms": 6000,
      "replica.selector.class": "org.apache.kafka.common.replica.RackAwareReplicaSelector" } },
    "topics": { "t": { "replicas": [[1, 2, 3]] } },
    "clients": {
      "p": { "type": "producer", "config": { "batch.size": 0 },
        "workload": { "to": "t-0", "values": "r{0..199}", "rate": "10/s", "start": "5s" } },
      "c": { "type": "consumer", "assign": ["t-0"], "rack": "c" } },
    "expect": { "delivered": 200, "holds": ["NoReadAboveHW", "ConsistentRead"] },
    "variants": {
      "follower": { "expect": { "reached": [
          { "event": "delivered", "node": "c", "broker": "broker-3", "next": 200 } ] } },
      "follower-dies": { "faults": [ { "id": "kill", "at": "10s", "do": [
          { "crash": "broker-3" } ] },
          { "id": "back", "at": "20s", "do": [ { "restart": "broker-3" } ] } ],
        "expect": { "reached": [
          { "event": "delivered", "node": "c", "broker": "broker-1", "since": "kill" } ] } },
      "leader-selector": { "cluster": { "config": { "replica.selector.class": null } },
        "expect": { "reached": [
          { "event": "delivered", "node": "c", "broker": "broker-1", "next": 200 } ] } } } })");
}

TEST_CASE("after an unclean election the consumer notices that what it read is gone") {
  comes_out_as_it_says(R"({ "schema": 1, "name": "cut", "seed": 13, "duration": "120s",
    "why": "A position is more than a number: the epoch beside it tells when history changed.",
    "cluster": { "brokers": 3, "config": { "min.insync.replicas": 2,
      "unclean.leader.election.enable": true, "zookeeper.session.timeout.ms": 6000,
      "replica.lag.time.max.ms": 4000 } },
    "network": { "latency": { "uniform": ["1ms", "3ms"] } },
    "topics": { "t": { "replicas": [[1, 2, 3]] } },
    "clients": {
      "p": { "type": "producer", "config": { "batch.size": 0 },
        "workload": { "to": "t-0", "values": "r{0..24}", "rate": "1/s", "start": "5s" } },
      "c": { "type": "consumer", "assign": ["t-0"] } },
    "faults": [
      { "id": "lag", "on": { "event": "high-watermark", "node": "leader of t-0", "offset": 5 },
        "after": "100ms",
        "do": [ { "hold": "Fetch.response", "from": "leader of t-0", "to": "broker-3" } ] },
      { "id": "kill", "on": { "event": "high-watermark", "node": "leader of t-0", "offset": 12 },
        "after": "100ms",
        "do": [ { "crash": ["broker-1", "broker-2"], "as": "old" }, { "end": "lag" } ] },
      { "id": "back", "on": { "event": "elected", "leader": "broker-3", "since": "kill" },
        "after": "20s", "do": [ { "restart": "$old" } ] } ],
    "expect": { "violates": ["ConsistentRead", "DurableAck"] },
    "variants": {
      "latest": { "expect": { "probes": ["consumer.truncation-detected"], "reached": [
          { "event": "position-reset", "node": "c", "from": 12, "to": 5,
            "text": "log truncation" } ] } },
      "none": { "clients": { "c": { "config": { "auto.offset.reset": "none" } } },
        "expect": { "reached": [ { "event": "read-failed", "node": "c", "offset": 12,
          "diverges_at": 5, "text": "LogTruncationException" } ] } },
      "classic": { "profile": "classic",
        "clients": { "p": { "config": { "acks": "all", "retries": 1000 } } },
        "expect": { "reached": [ { "event": "delivered", "node": "c", "offset": 12,
          "broker": "broker-3", "since": "kill" } ] } } } })");
}

TEST_CASE("where brokers are too old to validate a position, consumers read without") {
  comes_out_as_it_says(R"({ "schema": 1, "name": "old-brokers", "seed": 9, "duration": "40s",
    "why": "A client knows which versions its brokers serve.",
    "cluster": { "config": { "zookeeper.session.timeout.ms": 6000 } },
    "topics": { "t": { "replicas": [[1, 2, 3]] } },
    "clients": {
      "p": { "type": "producer", "config": { "batch.size": 0 },
        "workload": { "to": "t-0", "values": "r{0..49}", "rate": "5/s", "start": "5s" } },
      "c": { "type": "consumer", "assign": ["t-0"], "from": "beginning" } },
    "faults": { "kill": { "at": "8s", "do": [ { "crash": "broker-1" } ] },
      "back": { "at": "20s", "do": [ { "restart": "broker-1" } ] } },
    "expect": { "acked": 50, "delivered": 50 },
    "variants": {
      "hw": { "knobs": { "trunc.policy": "hw" } },
      "kip101": { "knobs": { "trunc.policy": "kip101" } },
      "kip279": { "knobs": { "trunc.policy": "kip279" } },
      "kip320": { "knobs": { "trunc.policy": "kip320" } },
      "today": {} } })");
}

}  // namespace barnabas::test
