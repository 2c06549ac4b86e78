// Whole runs of administrators: what they ask for happens, and they are told the truth. Every run
// is a scenario, and comes out as it says.
#include "tests/support/catch.h"
#include "tests/support/scenario_runs.h"

namespace barnabas::test {

TEST_CASE(
    "settings are described with where they come from, by brokers that have the topic and "
    "by those that do not") {
  comes_out_as_it_says(R"({ "schema": 1, "name": "settings", "seed": 3, "duration": "20s",
    "why": "A setting is told with the layer that it comes from.",
    "cluster": { "config": { "log.retention.hours": 2 } },
    "topics": { "t": { "replicas": [[1]], "config": { "min.insync.replicas": 2 } } },
    "clients": { "c": { "type": "consumer", "assign": ["t-0"] } },
    "faults": {
      "change": { "at": "5s", "do": [ { "admin": { "set-config": { "topic": "t",
        "config": { "segment.bytes": 5000 } } } } ] },
      "topic": { "at": "6s", "do": [
        { "admin": { "describe-config": { "topic": "t" } }, "repeat": { "times": 6, "every": "500ms" } } ] },
      "some": { "at": "10s", "do": [ { "admin": { "describe-config": { "topic": "t",
        "settings": ["retention.ms", "flush.ms"] } } } ] },
      "broker": { "at": "11s", "do": [ { "admin": { "describe-config": { "broker": "broker-2" } } } ] },
      "what-is": { "at": "12s", "do": [ { "admin": { "describe-topic": "t" } },
        { "admin": { "describe-cluster": {} } }, { "admin": { "list-reassignments": "all" } } ] } },
    "expect": { "reached": [
      { "event": "described", "text": "topic t: min.insync.replicas=2 source=DYNAMIC_TOPIC_CONFIG" },
      { "event": "described", "ordinal": 6,
        "text": "topic t: segment.bytes=5000 source=DYNAMIC_TOPIC_CONFIG synonyms={DYNAMIC_TOPIC_CONFIG:segment.bytes=5000, DEFAULT_CONFIG:log.segment.bytes=1073741824}" },
      { "event": "described", "text": "topic t: retention.ms=7200000 source=DEFAULT_CONFIG" },
      { "event": "described", "text": "topic t: flush.ms=9223372036854775807 source=DEFAULT_CONFIG" },
      { "event": "described", "text": "broker 2: log.retention.hours=2 source=STATIC_BROKER_CONFIG" },
      { "event": "described", "text": "t-0: leader=1 epoch=0 replicas=1 isr=1" },
      { "event": "described", "text": "cluster: brokers=1,2,3 controller=" },
      { "event": "admin-done", "text": "list reassignments", "error": "NONE" } ] } })");
}

TEST_CASE(
    "whoever names a topic that is not there makes it, unless the client does not want that") {
  comes_out_as_it_says(R"({ "schema": 1, "name": "asked-for", "seed": 5, "duration": "90s",
    "why": "A topic is made by asking for it.",
    "cluster": { "config": { "auto.create.topics.enable": true, "num.partitions": 2,
      "default.replication.factor": 2 } },
    "clients": {
      "p": { "type": "producer", "start": "5s",
        "workload": { "to": "fresh-1", "values": "r{0..9}", "start": "6s" } },
      "shy": { "type": "consumer", "assign": ["quiet-0"], "start": "5s",
        "config": { "allow.auto.create.topics": false } },
      "c": { "type": "consumer", "assign": ["fresh"], "start": "5s" } },
    "faults": { "look": { "at": "20s", "do": [ { "admin": { "describe-topic": "quiet" } },
      { "admin": { "describe-topic": "fresh" } } ] } },
    "variants": {
      "made": { "expect": { "ends": "any", "acked": 10, "delivered": 10, "probes": ["metadata.creates-topic"],
        "reached": [
          { "event": "described", "text": "fresh-0: leader=" },
          { "event": "described", "text": "fresh-1: leader=" },
          { "event": "admin-done", "text": "quiet", "error": "UNKNOWN_TOPIC_OR_PARTITION" } ] } } } })");
}

