// The protocol switches that a scenario may turn: each restores one behaviour that Kafka once had.
//
// The last value of a switch is the safest. docs/scenarios.md says what each shows.
#pragma once

#include <string_view>

namespace barnabas::sim {

struct KnobFacts {
  std::string_view name;
  std::string_view values;  // "a|b|c", oldest to safest
  std::string_view meaning;
};

inline constexpr KnobFacts kKnobs[] = {
    {"trunc.policy", "hw|kip101|kip279|kip320|on-fetch", "where a follower cuts its log"},
    {"follower.fetch.fence", "off|on", "a leader refuses fetches from another leader epoch"},
    {"isr.expand.check", "hw-only|hw+leso", "what a follower must have reached to enter the ISR"},
    {"hw.isr", "committed|maximal", "which ISR the high watermark waits for"},
    {"isr.update.cas", "off|on", "an ISR change needs the partition epoch that it was made from"},
    {"isr.eligibility", "none|unfenced|broker-epoch", "who may enter the ISR"},
    {"isr.carrier", "zookeeper|alter-partition", "how a leader proposes an ISR change"},
    {"hw.strict-min-isr", "off|on",
     "the high watermark rests while the ISR is below min.insync.replicas"},
    {"min-isr.effective", "raw|min-with-rf",
     "min.insync.replicas counts at most the replication factor"},
    {"controller.epoch.check", "off|brokers|brokers+zk", "who refuses a controller of the past"},
    {"broker.epoch.check", "off|on", "orders for an earlier life of a broker are refused"},
    {"election.policy", "replica-order|most-caught-up", "whom the controller elects from the ISR"},
};

}  // namespace barnabas::sim
