// Which settings would have kept the records: one rule per way of losing them, each asked of what
// happened.
#include <algorithm>

#include "core/broker/broker.h"
#include "sim/report/story_parts.h"
#include "sim/report/words.h"

namespace barnabas::sim {
namespace {

// What min.insync.replicas was, as the replica that took the record knows it, or any other.
std::int32_t min_isr_of(const Chronicle& chronicle, const TopicPartition& tp) {
  std::int32_t least = 1;
  for (std::size_t i = 0; i < chronicle.world().nodes.size(); ++i) {
    const broker::Broker* broker = chronicle.world().nodes[i]->broker();
    if (broker == nullptr) continue;
    const auto found = broker->partitions.find(tp);
    if (found != broker->partitions.end())
      least = std::max(least, found->second->min_insync_replicas);
  }
  return least;
}

struct Facts {
  const Chronicle& chronicle;
  const FateGroup& group;
  std::vector<std::int32_t> isr;  // when it was acknowledged
  std::int32_t min_isr = 1;
  std::size_t replicas = 0;
  std::string it;                        // "it" or "them"
  const TracedNote* election = nullptr;  // that gave the partition to somebody without it

  const RecordPath& path() const { return group.first(); }
  const std::string& producer() const { return chronicle.name(path().record.producer); }
  bool has_one_replica() const { return replicas == 1; }
  bool is_below_min() const {
    return !isr.empty() && static_cast<std::int32_t>(isr.size()) < min_isr;
  }
};

bool any_end(const RecordPath& path, CopyEnd end) {
  return std::any_of(path.copies.begin(), path.copies.end(),
                     [end](const Copy& copy) { return copy.end == end; });
}

void advise_acks_0(const Facts& facts, std::vector<Advice>& advice) {
  if (facts.path().record.acks != 0) return;
  advice.push_back(
      {"acks-0", (facts.has_one_replica() ? std::string("acks=all: ")
                                          : "acks=all with min.insync.replicas=2: ") +
                     facts.producer() +
                     " would have waited for an answer, and sent again until one came. With acks=0 "
                     "nobody ever promised " +
                     facts.it + "."});
}

// All of the ISR is one replica when there is but one: nothing that a producer asks for helps.
void advise_replicas(const Facts& facts, std::vector<Advice>& advice) {
  const RecordPath& path = facts.path();
  if (path.append == nullptr || path.record.acks == 0 || !facts.has_one_replica()) return;
  advice.push_back(
      {"replicas",
       "more replicas (replication.factor=3 with min.insync.replicas=2 and acks=all): there was "
       "but "
       "one, and whatever acks and min.insync.replicas ask for, one copy is all of the ISR."});
}

std::string refusal(const Facts& facts, const char* what) {
  return std::string(what) + " would have been refused with NOT_ENOUGH_REPLICAS, for only " +
         facts.chronicle.isr_text(facts.isr) + (facts.isr.size() == 1 ? " was" : " were") +
         " in sync, and " + facts.producer() + " would have sent " + facts.it + " again later.";
}

void advise_acks_1(const Facts& facts, std::vector<Advice>& advice) {
  const RecordPath& path = facts.path();
  if (path.record.acks != 1 || path.append == nullptr || facts.has_one_replica()) return;
  std::string text =
      facts.min_isr >= 2
          ? "acks=all, with min.insync.replicas=" + std::to_string(facts.min_isr) + " as it was: "
          : "acks=all with min.insync.replicas=2 or more: ";
  if (facts.is_below_min() || (facts.min_isr < 2 && facts.isr.size() == 1)) {
    text += refusal(facts, "it");
  } else {
    text += "the acknowledgement would have waited for a second copy; without one, " +
            facts.producer() + " would have sent " + facts.it + " again, to the next leader.";
  }
  advice.push_back({"acks-1", std::move(text)});
}

void advise_min_isr(const Facts& facts, std::vector<Advice>& advice) {
  const RecordPath& path = facts.path();
  if (path.record.acks != -1 || path.append == nullptr || facts.has_one_replica()) return;
  if (facts.isr.size() != 1 || facts.min_isr >= 2) return;
  advice.push_back({"min-isr", "min.insync.replicas=2 (it was " + std::to_string(facts.min_isr) +
                                   "): " + refusal(facts, "acks=all")});
}

void advise_clean(const Facts& facts, std::vector<Advice>& advice) {
  if (facts.election == nullptr || facts.election->note.a != 1) return;
  // Whom the partition would have waited for: those that had the record when somebody else was
  // elected.
  const auto had = holders(facts.chronicle, facts.path(), moment_of(*facts.election));
  std::string text = "unclean.leader.election.enable=false: the partition would have waited";
  if (!had.empty()) text += " for " + joined(had, "or");
  advice.push_back({"unclean", text + " instead of going on with " +
                                   facts.chronicle.broker_name(facts.election->note.peer) + "."});
}

// Of a record that all of the ISR had, and that a clean election passed over: which check would
// have kept the new leader from losing it, or from being elected.
void advise_fences(const Facts& facts, std::vector<Advice>& advice) {
  const RecordPath& path = facts.path();
  if (path.record.acks != -1 || facts.election == nullptr || facts.election->note.a == 1) return;
  const NodeIndex leader = facts.chronicle.world().find_broker(facts.election->note.peer);
  const auto* config =
      leader == kNoIndex ? nullptr : facts.chronicle.world().node(leader).config.broker();
  if (config == nullptr) return;
  const replica::Knobs& knobs = config->replica.knobs;
  const std::string& name = facts.chronicle.name(leader);
  const bool has_cut = std::any_of(path.copies.begin(), path.copies.end(), [&](const Copy& copy) {
    return copy.node == leader && copy.end == CopyEnd::Truncated &&
           moment_of(*copy.ended) < moment_of(*facts.election);
  });
  const bool had_it = std::any_of(path.copies.begin(), path.copies.end(),
                                  [&](const Copy& copy) { return copy.node == leader; });
  if (has_cut && knobs.truncation == replica::TruncationPolicy::HighWatermark) {
    advice.push_back(
        {"kip-101", "KIP-101 (the knob trunc.policy, from kip101 on): " + name +
                        " would have asked where the leader's epoch ends, and cut nothing that the "
                        "leader has."});
  } else if (!had_it && knobs.isr_expand == replica::IsrExpandCheck::HighWatermark) {
    advice.push_back(
        {"kafka-7128",
         "KAFKA-7128 (the knob isr.expand.check=hw+leso): " + name +
             " would have had to reach the start of the leader's epoch to be in sync, and "
             "so to have " +
             facts.it + "."});
  } else if (!had_it && !knobs.hw_maximal_isr) {
    advice.push_back(
        {"kip-497", "KIP-497 (the knob hw.isr=maximal): the high watermark would have waited for " +
                        name + ", which was on its way into the ISR, before anybody acknowledged " +
                        facts.it + "."});
  }
}

void advise_power(const Facts& facts, std::vector<Advice>& advice) {
  const RecordPath& path = facts.path();
  std::int64_t cut = 0;
  for (const Copy& copy : path.copies) cut += copy.end == CopyEnd::LostByPower ? 1 : 0;
  const TracedNote* before = loss_within_epoch(facts.chronicle, path);
  if (cut == 0 && before != nullptr) {
    advice.push_back(
        {"power-before",
         "log.flush.interval.messages=1 (slow): " + facts.chronicle.name(before->node) +
             " lost what it had acknowledged, and led on as if it had it all."});
  }
  if (cut == 0) return;
  std::string text =
      "log.flush.interval.messages=1 (slow), or more replicas in places that do not lose power "
      "together: ";
  text += cut > 1 ? count_text(cut, "copy", "copies") + " went with the power."
                  : "what is not flushed is gone with the power.";
  advice.push_back({"power", std::move(text)});
}

// What a disk harmed, only another copy can give back.
void advise_disk(const Facts& facts, std::vector<Advice>& advice) {
  const RecordPath& path = facts.path();
  const bool is_harmed = any_end(path, CopyEnd::LostFromDisk) || any_end(path, CopyEnd::Recovered);
  if (!is_harmed || facts.has_one_replica()) return;
  advice.push_back(
      {"disk",
       "acks=all with more replicas and min.insync.replicas=2: a disk lost what it had, and only "
       "another copy could have given it back."});
}

void advise_deletion(const Facts& facts, std::vector<Advice>& advice) {
  const RecordPath& path = facts.path();
  if (any_end(path, CopyEnd::Deleted)) {
    advice.push_back(
        {"retention",
         "A longer retention.ms or larger retention.bytes, if it was not an administrator who "
         "deleted " +
             facts.it + "."});
  }
  if (any_end(path, CopyEnd::TopicDeleted))
    advice.push_back({"topic-deleted", "None: somebody deleted the topic."});
}

}  // namespace

std::vector<Advice> advise(const Chronicle& chronicle, const FateGroup& group) {
  const RecordPath& path = group.first();
  Facts facts{chronicle,
              group,
              {},
              min_isr_of(chronicle, path.record.tp),
              chronicle.replicas_of(path.record.tp).size(),
              group.paths.size() > 1 ? "them" : "it",
              fatal_election(chronicle, path)};
  if (path.append != nullptr)
    facts.isr =
        chronicle.isr_of(path.record.tp, path.append->node, grounds_moment(chronicle, path));
  std::vector<Advice> advice;
  advise_acks_0(facts, advice);
  advise_replicas(facts, advice);
  advise_acks_1(facts, advice);
  advise_min_isr(facts, advice);
  advise_clean(facts, advice);
  advise_fences(facts, advice);
  advise_power(facts, advice);
  advise_disk(facts, advice);
  advise_deletion(facts, advice);
  return advice;
}

}  // namespace barnabas::sim