TEST_CASE("a topic that was deleted comes back when somebody still asks for it") {
  comes_out_as_it_says(R"({ "schema": 1, "name": "comes-back", "seed": 6, "duration": "60s",
    "why": "A producer that goes on makes its topic anew.",
    "topics": { "t": { "replicas": [[1, 2], [2, 1]] } },
    "clients": { "p": { "type": "producer", "config": { "max.block.ms": 5000 },
      "workload": { "to": "t-0", "values": "r{0..99}", "rate": "5/s", "start": "5s" } } },
    "faults": { "delete": { "at": "10s", "do": [ { "admin": { "delete-topic": "t" } } ] },
      "look": { "at": "40s", "do": [ { "admin": { "describe-topic": "t" } } ] } },
    "variants": {
      "back": { "expect": { "reached": [
        { "event": "topic-created", "since": "delete", "topic": "t" },
        { "event": "acked", "since": "delete", "offset": 0 },
        { "event": "described", "text": "t-0: leader=" } ] } },
      "gone": { "cluster": { "config": { "auto.create.topics.enable": false } },
        "expect": { "ends": "any", "reached": [
          { "event": "admin-done", "since": "look", "error": "UNKNOWN_TOPIC_OR_PARTITION" } ] } } } })");
}

TEST_CASE("a broker's settings change while it runs, for one or for all, and outlive it") {
  comes_out_as_it_says(R"json({ "schema": 1, "name": "changed", "seed": 7, "duration": "60s",
    "why": "What is changed at run time takes effect at once, and again after a restart.",
    "cluster": { "config": { "log.retention.check.interval.ms": 1000, "log.segment.bytes": 400 } },
    "topics": { "t": { "replicas": [[1, 2, 3]] } },
    "clients": {
      "p": { "type": "producer", "config": { "batch.size": 0 },
        "workload": { "to": "t-0", "values": "r{0..39}", "rate": "10/s", "start": "3s" } } },
    "faults": {
      "all": { "at": "10s", "do": [ { "admin": { "set-config": { "broker": "all",
        "config": { "log.retention.bytes": 800, "num.replica.fetchers": 2 } } } } ] },
      "one": { "at": "11s", "do": [ { "admin": { "set-config": { "broker": "broker-3",
        "config": { "log.retention.bytes": 100000 } } } } ] },
      "fixed": { "at": "12s", "do": [ { "admin": { "set-config": { "broker": "broker-3",
        "config": { "num.partitions": 4 } } } } ] },
      "again": { "at": "15s", "do": [ { "crash": "broker-3", "for": "5s" } ] },
      "look": { "at": "40s", "do": [
        { "admin": { "describe-config": { "broker": "broker-3" } } },
        { "admin": { "describe-config": { "broker": "all" } } },
        { "admin": { "describe-config": { "topic": "t", "settings": ["retention.bytes"] } } } ] } },
    "expect": { "acked": 40, "probes": ["broker.settings-changed"], "reached": [
      { "event": "segments-deleted", "node": "broker-1", "since": "all" },
      { "event": "segments-deleted", "node": "broker-2", "since": "all" },
      { "event": "admin-done", "since": "fixed", "error": "INVALID_REQUEST",
        "text": "Cannot update these configs dynamically: Set(num.partitions)" },
      { "event": "described", "since": "look", "text": "broker 3: log.retention.bytes=100000 source=DYNAMIC_BROKER_CONFIG synonyms={DYNAMIC_BROKER_CONFIG:log.retention.bytes=100000, DYNAMIC_DEFAULT_BROKER_CONFIG:log.retention.bytes=800, DEFAULT_CONFIG:log.retention.bytes=-1}" },
      { "event": "described", "since": "look", "text": "all brokers: num.replica.fetchers=2 source=DYNAMIC_DEFAULT_BROKER_CONFIG" },
      { "event": "described", "since": "look", "text": "topic t: retention.bytes=" } ]
}
})json");
}

}  // namespace barnabas::test
