// The probes of the core, by name: marks at paths that are taken rarely. A scenario can demand that
// one is hit, and many seeds tell which never are.
//
// A probe is hit by context.probe("name"); a test keeps this list and those calls equal.
#pragma once

#include <string_view>

namespace barnabas {

struct ProbeFacts {
  std::string_view name;
  std::string_view meaning;
};

inline constexpr ProbeFacts kProbes[] = {
    {"alter-partition.awaits-orders",
     "the controller's refusal left a leader waiting with its proposal for a newer order"},
    {"alter-partition.overtaken", "an ISR answer came for an epoch in which nobody leads any more"},
    {"alter-partition.refused", "the controller proved that an ISR proposal was not applied"},
    {"broker.producer-id-block-taken", "a broker took a block of producer ids out of ZooKeeper"},
    {"broker.settings-changed", "a broker took settings over that were changed while it ran"},
    {"client.request-timed-out", "a client gave up a request, and its connection with it"},
    {"consumer.epoch-unknown-to-leader",
     "a consumer that asked where an epoch ends was told that nobody knows that epoch"},
    {"consumer.fetch-session-lost", "a consumer's fetch session was not known any more (KIP-227)"},
    {"consumer.out-of-range-at-follower",
     "a consumer went back to the leader, for the follower lacks its position (KIP-392)"},
    {"consumer.truncation-detected",
     "a consumer found that the log was cut below its position (KIP-320)"},
    {"controller-channel.silence", "a broker gave up a connection to a silent controller"},
    {"controller.broker-bounced", "a broker died and came back before the controller saw it gone"},
    {"controller.configs-left-over", "a new topic finds the settings of a deleted one"},
    {"controller.deletion-waits-for-broker", "a topic cannot be deleted while a replica is down"},
    {"controller.ineligible-replica",
     "an ISR with a replica that may not enter it was refused (KIP-841, KIP-903)"},
    {"controller.nobody-may-lead", "a partition was left without a leader"},
    {"controller.own-write-found",
     "a write that ZooKeeper refused had been done before, and only its answer was lost"},
    {"controller.replica-disk-failed", "a replica's disk failed, and another leads instead"},
    {"controller.state-version-refused",
     "ZooKeeper refused a partition state made from an older version"},
    {"controller.topic-vanished", "a topic was gone when the controller came to read it"},
    {"controller.unclean-election", "a replica that was not in sync was made leader"},
    {"controller.write-fenced",
     "ZooKeeper refused a write of a controller that is not it any more"},
    {"fetch.diverging-epoch", "a leader told a follower where their logs part (KIP-595's answer)"},
    {"fetch.earlier-life", "a fetch of a follower's earlier life came late (KIP-903)"},
    {"fetch.fenced-epoch", "a fetch with an old leader epoch was refused (KIP-320)"},
    {"fetch.out-of-range", "a fetch asked for an offset that the leader does not have"},
    {"fetch.session-refused", "a fetch session was not known, or its epoch was wrong (KIP-227)"},
    {"fetch.unknown-epoch", "a fetch with a newer leader epoch than the leader's was refused"},
    {"fetcher.epoch-without-records",
     "a follower dropped an epoch that began at its log's end and never got a record"},
    {"fetcher.fenced", "a follower learnt from its leader's refusal that there is a newer leader"},
    {"fetcher.log-does-not-fit",
     "a follower gave a partition up: what its leader sends does not fit behind what it has"},
    {"fetcher.out-of-range", "a follower's log ends outside its leader's"},
    {"fetcher.silence", "a follower gave up a connection to a silent leader"},
    {"fetcher.stale-answer", "a fetch was answered after the log had moved"},
    {"fetcher.truncates-in-steps", "a follower must ask more than once where to cut (KIP-279)"},
    {"isr-carrier.own-write-found",
     "a leader's ISR stood in ZooKeeper already, and only the answer to its write was lost"},
    {"leader-and-isr.absent-leader", "a follower was given a leader that is not there, and waits"},
    {"leader-and-isr.earlier-life", "an order for a broker's earlier life was refused (KIP-380)"},
    {"leader-and-isr.fenced-epoch", "an order with an old leader epoch was refused"},
    {"leader-and-isr.zombie-controller", "an order of a former controller was refused"},
    {"metadata.creates-topic", "a client asked for a topic that was not there, and it is made"},
    {"produce.duplicate-batch",
     "a batch that was in the log already was answered as before, and not appended again"},
    {"produce.isr-shrank-while-waiting",
     "a produce was appended, and answered NOT_ENOUGH_REPLICAS_AFTER_APPEND"},
    {"produce.leadership-lost-while-waiting",
     "a produce waited for followers when its leader stopped leading"},
    {"produce.not-enough-replicas", "a produce was refused for want of in-sync replicas"},
    {"produce.not-leader", "a produce reached a broker that does not lead"},
    {"produce.out-of-order-sequence", "a batch was refused whose sequence left a gap"},
    {"produce.waited-in-vain", "a produce waited for followers until its timeout"},
    {"producer.batch-split", "a batch was too large and went on in parts"},
    {"producer.delivery-timeout", "a producer gave records up after delivery.timeout.ms"},
    {"producer.epoch-bumped",
     "a producer began its sequences anew after an unknown outcome (KIP-360)"},
    {"producer.outcome-unknown", "a producer gave up records that may be in the log"},
    {"producer.sequence-retried", "a batch that came before its turn is sent again"},
    {"registration.done-before",
     "a broker found its registration done: only the answer had been lost"},
    {"registration.older-session",
     "a broker found itself registered by a session of its earlier life"},
    {"replica.isr-answer-too-late", "an ISR was committed that its leader knew already"},
    {"replica.isr-shrinks-to-leader", "a leader proposed an ISR of itself alone"},
    {"replica.isr-shrinks-with-records-waiting",
     "a leader proposed a smaller ISR while records waited for the high watermark"},
    {"stop-replica.earlier-life", "a StopReplica for a broker's earlier life was refused"},
    {"stop-replica.fenced-epoch", "a StopReplica with an old leader epoch was refused"},
    {"stop-replica.zombie-controller", "a StopReplica of a former controller was refused"},
    {"update-metadata.earlier-life", "an UpdateMetadata for a broker's earlier life was refused"},
    {"update-metadata.zombie-controller", "an UpdateMetadata of a former controller was refused"},
    {"zookeeper-client-heard-nothing", "a client gave up a connection to a silent ZooKeeper"},
};

inline bool is_probe(std::string_view name) {
  for (const ProbeFacts& probe : kProbes) {
    if (probe.name == name) return true;
  }
  return false;
}

}  // namespace barnabas
