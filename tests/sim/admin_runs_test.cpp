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

}  // namespace barnabas::test
