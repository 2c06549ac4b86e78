// How actions are spelt in a scenario: one verb each, its value, and what may stand beside it.
#pragma once

#include <cstdint>
#include <string_view>

#include "sim/fault/fault.h"

namespace barnabas::sim {

struct ActionFacts {
  enum class Value : std::uint8_t { Nodes, Messages, Rate, Cut, Heal, Broker, Fault, Admin };
  std::string_view verb;
  ActionKind kind;
  Value value;              // what the verb's own value is
  std::string_view beside;  // other keys, "a|b|c"; an '!' after one that must be there
  std::string_view meaning;
  std::string_view example;
};

inline constexpr ActionFacts kActions[] = {
    {"crash", ActionKind::Crash, ActionFacts::Value::Nodes, "as|in-step|path|for",
     "the process dies; its page cache survives",
     R"({"crash": "leader of orders-0", "as": "old"})"},
    {"power-off", ActionKind::PowerOff, ActionFacts::Value::Nodes, "as|tail|names|in-step|path|for",
     "the machine dies; what was not flushed is lost",
     R"({"power-off": "broker-1", "in-step": {"file-op": 3}})"},
    {"restart", ActionKind::Restart, ActionFacts::Value::Nodes, "as",
     "a dead process starts again on its disk", R"({"restart": "$old"})"},
    {"stop", ActionKind::Stop, ActionFacts::Value::Nodes, "as",
     "a clean shutdown: leadership moves first, logs are flushed", R"({"stop": "broker-2"})"},
    {"pause", ActionKind::Pause, ActionFacts::Value::Nodes, "as|for",
     "the process stands still, as in a long garbage collection",
     R"({"pause": "controller", "for": "20s"})"},
    {"resume", ActionKind::Resume, ActionFacts::Value::Nodes, "", "a paused process goes on",
     R"({"resume": "$old"})"},
    {"hold", ActionKind::Hold, ActionFacts::Value::Messages, "from|to|count|percent|for",
     "messages wait until the action ends",
     R"({"hold": "Fetch.response", "from": "leader of orders-0"})"},
    {"drop", ActionKind::Drop, ActionFacts::Value::Messages, "from|to|count|percent|for",
     "messages are lost; a connection breaks",
     R"({"drop": "Produce.response", "to": "p", "count": 1})"},
    {"delay", ActionKind::Delay, ActionFacts::Value::Messages, "from|to|by!|count|percent|for",
     "messages take longer", R"({"delay": "all", "to": "broker-2", "by": "200ms", "for": "10s"})"},
    {"duplicate", ActionKind::Duplicate, ActionFacts::Value::Messages, "from|to|count|percent|for",
     "messages arrive twice (network mode datagram)",
     R"({"duplicate": "Produce.request", "count": 1})"},
    {"throttle", ActionKind::Throttle, ActionFacts::Value::Rate, "from|to|for",
     "links carry at most so many bytes per second",
     R"({"throttle": "1MB/s", "from": "broker-1", "for": "10s"})"},
    {"cut", ActionKind::Cut, ActionFacts::Value::Cut, "from|as|for",
     "nothing passes between two groups",
     R"({"cut": "broker-1", "from": "zookeeper", "for": "8s"})"},
    {"heal", ActionKind::Heal, ActionFacts::Value::Heal, "from", "cuts end", R"({"heal": "all"})"},
    {"expire-session", ActionKind::ExpireSession, ActionFacts::Value::Nodes, "as",
     "ZooKeeper ends the node's session", R"({"expire-session": "controller"})"},
    {"disk-full", ActionKind::DiskFull, ActionFacts::Value::Nodes, "free|as|for",
     "no space is left after `free` more bytes", R"({"disk-full": "broker-1", "free": 4096})"},
    {"disk-fail", ActionKind::DiskFail, ActionFacts::Value::Nodes, "path|nth|count|as|for",
     "the n-th operation and later ones fail",
     R"({"disk-fail": "broker-1", "path": "orders-0/*.log"})"},
    {"disk-slow", ActionKind::DiskSlow, ActionFacts::Value::Nodes, "factor!|as|for",
     "every operation takes `factor` times as long", R"({"disk-slow": "broker-1", "factor": 50})"},
    {"disk-stall", ActionKind::DiskStall, ActionFacts::Value::Nodes, "as|for",
     "whoever changes a file stands still until the action ends",
     R"({"disk-stall": "broker-1", "for": "5s"})"},
    {"disk-flip", ActionKind::DiskFlip, ActionFacts::Value::Nodes, "path!|bit|as",
     "one bit of a file turns over",
     R"({"disk-flip": "broker-1", "path": "orders-0/*.log", "bit": 800})"},
    {"disk-wipe", ActionKind::DiskWipe, ActionFacts::Value::Nodes, "as",
     "the disk is replaced by an empty one", R"({"disk-wipe": "$old"})"},
    {"clock-skew", ActionKind::ClockSkew, ActionFacts::Value::Nodes, "by!|as|for",
     "the wall clock is off by a duration, which may be negative",
     R"({"clock-skew": "broker-1", "by": "-90s"})"},
    {"clock-drift", ActionKind::ClockDrift, ActionFacts::Value::Nodes, "ppm!|as|for",
     "the wall clock runs too fast, or too slow if negative, by millionths",
     R"({"clock-drift": "broker-1", "ppm": 500})"},
    {"add-broker", ActionKind::AddBroker, ActionFacts::Value::Broker, "as", "a new broker joins",
     R"({"add-broker": {"id": 4, "rack": "b", "config": {}}})"},
    {"remove-broker", ActionKind::RemoveBroker, ActionFacts::Value::Nodes, "as",
     "a clean shutdown, and it never comes back", R"({"remove-broker": "broker-3"})"},
    {"rolling-restart", ActionKind::RollingRestart, ActionFacts::Value::Nodes, "how|down|bound|as",
     "one after the other ends and starts again, when the one before is in sync",
     R"({"rolling-restart": "brokers", "how": "crash", "down": "2s"})"},
    {"upgrade", ActionKind::Upgrade, ActionFacts::Value::Nodes, "to!|how|down|bound|as",
     "a rolling restart into another profile", R"({"upgrade": "brokers", "to": "kafka-3"})"},
    {"admin", ActionKind::Admin, ActionFacts::Value::Admin, "client",
     "an administrator asks the cluster", R"({"admin": {"elect-preferred": "orders-0"}})"},
    {"command", ActionKind::Command, ActionFacts::Value::Nodes,
     "seek|assign|send|pause-reading|resume-reading", "the application tells its client",
     R"({"command": "c", "seek": {"partition": "orders-0", "to": 5}})"},
    {"end", ActionKind::End, ActionFacts::Value::Fault, "", "what the named fault started ends",
     R"({"end": "starve"})"},
};

}  // namespace barnabas::sim
